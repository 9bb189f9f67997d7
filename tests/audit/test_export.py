"""The exported history proves itself: a program of one file finds whatever was changed in it."""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings

from dvcq_workflow.audit.sealing import Signature, seal, signed_text
from dvcq_workflow.audit.signing import new_key
from dvcq_workflow.audit.verifier import main
from dvcq_workflow.host import DefaultHost
from dvcq_workflow.models import AccessLog, Checkpoint, Plan
from dvcq_workflow.rules.errors import NotPermitted, NotVisible, RuleViolation
from dvcq_workflow.services.exports import export_history
from dvcq_workflow.services.viewing import view_plan
from tests.models.rows import NOON
from tests.worlds import World


@pytest.fixture(autouse=True)
def key(tmp_path: Path) -> Iterator[str]:
    """The public key of these tests."""
    file = tmp_path / "key.pem"
    file.write_bytes(new_key())
    with override_settings(DVCQ_WORKFLOW={"SEALING_KEY": str(file)}):
        yield DefaultHost().sign_bytes(b"")[0]


def sealed() -> Checkpoint:
    point = seal(
        lambda text: Signature(*DefaultHost().sign_bytes(text)), at=NOON, after_restore=True
    )
    assert point is not None
    return point


@pytest.fixture
def plan(province: World, django_capture_on_commit_callbacks: Any) -> Plan:
    """An issued plan, looked at, sealed; and looked at once more."""
    plan = province.start_plan()
    sealed()
    with django_capture_on_commit_callbacks(execute=True):
        province.issue_plan(plan=plan)
    view_plan(uid=plan.uid, actor=province.drafter)
    sealed()
    view_plan(uid=plan.uid, actor=province.drafter)
    return plan


@pytest.fixture
def export(plan: Plan, province: World, tmp_path: Path) -> Path:
    """The history as its auditor gets it."""
    path = tmp_path / "history.zip"
    path.write_bytes(export_history(uid=plan.uid, actor=province.chairman).data)
    return path


