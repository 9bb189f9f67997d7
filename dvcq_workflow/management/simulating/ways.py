"""What can be done at each desk, how likely it is, and what people type there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any, NamedTuple

from dvcq_workflow.management.simulating import texts
from dvcq_workflow.management.simulating.playing import Play
from dvcq_workflow.models.consultations import Opinion
from dvcq_workflow.models.desks import Desk
from dvcq_workflow.models.people import SigningAuthority
from dvcq_workflow.models.plans import Plan
from dvcq_workflow.models.units import Unit
from dvcq_workflow.rules.assignments import AssignmentStatus
from dvcq_workflow.rules.consolidations import Counted, Written
from dvcq_workflow.rules.desks import LEADING_ROLES, Role, Step
from dvcq_workflow.rules.figures import NOT_REPORTED, NOTHING_AROSE, Kind, Value, ValueState
from dvcq_workflow.rules.reports import ReportStatus
from dvcq_workflow.selectors.content import content_of
from dvcq_workflow.services.assignments import ORDERING_ROLES

Data = dict[str, Any]
ASKED_FOR_OPINION = 4
OPINION_DAYS = 7


def _nothing(play: Play, desk: Desk) -> Data:
    return {}


def _always(play: Play, desk: Desk) -> bool:
    return True


class Way(NamedTuple):
    """One act at a desk. ``people``: who does it, where it is not who sits there."""

    act: str
    weight: int = 10
    data: Callable[[Play, Desk], Data] = _nothing
    fits: Callable[[Play, Desk], bool] = _always
    people: Callable[[Play, Desk], Sequence[Any]] | None = None


def _reason(play: Play, desk: Desk) -> Data:
    return {"reason": play.one_of(texts.REASONS)}


def _today(play: Play, desk: Desk) -> Data:
    return {"issued_on": play.host.today()}


# Plans --------------------------------------------------------------------------------------------


def _is_provincial(desk: Desk) -> bool:
    return desk.plan.level == Plan.Level.PROVINCE


def _to_answer(desk: Desk) -> Any:
    return Opinion.objects.filter(
        consultation__plan=desk.plan, state=Opinion.State.COMMENTED, response=""
    ).order_by("pk")


def _answer(play: Play, desk: Desk) -> Data:
    return {"opinion_id": _to_answer(desk)[0].pk, "response": play.one_of(texts.ANSWERS)}


def _consult(play: Play, desk: Desk) -> Data:
    asked = play.some_of(play.province.kind(Unit.Kind.DEPARTMENT), ASKED_FOR_OPINION)
    return {
        "unit_ids": [unit.pk for unit in asked],
        "due_on": play.host.today() + dt.timedelta(days=OPINION_DAYS),
        "question": "Đề nghị góp ý dự thảo.",
    }


def _deputys_power(desk: Desk) -> SigningAuthority:
    """A plan is signed by a leader: the first power of the unit is its head's."""
    return SigningAuthority.objects.filter(
        unit=desk.plan.issuing_unit, on_behalf_of__isnull=False
    ).earliest("pk")


def _lacks_signer(play: Play, desk: Desk) -> bool:
    return desk.plan.signing_authority_id != _deputys_power(desk).pk


def _choose_signer(play: Play, desk: Desk) -> Data:
    return {"content": content_of(desk.plan), "signing_authority": _deputys_power(desk)}


def _mend(play: Play, desk: Desk) -> Data:
    content = content_of(desk.plan)
    places = [at for at, node in enumerate(content.nodes) if node.kind == "bullet"]
    if not places:
        return {"content": content}
    at = play.one_of(places)
    nodes = list(content.nodes)
    nodes[at] = replace(nodes[at], text=f"{nodes[at].text.rstrip('.;')}, có ghi sổ.")
    return {"content": replace(content, nodes=tuple(nodes))}


def _opinion(play: Play, desk: Desk) -> Data:
    agrees = play.happens(0.5)
    return {"agrees": agrees, "text": "" if agrees else play.one_of(texts.REASONS)}


