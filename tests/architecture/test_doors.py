"""Every page refuses whoever is not logged in, and whoever has no business there."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import URLPattern, URLResolver, reverse

from dvcq_workflow import urls
from dvcq_workflow.flows.runner import ACTS_AT
from dvcq_workflow.flows.starting import start_extension, start_obstacle, start_report
from dvcq_workflow.models import (
    AuditEvent,
    Consolidation,
    Desk,
    IssuedDocument,
    Plan,
    PlanImport,
    PlanNotice,
    WorkOrder,
)
from dvcq_workflow.rules.assignments import AssignmentStatus
from dvcq_workflow.rules.desks import Role, Step
from dvcq_workflow.rules.notices import NoticeKind
from dvcq_workflow.services.evidence import add_evidence
from dvcq_workflow.services.imports import open_pasted
from tests.architecture.source import REPOSITORY
from tests.consolidating import Year, make_year
from tests.reporting import carry, more_duties
from tests.services.noticing import released
from tests.tasking import do, offered_task, staff, task_at
from tests.worlds import PATH, World, seat

OWN_PAGES = {
    "bpmn_plan_approval": "the rules of the flow as a diagram; there is no plan in it",
    "bpmn_consolidation": "the rules of the flow as a diagram; there is no report in it",
    "bpmn_assignment": "the rules of the flow as a diagram; there is no task in it",
    "bpmn_extension": "the rules of the flow as a diagram; there is no request in it",
    "bpmn_obstacle": "the rules of the flow as a diagram; there is no obstacle in it",
    "bpmn_report": "the rules of the flow as a diagram; there is no report in it",
    "report_list": "lists the reports of the person's own units, and no other",
    "unit_tasks": "lists the tasks of the person's own units, and no other",
    "inbox": "everybody's own: a stranger's is empty",
    "plan_list": "lists the plans that the person may see, and no other",
    "register": "lists the issued plans that the person may see, and no other",
    "register_pdf": "prints the lines of the register that the person may see, and no other",
    "register_xlsx": "prints the lines of the register that the person may see, and no other",
    "draft_start": "a blank page; who has no seat is told so and cannot store it",
    "import_start": "a blank page; who has no seat is told so and cannot hand anything in",
    "reminders": "everybody's own: a stranger's is empty",
    "language": "changes the language of one's own pages",
}
"""Pages that anybody who is logged in may open, and why that tells them nothing."""

LOGIN = "/dang-nhap/"
DESK = "desk_"
SMALL_PLAN = REPOSITORY / "tests" / "data" / "small_plan.txt"


@dataclass(frozen=True)
class Page:
    """One named URL of the package and the names of what its address needs."""

    name: str
    needs: tuple[str, ...]


@dataclass
class Rows:
    """Rows that exist, so that a refusal is one of the person and not of the address."""

    world: World
    plan: Plan
    document: IssuedDocument
    imported: PlanImport
    notice: PlanNotice
    year: Year
    consolidation: Consolidation
    of_year: dict[str, uuid.UUID]
    """Of the pages of a plan's year: the row that each is about."""


def pages(patterns: list[URLPattern | URLResolver]) -> Iterator[Page]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from pages(pattern.url_patterns)
        else:
            yield Page(pattern.name or str(pattern.pattern), tuple(pattern.pattern.converters))


PAGES = sorted(pages(urls.urlpatterns), key=lambda page: page.name)


@pytest.fixture
def rows(province: World) -> Rows:
    """A plan carried over every desk, with one consultation, and a text that was handed in."""
    plan = province.start_plan()
    province.consult(plan)
    for unit, head in zip(province.consulted_units, province.consulted_heads, strict=True):
        province.act(plan, Step.GIVE_OPINION, "give", head, unit=unit, agrees=True, text="")
    province.act(plan, Step.CLOSE_CONSULTATION, "close", province.drafter, reason="")
    province.issue_plan(plan=plan)
    text = SMALL_PLAN.read_text(encoding="utf-8")
    imported = open_pasted(unit=province.room, text=text, actor=province.drafter)
    document = IssuedDocument.objects.filter(plan=plan).latest("pk")
    released(province, plan, NoticeKind.CORRECTION)
    notice = plan.notices.get()
    year = make_year(province, plan=plan)
    consolidation = year.consolidation_at(Step.ACKNOWLEDGE)
    year.act(consolidation, Step.ACKNOWLEDGE, "acknowledge", province.clerk)
    of_year = {**_rows_of_year(province, plan), **_report_of(year)}
    return Rows(province, plan, document, imported, notice, year, consolidation, of_year)


