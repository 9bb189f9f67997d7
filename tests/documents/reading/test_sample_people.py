"""Plans in the manners of other provinces and bodies: who does what, who receives, who signs."""

from __future__ import annotations

from datetime import date

import pytest

from tests.documents.reading.sampling import codes, read, told


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "bases_as_lines",
            [
                ("Sở Nội vụ", True, 1),
                ("Các sở, ban, ngành; Ủy ban nhân dân các huyện, thành phố", True, 2),
                (
                    "Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh và các tổ chức chính trị - xã hội tỉnh",
                    False,
                    1,
                ),
            ],
        ),
        (
            "purpose_split",
            [("Sở Nội vụ", True, 2), ("Ủy ban nhân dân các huyện, thành phố", True, 1)],
        ),
        ("several_years", [("Sở Nội vụ", True, 1), ("UBND các huyện, thành phố, thị xã", True, 1)]),
        (
            "department_with_parent",
            [("Văn phòng Sở", True, 2), ("Các phòng chuyên môn, đơn vị trực thuộc", True, 1)],
        ),
        (
            "web_noise",
            [
                ("Sở Nội vụ", True, 1),
                ("Các sở, ban, ngành", True, 1),
                ("Ban Dân vận Tỉnh ủy", False, 1),
            ],
        ),
        ("parts_and_letters", [("Văn phòng Ban", True, 2), ("Sở Nội vụ", False, 1)]),
        (
            "arabic_sections",
            [
                ("Sở Dân tộc và Tôn giáo", True, 1),
                ("Báo Cao Bằng, Đài Phát thanh - Truyền hình tỉnh", True, 1),
            ],
        ),
        (
            "evaluation_and_nine_months",
            [
                ("Bộ phận Một cửa", True, 1),
                ("Phòng Hành chính - Quản trị", True, 1),
                ("Tổ giúp việc", True, 1),
            ],
        ),
        ("no_headings", []),
    ],
)
def test_actors_are_those_the_organising_section_names(name: str, expected: list[object]) -> None:
    assert told(read(name)) == expected


def test_who_leads_and_supports_in_prose_is_read_with_the_day() -> None:
    plan = read("leads_in_content")
    office, culture, union = plan.assignments
    assert [office.actor, culture.actor] == ["Phòng Nội vụ", "Phòng Văn hóa và Thông tin"]
    first, second, third = office.tasks
    assert (first.lead, first.due) == ("Phòng Nội vụ", date(2022, 9, 30))
    assert first.support == ("Văn phòng HĐND và UBND thành phố", "Phòng Tài nguyên và Môi trường")
    assert (second.text, second.due, second.support) == (
        "Sơ kết phong trào",
        date(2022, 12, 15),
        ("các đoàn thể",),
    )
    assert (third.lead, third.due, third.support) == (None, None, ())
    (model,) = culture.tasks
    assert (model.support, model.due, model.due_raw) == (
        ("UBND các phường, xã",),
        None,
        "Quý III/2022",
    )
    assert (union.binding, union.actor) == (
        False,
        "Thành đoàn, Hội Liên hiệp Phụ nữ thành phố",
    )


def test_an_appendix_of_pipes_gives_tasks_under_their_leads() -> None:
    plan = read("commune_with_pipes")
    (table,) = plan.tables
    assert len(table.columns) == 6
    assert [row.group for row in table.rows] == [
        "CÔNG TÁC TUYÊN TRUYỀN",
        "CÔNG TÁC TUYÊN TRUYỀN",
        "CẢI CÁCH HÀNH CHÍNH",
    ]
    tasks = {a.actor: a.tasks for a in plan.assignments}
    (radio,) = tasks["Phòng Văn hóa - Xã hội"]
    assert radio.support == ("Văn phòng HĐND và UBND", "Công an xã")
    assert (radio.due, radio.due_raw, radio.output) == (None, "Hằng tháng", "Bản tin")
    (meeting,) = tasks["Văn phòng HĐND và UBND"]
    assert (meeting.due, meeting.due_raw) == (date(2025, 9, 30), None)
    (review,) = tasks["Trung tâm Phục vụ hành chính công"]
    assert (review.due, review.due_raw) == (date(2025, 10, 15), "Trước ngày 15/10/2025")
    assert review.support == ()
    assert ("Ủy ban MTTQ Việt Nam xã", False, 1) in told(plan)


