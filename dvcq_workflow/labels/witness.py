"""Sentences about the end of records, and about the notes of auditors."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, Promise] = {
    "record_not_yours": _(
        "Only the keeper of the record may take out what its terms have ended. "
        "Ask whoever holds that right."
    ),
    "retention_without_term": _(
        "Nothing ends by itself. Say before which day access records, or the histories of ended "
        "plans, have passed their term."
    ),
    "retention_term_ahead": _("The day %(day)s is still to come. Choose a day that is over."),
    "retention_needs_owner": _(
        "This database role may not open the tables of the record. "
        "Run the command as the keeper's role of the database."
    ),
    "record_not_sound": _(
        "The record does not hold at %(where)s, so nothing may be taken out of it. "
        "Run dvcq_verify --all and have it looked into first."
    ),
    "checkpoint_not_kept_outside": _(
        "No checkpoint is kept outside the database. Run dvcq_seal with SEALS_FOLDER set, then "
        "come back."
    ),
    "retention_above_checkpoint": _(
        "Rows whose term is over but that the last checkpoint kept outside does not cover: "
        "%(count)s. Run dvcq_seal first, or choose an earlier day."
    ),
    "audit_note_not_yours": _(
        "Notes on a plan's history are written by auditors. What you have to say belongs into your "
        "own step of the plan."
    ),
    "audit_note_empty": _("The note is still empty. Write it and put it on record again."),
    "audit_note_too_long": _(
        "A note has at most %(limit)s letters. Shorten it, or write a second one."
    ),
}