def _rows_of_year(world: World, plan: Plan) -> dict[str, uuid.UUID]:
    """A task carried over its desks, with a file, a request for more time, and an obstacle."""
    people = staff(world).people
    task = offered_task(world, plan, due_on=world.today() + dt.timedelta(days=9))
    file = add_evidence(
        kind="assignment", pk=task.pk, file_name="a.png", data=b"a", actor=people["officer"]
    )
    task_at(world, plan, AssignmentStatus.IN_PROGRESS, task=task)
    request = start_extension(
        assignment_id=task.pk,
        wanted_due_on=world.today() + dt.timedelta(days=19),
        reason="Chờ số liệu.",
        seen_hash=task.content_hash,
        actor=people["officer"],
    )
    do("extension", request, "grant", people["advising_head"])
    task_at(world, plan, AssignmentStatus.AWAITING_VERIFICATION, task=task)
    unit = world.units["SYT"].pk
    row = start_obstacle(plan_id=plan.pk, unit_id=unit, text="Vướng.", actor=people["officer"])
    head = people["advising_head"]
    do("obstacle", row, "take_on", head)
    do("obstacle", row, "escalate", head, opinion="Trình.")
    do("obstacle", row, "decide", world.chairman, settlement="Đồng ý.")
    return {
        "assignment": task.uid,
        "assignment_evidence": task.uid,
        "evidence": file.uid,
        "obstacle": row.uid,
    }


def _report_of(year: Year) -> dict[str, uuid.UUID]:
    """A report carried over its desks, and a duty of which none is begun."""
    world = year.world
    seat(world, "unit_clerk", "SYT", Role.RECORDS_CLERK, "Văn thư")
    duty, bare = more_duties(year, "SYT")
    report = start_report(duty_id=duty.pk, actor=world.people["officer"])
    carry(world, report)
    return {
        "report": report.uid,
        "report_evidence": report.uid,
        "report_start": bare.uid,
        "duty_chases": bare.uid,
    }


def address(page: Page, rows: Rows) -> str:
    """The address of ``page`` for rows that exist.

    A new kind of row in an address needs a line here; guessing would test a 404 of nothing.
    """
    given: dict[str, Any] = {}
    if page.name.startswith(DESK):
        step = page.name.removeprefix(DESK)
        desk = Desk.objects.filter(plan=rows.plan, step=step).latest("pk")
        given |= {"process_pk": desk.task.process_id, "task_pk": desk.task_id}
    by_page = {
        "document": rows.document.uid,
        "import": rows.imported.uid,
        "notice": rows.notice.uid,
        "consolidation": rows.consolidation.uid,
    }
    for prefix, uid in by_page.items():
        if page.name.startswith(prefix):
            given["uid"] = uid
    given.setdefault("uid", rows.of_year.get(page.name, rows.plan.uid))
    given |= {
        "plan_uid": rows.plan.uid,
        "notice_uid": rows.notice.uid,
        "document_uid": rows.document.uid,
        "import_uid": rows.imported.uid,
        "unit_uid": rows.world.units["SYT"].uid,
    }
    given |= {"number": 0, "obligation_uid": rows.plan.obligations.latest("pk").uid}
    given["key"] = rows.year.indicators["GQ"].pk
    missing = [name for name in page.needs if name not in given]
    assert not missing, f"Say in this test which row stands for {missing} of {page.name}."
    return reverse(f"dvcq_workflow:{page.name}", kwargs={n: given[n] for n in page.needs})


def test_there_are_pages_to_look_at() -> None:
    names = {page.name for page in PAGES}
    assert names >= {"inbox", *(f"{DESK}{step}" for step in ACTS_AT)}
    assert set(OWN_PAGES) <= names
    assert len(names) == len(PAGES)


