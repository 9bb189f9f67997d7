"""Pages of a Word document: size, margins, and what runs in the top margin of each page."""

from __future__ import annotations

from docx.enum.section import WD_ORIENT
from docx.section import Section, _Header
from docx.shared import Mm

from dvcq_workflow.documents.press import layout
from dvcq_workflow.documents.press.markup import Element, node, page_field, paragraph
from dvcq_workflow.documents.press.styles import style_id


def set_page(section: Section, *, is_landscape: bool = False) -> None:
    """Give a section the page and the margins of the decree."""
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


def write_running_head(section: Section, draft_mark: str) -> None:
    """Number every page but the first; a draft says under the number that it is one."""
    numbered = paragraph(style_id("page_number"))
    numbered.append(page_field())
    _fill(section.header, [numbered, *_draft_marks(draft_mark)])


def write_first_head(section: Section, draft_mark: str) -> None:
    """Say it on the first page of an appendix too, whose heading has no place for it."""
    if draft_mark:
        _fill(section.first_page_header, _draft_marks(draft_mark))


def restart_page_numbers(section: Section) -> None:
    """Count a section's pages from 1; python-docx has no way of its own."""
    properties = section._sectPr
    tag = node("pgNumType", start="1")
    for old in properties.findall(tag.tag):
        properties.remove(old)
    for margins in properties.findall(node("pgMar").tag):
        margins.addnext(tag)


def _draft_marks(draft_mark: str) -> list[Element]:
    return [paragraph(style_id("running_draft_mark"), draft_mark)] if draft_mark else []


def _fill(header: _Header, paragraphs: list[Element]) -> None:
    header.is_linked_to_previous = False
    element = header._element
    for old in list(element):
        element.remove(old)
    element.extend(paragraphs)
