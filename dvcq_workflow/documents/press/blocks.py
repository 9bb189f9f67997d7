"""A sheet as the blocks that the template of the PDF sets, each with its lengths.

The template knows four kinds: a paragraph, a rule, two columns side by side, and a table.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any

from dvcq_workflow.documents.press import layout, words
from dvcq_workflow.documents.press.columns import column_roles, column_widths_mm, spans
from dvcq_workflow.documents.press.coverage import BREAK_MARK, WHOLE_MARK, without_shapeless
from dvcq_workflow.documents.press.layout import ROLES
from dvcq_workflow.documents.press.measure import balanced_width_mm, bold_width_mm
from dvcq_workflow.documents.press.sheet import Grid, Line, Sheet, TableSheet

_MM_PER_PT = 25.4 / 72
_WORD = re.compile(r"\S+")
# A line could break after a stroke before a letter, as in the number of a document.
_STROKED = re.compile(r"/(?!\d)")
# Upright letters are so much narrower than bold ones, over a line of running text.
_UPRIGHT_SHARE = 0.94

# Running text is at most so wide a letter, and fills so much of its lines; both on the safe side.
_LETTER_EM = 0.6
# How many pieces of a broken word a line holds at least.
_PIECES_IN_LINE = 4
_FILLED = 0.75
# A head is repeated, and a row or the heading kept whole, only where enough of the page is left.
_HEAD_SHARE = 0.25
_WHOLE_SHARE = 0.6
_PAGE_PT = (layout.PAGE_HEIGHT_MM - layout.TOP_MM - layout.BOTTOM_MM) / _MM_PER_PT
_LANDSCAPE_PAGE_PT = (layout.PAGE_WIDTH_MM - layout.TOP_MM - layout.BOTTOM_MM) / _MM_PER_PT
# A longer paragraph is text, whatever it is called, and no entry in a list of headings.
_LONGEST_HEADING = 1000
# A last paragraph of more letters, some four lines, leaves all but two lines where they are.
_LONG_ENDING = 350

Block = dict[str, Any]


@dataclass
class _Column:
    """Blocks one below the other in ``room_mm``. Word adds the space after a paragraph to the
    space before the next, so each block carries what stands above it."""

    room_mm: float
    blocks: list[Block] = field(default_factory=list)
    after_pt: float = 0
    open_headings: list[int] = field(default_factory=list)
    height_pt: float = 0

    def add(self, role: str, text: str, **changes: Any) -> None:
        """Add a paragraph; ``inset_mm`` narrows it on both sides, ``left_mm`` on the left, and
        ``hanging_mm`` all its lines but the first."""
        style = ROLES[role]
        printed = without_shapeless(text.upper() if style.has_caps else text)
        taken = 2 * changes.get("inset_mm", 0) + changes.get("left_mm", 0) + style.indent_mm
        self.height_pt += _height_pt(role, printed, self.room_mm - taken)
        self._put(
            role,
            {
                "kind": "paragraph",
                "text": marked(printed, style.size_pt, self.room_mm - taken),
                "inset_mm": 0,
                "left_mm": 0,
                "hanging_mm": 0,
                "level": self._level_of(style.outline) if len(text) <= _LONGEST_HEADING else 0,
                "is_kept": style.keeps_next,
                "is_title": False,
                "is_boxed": False,
                **changes,
            },
        )

    def add_balanced(self, role: str, text: str, **changes: Any) -> None:
        """Add a centred name whose lines are of about one length; one line is not narrowed."""
        width, is_one_line = _name_width_mm(role, text, self.room_mm)
        inset = 0 if is_one_line else (self.room_mm - width - layout.SLACK_MM) / 2
        self.add(role, text, inset_mm=inset, **changes)

    def add_rule(self, role: str, length_mm: float) -> None:
        """Add a rule in the middle."""
        style = ROLES[role]
        height = layout.RULE_PT + style.size_pt * layout.SINGLE
        rule = {"kind": "rule", "length_mm": length_mm, "height_pt": height}
        self._put(role, {**rule, "is_kept": style.keeps_next})

    def add_share_rule(self, role: str, text: str, *, under: str) -> None:
        """Add the rule under a name: a third to a half of its longest line."""
        width, _ = _name_width_mm(under, text, self.room_mm)
        self.add_rule(role, layout.RULE_SHARE * width)

    def skip(self, role: str) -> None:
        """Leave the room of an empty paragraph."""
        style = ROLES[role]
        self.after_pt += style.before_pt + style.size_pt * layout.SINGLE + style.after_pt

    def put(self, block: Block) -> None:
        """Add a block of its own height, which no paragraph's spacing follows."""
        self.blocks.append({**block, "gap_pt": self.after_pt})
        self.after_pt = 0

    def _put(self, role: str, block: Block) -> None:
        self.put({**block, "role": role})
        self.after_pt = ROLES[role].after_pt

    def _level_of(self, outline: int | None) -> int:
        """Return the level of a heading, 0 for other text. A level is never skipped: readers that
        speak take a gap for a part that they missed (PDF/UA-1, 7.4.2)."""
        if outline is None:
            return 0
        while self.open_headings and self.open_headings[-1] >= outline:
            self.open_headings.pop()
        self.open_headings.append(outline)
        return len(self.open_headings)


