"""The demonstration: a province seeded, a plan carried to its issue and through its year, once."""

from __future__ import annotations

import hashlib
import io
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from documents.demo.people import LOGINS, PASSWORD, all_logins
from documents.management.commands.demo import SAMPLE
from documents.models import Notification, OutgoingDocument

from dvcq_workflow.documents.reading import read_plan
from dvcq_workflow.host import get_host
from dvcq_workflow.labels import sentence_of
from dvcq_workflow.models import (
    Approval,
    Assignment,
    AuditEvent,
    ChasingLetter,
    Consolidation,
    Desk,
    Issuance,
    IssuedDocument,
    Obstacle,
    Plan,
    RecipientUnit,
    Report,
    Unit,
    WorkOrder,
)
from dvcq_workflow.rules.desks import Step
from dvcq_workflow.rules.errors import RuleViolation
from dvcq_workflow.rules.plans import Status
from dvcq_workflow.selectors.consolidations import content_of_consolidation
from dvcq_workflow.selectors.content import content_of
from tests.demo.conftest import run_demo

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
Played = dict[str, Any]


def issued_plan() -> Plan:
    return Issuance.objects.get(symbol="KH-UBND", number=19).plan


pytestmark = [pytest.mark.django_db, pytest.mark.long]


def test_the_sample_is_carried_to_its_issue_as_the_summary_says(played: Played) -> None:
    assert (played["number"], played["issued_on"]) == ("19/KH-UBND", "2020-04-06")
    assert played["status"] == Status.ISSUED
    plan = issued_plan()
    read = read_plan(SAMPLE.read_bytes(), filename=SAMPLE.name)
    counts = played["counts"]
    assert counts["sections"] == len(read.sections) == 3
    assert counts["items"] == sum(len(section.items) for section in read.sections)
    assert counts["citations"] == len(read.citations)
    assert counts["mentions"] == sum(len(c.mentions) for c in read.citations)
    assert counts["recipients"] == len(read.recipients) == 8
    assert counts["recipient_units"] == RecipientUnit.objects.filter(plan=plan).count() > 40
    assert (counts["returns"], counts["consultations"]) == (1, 1)
    assert (counts["opinions"], counts["opinions_given"]) == (3, 2)
    assert played["content_hash"] == content_of(plan).content_hash == plan.content_hash


def test_the_record_tells_the_story_in_order_and_by_different_people(played: Played) -> None:
    plan = issued_plan()
    events = list(AuditEvent.objects.filter(stream=plan.stream).order_by("seq"))
    assert [event.code for event in events][: len(ORDER)] == ORDER
    assert [event.seq for event in events] == list(range(1, len(events) + 1))
    moments = [event.at for event in events]
    assert moments == sorted(moments)
    assert {moment.year for moment in moments} == {2020}
    last = Approval.objects.filter(plan=plan, content_hash=plan.content_hash)
    by = {kind: last.filter(kind=kind).latest("pk").by_id for kind in Approval.Kind.values}
    assert len({plan.drafter_id, *by.values()}) == 5


def test_the_issued_file_and_the_outgoing_register_name_the_plan(played: Played) -> None:
    plan = issued_plan()
    stored = IssuedDocument.objects.get(
        issuance__number=19, issuance__plan=plan, kind="document", file_format="docx"
    )
    data = default_storage.open(stored.storage_key).read()
    files = {file["name"]: file for file in played["files"]}
    assert hashlib.sha256(data).hexdigest() == files[stored.file_name]["sha256"] == stored.sha256
    assert len(data) == files[stored.file_name]["size"]
    assert set(files) == {
        f"{opening}19-KH-UBND-2020.{ending}"
        for opening in ("", "phieu-trinh-")
        for ending in ("docx", "pdf")
    }
    entered = OutgoingDocument.objects.get(plan_uid=plan.uid)
    assert entered.symbol == "19/KH-UBND"
    assert entered.content_hash == played["content_hash"]


