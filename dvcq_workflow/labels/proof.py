"""What is wrong with a record that no longer is what was recorded."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

BREAKS: dict[str, str | Promise] = {
    "event_missing": _("an event is missing"),
    "event_altered": _("the event is not the one that was recorded"),
    "columns_differ": _("a column says something else than what was recorded"),
    "chain_broken": _("the event does not follow the one that stands before it"),
    "access_altered": _("the access record is not the one that was recorded"),
    "leaf_missing": _("a place in the tree is empty"),
    "leaf_altered": _("a leaf of the tree is no hash"),
    "leaf_differs": _("the row is not the one that was sealed"),
    "root_differs": _("the tree has another root than the one that was signed"),
    "sealed_row_gone": _("a row that was sealed is gone, and no retention took it out"),
    "retention_differs": _("what retention took out is not what its event tells of"),
    "checkpoint_missing": _("a checkpoint is missing"),
    "checkpoint_altered": _("the checkpoint says something else than what was signed"),
    "signature_wrong": _("the signature is not that of the key"),
    "key_unknown": _("the key is not one that is trusted"),
    "published_differs": _("the checkpoint kept outside is not in the database, or is another"),
    "history_altered": _("a history row is not the one that its event tells of"),
    "history_unknown": _("no event tells of this history row"),
    "history_gone": _("a history row that an event tells of is gone"),
    "row_gone": _("rows are gone that nobody deleted through the system"),
    "row_differs": _("the row is not what its last history row says"),
    "personal_altered": _("a name, address or reason is not the one that was given"),
    "table_unguarded": _("the database would let rows of this table be changed"),
}

RETAINED = _(
    "Removed by retention, event %(where)s of %(day)s: %(event)s events, %(access)s access "
    "records, all below checkpoint %(checkpoint)s."
)
"""What a proof says of each such event."""
