"""What was read becomes a content without losing or inventing anything."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from dvcq_workflow.documents.confirming import content_of_read, preview_of
from dvcq_workflow.documents.reading import read_plan, read_plan_text
from dvcq_workflow.rules.content import content_from_json, require_storable

SAMPLES = Path(__file__).parent / "reading" / "samples"
TODAY = dt.date(2026, 1, 5)

TABLE = """ỦY BAN NHÂN DÂN
TỈNH BẮC KẠN
Số: 21/KH-UBND
Bắc Kạn, ngày 16 tháng 01 năm 2025
KẾ HOẠCH
Công tác dân vận chính quyền năm 2025

I. MỤC ĐÍCH
1. Giúp chính quyền gần dân hơn.

II. TỔ CHỨC THỰC HIỆN
1. Các đơn vị thực hiện theo phụ lục./.

Nơi nhận:
- Các sở, ban, ngành;
- Lưu: VT.

TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH
Người ký mẫu

PHỤ LỤC
STT | Nội dung | Chủ trì | Phối hợp | Thời gian | Sản phẩm
I | TUYÊN TRUYỀN
1 | Mở chuyên mục dân vận | Báo tỉnh | Sở Nội vụ | Quý II | Chuyên mục
II | ĐỐI THOẠI
2 | Đối thoại với Nhân dân | UBND cấp xã | Sở Tư pháp | 15/10/2025 | Biên bản
"""


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.txt")), ids=lambda p: p.stem)
def test_every_sample_becomes_a_content_that_can_be_stored(path: Path) -> None:
    read = read_plan(path.read_bytes(), filename=path.name)
    content = content_of_read(read, today=TODAY)
    require_storable(content)
    assert content_from_json(content.to_json()).content_hash == content.content_hash
    items = [i for s in read.sections for i in s.items]
    assert content.count("item") == sum(i.no is not None for i in items)
    assert content.count("bullet") == sum(len(i.bullets) for i in items)
    assert len(content.recipients) == len(read.recipients)
    assert [c.symbol for c in content.citations] == [c.symbol for c in read.citations]


def test_a_group_heading_of_a_task_table_is_kept_as_a_row() -> None:
    content = content_of_read(read_plan_text(TABLE), today=TODAY)
    (table,) = content.appendices
    first = [row[0] if not any(row[1:]) else row[1] for row in table.rows]
    assert len(table.rows) == 4
    assert "TUYÊN TRUYỀN" in first[0]
    assert "ĐỐI THOẠI" in first[2]


def test_the_preview_names_the_lines_of_what_was_found() -> None:
    found = preview_of(read_plan_text(TABLE))
    assert found["header"]["spans"]["number"] == [3, 3]
    assert found["sections"][0]["items"][0]["lines"] == [9, 9]
    assert "source_lines" not in found
