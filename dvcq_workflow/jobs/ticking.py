"""One tick of the year: periods opened, people reminded, digests sent. Again does nothing again."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.utils import timezone

from dvcq_workflow.host import get_host
from dvcq_workflow.selectors.reminders import (
    Due,
    people_in,
    people_to_tell,
    periods_to_open,
    things_due,
    wanted_reminders,
    with_doers,
)
from dvcq_workflow.services.reminders import open_period, remind, send_digest


@dataclass
class Ticked:
    """What a tick did. ``untold``: people whose digest failed, to be tried at the next tick;
    ``nameless``: units in whose name nobody could act."""

    opened: int = 0
    reminders: int = 0
    digests: int = 0
    untold: int = 0
    nameless: int = 0


def run_year(*, at: dt.datetime | None = None) -> Ticked:
    """Do what is due in all years at ``at``, by default now; four queries where there is nothing.

    Only a simulated clock is passed on to the acts: one that waited for a lock takes its own moment
    after it, as others do.
    """
    moment = at or get_host().now()
    today = timezone.localdate(moment)
    ticked = Ticked()
    _open_and_remind(at, today, ticked)
    for user_id in people_to_tell(today):
        try:
            ticked.digests += send_digest(user_id=user_id, at=moment) > 0
        except OSError:
            # The host's post is down for this one; the digest stays unsent and on record so.
            ticked.untold += 1
    return ticked


def _open_and_remind(at: dt.datetime | None, today: dt.date, ticked: Ticked) -> None:
    periods, found = periods_to_open(today), things_due(today)
    if not periods and not found:
        return
    units = {due.unit_id for due in found} | {due.receiver_id for due in found}
    people = people_in(units | {period.receiver_id for period in periods}, today)
    accounts = get_user_model()._default_manager.in_bulk(
        {people.in_whose_name(unit) for unit in units | {p.receiver_id for p in periods}} - {None}
    )
    for period in periods:
        actor = accounts.get(people.in_whose_name(period.receiver_id))
        if actor is None:
            ticked.nameless += 1
            continue
        ticked.opened += open_period(period_id=period.pk, actor=actor, at=at)
    for plan_id, receiver_id, dues in _by_plan(with_doers(found, today)):
        actor = accounts.get(people.in_whose_name(receiver_id))
        if actor is None:
            ticked.nameless += 1
            continue
        wanted = wanted_reminders(dues, people, today)
        if wanted:
            ticked.reminders += remind(plan_id=plan_id, wanted=wanted, actor=actor, at=at)


def _by_plan(found: list[Due]) -> Iterator[tuple[int, int, list[Due]]]:
    """Yield what is due by plan and receiver, in whose name its people are reminded."""
    groups: dict[tuple[int, int], list[Due]] = defaultdict(list)
    for due in found:
        groups[due.plan_id, due.receiver_id].append(due)
    for (plan_id, receiver_id), dues in sorted(groups.items()):
        yield plan_id, receiver_id, dues
