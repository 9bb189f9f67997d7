"""One act, one transaction: record, flow and desk move together or not at all."""

from __future__ import annotations

from typing import Any

import pytest
from viewflow.workflow.models import Task
from viewflow.workflow.status import STATUS

from dvcq_workflow.flows.runner import ACTS_AT, perform
from dvcq_workflow.models import AccessLog, AuditEvent, Desk, Membership, Plan, PlanProcess
from dvcq_workflow.rules.desks import Step
from dvcq_workflow.rules.errors import Conflict, NotPermitted, NotVisible, RuleViolation
from dvcq_workflow.rules.plans import Status
from dvcq_workflow.services.people import end_membership
from tests.worlds import World


def at_desk(desk: Desk, actor: Any, act: str = "pass", **changes: Any) -> Any:
    given = {
        "process_pk": desk.task.process_id,
        "task_pk": desk.task_id,
        "seen_hash": desk.plan.content_hash,
        **changes,
    }
    return perform(Step(desk.step), act=act, actor=actor, **given)


def agree(plan: Plan) -> bool:
    """Record, flow and desk say the same: one open desk for each open human task."""
    tasks = Task.objects.filter(
        process__planprocess__plan=plan, status=STATUS.NEW, flow_task_type="HUMAN"
    )
    desks = Desk.objects.filter(plan=plan, state=Desk.State.OPEN)
    return set(tasks.values_list("pk", flat=True)) == set(desks.values_list("task_id", flat=True))


def test_a_desk_of_another_process_is_not_found(province: World) -> None:
    plan, other = province.plan_at(Step.CHECK_CONTENT), province.start_plan()
    desk = province.desk(plan, Step.CHECK_CONTENT)
    wrong = PlanProcess.objects.get(plan=other, flow_code="plan_approval").pk
    for process_pk in (wrong, 999_999):
        with pytest.raises(NotVisible, match="desk_not_found"):
            at_desk(desk, province.head, process_pk=process_pk)
    desk.refresh_from_db()
    assert desk.state == Desk.State.OPEN


def test_a_second_click_is_a_conflict_and_one_act(province: World) -> None:
    plan = province.plan_at(Step.CHECK_CONTENT)
    desk = province.desk(plan, Step.CHECK_CONTENT)
    at_desk(desk, province.head)
    with pytest.raises(Conflict, match="desk_done"):
        at_desk(desk, province.head)
    assert AuditEvent.objects.filter(stream=plan.stream, code="content_checked").count() == 1
    assert agree(plan)


def test_an_act_that_the_desk_does_not_have_is_refused(province: World) -> None:
    plan = province.plan_at(Step.CHECK_CONTENT)
    with pytest.raises(RuleViolation, match="desk_act_unknown"):
        at_desk(province.desk(plan, Step.CHECK_CONTENT), province.head, act="sign")


def test_a_membership_that_ended_no_longer_opens_its_desk(province: World) -> None:
    plan = province.plan_at(Step.CHECK_CONTENT)
    membership = Membership.objects.get(user=province.head)
    end_membership(
        membership=membership,
        ended_on=membership.valid_from,
        reason="Chuyển công tác",
        actor=province.keeper,
    )
    with pytest.raises(NotVisible):
        at_desk(province.desk(plan, Step.CHECK_CONTENT), province.head)
    plan.refresh_from_db()
    assert plan.state is Status.CONTENT_CHECK


def test_a_person_deactivated_in_between_no_longer_acts(province: World) -> None:
    plan = province.plan_at(Step.CHECK_CONTENT)
    type(province.head)._default_manager.filter(pk=province.head.pk).update(is_active=False)
    with pytest.raises(NotPermitted, match="person_inactive"):
        at_desk(province.desk(plan, Step.CHECK_CONTENT), province.head)
    assert AccessLog.objects.get(code="person_inactive").actor_id == province.head.pk


def test_record_flow_and_desk_agree_at_every_step(province: World) -> None:
    plan = province.start_plan()
    assert agree(plan)
    province.consult(plan)
    assert agree(plan)
    assert Desk.objects.filter(plan=plan, state=Desk.State.OPEN).count() == 4
    for unit, head in zip(province.consulted_units, province.consulted_heads, strict=True):
        province.act(plan, Step.GIVE_OPINION, "give", head, unit=unit, agrees=True, text="")
        assert agree(plan)
    province.act(plan, Step.CLOSE_CONSULTATION, "close", province.drafter)
    assert agree(plan)
    province.issue_plan(plan=plan)
    assert agree(plan)
    process = PlanProcess.objects.get(plan=plan, flow_code="plan_approval")
    assert process.status == STATUS.DONE
    assert process.closed_at is not None


def test_any_number_of_rounds_may_be_held(province: World) -> None:
    plan = province.start_plan()
    for number in (1, 2, 3):
        province.consult(plan, units=province.consulted_units[:number])
        province.act(plan, Step.CLOSE_CONSULTATION, "close", province.drafter, reason="Đã quá hạn.")
        assert agree(plan)
    assert plan.consultations.count() == 3
    assert not Desk.objects.filter(plan=plan, step=Step.GIVE_OPINION, state="open").exists()


@pytest.mark.parametrize(
    ("step", "act", "who", "status"),
    [
        pytest.param(Step.DRAFT, "withdraw", "drafter", Status.WITHDRAWN, id="withdrawn"),
        pytest.param(Step.SIGN, "refuse", "vice_chairman", Status.REFUSED, id="refused"),
    ],
)
def test_an_end_without_issue_closes_the_process(
    province: World, step: Step, act: str, who: str, status: Status
) -> None:
    plan = province.plan_at(step)
    province.act(plan, step, act, province.people[who], reason="Không còn cần thiết.")
    assert plan.state is status
    assert PlanProcess.objects.get(plan=plan, flow_code="plan_approval").closed_at is not None
    assert not Desk.objects.filter(plan=plan, state=Desk.State.OPEN).exists()


def test_every_step_has_its_acts() -> None:
    assert set(ACTS_AT) == set(Step)
