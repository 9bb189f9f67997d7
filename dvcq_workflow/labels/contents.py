"""Sentences about what a plan's content must be, to be stored and to leave its drafter."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, Promise] = {
    "content_malformed": _(
        "The content holds characters or parts that cannot be stored. "
        "Open the page again, or paste the text anew."
    ),
    "content_too_long": _(
        "The content is longer than a plan can be here. Move tables or lists into a document of "
        "their own."
    ),
    "content_field_too_long": _(
        "“%(text)s” is longer than the %(limit)s characters that fit there. Shorten it."
    ),
    "content_node_kind_unknown": _(
        "A paragraph is of no known kind (%(kind)s). "
        "Choose section, item, bullet or paragraph for it."
    ),
    "content_year_wrong": _(
        "The year of the plan is not plausible. Give a year from 1990 to 2200, "
        "and a last year only if it is later."
    ),
    "content_table_uneven": _(
        "In the table “%(title)s” a row has more or fewer cells than there are columns. "
        "Give each row as many cells as the heading."
    ),
    "content_symbol_twice": _(
        "A document is listed twice among those cited. Keep one line for each."
    ),
    "content_basis_not_cited": _(
        "%(symbol)s is marked as a basis but is not among the cited documents. Add it there."
    ),
    "text_not_printable": _(
        "“%(place)s” holds characters that cannot be printed: %(characters)s. "
        "Delete them there or type them anew, then try again."
    ),
    "draft_without_subject": _("The plan has no subject yet. Write it, then send the plan on."),
    "draft_without_body": _("The plan has no text yet. Write it, then send the plan on."),
    "draft_empty_paragraph": _(
        "Paragraph %(position)s is empty. Write it or remove it, then send the plan on."
    ),
    "draft_without_recipients": _(
        "The plan names no recipients yet. Add them, then send the plan on."
    ),
    "draft_without_archive_line": _(
        "Among the recipients the archive line is missing. "
        "Add one and mark it, then send the plan on."
    ),
    "draft_without_signature": _(
        "Position and name of the signer are missing. Choose who is to sign."
    ),
}
