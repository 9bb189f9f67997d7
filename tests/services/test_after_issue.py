"""What follows the release: files, the year, the recipients; each once, whatever fails between."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import override_settings

from dvcq_workflow.host import DefaultHost, get_host
from dvcq_workflow.jobs.runner import run_due
from dvcq_workflow.models import AccessLog, AuditEvent, IssuedDocument, PlanParty, WorkOrder
from dvcq_workflow.rules.desks import Step
from dvcq_workflow.rules.errors import NotVisible, RuleViolation
from dvcq_workflow.selectors.plans import visible_plan
from dvcq_workflow.services.access import grant_view, revoke_view
from dvcq_workflow.services.files import Printed, read_issued_document, store_issued_document
from dvcq_workflow.services.years import open_year
from tests.worlds import World, issued_file

FILES = 4
"""Two formats of the plan, two of its approval sheet."""


class FailingHost(DefaultHost):
    """A host whose storage is down."""

    def store_document(self, name: str, data: bytes) -> str:
        raise OSError("storage is down")


class AlteringHost(DefaultHost):
    """A host in whose storage somebody changed a file."""

    def open_document(self, key: str) -> bytes:
        return b"another"


@pytest.fixture(autouse=True)
def files_of_its_own(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.mark.audits("store_issued_document")
def test_the_issued_file_is_stored_with_its_hash_on_record(province: World) -> None:
    plan = province.issue_plan()
    stored = AuditEvent.objects.filter(stream=plan.stream, code="document_stored").order_by("seq")
    documents = plan.documents.order_by("pk")
    assert len(documents) == FILES
    for document, event in zip(documents, stored, strict=True):
        assert document.sha256 in event.envelope


def test_a_release_orders_both_formats_of_the_plan_and_of_its_approval_sheet(
    province: World,
) -> None:
    names = set(province.issue_plan().documents.values_list("file_name", flat=True))
    year = province.today().year
    assert names == {
        f"{opening}01-KH-UBND-{year}.{ending}"
        for opening in ("", "phieu-trinh-")
        for ending in ("docx", "pdf")
    }


def test_a_file_is_stored_for_a_released_plan_only(province: World) -> None:
    plan = province.plan_at(Step.SEAL)
    with pytest.raises(RuleViolation, match="plan_not_issued"):
        store_issued_document(
            issuance_id=plan.issuances.get().pk,
            printed=Printed("document", "docx", "x.docx", b"x"),
            actor=province.clerk,
        )
    assert not IssuedDocument.objects.exists()


def test_work_that_runs_twice_has_one_effect(province: World) -> None:
    plan = province.issue_plan()
    events = AuditEvent.objects.filter(stream=plan.stream).count()
    WorkOrder.objects.update(state=WorkOrder.State.WAITING, done_at=None)
    run_due()
    assert set(WorkOrder.objects.values_list("state", flat=True)) == {WorkOrder.State.DONE}
    assert AuditEvent.objects.filter(stream=plan.stream).count() == events
    assert IssuedDocument.objects.filter(plan=plan).count() == FILES


def test_a_failing_storage_loses_and_doubles_nothing(province: World) -> None:
    plan = province.issue_plan(run_work=False)
    with override_settings(DVCQ_WORKFLOW={"HOST": f"{__name__}.FailingHost"}):
        run_due()
    orders = WorkOrder.objects.filter(kind="store_document")
    assert len(orders) == FILES
    for order in orders:
        assert (order.state, order.attempts) == (WorkOrder.State.WAITING, 1)
        assert order.last_problem == "OSError"
    assert not IssuedDocument.objects.exists()
    run_due(at=get_host().now() + dt.timedelta(hours=1))
    assert IssuedDocument.objects.filter(plan=plan).count() == FILES


@pytest.mark.audits("read_issued_document")
def test_a_download_is_logged(province: World) -> None:
    document = issued_file(province.issue_plan())
    data = read_issued_document(document=document, actor=province.people["advising_head"])
    assert len(data) == document.size_bytes
    log = AccessLog.objects.get(kind=AccessLog.Kind.DOWNLOAD)
    assert log.actor_id == province.people["advising_head"].pk
    assert document.sha256 in log.envelope


def test_a_file_that_no_longer_has_its_hash_is_refused_and_kept_in_the_log(
    province: World,
) -> None:
    document = issued_file(province.issue_plan())
    altered = override_settings(DVCQ_WORKFLOW={"HOST": f"{__name__}.AlteringHost"})
    with altered, pytest.raises(RuleViolation, match="document_altered"):
        read_issued_document(document=document, actor=province.clerk)
    assert AccessLog.objects.get(code="document_altered").stream == document.plan.stream


def test_one_who_may_not_see_the_plan_cannot_read_its_file(province: World) -> None:
    document = issued_file(province.issue_plan())
    with pytest.raises(NotVisible):
        read_issued_document(document=document, actor=province.stranger)
    assert not AccessLog.objects.filter(kind=AccessLog.Kind.DOWNLOAD).exists()


@pytest.mark.audits("open_year")
def test_opening_the_year_lets_recipients_see_the_plan(province: World) -> None:
    plan = province.issue_plan(run_work=False)
    reader = province.consulted_heads[2]
    with pytest.raises(NotVisible):
        visible_plan(reader, plan.uid, province.today())
    run_due()
    assert visible_plan(reader, plan.uid, province.today()) == plan
    event = AuditEvent.objects.get(stream=plan.stream, code="year_opened")
    assert (event.actor_id, event.channel) == (province.clerk.pk, "job")


def test_a_year_is_not_opened_before_the_issue(province: World) -> None:
    plan = province.plan_at(Step.RELEASE)
    parties = PlanParty.objects.count()
    with pytest.raises(RuleViolation, match="plan_not_issued"):
        open_year(plan_id=plan.pk, actor=province.clerk)
    assert PlanParty.objects.count() == parties


@pytest.mark.audits("grant_view")
@pytest.mark.audits("revoke_view")
def test_a_grant_opens_one_plan_to_one_person_and_its_end_closes_it(province: World) -> None:
    plan, other = province.start_plan(), province.start_plan()
    person = province.outsider
    grant_view(plan_id=plan.pk, person=person, reason="Đoàn kiểm tra", actor=province.chairman)
    assert visible_plan(person, plan.uid, province.today()) == plan
    with pytest.raises(NotVisible):
        visible_plan(person, other.uid, province.today())
    revoke_view(plan_id=plan.pk, person=person, reason="Hết việc", actor=province.chairman)
    with pytest.raises(NotVisible):
        visible_plan(person, plan.uid, province.today())
    codes = AuditEvent.objects.filter(stream=plan.stream).values_list("code", flat=True)
    assert {"access_granted", "access_revoked"} <= set(codes)


@pytest.mark.parametrize("name", ["drafter", "outsider", "stranger", "keeper"])
def test_who_leads_no_unit_of_the_plan_grants_nothing(province: World, name: str) -> None:
    plan = province.start_plan()
    with pytest.raises(RuleViolation):
        grant_view(
            plan_id=plan.pk, person=province.outsider, reason="x", actor=province.people[name]
        )
    with pytest.raises(NotVisible):
        visible_plan(province.outsider, plan.uid, province.today())
