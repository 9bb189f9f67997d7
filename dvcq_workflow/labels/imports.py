"""Sentences about reading a plan from a file."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, Promise] = {
    "import_empty": _("The file has no text. Choose another file, or paste the plan's text."),
}
