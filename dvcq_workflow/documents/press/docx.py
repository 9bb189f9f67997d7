"""A sheet as a Word document."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain

from docx import Document
from docx.document import Document as DocumentObject
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.section import Section
from docx.shared import Mm

from dvcq_workflow.documents.press import layout, words
from dvcq_workflow.documents.press.columns import column_widths_mm, is_short_column
from dvcq_workflow.documents.press.layout import ROLES
from dvcq_workflow.documents.press.markup import (
    Element,
    bordered,
    keep_with_next,
    node,
    page_field,
    paragraph,
    row,
    rule,
    table,
)
from dvcq_workflow.documents.press.measure import balanced_width_mm, bold_width_mm
from dvcq_workflow.documents.press.package import file_bytes, set_properties, set_settings
from dvcq_workflow.documents.press.sheet import Sheet, TableSheet
from dvcq_workflow.documents.press.styles import style_id, write_styles

_CELL_PADDING_MM = 1.5
_DRAFT_BOX_MM = 30
# Fonts of one metric differ by a hair; without it a balanced line would break one word early.
_SLACK_MM = 2
# A row longer than this may break over pages: kept whole, it could not be printed.
_WHOLE_ROW_LETTERS = 900
_WHOLE_LIST_LINES = 30


def write_docx(sheet: Sheet) -> bytes:
    """Return the bytes of a DOCX file; the same sheet gives the same bytes."""
    document = Document()
    write_styles(document)
    set_settings(document)
    _set_page(document.sections[0])
    _write_page_number(document.sections[0])
    _append(document, chain(_heading(sheet), _title(sheet), _body(sheet), _closing(sheet)))
    for appendix in sheet.appendices:
        _append_appendix(document, appendix)
    set_properties(
        document,
        title=f"{sheet.type_name}: {sheet.subject}" if sheet.subject else sheet.type_name,
        author=" ".join(sheet.heading_lines),
        identifier=sheet.content_hash,
        issued_on=sheet.issued_on,
    )
    return file_bytes(document)


def _append(document: DocumentObject, elements: Iterable[Element]) -> None:
    # The last child of the body holds the page's properties and must stay the last.
    sentinel = document.element.body[-1]
    for element in elements:
        sentinel.addprevious(element)


def _styled(role: str, text: str = "", *, inset_mm: float = 0) -> Element:
    return paragraph(style_id(role), text, inset_mm=inset_mm)


# -- page


def _set_page(section: Section, *, is_landscape: bool = False) -> None:
    width, height = layout.PAGE_WIDTH_MM, layout.PAGE_HEIGHT_MM
    if is_landscape:
        width, height = height, width
    section.orientation = WD_ORIENT.LANDSCAPE if is_landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(width), Mm(height)
    section.top_margin, section.bottom_margin = Mm(layout.TOP_MM), Mm(layout.BOTTOM_MM)
    section.left_margin, section.right_margin = Mm(layout.LEFT_MM), Mm(layout.RIGHT_MM)
    section.header_distance = section.footer_distance = Mm(layout.PAGE_NUMBER_MM)
    section.gutter = Mm(0)
    # The first page carries no number.
    section.different_first_page_header_footer = True


def _write_page_number(section: Section) -> None:
    header = section.header
    header.is_linked_to_previous = False
    numbered = _styled("page_number")
    numbered.append(page_field())
    element = header._element
    for old in list(element):
        element.remove(old)
    element.append(numbered)


# -- heading


def _heading(sheet: Sheet) -> Iterable[Element]:
    widths = (layout.HEADING_LEFT_MM, layout.HEADING_RIGHT_MM)
    number = [_styled("number", sheet.number_line)]
    if sheet.draft_mark:
        number.append(_draft_mark(sheet.draft_mark))
    yield table(
        widths,
        [
            row(widths, [_agency(sheet), _nation()]),
            row(widths, [number, [_styled("place_date", sheet.place_date)]]),
        ],
    )


def _agency(sheet: Sheet) -> list[Element]:
    lines = [_balanced("heading", line, layout.HEADING_LEFT_MM) for line in sheet.heading_lines]
    if sheet.parent_heading:
        parent = _balanced("parent_heading", sheet.parent_heading, layout.HEADING_LEFT_MM)
        lines.insert(0, parent)
    if not sheet.heading_lines:
        return lines or [_styled("heading")]
    width = _width_mm("heading", sheet.heading_lines[-1], layout.HEADING_LEFT_MM)
    return [*lines, _rule("rule", layout.RULE_SHARE * width, layout.HEADING_LEFT_MM)]


def _nation() -> list[Element]:
    length = bold_width_mm(words.MOTTO, ROLES["motto"].size_pt)
    return [
        _styled("nation", words.NATION),
        _styled("motto", words.MOTTO),
        _rule("rule", length, layout.HEADING_RIGHT_MM),
    ]


def _draft_mark(text: str) -> Element:
    inset = (layout.HEADING_LEFT_MM - _DRAFT_BOX_MM) / 2
    mark = _styled("draft_mark", text, inset_mm=inset)
    return bordered(mark, ("top", "left", "bottom", "right"), space="2")


def _rule(role: str, length_mm: float, room_mm: float) -> Element:
    return rule(style_id(role), length_mm, room_mm)


def _width_mm(role: str, text: str, room_mm: float) -> float:
    """Return the length of the longest line of a name that is set in ``room_mm``."""
    style = ROLES[role]
    printed = text.upper() if style.has_caps else text
    return balanced_width_mm(printed, style.size_pt, room_mm - _SLACK_MM)


def _balanced(role: str, text: str, room_mm: float) -> Element:
    """Return a centred paragraph whose lines are of about one length.

    Text of one line is not narrowed, lest it wrap in a font that is a hair wider.
    """
    width = _width_mm(role, text, room_mm)
    style = ROLES[role]
    printed = text.upper() if style.has_caps else text
    is_one_line = bold_width_mm(printed, style.size_pt) <= room_mm - _SLACK_MM
    return _styled(role, text, inset_mm=0 if is_one_line else (room_mm - width - _SLACK_MM) / 2)


# -- title and body


def _title(sheet: Sheet) -> Iterable[Element]:
    yield _styled("type_name", sheet.type_name)
    if not sheet.subject:
        return
    room = layout.TEXT_WIDTH_MM
    yield _balanced("subject", sheet.subject, room)
    yield _rule("subject_rule", layout.RULE_SHARE * _width_mm("subject", sheet.subject, room), room)
    if sheet.change_line:
        yield _styled("change_line", sheet.change_line)


def _body(sheet: Sheet) -> Iterable[Element]:
    for position, line in enumerate(sheet.body, start=1):
        element = _styled(line.role, line.text)
        if position == len(sheet.body):
            # A signature may not stand alone on a page: the last lines go with it.
            keep_with_next(element)
        yield element


# -- recipients and signature


def _closing(sheet: Sheet) -> Iterable[Element]:
    widths = (layout.RECIPIENTS_MM, layout.SIGNATURE_MM)
    recipients = [_styled("recipient", line) for line in sheet.recipients]
    if recipients:
        recipients.insert(0, _styled("recipients_label", words.RECIPIENTS_LABEL))
    signature = [_styled("authority", line) for line in sheet.authority]
    if sheet.signer:
        signature.append(_styled("signer", sheet.signer))
    if recipients or signature:
        cells = [recipients or [_styled("recipient")], signature or [_styled("authority")]]
        is_whole = len(recipients) <= _WHOLE_LIST_LINES
        yield table(widths, [row(widths, cells, is_whole=is_whole)])
    if not sheet.appendices:
        yield _styled("after_table")


# -- appendices


def _append_appendix(document: DocumentObject, appendix: TableSheet) -> None:
    is_landscape = len(appendix.columns) >= layout.LANDSCAPE_COLUMNS
    section = document.add_section(WD_SECTION.NEW_PAGE)
    # The break sits in a paragraph of its own, which may not grow onto an empty page.
    document.element.body[-2][0].insert(0, node("pStyle", val=style_id("after_table")))
    _set_page(section, is_landscape=is_landscape)
    _restart_page_numbers(section)
    _append(document, _appendix(appendix, is_landscape=is_landscape))


def _restart_page_numbers(section: Section) -> None:
    # python-docx has no way of its own to restart page numbers.
    properties = section._sectPr
    tag = node("pgNumType", start="1")
    for old in properties.findall(tag.tag):
        properties.remove(old)
    for margins in properties.findall(node("pgMar").tag):
        margins.addnext(tag)


def _appendix(appendix: TableSheet, *, is_landscape: bool) -> Iterable[Element]:
    yield _styled("appendix_label", appendix.label)
    if appendix.title:
        yield _styled("appendix_title", appendix.title)
    yield _styled("appendix_note", appendix.note)
    if appendix.columns:
        room = layout.LANDSCAPE_TEXT_WIDTH_MM if is_landscape else layout.TEXT_WIDTH_MM
        yield _appendix_table(appendix, room)
    yield _styled("after_table")


def _appendix_table(appendix: TableSheet, room_mm: float) -> Element:
    widths = column_widths_mm(appendix.columns, appendix.rows, room_mm)
    roles = [
        "short_cell" if is_short_column([cells[at] for cells in appendix.rows]) else "cell"
        for at in range(len(appendix.columns))
    ]
    head = row(widths, [[_styled("column_head", text)] for text in appendix.columns], is_head=True)
    rows = [
        row(
            widths,
            [[_styled(role, text)] for role, text in zip(roles, cells, strict=True)],
            is_whole=max(map(len, cells)) <= _WHOLE_ROW_LETTERS,
        )
        for cells in appendix.rows
    ]
    return table(widths, [head, *rows], has_borders=True, padding_mm=_CELL_PADDING_MM)
