"""Sentences about tasks of units, more time for them, and what stands between."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dvcq_workflow.rules.year_terms import YearTerm

SENTENCES: dict[str, Promise] = {
    "assignment_not_found": _(
        "There is no such task here. Open the list of your unit's tasks to see what it owes."
    ),
    "assignment_moved_on": _(
        "The task has moved on meanwhile, so nothing was done. Open it again to see where it lies."
    ),
    "obligation_not_found": _(
        "There is no such duty under a plan here. Open the plan to see what it obliges to."
    ),
    "obligation_withdrawn": _("This duty was withdrawn, so no unit can be given it any more."),
    "obligation_not_assigned": _(
        "This duty is standing content of the plan, which reports tell of. "
        "It is given to no unit as a task of its own."
    ),
    "assignment_not_withdrawn": _(
        "The task still lies with its unit. Withdraw it there first, then give it to another unit."
    ),
    "unit_has_task_already": _("%(unit)s has this task already. Choose another unit."),
    "task_text_missing": _("Nothing is written yet. Write some words, then send them."),
    "task_text_too_long": _(
        "The text is longer than %(limit)s letters. Shorten it, or add a file."
    ),
    "progress_out_of_range": _("A progress lies between 0 and 100 percent. Correct the number."),
    "parts_still_open": _(
        "%(count)s parts of this task are not done yet. Wait for them or withdraw them, "
        "then report the result."
    ),
    "part_due_after_whole": _(
        "The whole task is due on %(day)s, so its part cannot be due later. "
        "Choose that day or an earlier one."
    ),
    "part_without_date": _(
        "The whole task is due on %(day)s, so its part needs a date too. Choose a day up to then."
    ),
    "part_unit_not_below": _(
        "A part goes to a unit under your own. Choose one of the units in the list."
    ),
    "assignment_not_in_hand": _(
        "A task can be split only while its unit has it in hand. Accept it first, or open it again."
    ),
    "assignment_closed": _("This task is finished, so nothing can be added to it any more."),
    "reporter_approves_own_result": _(
        "You reported this result, so somebody else of your unit's leaders approves it."
    ),
    "reporter_verifies_own_result": _(
        "You reported this result yourself, so somebody else verifies it."
    ),
    "person_not_of_unit": _(
        "One of the people chosen has no seat in the unit today. Choose people of the unit."
    ),
    "leader_not_of_unit": _(
        "The person chosen does not lead the unit today. Choose its head or one of its leaders."
    ),
    "officers_missing": _("Nobody is named yet. Choose who leads the work and who does it."),
    "assignment_not_of_plan": _(
        "This task asks for no plan of the unit's own. Report its result here instead."
    ),
    "extension_not_found": _(
        "There is no such request for more time here. Open the task to see its requests."
    ),
    "extension_moved_on": _(
        "The request was decided or taken back meanwhile. Open the task to see how it stands."
    ),
    "extension_still_pending": _(
        "A request for more time still awaits a decision. Wait for it, or take it back first."
    ),
    "extension_without_date": _(
        "This task has no last day, so there is nothing to put off. Go on with the work."
    ),
    "extension_day_missing": _("Say until which day you need time, such as 06/4/2020."),
    "extension_not_later": _(
        "The task is due on %(day)s already, so more time ends after that. Choose a later day."
    ),
    "extension_day_in_past": _("The day asked for is past. Choose today or a later day."),
    "task_not_carried_over": _(
        "One of the tasks chosen is finished meanwhile, so it is not carried over. "
        "Open the page again and choose among those left."
    ),
    "unit_plan_not_issued": _(
        "The unit's own plan is not issued yet. The task is done once it is."
    ),
}

YEAR_TERM_NAMES: dict[YearTerm, Promise] = {
    YearTerm.NO_TERM: _("No date"),
    YearTerm.IN_TERM: _("In term"),
    YearTerm.DUE_SOON: _("Due soon"),
    YearTerm.OVERDUE: _("Overdue"),
    YearTerm.DONE_ON_TIME: _("Done on time"),
    YearTerm.DONE_LATE: _("Done late"),
}
YEAR_TERM_MARKS: dict[YearTerm, tuple[str, str]] = {
    YearTerm.NO_TERM: ("off", "dash"),
    YearTerm.IN_TERM: ("off", "cal"),
    YearTerm.DUE_SOON: ("warn", "clock"),
    YearTerm.OVERDUE: ("late", "late"),
    YearTerm.DONE_ON_TIME: ("ok", "ok"),
    YearTerm.DONE_LATE: ("warn", "late"),
}
"""Colour and shape of each state of a term."""
