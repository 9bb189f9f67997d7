"""Words about who owes what: states of reports, refusals of chasing letters."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dvcq_workflow.rules.chasing import Standing

STANDING_NAMES: dict[Standing, str | Promise] = {
    Standing.ON_TIME: _("Received in time"),
    Standing.LATE: _("Received late"),
    Standing.NOTHING: _("Nothing to report"),
    Standing.RETURNED: _("Sent back"),
    Standing.MISSING: _("Not received"),
    Standing.NOT_DUE: _("Not due yet"),
    Standing.NOT_OWED: _("Not owed"),
}

STANDING_MARKS: dict[Standing, tuple[str, str]] = {
    Standing.ON_TIME: ("ok", "ok"),
    Standing.LATE: ("warn", "clock"),
    Standing.NOTHING: ("off", "zero"),
    Standing.RETURNED: ("back", "back"),
    Standing.MISSING: ("late", "late"),
    Standing.NOT_DUE: ("off", "dashed"),
    Standing.NOT_OWED: ("off", "dash"),
}
"""Colour and shape of each state."""

SENTENCES: dict[str, Promise] = {
    "letter_not_found": _(
        "There is no such chasing letter, or it is not for you. Look for it in the plan’s matrix "
        "of reports."
    ),
    "letter_incomplete": _(
        "A chasing letter needs a symbol, a place, a subject and a text. Fill in what is empty."
    ),
    "letter_moved_on": _(
        "The chasing letter is no longer in the state that you saw. Open it again to see how it "
        "stands."
    ),
    "letter_not_yours": _(
        "Only the drafter of a chasing letter changes it or drops it. Ask the drafter, or draft "
        "another."
    ),
    "letter_outdated": _(
        "The letter asks for what is owed no more, of: %(units)s. Its drafter stores it again, "
        "which drops what was answered; then it can be signed."
    ),
    "letter_signed_by_drafter": _(
        "You wrote this chasing letter, so another person signs it. Leave it to one who may sign "
        "for the unit."
    ),
    "letter_released_by_signer": _(
        "You signed this chasing letter, so another clerk numbers and releases it."
    ),
    "nothing_to_chase": _(
        "None of these units owes a report or a task today, so there is nobody to chase. Choose "
        "units that owe something."
    ),
}
