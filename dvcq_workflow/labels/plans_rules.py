"""Sentences about a plan's life: its states, reasons, and imports that become plans."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, Promise] = {
    "plan_not_found": _(
        "There is no such plan, or your units have no part in it. "
        "Open the list of plans to see yours."
    ),
    "history_not_yours": _(
        "This holds names, reasons and refusals; only auditors and the leaders of the issuing body "
        "may see or take it. Ask one of them."
    ),
    "sealing_key_missing": _(
        "The system has no key to sign an export with, so nothing was exported. Ask its operator "
        "to make one (dvcq_seal --new-key)."
    ),
    "plan_busy": _(
        "Somebody else is acting on this plan at this moment, so nothing was done. "
        "Wait some seconds and try again."
    ),
    "plan_moved_on": _(
        "The plan has moved on since you opened this page, so nothing was done. "
        "Open the plan to see where it lies now."
    ),
    "content_changed": _(
        "The content was changed after you opened this page, so nothing was done. "
        "Read the content as it is now, then decide again."
    ),
    "plan_not_editable": _(
        "This plan has left its drafter's desk, so its content cannot be changed. "
        "It must first be returned."
    ),
    "plan_issued_frozen": _(
        "This plan is issued, so its content cannot be changed. "
        "Draw up a plan that amends or replaces it."
    ),
    "reason_missing": _("A reason is needed here. Write what it is, then try again."),
    "reason_too_long": _("The reason is longer than %(limit)s characters. Shorten it."),
    "content_not_checked": _(
        "The content of this version is not yet checked. "
        "The head of the drafting unit checks it first."
    ),
    "format_not_checked": _(
        "The format of this version is not yet checked. The format checker checks it first."
    ),
    "unit_not_found": _("A unit that was chosen is not in the list of units. Choose again."),
    "import_not_found": _(
        "There is no such import, or it belongs to another unit. Upload the file again."
    ),
    "import_closed": _(
        "This import was already stored or dropped, so nothing was done. Upload the file again "
        "if you need it."
    ),
}
