"""Sentences about files that show what was done."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, Promise] = {
    "evidence_not_found": _(
        "There is no such file here. Open the task or the report again to see its files."
    ),
    "evidence_without_name": _(
        "The file has no name with an ending, such as photo.jpg. Rename it, then add it again."
    ),
    "evidence_kind_unknown": _(
        "Files of this kind are not taken. Choose one of these kinds: %(kinds)s."
    ),
    "evidence_empty": _("The file holds nothing. Choose another file."),
    "evidence_too_large": _(
        "The file is larger than %(limit_mb)s MB. Make it smaller, or add it in parts."
    ),
    "evidence_closed": _(
        "This is finished, so no file can be added any more. "
        "Whoever receives it can send it back first."
    ),
}
