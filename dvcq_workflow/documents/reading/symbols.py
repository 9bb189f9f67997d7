"""The grammar of numbers and symbols: ``19/KH-UBND``, ``04/2015/NĐ-CP``, ``30-CT/TW`` …

State documents print number / [year /] kind - body, Party ones number - kind / body, joint ones
both. Sources break them: a space beside a hyphen, a body's name in two words, a line end inside.
"""

from __future__ import annotations

import re

from dvcq_workflow.documents.reading.passages import Passage

_CAPITALS = "A-ZĐÂĂÊÔƠƯ"
# Small letters are part of few abbreviations: CTr, TTr, TTg, CTrPH, QĐi.
_SMALL = r"(?<=T)[rg](?![a-zà-ỹ])|(?<=Đ)i(?![a-zà-ỹ])"
_PART = rf"(?:[{_CAPITALS}](?:[{_CAPITALS}]|{_SMALL}){{0,15}}\d{{0,2}})"
_NEXT = rf"(?:[-–/.]\s?{_PART}|\s[-–/](?=\S){_PART})"
SYMBOL = re.compile(
    rf"(?<![\w/.\-–])(?P<number>\d{{1,5}}[a-z]?)"
    rf"(?:\s?/\s?(?P<year>(?:19|20)\d{{2}})(?=\s?/))?"
    rf"(?P<rest>\s{{0,2}}[-–/]\s{{0,2}}{_PART}{_NEXT}{{0,4}}"
    rf"(?:(?<=BCSĐ)\s(?:UBND|HĐND)(?:-{_PART})?)?)(?![\w])"
)

# Abbreviation → kind, as printed in sentences.
KINDS: dict[str, str] = {
    "NQLT": "Nghị quyết liên tịch", "NQ": "Nghị quyết", "NĐ": "Nghị định", "QĐ": "Quyết định",
    "CT": "Chỉ thị", "KL": "Kết luận", "TTLT": "Thông tư liên tịch", "TT": "Thông tư",
    "KHPH": "Kế hoạch phối hợp", "KHLT": "Kế hoạch liên tịch", "KH": "Kế hoạch",
    "HDLT": "Hướng dẫn liên tịch", "HD": "Hướng dẫn", "ĐA": "Đề án",
    "CTHĐ": "Chương trình hành động", "CTRHĐ": "Chương trình hành động",
    "CTRPH": "Chương trình phối hợp", "CTPH": "Chương trình phối hợp", "CTR": "Chương trình",
    "QCPH": "Quy chế phối hợp", "QC": "Quy chế", "QĐI": "Quy định", "TB": "Thông báo",
    "PL": "Pháp lệnh", "TTR": "Tờ trình", "BC": "Báo cáo", "CV": "Công văn", "CĐ": "Công điện",
}  # fmt: skip
_MORE_KINDS = (
    "Bộ luật", "Luật", "Thông báo kết luận", "Thông tri", "Điều lệ", "Văn bản", "Quy trình",
    "Phương án", "Quy hoạch", "Lệnh", "Chương trình công tác", "Kế hoạch liên ngành",
    "Hướng dẫn liên ngành", "Biên bản", "Phiếu trình", "Quy ước", "Thỏa thuận", "Dự án",
)  # fmt: skip
_BY_LENGTH = sorted({*KINDS.values(), *_MORE_KINDS}, key=len, reverse=True)
KIND = "(?:" + "|".join(name.replace(" ", r"\s") for name in _BY_LENGTH) + ")"
_NAMED = re.compile(rf"(?:(?<!\w)số|(?<!\w){KIND})\s?:?\s?$", re.IGNORECASE)
_CANONICAL = {name.lower(): name for name in _BY_LENGTH}


def canonical_kind(printed: str) -> str:
    """Return the kind as sentences print it: ``KẾ HOẠCH`` and ``kế hoạch`` become ``Kế hoạch``."""
    return _CANONICAL[" ".join(printed.lower().split())]


def mended(printed: str) -> str:
    """Return the symbol without the stray spaces of its source, with plain hyphens."""
    return re.sub(r"\s", "", printed).replace("–", "-")


def mend_symbols(passage: Passage) -> tuple[Passage, list[tuple[int, str]]]:
    """Take the stray spaces out of a passage's symbols; return it and (line, printed → symbol).

    Only after ``số`` or a kind: elsewhere a number, a dash and capitals may be anything.
    """
    cuts: list[tuple[int, int]] = []
    said: list[tuple[int, str]] = []
    for found in SYMBOL.finditer(passage.text):
        printed = found.group()
        if " " not in printed or not _NAMED.search(
            passage.text[max(0, found.start() - 40) : found.start()]
        ):
            continue
        said.append((passage.line_at(found.start()), f"{printed} → {mended(printed)}"))
        cuts.extend(
            (found.start() + at, found.start() + at + 1)
            for at, letter in enumerate(printed)
            if letter == " "
        )
    return passage.without(cuts), said


def kind_of_symbol(symbol: str) -> str | None:
    """Return the kind that the symbol's abbreviation stands for, None where it stands for none."""
    for part in re.split(r"[-/.]", symbol)[1:]:
        kind = KINDS.get(part.upper())
        if kind:
            return kind
        if part.isalpha():
            # A letter's symbol begins with the body: 1234/UBND-VX.
            return "Công văn" if part.startswith(("UBND", "VP", "S", "BDV")) else None
    return None


def suffix_of(symbol: str) -> str:
    """Return what stands after the number: documents that share it share their kind and body."""
    return symbol.lstrip("0123456789")


def number_of(symbol: str) -> int:
    """Return the leading number of a symbol."""
    return int(re.match(r"\d+", symbol).group())  # type: ignore[union-attr]
