"""Sentences about asking for opinions and giving them."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, Promise] = {
    "consultation_without_units": _("No unit is chosen yet. Choose at least one to ask."),
    "consultation_unit_twice": _("A unit is chosen twice. Choose each unit once."),
    "consultation_asks_drafter": _(
        "The drafting unit cannot be asked for an opinion on its own draft. Take it off the list."
    ),
    "consultation_too_many": _("More than %(limit)s units are chosen. Ask them in several rounds."),
    "consultation_due_in_past": _(
        "The day by which opinions are due lies in the past. Give today or a later day."
    ),
    "opinion_without_text": _("There is no text yet. Write what should be changed, and where."),
    "opinion_too_long": _("The text is longer than %(limit)s characters. Shorten it."),
    "opinion_already_given": _(
        "Your unit's opinion in this round was already given, or the round is closed, "
        "so nothing was done."
    ),
    "opinion_not_given": _("This unit gave no opinion, so there is nothing to answer."),
    "closing_reason_missing": _(
        "Opinions still awaited: %(missing)s. Write why you close without them, or wait for them."
    ),
}