PLAN_WAYS: dict[Step, tuple[Way, ...]] = {
    Step.DRAFT: (
        Way("answer", 1000, _answer, lambda play, desk: _to_answer(desk).exists()),
        Way("save", 1000, _choose_signer, _lacks_signer),
        Way("save", 1, _mend),
        Way(
            "consult",
            6,
            _consult,
            lambda play, desk: _is_provincial(desk) and not desk.plan.consultations.exists(),
        ),
        Way("submit", 6),
    ),
    Step.CLOSE_CONSULTATION: (Way("close", 10, _reason),),
    Step.GIVE_OPINION: (Way("give", 10, _opinion), Way("claim", 1)),
    Step.CHECK_CONTENT: (Way("pass", 9), Way("return", 1, _reason), Way("claim", 1)),
    Step.CHECK_FORMAT: (Way("pass", 9), Way("return", 1, _reason), Way("claim", 1)),
    Step.SIGN: (Way("sign", 8), Way("return", 2, _reason)),
    Step.NUMBER: (Way("assign", 20, _today), Way("return", 1, _reason)),
    Step.SEAL: (Way("seal", 20), Way("return", 1, _reason)),
    Step.RELEASE: (Way("release", 20), Way("return", 1, _reason)),
}

# Tasks, more time, obstacles ----------------------------------------------------------------------


def _was_handed_back(play: Play, desk: Desk) -> bool:
    return bool(desk.assignment.state is AssignmentStatus.HANDED_BACK)


def _was_reported(play: Play, desk: Desk) -> bool:
    return not _was_handed_back(play, desk)


def _receivers(play: Play, desk: Desk) -> Sequence[Any]:
    """Who may withdraw a task: people of the unit that its result goes to."""
    return play.province.having(ORDERING_ROLES, desk.assignment.receiver_id)


def _officers(play: Play, desk: Desk) -> Data:
    having = play.province.having
    return {
        "person_in_charge": play.one_of(having(LEADING_ROLES, desk.unit_id)),
        "officers": play.some_of(having({Role.SPECIALIST}, desk.unit_id), 2),
    }


def _leaders(play: Play, desk: Desk) -> Sequence[Any]:
    return play.province.having(LEADING_ROLES, desk.unit_id)


def _result(play: Play, desk: Desk) -> Data:
    return {"result": play.one_of(texts.WORDS)}


def _said(name: str) -> Callable[[Play, Desk], Data]:
    return lambda play, desk: {name: play.one_of(texts.ANSWERS)}


def _raisers(play: Play, desk: Desk) -> Sequence[Any]:
    return play.province.having({Role.SPECIALIST, *LEADING_ROLES}, desk.obstacle.unit_id)


def _askers(play: Play, desk: Desk) -> Sequence[Any]:
    return play.province.having({Role.SPECIALIST}, desk.extension.unit_id)


def _informed(play: Play, desk: Desk) -> Data:
    units = play.province.kind(Unit.Kind.DEPARTMENT, Unit.Kind.DISTRICT)
    return {"unit_ids": [unit.pk for unit in play.some_of(units, 3)]}


TASK_WAYS: dict[Step, tuple[Way, ...]] = {
    Step.ACCEPT: (
        Way("accept", 90),
        Way("hand_back", 8, _reason),
        Way("withdraw", 1, _reason, people=_receivers),
    ),
    Step.NAME_OFFICERS: (
        Way("name", 60, _officers),
        Way("withdraw", 1, _reason, people=_receivers),
    ),
    Step.WORK: (
        Way("report", 50, _result),
        Way("rename", 5, _officers, people=_leaders),
        Way("withdraw", 1, _reason, people=_receivers),
    ),
    Step.APPROVE_RESULT: (Way("approve", 9), Way("return", 1, _reason)),
    Step.VERIFY: (
        Way("verify", 9, fits=_was_reported),
        Way("send_back", 1, _reason, fits=_was_reported),
        Way("offer_again", 6, _reason, fits=_was_handed_back),
        Way("withdraw", 4, _reason, fits=_was_handed_back, people=_receivers),
    ),
    Step.DECIDE_EXTENSION: (
        Way("grant", 6),
        Way("refuse", 3, _reason),
        Way("withdraw", 1, people=_askers),
    ),
    Step.TRIAGE: (
        Way("take_on", 6),
        Way("escalate", 2, _said("opinion")),
        Way("withdraw", 1, _reason, people=_raisers),
    ),
    Step.SETTLE: (Way("settle", 7, _said("settlement")), Way("escalate", 3, _said("opinion"))),
    Step.DECIDE_OBSTACLE: (
        Way("decide", 8, _said("settlement")),
        Way("send_down", 2, _reason),
    ),
    Step.INFORM: (Way("inform", 10, _informed),),
}

