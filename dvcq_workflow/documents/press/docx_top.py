"""The upper part of a Word document: heading, name of its type and subject, addressees."""

from __future__ import annotations

from collections.abc import Iterable

from dvcq_workflow.documents.press import layout, words
from dvcq_workflow.documents.press.layout import ROLES
from dvcq_workflow.documents.press.markup import Element, bordered, paragraph, row, rule, table
from dvcq_workflow.documents.press.measure import balanced_width_mm, bold_width_mm
from dvcq_workflow.documents.press.sheet import Sheet
from dvcq_workflow.documents.press.styles import style_id

# Upright letters are so much narrower than bold ones, over a line of running text.
_UPRIGHT_SHARE = 0.94


def heading(sheet: Sheet) -> Iterable[Element]:
    """Return the two columns of a heading: who and under which number, where and when."""
    widths = (layout.HEADING_LEFT_MM, layout.HEADING_RIGHT_MM)
    place_date = [_styled("place_date", sheet.place_date)]
    yield table(
        widths,
        [row(widths, [_agency(sheet), _nation()]), row(widths, [_under_agency(sheet), place_date])],
    )


def title(sheet: Sheet) -> Iterable[Element]:
    """Return name of the type, subject and what it changes; a công văn has none of them here."""
    if sheet.is_letter:
        return
    yield _styled("type_name", sheet.type_name)
    if not sheet.subject:
        return
    room = layout.TEXT_WIDTH_MM
    yield _balanced("subject", sheet.subject, room)
    yield _rule("subject_rule", layout.RULE_SHARE * _width_mm("subject", sheet.subject, room), room)
    if sheet.change_line:
        yield _styled("change_line", sheet.change_line)


def addressees(sheet: Sheet) -> Iterable[Element]:
    """Return "Kính gửi:" with one name in the middle, or with a list under its colon.

    Source: decree 30/2020/ND-CP, Phụ lục I, II.5 and Mẫu 1.5.
    """
    lines = sheet.addressee_lines
    if len(lines) == 1:
        yield _styled("addressee", f"{words.ADDRESSEES_LABEL} {lines[0]}")
        return
    if not lines:
        return
    left = layout.ADDRESSEES_MM
    yield paragraph(style_id("addressees_label"), words.ADDRESSEES_LABEL, left_mm=left)
    left += layout.ADDRESSEE_DASH_MM
    for text in lines:
        hanging = layout.DASH_MM
        yield paragraph(style_id("addressee_line"), text, left_mm=left, hanging_mm=hanging)
    yield _styled("after_addressees")


def _styled(role: str, text: str = "") -> Element:
    return paragraph(style_id(role), text)


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


def _under_agency(sheet: Sheet) -> list[Element]:
    """Return the number, the subject of a công văn, the mark of a draft; a cell is never empty."""
    found = [_styled("number", sheet.number_line)] if sheet.number_line else []
    if sheet.is_letter and sheet.subject:
        about = f"{words.ABOUT} {sheet.subject}"
        found.append(_balanced("letter_subject", about, layout.HEADING_LEFT_MM))
    if sheet.draft_mark:
        inset = (layout.HEADING_LEFT_MM - layout.DRAFT_BOX_MM) / 2
        mark = paragraph(style_id("draft_mark"), sheet.draft_mark, inset_mm=inset)
        found.append(
            bordered(
                mark, ("top", "left", "bottom", "right"), space=str(layout.DRAFT_BOX_PADDING_PT)
            )
        )
    return found or [_styled("number")]


def _rule(role: str, length_mm: float, room_mm: float) -> Element:
    return rule(style_id(role), length_mm, room_mm)


def _printed(role: str, text: str) -> tuple[str, float]:
    """Return a text as it is set, and the size of bold letters that are as wide as its own."""
    style = ROLES[role]
    share = 1 if style.is_bold or style.has_caps else _UPRIGHT_SHARE
    return text.upper() if style.has_caps else text, style.size_pt * share


def _width_mm(role: str, text: str, room_mm: float) -> float:
    """Return the length of the longest line of a name that is set in ``room_mm``."""
    return balanced_width_mm(*_printed(role, text), room_mm - layout.SLACK_MM)


def _balanced(role: str, text: str, room_mm: float) -> Element:
    """Return a centred paragraph whose lines are of about one length.

    Text of one line is not narrowed, lest it wrap in a font that is a hair wider.
    """
    is_one_line = bold_width_mm(*_printed(role, text)) <= room_mm - layout.SLACK_MM
    width = _width_mm(role, text, room_mm)
    inset = 0 if is_one_line else (room_mm - width - layout.SLACK_MM) / 2
    return paragraph(style_id(role), text, inset_mm=inset)
