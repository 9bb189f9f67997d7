"""An export of what is not as usual: values erased, files lost, keys changed, plans handed in."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import override_settings

from dvcq_workflow.audit.export import KeptFile, export_plan
from dvcq_workflow.audit.sealing import Signature, seal
from dvcq_workflow.audit.signing import new_key
from dvcq_workflow.audit.verifier import main, verify
from dvcq_workflow.flows.starting import start_imported_plan
from dvcq_workflow.host import DefaultHost
from dvcq_workflow.models import IssuedDocument, Plan
from dvcq_workflow.models.audit import PersonalValue
from dvcq_workflow.services.exports import export_history
from dvcq_workflow.services.imports import open_pasted
from dvcq_workflow.services.viewing import view_plan
from tests.architecture.source import REPOSITORY
from tests.models.rows import NOON
from tests.worlds import World

SMALL_PLAN = REPOSITORY / "tests" / "data" / "small_plan.txt"


def sign(text: bytes) -> Signature:
    return Signature(*DefaultHost().sign_bytes(text))


@pytest.fixture
def keys(tmp_path: Path) -> Iterator[list[Path]]:
    """Two keys of these tests; the first is in use."""
    files = [tmp_path / "old.pem", tmp_path / "new.pem"]
    for file in files:
        file.write_bytes(new_key())
    with override_settings(DVCQ_WORKFLOW={"SEALING_KEY": str(files[0])}):
        yield files


@pytest.fixture
def plan(keys: list[Path], province: World, django_capture_on_commit_callbacks: Any) -> Plan:
    with django_capture_on_commit_callbacks(execute=True):
        plan = province.issue_plan()
    seal(sign, at=NOON, after_restore=True)
    return plan


def exported(plan: Plan, province: World, tmp_path: Path) -> Path:
    path = tmp_path / "history.zip"
    path.write_bytes(export_history(uid=plan.uid, actor=province.auditor).data)
    return path


def part(path: Path, name: str) -> Any:
    with zipfile.ZipFile(path) as archive:
        return archive.read(name).decode()


def test_with_all_personal_values_erased_it_still_verifies(
    plan: Plan, province: World, tmp_path: Path, capsys: Any
) -> None:
    PersonalValue.objects.all().delete()
    path = exported(plan, province, tmp_path)
    assert part(path, "personal.jsonl") == ""
    assert province.drafter.full_name not in part(path, "events.jsonl")
    assert main([str(path)]) == 0
    assert "0 names, addresses and reasons" in capsys.readouterr().out


def stored(document: IssuedDocument) -> Path:
    named = Path(settings.MEDIA_ROOT).rglob(Path(document.storage_key).name)
    found = [path for path in named if path.as_posix().endswith(document.storage_key)]
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize("why", ["document_missing", "document_altered"])
def test_a_file_that_the_storage_has_lost_or_changed_is_named_with_the_reason(
    plan: Plan, province: World, tmp_path: Path, why: str, capsys: Any
) -> None:
    document = IssuedDocument.objects.filter(plan=plan).earliest("pk")
    place = stored(document)
    before = place.read_bytes()
    place.chmod(0o600)
    if why == "document_missing":
        place.unlink()
    else:
        place.write_bytes(before[:-1] + b"x")
    try:
        path = exported(plan, province, tmp_path)
    finally:
        place.write_bytes(before)
    missing = json.loads(part(path, "manifest.json"))["missing"]
    assert missing == {document.sha256: {"name": document.file_name, "why": why}}
    assert main([str(path)]) == 0
    assert f"not in the export: {document.file_name} ({why})" in capsys.readouterr().out


def test_two_files_of_one_name_are_both_there(plan: Plan, tmp_path: Path) -> None:
    documents = IssuedDocument.objects.filter(plan=plan)
    kept = [KeptFile("a.pdf", row.sha256, stored(row).read_bytes()) for row in documents]
    path = tmp_path / "history.zip"
    path.write_bytes(export_plan(plan, kept=kept, made_at="2020-04-06T00:00:00Z", sign=sign))
    with zipfile.ZipFile(path) as archive:
        files = [name for name in archive.namelist() if name.startswith("files/")]
    assert len(files) == len(kept) > 1
    assert main([str(path)]) == 0


def test_after_a_change_of_keys_it_verifies_with_both_and_not_with_one(
    plan: Plan, keys: list[Path], province: World, tmp_path: Path
) -> None:
    old, _signature = DefaultHost().sign_bytes(b"")
    view_plan(uid=plan.uid, actor=province.drafter)
    seal(sign, at=NOON, after_restore=True)
    with override_settings(DVCQ_WORKFLOW={"SEALING_KEY": str(keys[1])}):
        new, _signature = DefaultHost().sign_bytes(b"")
        view_plan(uid=plan.uid, actor=province.drafter)
        point = seal(sign, at=NOON, after_restore=True)
        assert point is not None
        assert point.number == 3
        path = exported(plan, province, tmp_path)
    assert main([str(path), "--key", old, "--key", new]) == 0
    assert main([str(path), "--key", new]) == 1
    assert main([str(path), "--key", old]) == 1
    with pytest.raises(Exception, match="checkpoint 1: signed by a key that is not trusted"):
        list(verify(path, {new}, []))


def test_a_plan_that_was_handed_in_verifies_though_its_file_is_not_kept(
    keys: list[Path], province: World, tmp_path: Path
) -> None:
    text = SMALL_PLAN.read_text(encoding="utf-8")
    opened = open_pasted(unit=province.room, text=text, actor=province.drafter)
    plan = start_imported_plan(
        actor=province.drafter,
        import_id=opened.pk,
        issuing_unit=province.province,
        drafting_unit=province.room,
        signing_authority=province.authorities["vice_chairman"],
    )
    path = exported(plan, province, tmp_path)
    missing = json.loads(part(path, "manifest.json"))["missing"]
    assert [each["why"] for each in missing.values()] == ["not_kept"]
    assert main([str(path)]) == 0


def damaged(path: Path, place: float) -> None:
    data = bytearray(path.read_bytes())
    for offset in range(8):
        data[int(len(data) * place) + offset] ^= 0xFF
    path.write_bytes(bytes(data))


@pytest.mark.parametrize("place", [0.0, 0.02, 0.3, 0.6, 0.9, 0.97, 0.99])
def test_a_file_damaged_on_its_way_is_told_and_never_crashes(
    plan: Plan, province: World, tmp_path: Path, place: float, capsys: Any
) -> None:
    path = exported(plan, province, tmp_path)
    damaged(path, place)
    code = main([str(path)])
    assert ("DOES NOT HOLD" in capsys.readouterr().out) == (code == 1)


@pytest.mark.parametrize("manifest", ["[]", "null", "{", '{"files": 1}', "[" * 100_000])
def test_a_manifest_of_another_shape_is_told_and_never_crashes(
    keys: list[Path], tmp_path: Path, manifest: str, capsys: Any
) -> None:
    key, signature = DefaultHost().sign_bytes(manifest.encode())
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("manifest.json", manifest)
        archive.writestr("manifest.sig", json.dumps({"key": key, "signature": signature}))
    assert main([str(path)]) == 1
    assert "DOES NOT HOLD" in capsys.readouterr().out