# Reports ------------------------------------------------------------------------------------------


def _is_to_write(play: Play, desk: Desk) -> bool:
    """Nothing is written yet, or what was sent back has not been mended."""
    report = desk.report
    is_untouched = report.drafter_id is None
    return is_untouched or report.remarks.filter(is_answered=False).exists()


def _is_written(play: Play, desk: Desk) -> bool:
    return not _is_to_write(play, desk)


def _figure(play: Play, kind: str) -> Value:
    said = play.chance.random()
    if said < 0.1:
        return NOT_REPORTED
    if said < 0.2:
        return NOTHING_AROSE
    if kind == Kind.TEXT:
        return Value(ValueState.REPORTED, text=play.one_of(texts.WORDS))
    if kind == Kind.YES_NO:
        return Value(ValueState.REPORTED, yes_no=play.happens(0.7))
    number = Decimal(play.chance.randint(0, 900))
    if kind == Kind.AMOUNT:
        number += Decimal(play.chance.randint(0, 99)) / 100
    return Value(ValueState.REPORTED, number, is_estimate=play.happens(0.1))


def _written(play: Play, desk: Desk) -> Data:
    sections = [row.section.key for row in desk.report.sections.select_related("section")]
    values = desk.report.values.select_related("indicator").order_by("pk")
    return {
        "sections": {key: play.one_of(texts.WORDS) for key in play.some_of(sections, 4)},
        "values": {
            row.indicator.code: _figure(play, row.indicator.kind)
            for row in values
            if row.indicator.kind != Kind.RATE
        },
    }


def _remarks(play: Play, desk: Desk) -> Data:
    fields = ["", *(f"indicator:{row.indicator.code}" for row in _first_values(desk))]
    return {"remarks": [(play.one_of(fields), play.one_of(texts.REASONS))]}


def _first_values(desk: Desk) -> Any:
    return desk.report.values.select_related("indicator").order_by("pk")[:2]


REPORT_WAYS: dict[Step, tuple[Way, ...]] = {
    Step.WRITE_REPORT: (
        Way("save", 9, _written, _is_to_write),
        Way(
            "nothing",
            1,
            fits=lambda play, desk: (
                desk.report.state is ReportStatus.BEING_WRITTEN and _is_to_write(play, desk)
            ),
        ),
        Way("send", 60, fits=_is_written),
        Way("withdraw", 1, _reason, _is_written),
    ),
    Step.APPROVE_REPORT: (Way("sign", 15), Way("return", 1, _reason)),
    Step.NUMBER_REPORT: (Way("assign", 30, _today), Way("return", 1, _reason)),
    Step.SUBMIT_REPORT: (Way("submit"),),
    Step.CHECK_REPORT: (Way("accept", 8), Way("send_back", 1, _remarks)),
}

# Consolidated reports -----------------------------------------------------------------------------


def _counted(play: Play, desk: Desk) -> Data:
    return {"counted": play.one_of([str(each) for each in Counted])}


def _consolidated(play: Play, desk: Desk) -> Data:
    made = desk.consolidation
    rows = made.sections.select_related("section").order_by("pk")
    written = {row.section.key: row.text or play.one_of(texts.WORDS) for row in rows}
    return {"written": Written(made.subject, made.symbol, made.place, written)}


CONSOLIDATION_WAYS: dict[Step, tuple[Way, ...]] = {
    Step.COLLECT: (Way("draft", 30, _counted), Way("withdraw", 1, _reason)),
    Step.DRAFT_CONSOLIDATION: (
        Way("save", 3, _consolidated),
        Way("send", 9, _consolidated),
        Way("collect", 2),
    ),
    Step.APPROVE_CONSOLIDATION: (Way("sign", 8), Way("return", 1, _reason)),
    Step.NUMBER_CONSOLIDATION: (Way("assign", 9, _today), Way("return", 1, _reason)),
    Step.DELIVER: (Way("deliver"),),
    Step.ACKNOWLEDGE: (Way("acknowledge"),),
}

WAYS: dict[Step, tuple[Way, ...]] = {
    **PLAN_WAYS,
    **TASK_WAYS,
    **REPORT_WAYS,
    **CONSOLIDATION_WAYS,
}
"""What is done at every desk there is."""
