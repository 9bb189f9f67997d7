"""A day at the desks: whoever sits there does one of the things that can be done, now and then the
wrong person tries, or one who looked at the page too long ago."""

from __future__ import annotations

from typing import Any

from dvcq_workflow.flows.runner import perform
from dvcq_workflow.management.simulating.playing import Play
from dvcq_workflow.management.simulating.ways import WAYS, Way
from dvcq_workflow.models.desks import Desk
from dvcq_workflow.models.people import Membership
from dvcq_workflow.rules.desks import Step
from dvcq_workflow.selectors.desks import SUBJECT_LINKS

PACE = 0.7
"""How likely a desk is looked at on a day."""
SLOW = {Step.WORK: 0.03, Step.WRITE_REPORT: 0.8, Step.CLOSE_CONSULTATION: 0.3}
NEAR_DAYS, NEAR_PACE, LATE_PACE = 10, 0.15, 0.12

WRONG_PERSON, OLD_PAGE = 0.01, 0.01
OLD_HASH = "0" * 64


def play_desks(play: Play) -> None:
    """Let every desk that was open in the morning have its chance, in the order it was opened."""
    keys = Desk.objects.filter(state=Desk.State.OPEN).order_by("pk").values_list("pk", flat=True)
    waiting = [pk for pk in list(keys) if play.happens(PACE)]
    for pk in waiting:
        desk = _fresh(pk)
        if desk is not None and play.happens(_pace(play, desk)):
            sit_down(play, desk)


def _fresh(pk: int) -> Desk | None:
    """Read a desk again: what was done at another may have closed it."""
    rows = Desk.objects.filter(pk=pk, state=Desk.State.OPEN)
    links = ("plan__issuing_unit", "task", "unit", "opinion", "assigned_to", *SUBJECT_LINKS)
    return rows.select_related(*links).first()


def _pace(play: Play, desk: Desk) -> float:
    step = Step(desk.step)
    if step is not Step.WORK or desk.due_on is None:
        return SLOW.get(step, 1.0)
    left = (desk.due_on - play.host.today()).days
    if left < 0:
        return LATE_PACE
    return NEAR_PACE if left <= NEAR_DAYS else SLOW[step]


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
    return play.one_of(play.province.at(Step(desk.step), desk.unit_id))


def _seats() -> list[int]:
    return list(Membership.objects.order_by("pk").values_list("pk", flat=True))
