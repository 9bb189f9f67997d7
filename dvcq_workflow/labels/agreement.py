"""Sentences about a plan whose record, flow and desk do not say the same."""

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
