"""The strip of steps above a desk: what is done, by whom, where the plan lies, what comes next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from dvcq_workflow.host import get_host
from dvcq_workflow.models.approvals import PlanReturn
from dvcq_workflow.models.consultations import Opinion
from dvcq_workflow.models.desks import STEP_NAMES, Desk
from dvcq_workflow.models.plans import Plan
from dvcq_workflow.rules.desks import Step

STAGES: tuple[tuple[Step, ...], ...] = (
    (Step.DRAFT,),
    (Step.CLOSE_CONSULTATION, Step.GIVE_OPINION),
    (Step.CHECK_CONTENT,),
    (Step.CHECK_FORMAT,),
    (Step.SIGN,),
    (Step.NUMBER, Step.SEAL, Step.RELEASE),
)
ICONS = {"done": "ok", "returned": "back", "here": "here", "next": "dashed", "ended": "stop"}
LOOKS = {
    "done": "dv-ok",
    "returned": "dv-back",
    "here": "dv-here",
    "next": "dv-off",
    "ended": "dv-late",
}


@dataclass(frozen=True)
class StripStep:
    """One step: ``state`` is done, returned, here, next or ended; ``who`` and ``note`` in words."""

    state: str
    name: str
    who: str = ""
    note: str = ""
    at: dt.datetime | None = None

    @property
    def icon(self) -> str:
        """Its shape; the state is never told by colour alone."""
        return ICONS[self.state]

    @property
    def look(self) -> str:
        """Its colour class."""
        return LOOKS[self.state]


def strip_of(plan: Plan, *, mine: Step | None = None) -> list[StripStep]:
    """Return the steps of a plan, in order, in a constant number of queries.

    ``mine``: the open step that lies before the viewer.
    """
    desks = list(
        Desk.objects.filter(plan=plan)
        .select_related("unit", "done_by", "done_for", "assigned_to")
        .order_by("offered_at", "pk")
    )
    last = plan.returns.select_related("by").order_by("-pk").first()
    since = last.at if last else None
    steps: list[StripStep] = []
    for stage in STAGES:
        there = [desk for desk in desks if desk.step in stage]
        if not there and stage[0] is Step.CLOSE_CONSULTATION:
            continue
        step = _stage(plan, stage, there, since)
        if step.state == "here" and mine in stage:
            step = replace(step, who=_("At your desk"))
        steps.append(step)
        if last is not None and str(stage[0]) == _before_return(last, desks):
            steps.append(_returned(last, plan))
    return steps


def _before_return(last: PlanReturn, desks: Sequence[Desk]) -> str:
    """A return stands after the drafting steps: it is to them that the plan went back."""
    consulted = any(desk.step == Step.CLOSE_CONSULTATION for desk in desks)
    return str(Step.CLOSE_CONSULTATION if consulted else Step.DRAFT)


def _returned(last: PlanReturn, plan: Plan) -> StripStep:
    if last.kind == PlanReturn.Kind.RETURNED:
        count = plan.returns.filter(kind=PlanReturn.Kind.RETURNED).count()
        name = _("Returned, %(count)s in all") % {"count": count}
        return StripStep("returned", name, _person(last.by), last.reason, last.at)
    return StripStep("ended", str(last.get_kind_display()), _person(last.by), last.reason, last.at)


def _stage(
    plan: Plan, stage: Sequence[Step], desks: Sequence[Desk], since: dt.datetime | None
) -> StripStep:
    name = _name(stage)
    here = [desk for desk in desks if desk.state == Desk.State.OPEN]
    if here:
        first = here[0]
        if stage[0] is Step.CLOSE_CONSULTATION:
            return StripStep("here", name, _answered(plan), "", first.offered_at)
        who = _person(first.assigned_to) if first.assigned_to else first.unit.name
        return StripStep("here", str(STEP_NAMES[Step(first.step)]), who, "", first.offered_at)
    done = [d for d in desks if d.state == Desk.State.DONE and d.done_at and d.done_by]
    last = done[-1] if done else None
    drafting = stage[0] in (Step.DRAFT, Step.CLOSE_CONSULTATION)
    passed = last is not None and (
        drafting or since is None or (last.done_at is not None and last.done_at > since)
    )
    if last is None or not passed or (len(stage) == 3 and last.step != stage[-1]):
        return StripStep("next", name)
    if stage[0] is Step.CLOSE_CONSULTATION:
        return StripStep("done", name, _answered(plan), "", last.done_at)
    times = len([d for d in done if d.step == last.step])
    note = _("time %(count)s") % {"count": times} if times > 1 else ""
    return StripStep("done", name, _doer(last), note, last.done_at)


def _name(stage: Sequence[Step]) -> str:
    if stage[0] is Step.CLOSE_CONSULTATION:
        return _("Asking for opinions")
    if len(stage) == 3:
        return _("Number, seal, release")
    return str(STEP_NAMES[stage[0]])


def _answered(plan: Plan) -> str:
    newest = plan.consultations.order_by("-round").first()
    if newest is None:
        return ""
    states = list(newest.opinions.values_list("state", flat=True))
    given = sum(state in (Opinion.State.AGREED, Opinion.State.COMMENTED) for state in states)
    return _("%(given)s of %(asked)s units answered") % {"given": given, "asked": len(states)}


def _doer(desk: Desk) -> str:
    who = _person(desk.done_by)
    if desk.done_for is None:
        return who
    return _("%(who)s, for %(whom)s") % {"who": who, "whom": _person(desk.done_for)}


def _person(user: object) -> str:
    return get_host().person_name(user)
