"""Sentences about consolidated reports."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dvcq_workflow.rules.consolidated import Standing
from dvcq_workflow.rules.consolidations import Counted

SENTENCES: dict[str, Promise] = {
    "consolidation_not_found": _(
        "There is no such consolidated report, or your units have no part in it."
    ),
    "consolidation_moved_on": _(
        "The consolidated report has moved on since you opened this page, so nothing was done. "
        "Open the page again to see where it lies now."
    ),
    "consolidation_incomplete": _(
        "Subject, symbol or place is still empty. Fill it in, then send the report on."
    ),
    "consolidation_not_adding_up": _(
        "These figures are not the sums of their values: %(codes)s. Collect the reports again."
    ),
    "consolidation_open_already": _(
        "A consolidated report of this period is under way already. Open that one."
    ),
    "period_merged": _(
        "The report of another period of the same day takes the place of this one. "
        "Consolidate that period."
    ),
    "writer_signs_own_consolidation": _(
        "You wrote this consolidated report, so somebody else signs it. "
        "Ask another leader of your unit."
    ),
    "signer_numbers_own_consolidation": _(
        "You signed this consolidated report, so another records clerk numbers it."
    ),
    "supplement_before_delivery": _(
        "What was not delivered is not supplemented. Return it and collect the reports again."
    ),
    "supplement_without_difference": _(
        "No report came or was corrected since the delivery, so there is nothing to supplement."
    ),
}

STANDING_NAMES: dict[Standing, Promise] = {
    Standing.ACCEPTED: _("Accepted"),
    Standing.SUBMITTED: _("Submitted, not yet accepted"),
    Standing.MISSING: _("No report"),
}

COUNTED_NAMES: dict[Counted, Promise] = {
    Counted.HANDED_IN: _("all reports that were submitted and not returned"),
    Counted.ACCEPTED: _("accepted reports only"),
}
