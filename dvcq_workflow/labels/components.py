"""Names of the components of a document, as the format desk lists them."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

COMPONENT_NAMES: dict[str, Promise] = {
    "issuer": _("Name of the issuing body"),
    "symbol": _("Number and symbol"),
    "place": _("Place and date"),
    "subject": _("Type and subject"),
    "bases": _("Legal bases"),
    "body": _("Text, without an empty paragraph"),
    "signer": _("Position and name of the signer"),
    "recipients": _("Recipients"),
    "archive_line": _("Archive line"),
    "appendices": _("Appendices"),
}