def document_blocks(sheet: Sheet) -> list[Block]:
    """Return the blocks of a document without its appendices."""
    column = _Column(layout.TEXT_WIDTH_MM)
    _add_heading(column, sheet)
    if not sheet.is_letter:
        _add_title(column, sheet)
    _add_addressees(column, sheet.addressee_lines)
    _add_body(column, sheet.body, is_signed=bool(sheet.authority or sheet.signer))
    _add_closing(column, sheet)
    return column.blocks


def appendix_blocks(appendix: TableSheet) -> list[Block]:
    """Return the blocks of an appendix, which opens a page of its own."""
    is_landscape = lies_on_its_side(appendix)
    room = layout.LANDSCAPE_TEXT_WIDTH_MM if is_landscape else layout.TEXT_WIDTH_MM
    column = _Column(room)
    column.add("appendix_label", appendix.label)
    if appendix.title:
        column.add_balanced("appendix_title", appendix.title)
    if appendix.note:
        column.add("appendix_note", appendix.note)
    if appendix.columns:
        column.put(_table(appendix, room, middle=appendix.middle))
    return column.blocks


def lies_on_its_side(appendix: TableSheet) -> bool:
    """Say whether an appendix is too wide for an upright page."""
    return len(appendix.columns) >= layout.LANDSCAPE_COLUMNS


def marked(text: str, size_pt: float, room_mm: float) -> str:
    """Return ``text`` with marks that tell the template where lines may break.

    A word longer than the line may break every few letters, lest it run off the page; marks of
    accent stay with their letter. The number of a document, as "19/KH-UBND", stays on one line.
    """
    # No letter is wider than its size by half; shorter words need not be measured.
    fitting = room_mm / (size_pt * _MM_PER_PT * 1.5)
    if len(text) <= fitting and "/" not in text:
        return text

    def word(found: re.Match[str]) -> str:
        letters = found[0]
        if len(letters) > fitting and bold_width_mm(letters, size_pt) > room_mm:
            return _broken(letters, max(1, int(fitting / _PIECES_IN_LINE)))
        return f"{WHOLE_MARK}{letters}{WHOLE_MARK}" if _STROKED.search(letters) else letters

    return " ".join(
        _WORD.sub(word, part) if "/" in part or len(part) > fitting else part
        for part in text.split(" ")
    )


def _broken(letters: str, piece: int) -> str:
    """Return a word in pieces of so many letters. Every letter for itself would cost a second and a
    megabyte for each twenty thousand."""
    pieces = [""]
    held = 0
    for letter in letters:
        is_mark = bool(unicodedata.combining(letter))
        if held == piece and not is_mark:
            pieces.append("")
            held = 0
        pieces[-1] += letter
        held += not is_mark
    return BREAK_MARK.join(pieces)


