"""Plans in the manners of other provinces and bodies: head, outline, bases, citations, reports."""

from __future__ import annotations

from datetime import date

import pytest

from tests.documents.reading.sampling import cited, codes, read, shape


@pytest.mark.parametrize(
    ("name", "agency", "parent", "number", "place", "issued"),
    [
        (
            "bases_as_lines",
            "ỦY BAN NHÂN DÂN TỈNH TUYÊN QUANG",
            None,
            "46/KH-UBND",
            "Tuyên Quang",
            "2023-03-14",
        ),
        (
            "purpose_split",
            "ỦY BAN NHÂN DÂN TỈNH BẮC KẠN",
            None,
            "21/KH-UBND",
            "Bắc Kạn",
            "2025-01-16",
        ),
        (
            "several_years",
            "ỦY BAN NHÂN DÂN TỈNH TIỀN GIANG",
            None,
            "66/KH-UBND",
            "Tiền Giang",
            "2018-03-05",
        ),
        (
            "department_with_parent",
            "SỞ LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI",
            "UBND TỈNH LÀO CAI",
            "12/KH-SLĐTBXH",
            "Lào Cai",
            "2024-02-02",
        ),
        (
            "commune_with_pipes",
            "ỦY BAN NHÂN DÂN XÃ XUÂN PHÚ",
            None,
            "8/KH-UBND",
            "Xuân Phú",
            "2025-08-20",
        ),
        (
            "appendix_by_tabs",
            "PHÒNG NỘI VỤ",
            "UBND HUYỆN CÀNG LONG",
            "15/KH-PNV",
            "Càng Long",
            "2021-05-03",
        ),
        (
            "web_noise",
            "ỦY BAN NHÂN DÂN TỈNH HÀ GIANG",
            None,
            "73/KH-UBND",
            "Hà Giang",
            "2024-02-28",
        ),
        (
            "leads_in_content",
            "ỦY BAN NHÂN DÂN THÀNH PHỐ TRÀ VINH",
            None,
            "102/KH-UBND",
            "Trà Vinh",
            "2022-02-09",
        ),
        (
            "arabic_sections",
            "ỦY BAN NHÂN DÂN TỈNH CAO BẰNG",
            None,
            "767/KH-UBND",
            "Cao Bằng",
            "2025-03-19",
        ),
        (
            "parts_and_letters",
            "BAN DÂN VẬN",
            "TỈNH ỦY TRÀ VINH",
            "12/KH/BDVTU",
            "Trà Vinh",
            "2021-01-10",
        ),
        (
            "evaluation_and_nine_months",
            "VĂN PHÒNG",
            "UBND THÀNH PHỐ BẠC LIÊU",
            "5/KH-VP",
            "Bạc Liêu",
            "2018-12-31",
        ),
    ],
)
def test_the_head_is_read_whatever_its_columns(
    name: str, agency: str, parent: str | None, number: str, place: str, issued: str
) -> None:
    header = read(name).header
    assert (header.agency, header.parent_agency) == (agency, parent)
    assert f"{header.number}/{header.symbol}" == number
    assert (header.place, header.date) == (place, date.fromisoformat(issued))


@pytest.mark.parametrize(
    ("name", "title", "year", "years"),
    [
        (
            "bases_as_lines",
            "Thực hiện công tác dân vận chính quyền trên địa bàn tỉnh Tuyên Quang năm 2023",
            2023,
            None,
        ),
        (
            "several_years",
            "Công tác dân vận chính quyền giai đoạn 2018 - 2020 trên địa bàn tỉnh Tiền Giang",
            2018,
            (2018, 2020),
        ),
        ("web_noise", "CÔNG TÁC DÂN VẬN CHÍNH QUYỀN TỈNH HÀ GIANG NĂM 2024", 2024, None),
        (
            "evaluation_and_nine_months",
            "Công tác dân vận từ năm 2019 đến năm 2021",
            2019,
            (2019, 2021),
        ),
        ("parts_and_letters", "phối hợp công tác dân vận năm 2021", 2021, None),
    ],
)
def test_the_title_ends_where_the_preamble_begins(
    name: str, title: str, year: int, years: tuple[int, int] | None
) -> None:
    header = read(name).header
    assert (header.title, header.year, header.years) == (title, year, years)