def test_newcomers_find_their_logins_and_the_province(played: Played, client: Client) -> None:
    for username in {login.username for login in all_logins()}:
        assert client.login(username=username, password=PASSWORD)
    assert not get_user_model().objects.filter(is_superuser=True).exists()
    assert Unit.objects.filter(kind=Unit.Kind.COMMUNE).count() == COMMUNES_OF_2020
    assert Unit.objects.filter(kind=Unit.Kind.DISTRICT).count() == 9


def test_each_role_of_the_story_has_three_people() -> None:
    for role in ("specialist", "head", "format_checker", "records_clerk", "leader"):
        assert sum(login.role == role for login in LOGINS) >= 3
    for role in ("auditor", "administrator"):
        assert sum(login.role == role for login in LOGINS) == 3


def test_the_summary_counts_the_year_and_each_report_once(played: Played) -> None:
    year = played["year"]
    assert (year["today"], year["units"], year["duties"]) == ("2020-12-08", 27, 135)
    assert year["reports"] == {
        "on_time": 109,
        "late": 11,
        "nothing": 2,
        "returned": 1,
        "missing": 1,
        "not_due": 11,
    }
    assert sum(year["reports"].values()) == year["duties"]
    assert sum(year["tasks"].values()) == Assignment.objects.count()
    assert (year["tasks"]["overdue"], year["tasks"]["due_soon"]) == (1, 1)
    assert (year["handed_back"], year["extensions"], year["unit_plans"]) == (1, 2, 6)
    assert [year[f"obstacles{of}"] for of in ("", "_settled", "_escalated")] == [4, 2, 2]
    assert (year["consolidations"], year["supplements"], year["letters"]) == (4, 1, 3)
    assert year["reminders"] > year["digests"] > 0


def test_what_came_late_is_missing_in_its_report_and_told_in_a_supplement(played: Played) -> None:
    first, supplement = (
        content_of_consolidation(made)
        for made in Consolidation.objects.filter(period__kind="half_year").order_by("sequence")
    )
    assert first is not None
    assert supplement is not None
    assert [unit.name for unit in first.missing] == ["Sở Ngoại vụ"]
    assert supplement.missing == ()
    assert len(supplement.counted) == len(first.counted) + 1 == 27


def test_the_units_figures_differ_and_those_of_a_year_are_the_sum(played: Played) -> None:
    def said(kind: str, index: int) -> dict[str, Any]:
        rows = Report.objects.filter(duty__period__kind=kind, duty__period__index=index)
        values = rows.filter(values__indicator__code="TIEP_DAN", values__number__isnull=False)
        return dict(values.values_list("unit__code", "values__number"))

    half, third, year = said("half_year", 1), said("quarter", 3), said("year", 1)
    assert len(set(year.values())) > 20
    assert all(half[code] + third.get(code, 0) < total for code, total in year.items())


def test_letters_obstacles_and_returns_of_all_kinds_were_played(played: Played) -> None:
    assert Counter(ChasingLetter.objects.values_list("status", flat=True)) == {
        "released": 2,
        "drafted": 1,
    }
    assert Counter(Obstacle.objects.values_list("status", flat=True)) == {
        "informed": 2,
        "escalated": 1,
        "raised": 1,
    }
    codes = set(AuditEvent.objects.values_list("code", flat=True))
    assert codes >= {
        "assignment_handed_back",
        "assignment_offered_again",
        "assignment_result_returned",
        "assignment_sent_back",
        "assignment_completed_by_plan",
        "extension_granted",
        "report_returned",
        "report_sent_back",
        "consolidation_returned",
        "consolidation_acknowledged",
        "obstacle_settled",
        "obstacle_decided",
    }


def test_when_it_ends_work_lies_on_desks_of_all_kinds(played: Played) -> None:
    steps = set(Desk.objects.filter(state=Desk.State.OPEN).values_list("step", flat=True))
    assert steps >= {
        *(Step.DRAFT, Step.SIGN, Step.GIVE_OPINION, Step.CLOSE_CONSULTATION),
        *(Step.ACCEPT, Step.WORK, Step.APPROVE_RESULT, Step.VERIFY, Step.DECIDE_EXTENSION),
        *(Step.WRITE_REPORT, Step.APPROVE_REPORT, Step.CHECK_REPORT),
        *(Step.TRIAGE, Step.DECIDE_OBSTACLE),
    }
    assert set(WorkOrder.objects.values_list("state", flat=True)) == {WorkOrder.State.DONE}


