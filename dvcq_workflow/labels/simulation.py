"""What a simulation looks at after each year, and what it counts."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

LOOKED_AT = {
    "task_partition": _("Each task stands in one state and one term; the lists' counts add up"),
    "report_partition": _("Each unit's report stands in one way; the matrix adds up"),
    "one_lead": _("Each task has exactly one leading unit"),
    "plans_at_desks": _("Record, flow and desk agree on every plan"),
    "no_orphans": _("Each open thing has one desk and one token, each closed one none"),
    "events": _("Each act has its event, and every chain holds"),
    "rows": _("Each row is what its last event says"),
    "consolidations": _("Each delivered figure is the sum of what units signed"),
    "first_days": _("The day first set is kept; only a granted request puts it off"),
    "requests": _("What is only asked for is never overdue"),
    "sent_once": _("Nobody is told the same thing twice"),
    "numbers": _("Registers have no gap, no double, no step back in time"),
    "work_done": _("What had to follow an act has followed"),
    "foreseen": _("Whatever was tried was done or refused by a rule"),
}

THERE = {
    "plans": _("plans begun"),
    "tasks": _("tasks"),
    "extensions": _("requests for more time"),
    "reports": _("reports of units"),
    "consolidations": _("consolidated reports"),
    "obstacles": _("obstacles"),
    "letters": _("chasing letters"),
    "reminders": _("reminders"),
    "numbers": _("numbers taken"),
    "files": _("issued files"),
    "events": _("events"),
}
