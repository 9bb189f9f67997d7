"""Periods opened and people reminded, each once, by a tick that may die at any point.

Reminders of a plan stand in one act of the unit that waits for them, in the plan's stream. A
person's digest follows in a transaction of its own.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from dvcq_workflow.audit.recorder import lock_directory, record_event
from dvcq_workflow.host import Notice, get_host
from dvcq_workflow.models.chasing import Digest, Reminder
from dvcq_workflow.models.reporting import ReportDuty, ReportingPeriod
from dvcq_workflow.rules.formats import short_date
from dvcq_workflow.rules.reminders import ReminderKind
from dvcq_workflow.selectors.reminders import DUTY, Wanted, not_yet_written, reminders_to_send
from dvcq_workflow.services.acting import acting
from dvcq_workflow.services.deciding import lock_plan
from dvcq_workflow.services.reports import order_report

ESCALATED = (ReminderKind.ESCALATED_HEAD, ReminderKind.ESCALATED_RECEIVER)


def open_period(*, period_id: int, actor: Any, at: dt.datetime | None = None) -> bool:
    """Open a reporting period whose report is due soon, and order that each unit which owes it find
    the report on its desk; whether it was not open before.

    ``actor``: in whose name, of the unit that receives the reports.
    """
    with acting(actor=actor, channel="job", at=at) as act:
        found = ReportingPeriod.objects.get(pk=period_id)
        plan = lock_plan(found.plan_id)
        period = ReportingPeriod.objects.get(pk=period_id)
        if period.opened_at is not None:
            return False
        period.opened_at = act.at
        period.save()
        duties = list(ReportDuty.objects.filter(period=period, excused_at__isnull=True))
        for duty in duties:
            order_report(duty)
        record_event(
            "period_opened",
            stream=plan.stream,
            details={
                "period": str(period.uid),
                "due_on": period.effective_due_on.isoformat(),
                "units": len(duties),
            },
        )
        return True


def remind(
    *, plan_id: int, wanted: Sequence[Wanted], actor: Any, at: dt.datetime | None = None
) -> int:
    """Write the reminders of one plan that are not on record yet; return how many.

    The directory's lock keeps digests waiting meanwhile, so that none goes out without them.
    """
    with acting(actor=actor, channel="job", at=at) as act:
        plan = lock_plan(plan_id)
        lock_directory()
        day = timezone.localdate(act.at)
        fresh = not_yet_written(wanted, day)
        for one in fresh:
            _row(one, plan_id, day).save(force_insert=True)
        if fresh:
            people = {one.user_id for one in fresh}
            record_event(
                "reminders_sent",
                stream=plan.stream,
                details={
                    "reminded_people": len(people),
                    "day": day.isoformat(),
                    "reminders": [one.key for one in fresh],
                },
            )
        return len(fresh)


def _row(one: Wanted, plan_id: int, day: dt.date) -> Reminder:
    due = one.due
    return Reminder(
        plan_id=plan_id,
        duty_id=due.pk if due.thing == DUTY else None,
        assignment_id=None if due.thing == DUTY else due.pk,
        kind=one.kind,
        user_id=one.user_id,
        unit_id=due.unit_id,
        day=day,
        due_on=due.due_on,
        key=one.key,
    )


def send_digest(*, user_id: int, at: dt.datetime) -> int:
    """Tell a person in one message of all that they were not told yet; return of how much.

    The message is the host's to send, inside the transaction that says it was sent: what fails is
    tried again at the next tick. ``Notice.key`` is then the same, for a host whose messages leave
    the database before a crash could take the mark back.
    """
    day = timezone.localdate(at)
    with transaction.atomic():
        lock_directory()
        reminders = reminders_to_send(user_id, day)
        if not reminders:
            return 0
        Digest(user_id=user_id, day=day, sent_at=at, reminders=len(reminders)).save(
            force_insert=True
        )
        get_host().notify(
            Notice(
                kind="reminders",
                user_ids=(user_id,),
                title=_title(reminders, day),
                path=reverse("dvcq_workflow:reminders"),
                due_on=reminders[0].due_on,
                key=f"reminders:{user_id}:{day:%Y%m%d}",
            )
        )
        return len(reminders)


def _title(reminders: Sequence[Reminder], day: dt.date) -> str:
    escalated = sum(one.kind in ESCALATED for one in reminders)
    overdue = sum(one.kind == ReminderKind.OVERDUE for one in reminders)
    return _(
        "Reminders of %(day)s: due soon %(soon)s, overdue %(overdue)s, overdue for long %(long)s"
    ) % {
        "day": short_date(day),
        "soon": len(reminders) - overdue - escalated,
        "overdue": overdue,
        "long": escalated,
    }
