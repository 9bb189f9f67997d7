"""Sentences about histories that leave as files, and what a record of access is about."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, Promise] = {
    "history_too_long": _(
        "The history has %(count)s lines, and a file of this format holds %(limit)s. Take the ZIP "
        "file, which holds all of it."
    ),
    "flow_log_not_yours": _(
        "The log of a whole flow tells of every plan in it; auditors may take it. Ask one of them."
    ),
}

SUBJECT_NAMES: dict[str, str | Promise] = {
    "plan": _("the plan's page, or an act on the plan"),
    "plan_timeline": _("the plan's history"),
    "plan_document": _("a file of the plan"),
    "approval_sheet": _("the approval sheet"),
    "plan_history_export": _("the whole history as a file"),
    "flow_log": _("the log of a whole flow"),
    "plan_notice": _("a notice about the plan"),
    "plan_list": _("the list of plans"),
    "plan_import": _("a document handed in"),
    "desk": _("a desk"),
    "directory": _("master data"),
    "register": _("the register of issued documents"),
}
"""What was looked at, taken away or refused, for each subject of ``rules.acts``."""