def _name_width_mm(role: str, text: str, room_mm: float) -> tuple[float, bool]:
    """Return the length of the longest line of a name set in ``room_mm``, and whether one line
    is all that it needs."""
    style = ROLES[role]
    printed = text.upper() if style.has_caps else text
    # Widths are those of bold letters.
    size = style.size_pt * (1 if style.is_bold or style.has_caps else _UPRIGHT_SHARE)
    limit = room_mm - layout.SLACK_MM
    return balanced_width_mm(printed, size, limit), bold_width_mm(printed, size) <= limit


# -- heading and title


def _add_heading(column: _Column, sheet: Sheet) -> None:
    left, right = _Column(layout.HEADING_LEFT_MM), _Column(layout.HEADING_RIGHT_MM)
    if sheet.parent_heading:
        left.add_balanced("parent_heading", sheet.parent_heading)
    for line in sheet.heading_lines:
        left.add_balanced("heading", line)
    if sheet.heading_lines:
        left.add_share_rule("rule", sheet.heading_lines[-1], under="heading")
    right.add("nation", words.NATION)
    right.add("motto", words.MOTTO)
    right.add_rule("rule", bold_width_mm(words.MOTTO, ROLES["motto"].size_pt))
    number, place = _Column(layout.HEADING_LEFT_MM), _Column(layout.HEADING_RIGHT_MM)
    if sheet.number_line:
        number.add("number", sheet.number_line)
    if sheet.is_letter and sheet.subject:
        number.add_balanced("letter_subject", f"{words.ABOUT} {sheet.subject}")
    if sheet.draft_mark:
        number.add("draft_mark", sheet.draft_mark, is_boxed=True)
    place.add("place_date", sheet.place_date)
    column.put(_side_by_side([left, right, number, place]))


def _add_title(column: _Column, sheet: Sheet) -> None:
    column.add("type_name", sheet.type_name, is_title=True)
    if not sheet.subject:
        return
    column.add_balanced("subject", sheet.subject)
    column.add_share_rule("subject_rule", sheet.subject, under="subject")
    if sheet.change_line:
        column.add("change_line", sheet.change_line)


def _add_addressees(column: _Column, lines: Sequence[str]) -> None:
    """One addressee stands beside the words, several stand in a list under their colon."""
    if len(lines) == 1:
        column.add("addressee", f"{words.ADDRESSEES_LABEL} {lines[0]}")
        return
    if not lines:
        return
    column.add("addressees_label", words.ADDRESSEES_LABEL, left_mm=layout.ADDRESSEES_MM)
    left = layout.ADDRESSEES_MM + layout.ADDRESSEE_DASH_MM
    for line in lines:
        column.add("addressee_line", line, left_mm=left, hanging_mm=layout.DASH_MM)
    column.skip("after_addressees")


# -- body and closing


def _add_body(column: _Column, body: Sequence[Line | Grid], *, is_signed: bool) -> None:
    """Add the body. A signature may not stand alone on a page: the last lines go with it."""
    last = len(body) if is_signed else 0
    for at, part in enumerate(body, start=1):
        if isinstance(part, Grid):
            _add_grid(column, part, is_last=at == last)
        elif at == last:
            is_long = len(part.text) > _LONG_ENDING
            kind = {"kind": "split_paragraph", "room_mm": column.room_mm} if is_long else {}
            column.add(part.role, part.text, is_kept=not is_long, **kind)
        else:
            column.add(part.role, part.text)


def _add_grid(column: _Column, grid: Grid, *, is_last: bool) -> None:
    """Add a table; its last row is one of its own where a signature follows and takes it along."""
    table = _table(grid, column.room_mm)
    if is_last and len(grid.rows) > 1:
        column.put({**table, "rows": table["rows"][:-1]})
        column.put({**table, "head": [], "rows": table["rows"][-1:], "is_kept": True})
    else:
        column.put({**table, "is_kept": is_last})
    column.skip("after_grid")


