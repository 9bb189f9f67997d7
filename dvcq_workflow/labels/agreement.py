"""Sentences about a plan, or a subject of its year, whose record, flow and desk do not say the
same."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dvcq_workflow.rules.agreement import Rule

DISAGREEMENTS: dict[Rule, Promise] = {
    Rule.PROCESS_MISSING: _("The plan is under way, but no process runs on it."),
    Rule.PROCESS_LEFT_OPEN: _("The plan has ended, but its process is still open."),
    Rule.PROCESS_HALF_ENDED: _(
        "The record and the engine do not agree on whether the process has ended."
    ),
    Rule.DESK_MISSING: _("The plan's state asks for the desk “%(step)s”, but it is not open."),
    Rule.DESK_NOT_ASKED_FOR: _(
        "The desk “%(step)s” is open, but the plan's state does not ask for it."
    ),
    Rule.DESK_OF_OTHER_UNIT: _("The open desk “%(step)s” belongs to another unit than its step."),
    Rule.DESK_NOT_THE_DRAFTERS: _("The open desk “%(step)s” is not kept by the plan's drafter."),
    Rule.TASK_OF_OTHER_PROCESS: _(
        "The desk “%(step)s” hangs on a task that is none of this plan's."
    ),
    Rule.TASK_AT_OTHER_NODE: _("The desk “%(step)s” hangs on a task of another step."),
    Rule.TASK_NOT_OPEN: _("The desk “%(step)s” is open, but its task in the engine is not."),
    Rule.TASK_LEFT_OPEN: _("The desk “%(step)s” is closed, but its task in the engine is open."),
    Rule.TASK_WITHOUT_DESK: _("The engine has an open task at “%(step)s” that no desk shows."),
    Rule.FLOW_STUCK: _("The engine is stuck at the node “%(node)s”."),
    Rule.NUMBER_MISSING: _("The plan's state presupposes a number, but it holds none."),
    Rule.NUMBER_TOO_EARLY: _("The plan holds a number that its state does not allow yet."),
    Rule.NUMBER_TWICE: _("The plan holds more than one number."),
    Rule.NUMBER_OF_OTHER_CONTENT: _("The plan's number was taken for another content."),
    Rule.NUMBER_IN_OTHER_STATE: _(
        "The plan and its number do not agree on whether it was released."
    ),
    Rule.APPROVAL_MISSING: _(
        "The plan's state presupposes “%(kind)s” for this content, but there is none."
    ),
    Rule.HANDS_NOT_SEPARATED: _(
        "Whoever decided at the desk “%(step)s” had another hand in this plan that forbids it."
    ),
    Rule.ROUND_MISSING: _("The plan is out for opinions, but no round is open."),
    Rule.ROUND_LEFT_OPEN: _("A round of opinions is open, but the plan is not out for opinions."),
    Rule.CONTENT_CHANGED: _("The content is not the one whose hash the plan carries."),
    Rule.RECIPIENTS_NOT_KEPT: _(
        "The release reached %(told)s units, but %(kept)s are kept as recipients."
    ),
}
"""One sentence for each rule that must hold of every plan."""

YEAR_DISAGREEMENTS: dict[Rule, Promise] = {
    Rule.PROCESS_MISSING: _("It is under way, but no process runs on it."),
    Rule.PROCESS_LEFT_OPEN: _("It has ended, but its process is still open."),
    Rule.PROCESS_HALF_ENDED: DISAGREEMENTS[Rule.PROCESS_HALF_ENDED],
    Rule.DESK_MISSING: _("Its state asks for the desk “%(step)s”, but it is not open."),
    Rule.DESK_NOT_ASKED_FOR: _("The desk “%(step)s” is open, but its state does not ask for it."),
    Rule.DESK_OF_OTHER_UNIT: DISAGREEMENTS[Rule.DESK_OF_OTHER_UNIT],
    Rule.TASK_OF_OTHER_PROCESS: _("The desk “%(step)s” hangs on a task of another process."),
    Rule.TASK_AT_OTHER_NODE: DISAGREEMENTS[Rule.TASK_AT_OTHER_NODE],
    Rule.TASK_NOT_OPEN: DISAGREEMENTS[Rule.TASK_NOT_OPEN],
    Rule.TASK_LEFT_OPEN: DISAGREEMENTS[Rule.TASK_LEFT_OPEN],
    Rule.TASK_WITHOUT_DESK: DISAGREEMENTS[Rule.TASK_WITHOUT_DESK],
    Rule.FLOW_STUCK: DISAGREEMENTS[Rule.FLOW_STUCK],
    Rule.NUMBER_MISSING: _("Its state presupposes a number, but it holds none."),
    Rule.NUMBER_TOO_EARLY: _("It holds a number that its state does not allow."),
    Rule.NUMBER_OF_OTHER_CONTENT: _("Its number was taken for another content."),
    Rule.NUMBER_IN_OTHER_STATE: _("It went out, but its number was not released."),
    Rule.VERSION_MISSING: _("It was signed, but its content is not kept as it was signed."),
    Rule.DESK_DUE_OTHERWISE: _("The open desk “%(step)s” is due on another day than it."),
    Rule.DESK_OF_OTHER_SUBJECT: _(
        "The desk “%(step)s” is about nothing that belongs to this plan's year."
    ),
    Rule.PROCESS_OF_OTHER_SUBJECT: _(
        "A process of the plan's year is about nothing that belongs to it."
    ),
}
"""One sentence for each rule that must hold of every subject of a plan's year."""

SUBJECTS: dict[str, Promise] = {
    "assignment": _("Task of %(unit)s “%(subject)s”"),
    "extension": _("Request of %(unit)s for more time for “%(subject)s”"),
    "report": _("Report of %(unit)s “%(subject)s”"),
    "consolidation": _("Consolidated report of %(unit)s “%(subject)s”"),
    "obstacle": _("Obstacle of %(unit)s “%(subject)s”"),
}
"""How a subject of a plan's year is named."""
