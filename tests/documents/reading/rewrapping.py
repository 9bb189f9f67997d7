"""Wrapping a plan anew, from the paragraphs that were found or counted in it."""

from __future__ import annotations

import json
import textwrap
from pathlib import Path
from typing import Any

from dvcq_workflow.documents.reading import ReadPlan

HEAD_LINES = [
    "ỦY BAN NHÂN DÂN",
    "TỈNH TRÀ VINH",
    "-------",
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Độc lập - Tự do - Hạnh phúc",
    "---------------",
    "Số: 19/KH-UBND",
    "Trà Vinh, ngày 06 tháng 4 năm 2020",
    "KẾ HOẠCH",
]
SIGNATURE_LINES = ["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Lê Văn Hẳn"]


def seed_paragraphs(seed: Path) -> list[str]:
    """Return the paragraphs of the real plan, cut where the hand-made count says they begin."""
    lines = seed.read_text(encoding="utf-8").split("\n")
    expected = json.loads((seed.parent / "expected.json").read_text(encoding="utf-8"))

    def between(first: int, last: int) -> str:
        return " ".join(" ".join(lines[first - 1 : last]).split())

    starts = [expected["preamble"]["lines"][0]]
    for section in expected["sections"]:
        starts += [section["line"], *section["item_lines"]]
        starts += [line for bullets in section.get("bullet_lines", []) for line in bullets]
        starts += section.get("unnumbered_paragraph_lines", [])
    starts.sort()
    ends = [*(start - 1 for start in starts[1:]), expected["end_mark_line"]]
    body = [between(first, last) for first, last in zip(starts, ends, strict=True)]
    wrapped = dict(expected["recipients"]["wrapped_over_two_lines"])
    first_recipient = min(wrapped)
    recipients, line = ["Nơi nhận:"], first_recipient
    while lines[line - 1].startswith("-"):
        last = wrapped.get(line, line)
        recipients.append(between(line, last))
        line = last + 1
    title = between(*expected["header"]["title_lines"])
    return [*HEAD_LINES, title, *body, *recipients, *SIGNATURE_LINES]


def wrapped(paragraphs: list[str], width: int, *, hyphens: bool = True, gap: bool = False) -> str:
    """Return the paragraphs wrapped at a width, with an empty line between them if ``gap``."""
    return ("\n\n" if gap else "\n").join(
        "\n".join(textwrap.wrap(paragraph, width, break_on_hyphens=hyphens))
        for paragraph in paragraphs
    )


def structure(read: ReadPlan) -> dict[str, Any]:
    """Return all that was found, without lines and without what only a line break shows."""
    found = read.to_json()
    found["warnings"] = sorted(
        (w["code"], w["text"]) for w in found["warnings"] if w["code"] != "broken_symbol_mended"
    )
    return found | {"style": read.bases_style, "preamble": [p.text for p in read.preamble]}