def _add_closing(column: _Column, sheet: Sheet) -> None:
    recipients, signature = _Column(layout.RECIPIENTS_MM), _Column(layout.SIGNATURE_MM)
    if sheet.recipients:
        recipients.add("recipients_label", words.RECIPIENTS_LABEL)
    for line in sheet.recipients:
        recipients.add("recipient", line)
    for line in sheet.authority:
        signature.add_balanced("authority", line)
    if sheet.signer:
        signature.add("signer", sheet.signer)
    if recipients.blocks or signature.blocks:
        column.put(_side_by_side([recipients, signature]))


def _side_by_side(cells: Sequence[_Column]) -> Block:
    return {
        "kind": "side_by_side",
        "widths_mm": [cell.room_mm for cell in cells[:2]],
        "cells": [cell.blocks for cell in cells],
        "is_whole": sum(cell.height_pt for cell in cells) <= _WHOLE_SHARE * _PAGE_PT,
    }


# -- tables


def _height_pt(role: str, text: str, room_mm: float) -> float:
    """Return about how high a paragraph is, rather too much than too little."""
    style = ROLES[role]
    lines = 1 + len(text) * style.size_pt * _MM_PER_PT * _LETTER_EM / _FILLED // room_mm
    return style.before_pt + style.after_pt + lines * style.size_pt * layout.SINGLE * style.line


def _table(held: Grid | TableSheet, room_mm: float, *, middle: tuple[int, ...] = ()) -> Block:
    widths = column_widths_mm(held.columns, held.rows, room_mm, middle)
    roles = column_roles(held.columns, held.rows, middle)
    heads = ["column_head"] * len(held.columns)
    # A table this wide lies on its side, where a page is lower.
    page = _PAGE_PT if room_mm == layout.TEXT_WIDTH_MM else _LANDSCAPE_PAGE_PT
    return {
        "kind": "table",
        "widths_mm": widths,
        "head": _cells(held.columns, heads, widths),
        "is_kept": False,
        "is_head_repeated": _row_pt(held.columns, heads, widths) <= _HEAD_SHARE * page,
        "rows": _with_groups(
            [
                _row(cells, ["group_cell"], [room_mm], page, span=len(widths))
                if spans(cells, held.columns)
                else _row(cells, roles, widths, page)
                for cells in held.rows
            ]
        ),
    }


def _with_groups(rows: list[Block]) -> list[Block]:
    """Take the title of a group without rows for a row: the typesetter panics where the head of one
    group meets that of the next."""
    for row, after in zip_longest(rows, rows[1:]):
        row["is_group"] = row["is_group"] and after is not None and not after["is_group"]
    return rows


def _row(
    texts: Sequence[str],
    roles: Sequence[str],
    widths_mm: Sequence[float],
    page_pt: float,
    *,
    span: int = 1,
) -> Block:
    return {
        "cells": _cells(texts, roles, widths_mm),
        "is_whole": _row_pt(texts, roles, widths_mm) <= _WHOLE_SHARE * page_pt,
        "span": span,
        "is_group": span > 1,
    }


def _row_pt(texts: Sequence[str], roles: Sequence[str], widths_mm: Sequence[float]) -> float:
    return max(
        _height_pt(role, text, width - 2 * layout.CELL_PADDING_MM)
        for text, role, width in zip(texts, roles, widths_mm, strict=True)
    )


def _cells(
    texts: Iterable[str], roles: Iterable[str], widths_mm: Iterable[float]
) -> list[dict[str, str]]:
    return list(_each_cell(texts, roles, widths_mm))


def _each_cell(
    texts: Iterable[str], roles: Iterable[str], widths_mm: Iterable[float]
) -> Iterator[dict[str, str]]:
    for text, role, width in zip(texts, roles, widths_mm, strict=True):
        room = width - 2 * layout.CELL_PADDING_MM
        printed = without_shapeless(text)
        yield {"role": role, "text": marked(printed, ROLES[role].size_pt, room)}
