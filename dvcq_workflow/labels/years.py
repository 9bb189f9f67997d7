"""Sentences about a plan's year: what it obliges to, what a person must settle, how a date came."""

from __future__ import annotations

import datetime as dt

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dvcq_workflow.rules.deadlines import Step
from dvcq_workflow.rules.formats import short_date

SENTENCES: dict[str, Promise] = {
    "obligation_text_missing": _("The task has no text. Say what is to be done."),
    "obligation_text_too_long": _("The task is too long: at most %(most)s characters. Shorten it."),
    "obligation_without_lead": _("Nobody leads the task. Choose at least one unit that leads it."),
    "obligation_has_open_tasks": _(
        "Units still work on this task. Withdraw their tasks first, then take it back."
    ),
    "obligation_has_reports": _(
        "Units have begun reports that this sentence asks for, so it cannot be taken back."
    ),
    "obligation_gone": _("This task was taken back already. Nothing more is to be done."),
    "order_outside_authority": _(
        "The issuing body cannot assign a task to: %(units)s. State it as a request."
    ),
    "task_stated_already": _(
        "This task is stated already for %(unit)s. Look at the plan's year; take that unit out, or "
        "change what is to be done."
    ),
    "year_not_opened": _(
        "The plan's year is not open, so nothing can be stated in it. Look at the plan's state."
    ),
    "rule_day_unknown": _("There is no such day. Give a day that the month has."),
    "rule_quarter_with_month": _(
        "A quarter's report is due in the quarter's last month. Choose that month."
    ),
    "rule_words_too_long": _("The plan's words are too long: at most %(most)s characters."),
    "rule_without_reporters": _("Nobody is to report. Choose at least one unit that reports."),
    "reporting_rule_stands": _(
        "%(unit)s owes reports of these periods already. Choose another period or other units."
    ),
    "name_without_units": _("Nobody is chosen for “%(words)s”. Choose at least one unit."),
    "year_problem_unknown": _("There is nothing to settle here. Look at the plan's year again."),
    "year_problem_settled": _("Somebody has settled this meanwhile. Look at the plan's year."),
    "unit_unknown": _("One of the units is not in the directory. Choose it from the list."),
}
"""What a rule says no with."""

PROBLEMS: dict[str, str | Promise] = {
    "name_stands_for_no_unit": _(
        "“%(words)s” stands for no unit of the directory. State by hand who is meant."
    ),
    "reporting_rule_unclear": _("The day of “%(words)s” could not be read. State it by hand."),
    "no_reporting_sentence": _("The plan has no sentence about periodic reports."),
    "due_before_issue": _(
        "“%(words)s” was over before the plan was issued, so its task has no date."
    ),
}
"""What the opening of a year leaves for a person to settle."""


def problem_in_words(code: str, words: str) -> str:
    """Return what was left to a person, in words."""
    return str(PROBLEMS[code]) % {"words": words}


SETTLED: dict[str, str | Promise] = {
    "named": _("Settled on %(on)s: the units meant are named."),
    "rule": _("Settled on %(on)s: the rule is stated."),
    "aside": _("Set aside on %(on)s."),
}
"""How a person settled it."""


def settled_in_words(way: str, on: dt.date) -> str:
    """Return how and when something was settled, in words."""
    return str(SETTLED[way]) % {"on": short_date(on)}


STEPS: dict[str, str | Promise] = {
    "due_fixed": _("Due on the date that the plan gives."),
    "due_recurring": _("Due each period: on day %(day)s of month %(month)s."),
    "due_event": _("Due when it arises; no date."),
    "due_none": _("The plan gives no date."),
    "words": _("Words of the plan: “%(words)s”."),
    "day": _("That is %(day)s."),
    "strict": _("“Before” means that %(last)s is the last day in time."),
    "stepped_over": _("%(day)s is a day off (%(name)s)."),
    "stepped_over_weekend": _("%(day)s is a Saturday or Sunday."),
    "extended": _("Put off from %(before)s to %(day)s."),
    "last_day": _("The last day in time is %(day)s."),
}
"""How a date was made, step by step (``rules.deadlines``)."""


def explained(step: Step) -> str:
    """Return one step of a date in words."""
    code = step.code
    if code == "stepped_over" and not step.params.get("name"):
        code = "stepped_over_weekend"
    shown = {
        key: short_date(value) if hasattr(value, "year") else value
        for key, value in step.params.items()
    }
    return str(STEPS[code]) % shown


WARNINGS: dict[str, str | Promise] = {
    "due_before_standard_cutoff": _(
        "Due before the data of the period ends by decree 09/2019; the last days are estimates."
    ),
    "due_before_cutoff": _("Due without a working day after the data ends (decree 09/2019)."),
}
"""What decree 09/2019/ND-CP finds amiss with a date; the plan's own date holds."""
