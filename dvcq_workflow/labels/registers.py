"""Sentences about the register of issued documents and its exports."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, Promise] = {
    "register_empty": _(
        "No line of the register fits what you asked for, so there is nothing to download. "
        "Show all lines again, or choose another year."
    ),
    "register_too_long": _(
        "What you asked for has more than %(limit)s lines, too many for one file of this format. "
        "Choose one year, or narrow it by words, then download it again."
    ),
}
