"""A sheet as a PDF for keeping: PDF/A-3a and PDF/UA-1, with the data it was printed from inside."""

from __future__ import annotations

from typing import Any

from dvcq_workflow.documents.press import layout, words
from dvcq_workflow.documents.press.blocks import (
    appendix_blocks,
    document_blocks,
    lies_on_its_side,
)
from dvcq_workflow.documents.press.coverage import (
    BREAK_MARK,
    WHOLE_MARK,
    require_printable,
    without_shapeless,
)
from dvcq_workflow.documents.press.layout import ROLES, Role
from dvcq_workflow.documents.press.sheet import Sheet
from dvcq_workflow.documents.press.typesetting import OURS, Typeface, typeset

_TEMPLATE = "document.typ"
_MAX_PROPERTY = 255
_PAGE = {
    "width_mm": layout.PAGE_WIDTH_MM,
    "height_mm": layout.PAGE_HEIGHT_MM,
    "top_mm": layout.TOP_MM,
    "bottom_mm": layout.BOTTOM_MM,
    "left_mm": layout.LEFT_MM,
    "right_mm": layout.RIGHT_MM,
    "number_mm": layout.PAGE_NUMBER_MM,
    "rule_pt": layout.RULE_PT,
    "table_line_pt": layout.TABLE_LINE_PT,
    "cell_padding_mm": layout.CELL_PADDING_MM,
    "draft_box_mm": layout.DRAFT_BOX_MM,
    "draft_box_padding_pt": layout.DRAFT_BOX_PADDING_PT,
}


def write_pdf(sheet: Sheet, *, typeface: Typeface = OURS) -> bytes:
    """Return the bytes of a PDF file; the same sheet gives the same bytes on any day and machine.

    ``sheet.dated_on`` is the date of the file, and ``sheet.source`` the file inside it.

    Raises:
        ValueError: a sheet without ``dated_on``; whoever prints names the day.
        RuleViolation: ``text_not_printable``, where the typeface lacks a letter of the text.

    Source: decree 30/2020/ND-CP, Phụ lục I.
    """
    if sheet.dated_on is None:
        raise ValueError("A PDF needs the date of its file: set dated_on on the sheet.")
    require_printable(sheet)
    day = sheet.dated_on
    data = {
        "title": _property(sheet.title),
        "author": _property(" ".join(sheet.heading_lines)),
        "day": [day.year, day.month, day.day],
        "source": _source(sheet),
        "draft_mark": sheet.draft_mark,
        "break_mark": BREAK_MARK,
        "whole_mark": WHOLE_MARK,
        "page": _PAGE,
        "roles": _LOOKS,
        "parts": _parts(sheet),
    }
    # Our own typeface was asked above; a host's is known to the typesetter alone.
    return typeset(_TEMPLATE, data, typeface=typeface)


def _property(text: str) -> str:
    """A property of a file is a name; PDF/A bounds its length."""
    return without_shapeless(text)[:_MAX_PROPERTY]


def _source(sheet: Sheet) -> dict[str, str] | None:
    if sheet.source is None:
        return None
    return {
        "name": sheet.source.name,
        "text": sheet.source.text,
        "description": words.SOURCE_DESCRIPTION,
    }


def _parts(sheet: Sheet) -> list[dict[str, Any]]:
    """Return the parts that each begin a page and a count of pages."""
    document = {"is_landscape": False, "blocks": document_blocks(sheet)}
    appendices = (
        {"is_landscape": lies_on_its_side(table), "blocks": appendix_blocks(table)}
        for table in sheet.appendices
    )
    return [document, *appendices]


def _look(role: Role) -> dict[str, Any]:
    """Return how a role looks; what exceeds single spacing stands above the letters, as in Word."""
    above = layout.ASCENT + layout.LINE_GAP + (role.line - 1) * layout.SINGLE
    return {
        "size_pt": role.size_pt,
        "is_bold": role.is_bold,
        "is_italic": role.is_italic,
        "align": role.align,
        "indent_mm": role.indent_mm,
        "before_pt": role.before_pt,
        "after_pt": role.after_pt,
        "above_pt": role.size_pt * above,
        "below_pt": role.size_pt * layout.DESCENT,
    }


_LOOKS = {key: _look(role) for key, role in ROLES.items()}
