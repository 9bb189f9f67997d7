"""The tail of the document: who receives it, and who signs it, stacked or side by side."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dvcq_workflow.documents.reading.layout import (
    RECIPIENTS,
    is_signature_start,
)
from dvcq_workflow.documents.reading.letters import single_spaced, starts_lower, starts_upper
from dvcq_workflow.documents.reading.markers import is_dashed_name
from dvcq_workflow.documents.reading.noise import is_rule
from dvcq_workflow.documents.reading.passages import Line, joined
from dvcq_workflow.documents.reading.result import Statement

_GAP = re.compile(r"\t+| {3,}|\s*\|\s*")
_DASH = re.compile(r"[-–—+*•·●▪◦\uf02d\uf0b7]\s{0,3}(?=[^\s\-])")
_ON_ONE_LINE = re.compile(r"(?<=;)\s(?=[-–+]\s?[^\s\-])")
# A signature that a copy glued to the recipients' line with one space.
_GLUED = re.compile(
    r"(?<=[;:.)\w])\s(?=(?:TM|KT|TL|TUQ|T/M)\s?\.\s?[A-ZĐỦ])"
    r"|(?<=[;:.)\w])(?<!KT\.)(?<!TL\.)(?<!TUQ\.)(?<!Q\.)(?<!PHÓ)\s(?=(?:PHÓ\s)?(?:CHỦ TỊCH|"
    r"GIÁM ĐỐC)(?:\s|$))"
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of the tail with its line; ``is_right`` says it stood in the right column."""

    no: int
    text: str
    is_right: bool


def tail_pieces(lines: Sequence[Line]) -> tuple[list[Piece], list[Piece]]:
    """Return the pieces of the recipients and those of the signature."""
    pieces = [piece for line in lines for piece in _pieces(line)]
    listed: list[Piece] = []
    signed: list[Piece] = []
    in_list = in_signature = False
    side_by_side = any(piece.is_right for piece in pieces)
    for piece in pieces:
        if found := RECIPIENTS.match(piece.text):
            in_list, in_signature = True, False
            listed.extend(_listed(piece.no, piece.text[found.end() :].strip(" :")))
        elif piece.is_right or is_signature_start(piece.text):
            signed.append(piece)
            in_signature = not piece.is_right or not side_by_side
        elif in_signature or not in_list:
            signed.append(piece)
        else:
            listed.extend(_listed(piece.no, piece.text))
    return listed, signed


def _listed(no: int, text: str) -> Iterator[Piece]:
    """Cut recipients that a copy put on one line: ``- A; - B; - Lưu: VT.``"""
    for part in _ON_ONE_LINE.split(text):
        if part.strip():
            yield Piece(no, part, is_right=False)


def _pieces(line: Line) -> Iterator[Piece]:
    """Cut a line of the tail at its column gap; a deep indent alone means the right column."""
    if is_rule(line.text):
        return
    parts = [part for part in _GAP.split(line.raw.strip()) if part.strip()]
    deep = line.indent >= 24 or line.raw.startswith("\t")
    for at, part in enumerate(parts):
        for glued, text in enumerate(_GLUED.split(single_spaced(part))):
            yield Piece(
                line.no, text, is_right=at > 0 or glued > 0 or (deep and not _DASH.match(text))
            )


def read_recipients(pieces: Sequence[Piece]) -> tuple[Statement, ...]:
    """Put wrapped lines together: a recipient begins with a dash, where any does."""
    dashed = any(_DASH.match(piece.text) for piece in pieces)
    entries: list[list[tuple[int, str]]] = []
    for piece in pieces:
        before = entries[-1][-1][1] if entries else ""
        if not entries or _begins(piece.text, before, dashed=dashed):
            found = _DASH.match(piece.text)
            entries.append([(piece.no, piece.text[found.end() :] if found else piece.text)])
            if before and _is_archive(entries[-2]) and not found:
                entries.pop()
                break
        else:
            entries[-1].append((piece.no, piece.text))
    recipients = []
    for entry in entries:
        passage = joined(entry)
        text = re.sub(r"\s?(?:\./\.|[.;,]+)$", "", passage.text)
        if text:
            recipients.append(Statement(text, passage.lines))
    return tuple(recipients)


def _begins(text: str, before: str, *, dashed: bool) -> bool:
    found = _DASH.match(text)
    ended = before.endswith((";", ".", ":"))
    if dashed:
        if not found:
            return ended and _is_archive([(0, before)])
        rest = text[found.end() :]
        return ended or not (starts_lower(rest) or is_dashed_name(before, rest))
    return ended or (starts_upper(text) and not before.endswith((",", "-")))


def _is_archive(entry: list[tuple[int, str]]) -> bool:
    return entry[0][1].lstrip("- ").startswith("Lưu") and entry[-1][1].endswith(".")