@pytest.mark.django_db
def test_a_page_sends_whoever_is_not_logged_in_to_the_login(rows: Rows, client: Client) -> None:
    wrong = {}
    for page in PAGES:
        for answer in (client.get(address(page, rows)), client.post(address(page, rows))):
            to_login = answer.headers.get("Location", "").startswith(LOGIN)
            if not (to_login or answer.status_code in (403, 404, 405)):
                wrong[page.name] = answer.status_code
    assert wrong == {}


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["stranger", "outsider"])
def test_a_page_refuses_a_person_without_business_there(
    who: str, rows: Rows, client: Client
) -> None:
    client.force_login(rows.world.people[who])
    wrong = {}
    for page in PAGES:
        if page.name in OWN_PAGES:
            continue
        codes = {
            client.get(address(page, rows)).status_code,
            client.post(address(page, rows)).status_code,
        }
        if not codes <= {403, 404, 405} or codes == {405}:
            wrong[page.name] = codes
    assert wrong == {}


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["stranger", "outsider"])
def test_one_s_own_pages_tell_nothing_of_other_people_s_plans(
    who: str, rows: Rows, client: Client
) -> None:
    client.force_login(rows.world.people[who])
    issued = rows.document.issuance.full_number
    told = {}
    for page in PAGES:
        if page.name in OWN_PAGES:
            shown = client.get(address(page, rows)).content.decode()
            found = [w for w in (rows.plan.subject, issued, str(rows.plan.uid)) if w in shown]
            told |= {page.name: found} if found else {}
    assert told == {}


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["stranger", "outsider"])
def test_a_person_without_a_seat_there_stores_nothing(who: str, rows: Rows, client: Client) -> None:
    client.force_login(rows.world.people[who])
    before = Plan.objects.count(), PlanImport.objects.count()
    for page in PAGES:
        for unit in (rows.world.room.pk, rows.world.province.pk):
            client.post(address(page, rows), {"unit": unit, "text": SMALL_PLAN.read_text("utf-8")})
    assert (Plan.objects.count(), PlanImport.objects.count()) == before


@pytest.mark.django_db
def test_a_row_that_is_not_there_looks_like_one_that_may_not_be_seen(
    province: World, client: Client
) -> None:
    client.force_login(province.drafter)
    wrong = {}
    for page in PAGES:
        if not page.needs or page.name in OWN_PAGES:
            continue
        nowhere = {name: uuid.UUID(int=0) if name.endswith("uid") else 0 for name in page.needs}
        code = client.get(reverse(f"dvcq_workflow:{page.name}", kwargs=nowhere)).status_code
        if code not in (404, 405):
            wrong[page.name] = code
    assert wrong == {}


def _admin_addresses() -> list[str]:
    found = []
    for model in admin.site._registry:
        if model._meta.app_label == "dvcq_workflow":
            name = f"admin:dvcq_workflow_{model._meta.model_name}"
            found += [f"{name}_changelist", f"{name}_add"]
    return sorted(found)


@pytest.mark.django_db
def test_the_province_s_master_data_are_open_to_their_keeper_alone(
    province: World, client: Client
) -> None:
    assert len(_admin_addresses()) >= 2 * len(
        {"Unit", "Membership", "SigningAuthority", "CalendarDay", "Indicator"}
    )
    for name in _admin_addresses():
        client.logout()
        assert client.get(reverse(name)).status_code == 302
        for who in ("stranger", "drafter"):
            person = province.people[who]
            person.is_staff = True
            person.save()
            client.force_login(person)
            assert client.get(reverse(name)).status_code == 403, (name, who)


def _written() -> tuple[int, ...]:
    """How many rows there are of each thing that an act would leave behind."""
    acted = (AuditEvent, Plan, PlanImport, PlanNotice, Desk, IssuedDocument, WorkOrder)
    return tuple(model._default_manager.count() for model in acted)


@pytest.mark.django_db
def test_an_auditor_s_seat_does_no_act_on_any_page(rows: Rows, client: Client) -> None:
    client.force_login(rows.world.auditor)
    before = _written()
    text = SMALL_PLAN.read_text("utf-8")
    posted = {"unit": rows.world.province.pk, "text": text, "reason": "Thử.", "kind": "amend"}
    wrong = {}
    for page in PAGES:
        for choice in ("", "save", "start", "sign", "release", "drop"):
            code = client.post(address(page, rows), {**posted, "choice": choice}).status_code
            if code >= 500:
                wrong[page.name] = code
    assert wrong == {}
    assert _written() == before


@pytest.mark.django_db
@pytest.mark.parametrize(("step", "act"), [(step, act) for step, act, _who in PATH], ids=str)
def test_an_auditor_is_refused_at_each_desk_that_is_open(
    step: Step, act: str, province: World, client: Client
) -> None:
    plan = province.plan_at(step)
    client.force_login(province.auditor)
    task = province.desk(plan, step).task
    where = reverse(f"dvcq_workflow:{DESK}{step}", args=[task.process_id, task.pk])
    before = _written()
    for choice in (act, "return", "refuse", "withdraw", "claim"):
        posted = {"choice": choice, "return-reason": "Thử.", "seen_hash": plan.content_hash}
        assert client.post(where, posted).status_code in (403, 409, 422)
    assert _written() == before
    plan.refresh_from_db()
    assert plan.content_hash == posted["seen_hash"]
