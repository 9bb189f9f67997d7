"""The demonstration: a province seeded, a plan carried over every desk to its issue, once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.test import Client
from documents.demo.people import LOGINS, PASSWORD
from documents.management.commands.demo import SAMPLE
from documents.models import OutgoingDocument

from dvcq_workflow.documents.reading import read_plan
from dvcq_workflow.labels import sentence_of
from dvcq_workflow.models import (
    Approval,
    AuditEvent,
    Desk,
    Issuance,
    IssuedDocument,
    Plan,
    RecipientUnit,
    Unit,
)
from dvcq_workflow.rules.errors import RuleViolation
from dvcq_workflow.rules.plans import Status
from dvcq_workflow.selectors.content import content_of

COMMUNES_OF_2020 = 106
ORDER = [
    "plan_import_opened",
    "plan_drafted",
    "plan_import_stored",
    "consultation_opened",
    "opinion_given",
    "opinion_given",
    "consultation_closed",
    "opinion_answered",
    "draft_saved",
    "plan_submitted",
    "content_checked",
    "format_checked",
    "plan_returned",
    "draft_saved",
    "plan_submitted",
    "content_checked",
    "format_checked",
    "plan_signed",
    "number_assigned",
    "plan_sealed",
    "plan_released",
]
AFTERWARDS = {
    "document_stored",
    "year_opened",
    "unit_year_opened",
    "notice_drafted",
    "notice_signed",
}

Demo = Callable[..., dict[str, Any]]


@pytest.fixture
def demo(
    db: Any,
    settings: Any,
    tmp_path: Path,
    django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[Any]],
) -> Demo:
    """Runs ``manage.py demo --json`` and returns what it printed; files go to a folder apart."""
    settings.MEDIA_ROOT = tmp_path

    def run(**options: Any) -> dict[str, Any]:
        printed = StringIO()
        with django_capture_on_commit_callbacks(execute=True):
            call_command("demo", json=True, stdout=printed, **options)
        summary: dict[str, Any] = json.loads(printed.getvalue())
        return summary

    return run


def issued_plan() -> Plan:
    return Issuance.objects.get(series__year=2020).plan


def test_the_sample_is_carried_to_its_issue_as_the_summary_says(demo: Demo) -> None:
    summary = demo()
    assert (summary["number"], summary["issued_on"]) == ("19/KH-UBND", "2020-04-06")
    assert summary["status"] == Status.ISSUED
    assert summary["seconds"] < 60
    plan = issued_plan()
    read = read_plan(SAMPLE.read_bytes(), filename=SAMPLE.name)
    counts = summary["counts"]
    assert counts["sections"] == len(read.sections) == 3
    assert counts["items"] == sum(len(section.items) for section in read.sections)
    assert counts["citations"] == len(read.citations)
    assert counts["mentions"] == sum(len(c.mentions) for c in read.citations)
    assert counts["recipients"] == len(read.recipients) == 8
    assert counts["recipient_units"] == RecipientUnit.objects.filter(plan=plan).count() > 40
    assert (counts["returns"], counts["consultations"]) == (1, 1)
    assert (counts["opinions"], counts["opinions_given"]) == (3, 2)
    assert summary["content_hash"] == content_of(plan).content_hash == plan.content_hash


def test_the_record_tells_the_story_in_order_and_by_different_people(demo: Demo) -> None:
    demo()
    plan = issued_plan()
    events = AuditEvent.objects.filter(stream=plan.stream).order_by("seq")
    codes = list(events.values_list("code", flat=True))
    assert [code for code in codes if code not in AFTERWARDS] == ORDER
    assert set(codes) >= AFTERWARDS
    assert [event.seq for event in events] == list(range(1, len(codes) + 1))
    assert {event.at.year for event in events} == {2020}
    last = Approval.objects.filter(plan=plan, content_hash=plan.content_hash)
    by = {kind: last.filter(kind=kind).latest("pk").by_id for kind in Approval.Kind.values}
    assert len({plan.drafter_id, *by.values()}) == 5


def test_the_issued_file_and_the_outgoing_register_name_the_plan(demo: Demo) -> None:
    summary = demo()
    stored = IssuedDocument.objects.get(plan=issued_plan(), kind="document", file_format="docx")
    data = default_storage.open(stored.storage_key).read()
    files = {file["name"]: file for file in summary["files"]}
    assert hashlib.sha256(data).hexdigest() == files[stored.file_name]["sha256"] == stored.sha256
    assert len(data) == files[stored.file_name]["size"]
    assert set(files) == {
        f"{opening}19-KH-UBND-2020.{ending}"
        for opening in ("", "phieu-trinh-")
        for ending in ("docx", "pdf")
    }
    entered = OutgoingDocument.objects.get(plan_uid=issued_plan().uid)
    assert entered.symbol == "19/KH-UBND"
    assert entered.content_hash == summary["content_hash"]


def test_a_second_run_plays_nothing_twice(demo: Demo) -> None:
    first = demo()
    before = (Plan.objects.count(), AuditEvent.objects.count(), get_user_model().objects.count())
    second = demo()
    after = (Plan.objects.count(), AuditEvent.objects.count(), get_user_model().objects.count())
    assert before == after
    assert {**first, "seconds": 0} == {**second, "seconds": 0}


def test_newcomers_find_their_logins_the_province_and_open_desks(
    demo: Demo, client: Client
) -> None:
    demo()
    for login in LOGINS:
        assert client.login(username=login.username, password=PASSWORD)
    assert not get_user_model().objects.filter(is_superuser=True).exists()
    assert Unit.objects.filter(kind=Unit.Kind.COMMUNE).count() == COMMUNES_OF_2020
    assert Unit.objects.filter(kind=Unit.Kind.DISTRICT).count() == 9
    steps = set(Desk.objects.filter(state=Desk.State.OPEN).values_list("step", flat=True))
    assert {"draft", "sign", "give_opinion", "close_consultation"} <= steps


def test_each_role_of_the_story_has_three_people() -> None:
    for role in ("specialist", "head", "format_checker", "records_clerk", "leader"):
        assert sum(login.role == role for login in LOGINS) >= 3
    for role in ("auditor", "administrator"):
        assert sum(login.role == role for login in LOGINS) == 3


def test_a_text_that_is_no_plan_is_refused_in_one_sentence(demo: Demo, tmp_path: Path) -> None:
    nothing = tmp_path / "nothing.txt"
    nothing.write_text("", encoding="utf-8")
    with pytest.raises(CommandError):
        demo(plan=nothing)
    with pytest.raises(CommandError, match=r"missing\.txt"):
        demo(plan=tmp_path / "missing.txt")
    assert not Unit.objects.exists()


def test_a_plan_refused_on_its_way_leaves_the_earlier_demonstration(
    demo: Demo, settings: Any, tmp_path: Path
) -> None:
    settings.DEBUG = True
    before = demo()
    text = SAMPLE.read_text(encoding="utf-8").replace("- Lưu: VT, THNV.\n", "")
    incomplete = tmp_path / "incomplete.txt"
    incomplete.write_text(text, encoding="utf-8")
    with pytest.raises(CommandError) as refused:
        demo(plan=incomplete)
    assert str(refused.value) == sentence_of(RuleViolation("draft_without_archive_line"))
    assert issued_plan().content_hash == before["content_hash"]


def test_another_plan_begins_the_demonstration_anew(
    demo: Demo, settings: Any, tmp_path: Path
) -> None:
    settings.DEBUG = True
    before = demo()
    another = tmp_path / "another.txt"
    text = SAMPLE.read_text(encoding="utf-8").replace("không để tồn đọng", "không để kéo dài")
    another.write_text(text, encoding="utf-8")
    after = demo(plan=another)
    assert after["number"] == "19/KH-UBND"
    assert after["content_hash"] != before["content_hash"]
    assert Plan.objects.filter(status="issued").count() == 1


def test_a_record_in_use_is_never_emptied(demo: Demo) -> None:
    demo()
    with pytest.raises(CommandError, match="DEBUG"):
        demo(reset=True)
    assert issued_plan().state is Status.ISSUED


@pytest.mark.seed
def test_the_real_plan_comes_out_as_19_kh_ubnd(demo: Demo, seed_path: Path) -> None:
    summary = demo(plan=seed_path)
    expected = json.loads((seed_path.parent / "expected.json").read_text(encoding="utf-8"))
    assert summary["number"] == expected["header"]["number"] == "19/KH-UBND"
    assert summary["issued_on"] == expected["header"]["date"]
    sections = expected["sections"]
    counts = summary["counts"]
    assert counts["sections"] == len(sections)
    assert counts["items"] == sum(section["items"] for section in sections)
    assert counts["bullets"] == sum(sum(section["bullets"]) for section in sections)
    assert counts["paragraphs"] == sum(s["unnumbered_paragraphs"] for s in sections)
    assert counts["bases"] == expected["preamble"]["bases_count"]
    assert counts["citations"] == 35
    assert counts["mentions"] == 46
    assert counts["recipients"] == 8
