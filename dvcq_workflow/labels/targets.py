"""Sentences about targets."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, Promise] = {
    "target_of_no_figure": _(
        "This indicator is not added up over units, so no target can be set for it. Leave it empty."
    ),
    "targets_changed": _(
        "Somebody set targets since you opened this page, so nothing was stored. What you typed "
        "stands below; compare it with the board and store it again."
    ),
    "targets_as_before": _(
        "Nothing differs from the targets as they stand. Change a number, then store."
    ),
}
