"""The signature block: on whose behalf, in whose stead, by which office, by whom."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dvcq_workflow.documents.reading.layout import POSITION, PREFIX
from dvcq_workflow.documents.reading.letters import is_upper, toned
from dvcq_workflow.documents.reading.passages import joined
from dvcq_workflow.documents.reading.recipients import Piece
from dvcq_workflow.documents.reading.result import Signature, Span

_SPLIT = re.compile(
    r"\s(?=(?:KT|TM|TL|TUQ)\s?[./])|(?<=CHỦ TỊCH)\s(?=PHÓ\s)|(?<=GIÁM ĐỐC)\s(?=PHÓ\s)"
    r"|(?<=CHỦ TỊCH|GIÁM ĐỐC)\s(?=[A-ZĐÀ-Ỹ][a-zà-ỹ])"
)
_STAMP = re.compile(
    r"\(?\s?(?:đã ký|Đã ký|ĐÃ KÝ|[Kk]ý tên|[Kk]ý|[Đđ]ã ký và đóng dấu|Chữ ký số).{0,60}\)?|"
    r"\(.{0,60}\)"
)
_STEAD = re.compile(r"KT\s?\.|K/T(?!\w)|KÝ THAY")
_NAME = re.compile(r"(?:(?:[A-ZĐÀ-Ỹ][a-zà-ỹđ]{0,7}|[A-ZĐÀ-Ỹ]{1,8})(?:\s|$)){2,6}")
_RANK = re.compile(
    r"(?:Đại tá|Thượng tá|Trung tá|Thiếu tướng|Thiếu tá|(?:PGS|GS)?[.,]?\s?(?:TS|ThS|BS)\.?)\s"
)


def read_signature(pieces: Sequence[Piece]) -> Signature | None:
    """Read the block from its pieces in order; None where there is no such block."""
    heads: list[list[tuple[int, str]]] = []
    signer: tuple[int, str] | None = None
    for no, text in _parts(pieces):
        if _STAMP.fullmatch(text):
            continue
        shown = toned(text)
        opens = bool(PREFIX.match(shown) or POSITION.fullmatch(shown))
        if opens and is_upper(text):
            heads.append([(no, text)])
        elif heads and is_upper(text) and not _is_upper_name(heads[-1], shown):
            heads[-1].append((no, text))
        elif heads and _NAME.fullmatch(_RANK.sub("", text)):
            signer = (no, text)
            break
    if not heads:
        return None
    return _block(heads, signer)


def _parts(pieces: Sequence[Piece]) -> list[tuple[int, str]]:
    return [
        (piece.no, part.strip()) for piece in pieces for part in _SPLIT.split(piece.text) if part
    ]


def _is_upper_name(head: list[tuple[int, str]], text: str) -> bool:
    """Say whether capitals below a whole position are the signer's name."""
    position = POSITION.fullmatch(toned(" ".join(part for _, part in head)))
    return (
        bool(position)
        and 2 <= len(text.split()) <= 5
        and bool(_NAME.fullmatch(text))
        and not (
            re.match(
                r"(?:UBND|ỦY BAN|SỞ|TỈNH|HUYỆN|XÃ|THÀNH PHỐ|PHƯỜNG|VĂN PHÒNG|BAN|PHÒNG)\s", text
            )
        )
    )


def _block(heads: list[list[tuple[int, str]]], signer: tuple[int, str] | None) -> Signature:
    authority = on_behalf = position = None
    for head in heads:
        text = joined(head).text
        if _STEAD.match(text):
            on_behalf = text
        elif PREFIX.match(toned(text)) and not text.startswith(("Q.", "QUYỀN")):
            authority = text if authority is None else f"{authority} {text}"
        else:
            position = text if position is None else position
    first = heads[0][0][0]
    last = signer[0] if signer else heads[-1][-1][0]
    lines: Span = (min(first, last), max(first, last))
    return Signature(authority, on_behalf, position, signer[1] if signer else None, lines)
