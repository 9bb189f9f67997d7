"""A day at the desks: whoever sits there does one of the things that can be done, now and then the
wrong person tries, or one who looked at the page too long ago."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from dvcq_workflow.flows.runner import perform
from dvcq_workflow.management.simulating.playing import Play
from dvcq_workflow.management.simulating.ways import WAYS, Way
from dvcq_workflow.models.desks import Desk
from dvcq_workflow.models.people import Membership
from dvcq_workflow.rules.desks import Step

USUAL_PACE = 0.7
PACE = {Step.WORK: 0.02, Step.CLOSE_CONSULTATION: 0.2, Step.WRITE_REPORT: 0.5}
NEAR_DAYS, NEAR_PACE, LATE_PACE = 10, 0.1, 0.08

WRONG_PERSON, OLD_PAGE, UNUSUAL = 0.01, 0.01, 0.03
WRITING = frozenset({Step.WORK, Step.WRITE_REPORT, Step.COLLECT, Step.DRAFT_CONSOLIDATION})
SIGNING = frozenset({Step.APPROVE_REPORT, Step.APPROVE_CONSOLIDATION})
OLD_HASH = "0" * 64


def play_desks(play: Play) -> None:
    """Let every desk that was open in the morning have its chance, in the order it was opened."""
    today = play.host.today()
    desks = Desk.objects.filter(state=Desk.State.OPEN).order_by("pk")
    for pk, step, due_on in list(desks.values_list("pk", "step", "due_on")):
        if not play.happens(_pace(Step(step), due_on, today)):
            continue
        # Read again: what was done at another desk may have closed it.
        desk = Desk.objects.filter(pk=pk, state=Desk.State.OPEN).select_related("task").first()
        if desk is not None:
            sit_down(play, desk)


def _pace(step: Step, due_on: dt.date | None, today: dt.date) -> float:
    """Return how likely a desk is sat down at on a day: work is done towards its last day."""
    if step is not Step.WORK or due_on is None:
        return PACE.get(step, USUAL_PACE)
    left = (due_on - today).days
    if left < 0:
        return LATE_PACE
    return NEAR_PACE if left <= NEAR_DAYS else PACE[step]


def sit_down(play: Play, desk: Desk) -> None:
    """Do one thing at a desk."""
    ways = [way for way in WAYS[Step(desk.step)] if way.fits(play, desk)]
    if not ways:
        return
    way = play.chance.choices(ways, [way.weight for way in ways])[0]
    person = _person(play, desk, way)
    seen = OLD_HASH if play.happens(OLD_PAGE) else desk.about.content_hash
    data = way.data(play, desk)
    with play.trying(f"{desk.step}.{way.act}"):
        perform(
            Step(desk.step),
            desk.task.process_id,
            desk.task_id,
            act=way.act,
            actor=person,
            seen_hash=seen,
            data=data,
        )


def _person(play: Play, desk: Desk, way: Way) -> Any:
    if play.happens(WRONG_PERSON):
        return Membership.objects.select_related("user").get(pk=play.one_of(_seats())).user
    if way.people is not None:
        return play.one_of(way.people(play, desk))
    if desk.assigned_to is not None:
        return desk.assigned_to
    return play.one_of(_usual_people(play, desk))


def _usual_people(play: Play, desk: Desk) -> Sequence[Any]:
    """Who sits there; of those who may write or sign, mostly whoever does so as a rule."""
    province, step = play.province, Step(desk.step)
    if not play.happens(UNUSUAL):
        if step in WRITING:
            return province.writers(desk.unit_id)
        if step in SIGNING:
            return province.signers(desk.unit_id)
    return province.at(step, desk.unit_id)


def _seats() -> list[int]:
    return list(Membership.objects.order_by("pk").values_list("pk", flat=True))
