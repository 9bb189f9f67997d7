"""Sentences about what may become of an issued plan: amendment, replacement, correction, recall."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, Promise] = {
    "plan_ended_frozen": _(
        "This plan was replaced or recalled, so its content cannot be changed. Draw up a new plan."
    ),
    "change_incomplete": _(
        "It is not clear which plan is changed and how. Choose the issued plan, and whether it is "
        "amended or replaced."
    ),
    "change_not_issued": _(
        "The plan that was chosen is not issued, so there is nothing to amend, replace, correct or "
        "recall. Change its draft, or choose an issued plan."
    ),
    "change_other_body": _(
        "The plan that was chosen was issued by another body, which alone can change it. "
        "Choose a plan of the same issuing body."
    ),
    "change_replaced_already": _(
        "The plan that was chosen is replaced already, so nothing more can be done to it. "
        "Open it to see by which plan, and choose that one."
    ),
    "change_recalled": _(
        "The plan that was chosen is recalled, so nothing more can be done to it. "
        "Draw up a new plan instead."
    ),
    "notice_not_found": _(
        "There is no such notice, or it is not yet released. Open the plan to see what is."
    ),
    "notice_moved_on": _(
        "The notice has moved on since you opened this page, so nothing was done. "
        "Open it again to see how it stands."
    ),
    "notice_incomplete": _(
        "A notice needs its symbol, its place, a subject and a text. Fill in what is missing."
    ),
    "notice_not_yours": _(
        "Only the person who drafted this notice can change or drop it. Ask that person."
    ),
    "drafter_signs_own_notice": _(
        "You wrote this notice, so somebody else signs it. Ask another signer."
    ),
    "signer_releases_own_notice": _(
        "You signed this notice, so another records clerk releases it."
    ),
    "document_recalled": _(
        "This plan was recalled, so neither its text nor its files are shown any more. "
        "Delete the copy you hold, as decree 30/2020 asks."
    ),
}
