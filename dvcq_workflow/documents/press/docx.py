"""A sheet as a Word document."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain

from docx import Document
from docx.document import Document as DocumentObject
from docx.enum.section import WD_SECTION

from dvcq_workflow.documents.press import layout, words
from dvcq_workflow.documents.press.columns import column_roles, column_widths_mm, spans
from dvcq_workflow.documents.press.docx_pages import (
    restart_page_numbers,
    set_page,
    write_first_head,
    write_running_head,
)
from dvcq_workflow.documents.press.docx_top import addressees, heading, title
from dvcq_workflow.documents.press.markup import Element, keep_with_next, node, paragraph, row
from dvcq_workflow.documents.press.markup import table as table_of
from dvcq_workflow.documents.press.package import file_bytes, set_properties, set_settings
from dvcq_workflow.documents.press.sheet import Grid, Sheet, TableSheet
from dvcq_workflow.documents.press.styles import style_id, write_styles


def write_docx(sheet: Sheet) -> bytes:
    """Return the bytes of a DOCX file; the same sheet gives the same bytes."""
    document = Document()
    write_styles(document)
    set_settings(document)
    set_page(document.sections[0])
    write_running_head(document.sections[0], sheet.draft_mark)
    parts = (heading(sheet), title(sheet), addressees(sheet), _body(sheet), _closing(sheet))
    _append(document, chain.from_iterable(parts))
    for appendix in sheet.appendices:
        _append_appendix(document, appendix, sheet.draft_mark)
    set_properties(
        document,
        title=sheet.title,
        author=" ".join(sheet.heading_lines),
        identifier=sheet.content_hash,
        dated_on=sheet.dated_on,
    )
    return file_bytes(document)


def _append(document: DocumentObject, elements: Iterable[Element]) -> None:
    # The last child of the body holds the page's properties and must stay the last.
    sentinel = document.element.body[-1]
    for element in elements:
        sentinel.addprevious(element)


def _styled(role: str, text: str = "") -> Element:
    return paragraph(style_id(role), text)


# -- body


def _body(sheet: Sheet) -> Iterable[Element]:
    for position, part in enumerate(sheet.body, start=1):
        if isinstance(part, Grid):
            yield _table(part, layout.TEXT_WIDTH_MM)
            yield _styled("after_grid")
            continue
        element = _styled(part.role, part.text)
        following = sheet.body[position] if position < len(sheet.body) else None
        if isinstance(following, Grid) or (following is None and _has_closing(sheet)):
            # Neither a table without its introduction nor a signature alone opens a page.
            keep_with_next(element)
        yield element


def _table(held: Grid | TableSheet, room_mm: float, *, middle: tuple[int, ...] = ()) -> Element:
    """Return a table with borders whose head stands on every page that it reaches."""
    widths = column_widths_mm(held.columns, held.rows, room_mm, middle)
    roles = column_roles(held.columns, held.rows, middle)
    head = row(widths, [[_styled("column_head", text)] for text in held.columns], is_head=True)
    printed = [
        _group_row(widths, cells[0])
        if spans(cells, held.columns)
        else row(
            widths,
            [[_styled(role, text)] for role, text in zip(roles, cells, strict=True)],
            is_whole=max(map(len, cells)) <= layout.WHOLE_ROW_LETTERS,
        )
        for cells in held.rows
    ]
    return table_of(widths, [head, *printed], has_borders=True, padding_mm=layout.CELL_PADDING_MM)


def _group_row(widths: Sequence[float], text: str) -> Element:
    """Return the head of a group, one cell over all columns."""
    is_whole = len(text) <= layout.WHOLE_ROW_LETTERS
    return row((sum(widths),), [[_styled("group_cell", text)]], is_whole=is_whole, span=len(widths))


# -- recipients and signature


def _has_closing(sheet: Sheet) -> bool:
    return bool(sheet.recipients or sheet.authority or sheet.signer)


def _closing(sheet: Sheet) -> Iterable[Element]:
    if _has_closing(sheet):
        widths = (layout.RECIPIENTS_MM, layout.SIGNATURE_MM)
        recipients = [_styled("recipient", line) for line in sheet.recipients]
        if recipients:
            recipients.insert(0, _styled("recipients_label", words.RECIPIENTS_LABEL))
        signature = [_styled("authority", line) for line in sheet.authority]
        if sheet.signer:
            signature.append(_styled("signer", sheet.signer))
        cells = [recipients or [_styled("recipient")], signature or [_styled("authority")]]
        is_whole = len(recipients) <= layout.WHOLE_LIST_LINES
        yield table_of(widths, [row(widths, cells, is_whole=is_whole)])
    if not sheet.appendices:
        yield _styled("after_table")


# -- appendices


def _append_appendix(document: DocumentObject, appendix: TableSheet, draft_mark: str) -> None:
    is_landscape = len(appendix.columns) >= layout.LANDSCAPE_COLUMNS
    section = document.add_section(WD_SECTION.NEW_PAGE)
    # The break sits in a paragraph of its own, which may not grow onto an empty page.
    document.element.body[-2][0].insert(0, node("pStyle", val=style_id("after_table")))
    set_page(section, is_landscape=is_landscape)
    restart_page_numbers(section)
    write_first_head(section, draft_mark)
    _append(document, _appendix(appendix, is_landscape=is_landscape))


def _appendix(appendix: TableSheet, *, is_landscape: bool) -> Iterable[Element]:
    yield _styled("appendix_label", appendix.label)
    if appendix.title:
        yield _styled("appendix_title", appendix.title)
    yield _styled("appendix_note", appendix.note)
    if appendix.columns:
        room = layout.LANDSCAPE_TEXT_WIDTH_MM if is_landscape else layout.TEXT_WIDTH_MM
        yield _table(appendix, room, middle=appendix.middle)
    yield _styled("after_table")