def test_record_flow_and_desk_agree_on_all_that_was_played(played: Played) -> None:
    told = io.StringIO()
    call_command("dvcq_check", stdout=told)
    call_command("dvcq_verify", stdout=told)


def test_the_province_s_clock_goes_on_where_the_story_ends(played: Played) -> None:
    assert get_host().today() == date(2020, 12, 8)
    told = Notification.objects.values_list("told_at", flat=True)
    assert {moment.year for moment in told} == {2020}


@pytest.mark.parametrize(
    "name", ["plan_year", "plan_tasks", "plan_matrix", "plan_obstacles", "plan_consolidations"]
)
def test_each_page_of_the_year_has_something_on_it(
    played: Played, client: Client, name: str
) -> None:
    client.login(username="snv.cv1", password=PASSWORD)
    page = client.get(reverse(f"dvcq_workflow:{name}", args=[issued_plan().uid]))
    assert page.status_code == 200
    assert "dv-empty" not in page.content.decode()


def test_a_second_run_plays_nothing_twice(played: Played) -> None:
    before = (Plan.objects.count(), AuditEvent.objects.count(), get_user_model().objects.count())
    second = run_demo()
    after = (Plan.objects.count(), AuditEvent.objects.count(), get_user_model().objects.count())
    assert before == after
    assert {**played, "seconds": 0} == {**second, "seconds": 0}


def test_a_record_in_use_is_never_emptied(played: Played) -> None:
    with pytest.raises(CommandError, match="DEBUG"):
        run_demo(reset=True)
    assert issued_plan().state is Status.ISSUED


def test_a_plan_refused_on_its_way_leaves_the_earlier_demonstration(
    played: Played, settings: Any, tmp_path: Path
) -> None:
    settings.DEBUG = True
    text = SAMPLE.read_text(encoding="utf-8").replace("- Lưu: VT, THNV.\n", "")
    incomplete = tmp_path / "incomplete.txt"
    incomplete.write_text(text, encoding="utf-8")
    with pytest.raises(CommandError) as refused:
        run_demo(plan=incomplete)
    assert str(refused.value) == sentence_of(RuleViolation("draft_without_archive_line"))
    assert issued_plan().content_hash == played["content_hash"]


def test_another_plan_begins_the_demonstration_anew_and_one_without_reports_has_none(
    played: Played, settings: Any, tmp_path: Path
) -> None:
    settings.DEBUG = True
    text = SAMPLE.read_text(encoding="utf-8")
    begins, ends = text.index("Hàng quý (ngày 10"), text.index("Gặp vướng mắc")
    another = tmp_path / "another.txt"
    another.write_text(text[:begins] + text[ends:], encoding="utf-8")
    after = run_demo(plan=another)
    assert after["number"] == "19/KH-UBND"
    assert after["content_hash"] != played["content_hash"]
    assert Plan.objects.filter(status="issued", parent_plan=None).count() == 1
    year = after["year"]
    assert (year["duties"], year["consolidations"], year["letters"]) == (0, 0, 0)
    assert year["tasks"] == played["year"]["tasks"]
    assert year["obstacles"] == played["year"]["obstacles"]


def test_a_text_that_is_no_plan_is_refused_in_one_sentence(played: Played, tmp_path: Path) -> None:
    nothing = tmp_path / "nothing.txt"
    nothing.write_text("", encoding="utf-8")
    before = Plan.objects.count()
    with pytest.raises(CommandError):
        run_demo(plan=nothing)
    with pytest.raises(CommandError, match=r"missing\.txt"):
        run_demo(plan=tmp_path / "missing.txt")
    assert Plan.objects.count() == before
