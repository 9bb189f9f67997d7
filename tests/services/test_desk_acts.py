"""Every act at every desk: it works for the right person, leaves nothing for a wrong one, and its
record says who did what, in which seat, on which content."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from dvcq_workflow.models import (
    AccessLog,
    Approval,
    AuditEvent,
    Desk,
    Issuance,
    Opinion,
    Plan,
    PlanReturn,
    PlanVersion,
)
from dvcq_workflow.rules.desks import Step
from dvcq_workflow.rules.errors import Conflict, NotPermitted, NotVisible
from dvcq_workflow.rules.plans import Status
from dvcq_workflow.services.approvals import withdraw_plan
from tests.worlds import World

REASON = "Đề nghị ghi rõ nơi nhận báo cáo."


@dataclass(frozen=True)
class DeskCase:
    """One act: who may, who may not, what it needs, what the plan and the record are then."""

    step: Step
    act: str
    by: str
    wrong: tuple[str, ...]
    code: str
    status: Status
    data: Callable[[World], dict[str, Any]] = field(default=lambda world: {})
    reason: str = ""


def _units(world: World) -> dict[str, Any]:
    return {"unit_ids": [u.pk for u in world.consulted_units], "due_on": world.today()}


def _draft(world: World) -> dict[str, Any]:
    return {"content": world.content(subject="Một trích yếu khác")}


def _today(world: World) -> dict[str, Any]:
    return {"issued_on": world.today()}


def _paper(world: World) -> dict[str, Any]:
    return {"number": 1, "issued_on": world.today(), "reason": REASON}


def _why(world: World) -> dict[str, Any]:
    return {"reason": REASON}


def _agree(world: World) -> dict[str, Any]:
    return {"agrees": False, "text": "Nên bổ sung số liệu."}


DRAFT_WRONG = ("second_drafter", "head", "clerk")
AFTER_SIGNATURE = (Step.NUMBER, Step.SEAL, Step.RELEASE)
RETURNERS = {Step.CHECK_FORMAT: "format_checker", **dict.fromkeys(AFTER_SIGNATURE, "clerk")}
CASES = [
    pytest.param(
        DeskCase(Step.DRAFT, "save", "drafter", DRAFT_WRONG, "draft_saved", Status.DRAFT, _draft),
        id="save",
        marks=pytest.mark.audits("save_draft"),
    ),
    pytest.param(
        DeskCase(
            Step.DRAFT,
            "consult",
            "drafter",
            DRAFT_WRONG,
            "consultation_opened",
            Status.IN_CONSULTATION,
            _units,
        ),
        id="consult",
        marks=pytest.mark.audits("open_consultation"),
    ),
    pytest.param(
        DeskCase(
            Step.DRAFT, "submit", "drafter", DRAFT_WRONG, "plan_submitted", Status.CONTENT_CHECK
        ),
        id="submit",
        marks=pytest.mark.audits("submit_plan"),
    ),
    pytest.param(
        DeskCase(
            Step.DRAFT,
            "withdraw",
            "drafter",
            DRAFT_WRONG,
            "plan_withdrawn",
            Status.WITHDRAWN,
            _why,
            REASON,
        ),
        id="withdraw",
        marks=pytest.mark.audits("withdraw_plan"),
    ),
    *(
        pytest.param(
            DeskCase(
                step,
                "withdraw",
                "drafter",
                ("second_drafter", "head", "format_checker", "vice_chairman", "clerk"),
                "plan_withdrawn",
                Status.WITHDRAWN,
                _why,
                REASON,
            ),
            id=f"withdraw-from-{step}",
        )
        for step in (Step.CHECK_CONTENT, Step.CHECK_FORMAT, Step.SIGN)
    ),
    pytest.param(
        DeskCase(
            Step.CHECK_CONTENT,
            "pass",
            "head",
            ("drafter", "format_checker", "vice_chairman"),
            "content_checked",
            Status.FORMAT_CHECK,
        ),
        id="check-content",
        marks=pytest.mark.audits("check_content"),
    ),
    pytest.param(
        DeskCase(
            Step.CHECK_FORMAT,
            "pass",
            "format_checker",
            ("drafter", "head", "clerk"),
            "format_checked",
            Status.AWAITING_SIGNATURE,
        ),
        id="check-format",
        marks=pytest.mark.audits("check_format"),
    ),
    pytest.param(
        DeskCase(
            Step.SIGN,
            "sign",
            "vice_chairman",
            ("drafter", "head", "clerk", "auditor"),
            "plan_signed",
            Status.SIGNED,
        ),
        id="sign",
        marks=pytest.mark.audits("sign_plan"),
    ),
    pytest.param(
        DeskCase(
            Step.SIGN,
            "return",
            "vice_chairman",
            ("drafter", "clerk"),
            "plan_returned",
            Status.DRAFT,
            _why,
            REASON,
        ),
        id="return-from-signature",
        marks=pytest.mark.audits("return_plan"),
    ),
    pytest.param(
        DeskCase(
            Step.CHECK_CONTENT,
            "return",
            "head",
            ("drafter",),
            "plan_returned",
            Status.DRAFT,
            _why,
            REASON,
        ),
        id="return-from-content-check",
    ),
    pytest.param(
        DeskCase(
            Step.SIGN,
            "refuse",
            "vice_chairman",
            ("head", "clerk"),
            "plan_refused",
            Status.REFUSED,
            _why,
            REASON,
        ),
        id="refuse",
        marks=pytest.mark.audits("refuse_plan"),
    ),
    pytest.param(
        DeskCase(
            Step.NUMBER,
            "assign",
            "clerk",
            ("vice_chairman", "format_checker", "drafter"),
            "number_assigned",
            Status.NUMBERED,
            _today,
        ),
        id="number",
        marks=pytest.mark.audits("assign_number"),
    ),
    pytest.param(
        DeskCase(
            Step.NUMBER,
            "enter_paper",
            "clerk",
            ("vice_chairman", "format_checker", "drafter"),
            "paper_number_entered",
            Status.NUMBERED,
            _paper,
            REASON,
        ),
        id="number-of-paper",
    ),
    pytest.param(
        DeskCase(
            Step.SEAL,
            "seal",
            "clerk",
            ("vice_chairman", "format_checker"),
            "plan_sealed",
            Status.SEALED,
        ),
        id="seal",
        marks=pytest.mark.audits("seal_plan"),
    ),
    pytest.param(
        DeskCase(
            Step.RELEASE,
            "release",
            "clerk",
            ("vice_chairman", "head"),
            "plan_released",
            Status.ISSUED,
        ),
        id="release",
        marks=pytest.mark.audits("release_plan"),
    ),
    *(
        pytest.param(
            DeskCase(
                step,
                "return",
                by,
                ("vice_chairman", "head", "drafter"),
                "plan_returned",
                Status.DRAFT,
                _why,
                REASON,
            ),
            id=f"return-from-{step}",
        )
        for step, by in RETURNERS.items()
    ),
]


def state_of_record(plan: Plan) -> tuple[Any, ...]:
    """Everything that an act could have written."""
    return (
        Plan.objects.filter(pk=plan.pk).values().get(),
        list(plan.items.values_list("pk", "text")),
        [
            model.objects.count()
            for model in (AuditEvent, Approval, PlanReturn, PlanVersion, Issuance, Opinion)
        ],
        list(Desk.objects.order_by("pk").values_list("pk", "state")),
        Plan.history.count(),
    )


@pytest.mark.parametrize("case", CASES)
def test_the_right_person_acts_and_the_record_says_so(province: World, case: DeskCase) -> None:
    plan = province.plan_at(case.step)
    actor = province.people[case.by]
    province.act(plan, case.step, case.act, actor, **case.data(province))

    assert plan.state is case.status
    event = AuditEvent.objects.filter(stream=plan.stream).latest("seq")
    told = json.loads(event.envelope)
    assert (event.code, event.actor_id) == (case.code, actor.pk)
    assert told["details"]["desk"] == str(case.step)
    assert all(told["actor"][name] for name in ("role", "title", "unit_name"))
    assert (told["reason"] is not None) == bool(case.reason)
    assert told["content_hash"] == plan.content_hash


@pytest.mark.parametrize("case", CASES)
def test_a_wrong_person_is_refused_and_nothing_is_written(province: World, case: DeskCase) -> None:
    plan = province.plan_at(case.step)
    for name in case.wrong:
        before = state_of_record(plan)
        actor = province.people[name]
        with pytest.raises(NotPermitted) as refusal:
            province.act(plan, case.step, case.act, actor, **case.data(province))
        assert state_of_record(plan) == before
        kept = AccessLog.objects.filter(kind=AccessLog.Kind.REFUSED).latest("pk")
        assert (kept.actor_id, kept.code) == (actor.pk, refusal.value.code)
        assert kept.stream == plan.stream


@pytest.mark.parametrize("case", CASES)
def test_one_who_may_not_see_the_plan_learns_nothing(province: World, case: DeskCase) -> None:
    plan = province.plan_at(case.step)
    before = state_of_record(plan)
    for name in ("stranger", "outsider"):
        with pytest.raises(NotVisible):
            province.act(plan, case.step, case.act, province.people[name], **case.data(province))
    assert state_of_record(plan) == before


@pytest.mark.parametrize("case", CASES)
def test_an_act_on_another_content_than_was_seen_is_a_conflict(
    province: World, case: DeskCase
) -> None:
    plan = province.plan_at(case.step)
    before = state_of_record(plan)
    with pytest.raises(Conflict, match="content_changed"):
        province.act(
            plan,
            case.step,
            case.act,
            province.people[case.by],
            seen_hash="0" * 64,
            **case.data(province),
        )
    assert state_of_record(plan) == before


@pytest.mark.audits("give_opinion")
def test_a_units_head_gives_its_opinion_and_the_record_says_so(province: World) -> None:
    plan = province.start_plan()
    province.consult(plan)
    unit, head = province.consulted_units[0], province.consulted_heads[0]
    opinion = province.act(plan, Step.GIVE_OPINION, "give", head, unit=unit, **_agree(province))
    assert opinion.state == Opinion.State.COMMENTED
    event = AuditEvent.objects.filter(stream=plan.stream).latest("seq")
    assert (event.code, event.actor_id, event.unit_id) == ("opinion_given", head.pk, unit.pk)


def test_the_head_of_another_consulted_unit_cannot_answer_for_it(province: World) -> None:
    plan = province.start_plan()
    province.consult(plan)
    before = state_of_record(plan)
    with pytest.raises(NotPermitted, match="desk_not_yours"):
        province.act(
            plan,
            Step.GIVE_OPINION,
            "give",
            province.consulted_heads[1],
            unit=province.consulted_units[0],
            **_agree(province),
        )
    assert state_of_record(plan) == before


@pytest.mark.audits("close_consultation")
def test_the_drafter_closes_the_round_with_a_reason_for_what_is_missing(province: World) -> None:
    plan = province.start_plan()
    province.consult(plan)
    province.act(
        plan, Step.CLOSE_CONSULTATION, "close", province.drafter, reason="Đã quá hạn góp ý."
    )
    assert plan.state is Status.DRAFT
    assert set(Opinion.objects.values_list("state", flat=True)) == {Opinion.State.PASSED_OVER}
    assert Desk.objects.filter(plan=plan, state=Desk.State.OPEN).get().step == Step.DRAFT
    event = AuditEvent.objects.filter(stream=plan.stream).latest("seq")
    told = json.loads(event.envelope)
    assert (event.code, told["details"]["passed_over"]) == ("consultation_closed", 3)


def test_nobody_but_the_drafter_closes_the_round(province: World) -> None:
    plan = province.start_plan()
    province.consult(plan)
    before = state_of_record(plan)
    for name in ("second_drafter", "head"):
        with pytest.raises(NotPermitted):
            province.act(plan, Step.CLOSE_CONSULTATION, "close", province.people[name], reason="x")
    assert state_of_record(plan) == before


@pytest.mark.audits("answer_opinion")
def test_the_drafter_answers_an_opinion_and_the_record_says_so(province: World) -> None:
    plan = province.start_plan()
    province.consult(plan)
    unit, head = province.consulted_units[0], province.consulted_heads[0]
    opinion = province.act(plan, Step.GIVE_OPINION, "give", head, unit=unit, **_agree(province))
    province.act(plan, Step.CLOSE_CONSULTATION, "close", province.drafter, reason="Quá hạn.")
    answer = {"opinion_id": opinion.pk, "response": "Đã tiếp thu, bổ sung tại mục II."}
    with pytest.raises(NotPermitted):
        province.act(plan, Step.DRAFT, "answer", province.people["second_drafter"], **answer)
    province.act(plan, Step.DRAFT, "answer", province.drafter, **answer)
    opinion.refresh_from_db()
    assert opinion.response == answer["response"]
    event = AuditEvent.objects.filter(stream=plan.stream).latest("seq")
    assert (event.code, event.actor_id) == ("opinion_answered", province.drafter.pk)


def test_a_plan_withdrawn_from_a_desk_leaves_nothing_done_there(province: World) -> None:
    plan = province.plan_at(Step.SIGN)
    desk = province.desk(plan, Step.SIGN)
    row = province.act(plan, Step.SIGN, "withdraw", province.drafter, **_why(province))
    desk.refresh_from_db()
    assert (desk.state, desk.done_by) == (Desk.State.CANCELLED, None)
    assert (row.kind, row.step) == (PlanReturn.Kind.WITHDRAWN, Step.SIGN)
    assert not Desk.objects.filter(plan=plan, state=Desk.State.OPEN).exists()


def test_a_withdrawal_breaks_off_a_round_of_opinions(province: World) -> None:
    plan = province.start_plan()
    province.consult(plan)
    unit, head = province.consulted_units[0], province.consulted_heads[0]
    province.act(plan, Step.GIVE_OPINION, "give", head, unit=unit, **_agree(province))
    before = state_of_record(plan)
    for name in ("head", "second_drafter", "head_SYT"):
        with pytest.raises(NotPermitted):
            province.act(
                plan,
                Step.CLOSE_CONSULTATION,
                "withdraw",
                province.people[name],
                **_why(province),
            )
    assert state_of_record(plan) == before
    row = province.act(
        plan, Step.CLOSE_CONSULTATION, "withdraw", province.drafter, **_why(province)
    )
    assert plan.state is Status.WITHDRAWN
    assert row.step == Step.CLOSE_CONSULTATION
    consultation = plan.consultations.get()
    assert (consultation.closed_at is not None, consultation.closing_reason) == (True, REASON)
    states = sorted(consultation.opinions.values_list("state", flat=True))
    assert states == ["commented", "passed_over", "passed_over"]
    assert not Desk.objects.filter(plan=plan, state=Desk.State.OPEN).exists()


@pytest.mark.parametrize("step", [Step.NUMBER, Step.SEAL, Step.RELEASE])
def test_a_signed_plan_is_not_withdrawn(province: World, step: Step) -> None:
    plan = province.plan_at(step)
    with pytest.raises(Conflict, match="plan_moved_on"):
        withdraw_plan(
            plan_id=plan.pk,
            reason=REASON,
            seen_hash=plan.content_hash,
            actor=province.drafter,
        )
