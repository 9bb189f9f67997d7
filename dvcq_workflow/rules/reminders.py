"""When somebody is reminded of what is owed, and who: before its day, after it, and above."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

OPENS_DAYS_BEFORE = 30
"""A reporting period opens so many days before its report is due."""

SOON_DAYS = (7, 3, 1)
HEAD_AFTER_DAYS = 3
RECEIVER_AFTER_DAYS = 7


class ReminderKind(StrEnum):
    """Why somebody is reminded, from the mildest to the strongest."""

    SOON_7 = "soon_7"
    SOON_3 = "soon_3"
    SOON_1 = "soon_1"
    OVERDUE = "overdue"
    ESCALATED_HEAD = "escalated_head"
    ESCALATED_RECEIVER = "escalated_receiver"


STRENGTH = {kind: at for at, kind in enumerate(ReminderKind)}
"""One who is reminded of one thing for two causes is told the stronger."""


class Audience(StrEnum):
    """Who is told: those who do it, those who lead the unit, the unit that waits for it."""

    DOERS = "doers"
    HEADS = "heads"
    RECEIVER = "receiver"


def opens_on(due_on: dt.date) -> dt.date:
    """Return the day from which a period is open."""
    return due_on - dt.timedelta(days=OPENS_DAYS_BEFORE)


def last_day_reminded_of(today: dt.date) -> dt.date:
    """Return the last due date of which anybody is reminded today."""
    return today + dt.timedelta(days=SOON_DAYS[0])


def reminders_on(
    due_on: dt.date, today: dt.date, *, is_order: bool
) -> tuple[tuple[Audience, ReminderKind], ...]:
    """Return who is told what on a day of something not yet done.

    It is told as it stands, whatever was missed before: after an outage of a month there is one
    reminder and not one for each day. What is only asked for is never overdue.
    """
    left = (due_on - today).days
    if left > SOON_DAYS[0] or (left < 0 and not is_order):
        return ()
    if left >= 0:
        return ((Audience.DOERS, _soon(left)),)
    told = [(Audience.DOERS, ReminderKind.OVERDUE)]
    if -left >= HEAD_AFTER_DAYS:
        told.append((Audience.HEADS, ReminderKind.ESCALATED_HEAD))
    if -left >= RECEIVER_AFTER_DAYS:
        told.append((Audience.RECEIVER, ReminderKind.ESCALATED_RECEIVER))
    return tuple(told)


def _soon(left: int) -> ReminderKind:
    _week, days, day = SOON_DAYS
    if left <= day:
        return ReminderKind.SOON_1
    return ReminderKind.SOON_3 if left <= days else ReminderKind.SOON_7


def reminder_key(thing: str, pk: int, kind: ReminderKind, due_on: dt.date, user_id: int) -> str:
    """Return by what a reminder is one and the same: a new due date begins anew."""
    return f"{thing}:{pk}:{kind}:{due_on:%Y%m%d}:{user_id}"