def parts_of(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: dict[str, bytes], path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


def signed_anew(parts: dict[str, bytes]) -> dict[str, bytes]:
    """What one who holds the key could do: hash and sign the parts as they are now."""
    manifest = json.loads(parts["manifest.json"])
    manifest["files"] = {
        name: hashlib.sha256(data).hexdigest()
        for name, data in parts.items()
        if not name.startswith("manifest")
    }
    text = json.dumps(manifest)
    public, signature = DefaultHost().sign_bytes(text.encode())
    seal_of_it = json.dumps({"key": public, "signature": signature})
    return {**parts, "manifest.json": text.encode(), "manifest.sig": seal_of_it.encode()}


def test_a_sound_export_holds_by_the_program_inside_it_alone(
    export: Path, key: str, tmp_path: Path
) -> None:
    alone = tmp_path / "elsewhere"
    alone.mkdir()
    (alone / "verify.py").write_bytes(parts_of(export)["verify.py"])
    command = [sys.executable, "-I", "verify.py", str(export), "--key", key]
    done = subprocess.run(command, cwd=alone, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1] == "ALL HOLDS"
    assert "came later: no checkpoint covers them yet" in done.stdout


def test_the_program_is_short_enough_to_be_read(export: Path) -> None:
    source = parts_of(export)["verify.py"].decode()
    assert len(source.splitlines()) <= 260
    assert "dvcq_workflow" not in source


def test_it_holds_events_versions_files_proofs_and_a_guide_in_vietnamese(export: Path) -> None:
    names = set(parts_of(export))
    assert {"events.jsonl", "proofs.jsonl", "checkpoints.jsonl", "DOC-TOI.txt"} <= names
    assert any(name.startswith("versions/0001-") for name in names)
    assert any(name.startswith("files/") and name.endswith(".docx") for name in names)
    assert "ALL HOLDS" in parts_of(export)["DOC-TOI.txt"].decode()


@pytest.mark.parametrize("name", ["events.jsonl", "accesses.jsonl", "proofs.jsonl"])
def test_any_byte_that_is_changed_is_found_though_all_is_signed_anew(
    name: str, export: Path, tmp_path: Path
) -> None:
    parts = parts_of(export)
    data = parts[name]
    sealed_lines = data.count(b"\n") - (1 if name == "accesses.jsonl" else 0)
    end = len(b"".join(line + b"\n" for line in data.split(b"\n")[:sealed_lines]))
    found = 0
    places = range(0, end, max(end // 150, 1))
    for place in places:
        if data[place : place + 1] == b"\n":
            found += 1
            continue
        other = data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]
        forged = packed(signed_anew({**parts, name: other}), tmp_path / "forged.zip")
        found += main([str(forged)])
    assert found == len(places)


def _without_line(data: bytes, number: int) -> bytes:
    lines = data.split(b"\n")
    return b"\n".join([*lines[:number], *lines[number + 1 :]])


TAMPERINGS = {
    "an event taken out": ("events.jsonl", lambda data: _without_line(data, 3)),
    "the last sealed event taken out": ("events.jsonl", lambda data: _without_line(data, -2)),
    "an event written twice": ("events.jsonl", lambda data: data + data.split(b"\n")[-2] + b"\n"),
    "a proof taken out": ("proofs.jsonl", lambda data: _without_line(data, 1)),
    "a checkpoint taken out": ("checkpoints.jsonl", lambda data: _without_line(data, 0)),
    "an access record taken out": ("accesses.jsonl", lambda data: _without_line(data, 0)),
}


@pytest.mark.parametrize("name", TAMPERINGS)
def test_what_is_taken_out_or_put_in_is_found_though_all_is_signed_anew(
    name: str, export: Path, tmp_path: Path
) -> None:
    part, tamper = TAMPERINGS[name]
    parts = parts_of(export)
    parts[part] = tamper(parts[part])
    assert main([str(packed(signed_anew(parts), tmp_path / "forged.zip"))]) == 1


def test_each_part_that_is_changed_gone_or_added_breaks_the_signature(
    export: Path, tmp_path: Path
) -> None:
    parts = parts_of(export)
    for name in parts:
        changed = {**parts, name: parts[name] + b"x"}
        gone = {other: data for other, data in parts.items() if other != name}
        for forged in (changed, gone, {**parts, f"files/{name}": b"x"}):
            assert main([str(packed(forged, tmp_path / "forged.zip"))]) == 1, name


def test_another_key_and_a_checkpoint_kept_outside_are_looked_at(
    export: Path, key: str, tmp_path: Path
) -> None:
    assert main([str(export), "--key", key]) == 0
    assert main([str(export), "--key", "00" * 32]) == 1
    kept = tmp_path / "checkpoint.json"
    kept.write_text(signed_text(Checkpoint.objects.get(number=1)))
    assert main([str(export), "--checkpoint", str(kept)]) == 0
    kept.write_text(kept.read_text().replace("a", "b"))
    assert main([str(export), "--checkpoint", str(kept)]) == 1


def test_what_is_no_such_export_is_told_and_never_crashes(tmp_path: Path, capsys: Any) -> None:
    for data in (b"", b"PK", io.BytesIO().getvalue()):
        path = tmp_path / "x.zip"
        path.write_bytes(data)
        assert main([str(path)]) == 1
    assert main([str(tmp_path / "none.zip")]) == 1
    assert main([str(packed({"manifest.json": b"{}"}, tmp_path / "x.zip"))]) == 1
    assert capsys.readouterr().out.count("DOES NOT HOLD") == 5


def test_the_export_is_logged_as_taken(plan: Plan, province: World) -> None:
    export_history(uid=plan.uid, actor=province.chairman)
    row = AccessLog.objects.latest("pk")
    assert (row.kind, row.subject, row.actor_id) == (
        "download",
        "plan_history_export",
        province.chairman.pk,
    )


def test_a_drafter_may_not_take_it_and_a_stranger_learns_nothing(
    plan: Plan, province: World
) -> None:
    with pytest.raises(NotPermitted) as refusal:
        export_history(uid=plan.uid, actor=province.drafter)
    assert refusal.value.code == "history_not_yours"
    with pytest.raises(NotVisible):
        export_history(uid=plan.uid, actor=province.stranger)


def test_without_a_key_nothing_is_exported(plan: Plan, province: World) -> None:
    with override_settings(DVCQ_WORKFLOW={}), pytest.raises(RuleViolation) as refusal:
        export_history(uid=plan.uid, actor=province.chairman)
    assert refusal.value.code == "sealing_key_missing"
