"""The components that decree 30/2020 asks of a document, looked up in a content."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dvcq_workflow.rules.components import components_of, missing_components
from dvcq_workflow.rules.content import (
    Citation,
    Node,
    PlanContent,
    RecipientLine,
    SignatureBlock,
)

WHOLE = PlanContent(
    document_type="KH",
    heading_lines=("ỦY BAN NHÂN DÂN",),
    parent_heading="",
    symbol="KH-UBND",
    place="Trà Vinh",
    year=2020,
    year_to=None,
    subject="Công tác năm 2020",
    preamble_style="lines",
    preamble=("Căn cứ Quyết định số 553/QĐ-UBND.",),
    bases=("553/QĐ-UBND",),
    nodes=(Node("item", "1", "Gần dân."),),
    citations=(Citation("553/QĐ-UBND"),),
    recipients=(RecipientLine("Lưu: VT", is_archive=True),),
    signature=SignatureBlock((), "CHỦ TỊCH", "Trần Văn Mẫu"),
)


def test_a_whole_content_misses_nothing() -> None:
    assert missing_components(WHOLE) == ()


@pytest.mark.parametrize(
    ("change", "missing"),
    [
        ({"heading_lines": ()}, "issuer"),
        ({"symbol": " "}, "symbol"),
        ({"place": ""}, "place"),
        ({"subject": ""}, "subject"),
        ({"nodes": ()}, "body"),
        ({"nodes": (Node("item", "1", " "),)}, "body"),
        ({"signature": SignatureBlock((), "CHỦ TỊCH", "")}, "signer"),
        ({"recipients": (RecipientLine("Sở Nội vụ"),)}, "archive_line"),
    ],
    ids=str,
)
def test_what_is_not_there_is_missing(change: dict[str, object], missing: str) -> None:
    content = replace(WHOLE, **change)  # type: ignore[arg-type]
    assert [component.code for component in missing_components(content)] == [missing]


def test_bases_and_appendices_are_named_but_not_required() -> None:
    bare = replace(WHOLE, bases=(), citations=(), appendices=())
    absent = {c.code for c in components_of(bare) if not c.is_present}
    assert absent == {"bases", "appendices"}
    assert missing_components(bare) == ()