def test_a_frame_of_years_in_a_cited_title_is_not_the_plans_own() -> None:
    header = read("leads_in_content").header
    assert "giai đoạn 2021 - 2026" in (header.title or "")
    assert (header.year, header.years) == (2022, None)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "bases_as_lines",
            [
                ("I", [("1", 0), ("2", 0)], 0),
                ("II", [("1", 3), ("2", 2)], 0),
                ("III", [("1", 0), ("2", 2), ("3", 0)], 1),
            ],
        ),
        (
            "purpose_split",
            [
                ("I", [("1", 2), ("2", 2)], 0),
                ("II", [("1", 1), ("2", 1)], 0),
                ("III", [("1", 2), ("2", 1)], 2),
            ],
        ),
        (
            "several_years",
            [
                ("I", [("1", 1), ("2", 1)], 0),
                ("II", [(None, 2)], 0),
                ("III", [("1", 2), ("2", 2)], 0),
                ("IV", [("1", 0), ("2", 0), ("3", 0)], 0),
            ],
        ),
        (
            "arabic_sections",
            [
                ("1", [("1.1", 1), ("1.2", 2)], 0),
                ("2", [("2.1", 0), ("2.2", 0)], 0),
                ("3", [("3.1", 0), ("3.2", 0)], 0),
            ],
        ),
        ("no_headings", [(None, [("1", 0), ("2", 0), ("3", 0), ("4", 0)], 0)]),
        (
            "web_noise",
            [
                ("I", [("1", 1), ("2", 1)], 0),
                ("II", [("1", 2)], 0),
                ("III", [("1", 1), ("2", 0), ("3", 0)], 2),
            ],
        ),
        (
            "parts_and_letters",
            [
                ("A", [], 0),
                ("I", [("1", 0)], 0),
                ("II", [("1", 0)], 0),
                ("B", [], 0),
                ("I", [("1", 3), ("2", 0)], 0),
                ("II", [("a", 2), ("b", 0)], 0),
            ],
        ),
        (
            "evaluation_and_nine_months",
            [("I", [], 1), ("II", [(None, 2)], 0), ("III", [("1", 0), ("2", 0)], 2)],
        ),
    ],
)
def test_the_outline_is_found_in_every_style(name: str, expected: list[object]) -> None:
    assert shape(read(name)) == expected


@pytest.mark.parametrize(
    ("name", "style", "bases"),
    [
        ("bases_as_lines", "lines", ["33/CT-TTg", "23-QĐ/TW", "05-CTrPH/BDVTU-BCSĐUBND"]),
        ("purpose_split", "paragraph", ["141-KH/BDVTU"]),
        ("several_years", "none", []),
        ("web_noise", "lines", ["45/2023/QĐ-UBND", "12-CTr/BDVTU"]),
        ("leads_in_content", "paragraph", ["18-NQ/TW", "19-NQ/TW", "217-QĐ/TW", "218-QĐ/TW"]),
        ("evaluation_and_nine_months", "paragraph", ["1234/UBND-VX", "45-TB/TU"]),
    ],
)
def test_the_bases_are_found_as_lines_as_a_paragraph_or_not_at_all(
    name: str, style: str, bases: list[str]
) -> None:
    plan = read(name)
    assert (plan.bases_style, list(plan.bases)) == (style, bases)
    assert ("no_bases" in codes(plan)) is (not bases)


def test_citations_have_their_kinds_dates_and_short_mentions() -> None:
    assert cited(read("bases_as_lines")) == {
        "33/CT-TTg": ("Chỉ thị", "2021-11-26", 2),
        "23-QĐ/TW": ("Quyết định", "2021-07-30", 1),
        "05-CTrPH/BDVTU-BCSĐUBND": ("Chương trình phối hợp", "2022-02-10", 1),
    }
    assert cited(read("purpose_split")) == {
        "141-KH/BDVTU": ("Kế hoạch", "2024-12-27", 1),
        "42/2013/QH13": ("Luật", "2013-11-25", 1),
        "64/2014/NĐ-CP": ("Nghị định", "2014-06-26", 1),
    }
    assert cited(read("leads_in_content"))["217-QĐ/TW"] == ("Quyết định", "2013-12-12", 1)
    assert cited(read("evaluation_and_nine_months")) == {
        "1234/UBND-VX": ("Công văn", "2018-12-03", 1),
        "45-TB/TU": ("Thông báo", "2018-12-01", 1),
    }
    assert cited(read("parts_and_letters")) == {
        "01/QCPH/UBND-UBMTTQ": ("Quy chế phối hợp", "2020-03-02", 1),
        "817/QĐ-UBND-HC": ("Quyết định", "2020-08-07", 1),
    }


def test_a_symbol_that_does_not_fit_its_kind_is_kept_and_doubted() -> None:
    plan = read("commune_with_pipes")
    assert cited(plan) == {"33/TT-TTg": ("Chỉ thị", "2021-11-26", 1)}
    assert "citation_kind_differs" in codes(plan)


@pytest.mark.parametrize(
    ("name", "rules"),
    [
        (
            "bases_as_lines",
            [
                ("quarterly", 15, "last_of_quarter", True, "Sở Nội vụ"),
                ("half_year", 10, 6, True, "Sở Nội vụ"),
                ("annual", 10, 12, True, "Sở Nội vụ"),
            ],
        ),
        (
            "purpose_split",
            [("half_year", 5, 6, True, "Sở Nội vụ"), ("annual", 5, 12, True, "Sở Nội vụ")],
        ),
        ("several_years", [("annual", 1, 12, True, "Sở Nội vụ")]),
        (
            "web_noise",
            [("half_year", 15, 6, True, "Sở Nội vụ"), ("annual", 15, 11, True, "Sở Nội vụ")],
        ),
        (
            "evaluation_and_nine_months",
            [
                ("monthly", 20, "every", False, "Chánh Văn phòng"),
                ("quarterly", 5, "first_of_next_quarter", True, "Chánh Văn phòng"),
                ("nine_month", 15, 9, False, "Chánh Văn phòng"),
                ("annual", 10, 12, False, "Chánh Văn phòng"),
            ],
        ),
        ("no_headings", []),
        ("leads_in_content", []),
        ("appendix_by_tabs", []),
    ],
)
def test_the_reporting_rules_are_found_in_every_wording(name: str, rules: list[object]) -> None:
    found = [(r.period, r.day, r.month, r.before, r.to) for r in read(name).reporting_rules]
    assert found == rules