def test_an_appendix_of_tabs_joins_the_tasks_of_a_body_already_told() -> None:
    plan = read("appendix_by_tabs")
    assert told(plan) == [
        ("Tổ công tác Dân vận chính quyền huyện", True, 2),
        ("UBND các xã, thị trấn", True, 1),
        ("Phòng Nội vụ", True, 1),
    ]
    task = plan.assignments[0].tasks[1]
    assert task.support == ("Phòng Tư pháp", "Thanh tra huyện")
    assert (task.due, task.due_raw, task.output) == (None, "Quý II/2021", "Biên bản")
    assert plan.assignments[2].tasks[0].due == date(2021, 9, 15)


@pytest.mark.parametrize(
    ("name", "recipients", "signature"),
    [
        (
            "bases_as_lines",
            ["Thường trực Tỉnh ủy", "Chủ tịch, các PCT UBND tỉnh", "Như Điều trên", "Lưu: VT, NC"],
            ("TM. ỦY BAN NHÂN DÂN", None, "CHỦ TỊCH", "Nguyễn Văn Sơn"),
        ),
        (
            "purpose_split",
            ["TT Tỉnh ủy (b/c)", "Các sở, ban, ngành, đoàn thể chính trị - xã hội tỉnh", "Lưu: VT"],
            ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Phạm Duy Hưng"),
        ),
        (
            "several_years",
            ["TT. TU", "Các sở, ngành tỉnh", "Lưu: VT"],
            ("TM. ỦY BAN NHÂN DÂN", None, "CHỦ TỊCH", "Lê Văn Hưởng"),
        ),
        (
            "department_with_parent",
            ["Sở Nội vụ", "Các phòng, đơn vị thuộc Sở", "Lưu: VT, VP"],
            (None, "KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC", "Hoàng Thị Thu Hà"),
        ),
        (
            "commune_with_pipes",
            ["UBND tỉnh", "Lưu: VT"],
            ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Trần Thị Lan"),
        ),
        (
            "appendix_by_tabs",
            ["UBND huyện", "UBND các xã, thị trấn", "Lưu: VT"],
            (None, None, "TRƯỞNG PHÒNG", "Lâm Minh Đằng"),
        ),
        (
            "web_noise",
            ["Ban Dân vận Trung ương", "Thường trực Tỉnh ủy", "Lưu: VT, NV"],
            ("TM. ỦY BAN NHÂN DÂN", None, "CHỦ TỊCH", "Nguyễn Văn Sơn"),
        ),
        (
            "leads_in_content",
            ["Thành ủy", "Lưu: VT"],
            ("TM. ỦY BAN NHÂN DÂN", None, "CHỦ TỊCH", "DIỆP VĂN THẠNH"),
        ),
        (
            "parts_and_letters",
            ["Thường trực Tỉnh ủy", "Lưu Văn phòng"],
            (None, "K/T TRƯỞNG BAN", "PHÓ TRƯỞNG BAN", "Nguyễn Văn Út"),
        ),
        (
            "evaluation_and_nine_months",
            ["UBND thành phố", "Lưu: VT"],
            ("TUQ. CHỦ TỊCH", None, "CHÁNH VĂN PHÒNG", "Trần Quốc Khởi"),
        ),
    ],
)
def test_the_tail_is_read_stacked_or_side_by_side(
    name: str, recipients: list[str], signature: tuple[str | None, ...]
) -> None:
    plan = read(name)
    assert [r.text for r in plan.recipients] == recipients
    signed = plan.signature
    assert signed is not None
    assert (signed.authority, signed.on_behalf, signed.position, signed.signer) == signature


def test_what_the_text_does_not_say_is_empty_and_doubted() -> None:
    plan = read("no_headings")
    assert (plan.header.number, plan.header.symbol, plan.header.date) == (None, "KH-UBND", None)
    assert plan.header.place == "Ba Bể"
    assert (plan.assignments, plan.reporting_rules, plan.recipients) == ((), (), ())
    assert plan.to_json()["signature"] == dict.fromkeys(["authority", "for", "position", "signer"])
    assert codes(plan) == ["number_missing", "date_missing", "no_recipients", "no_signature"]


def test_dashes_without_a_number_above_them_keep_their_section() -> None:
    item = read("several_years").sections[1].items[0]
    assert (item.no, item.text) == (None, "")
    assert [b.marker for b in item.bullets] == ["-", "-"]
