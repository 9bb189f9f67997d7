"""One sentence at a time: the wordings of reports, citations, years, signatures and names."""

from __future__ import annotations

import pytest

from dvcq_workflow.documents.reading.bodies import actor_of, split_bodies
from dvcq_workflow.documents.reading.citations import Citations
from dvcq_workflow.documents.reading.mentions import mentions_in
from dvcq_workflow.documents.reading.passages import Passage
from dvcq_workflow.documents.reading.recipients import Piece
from dvcq_workflow.documents.reading.reporting import rules_in
from dvcq_workflow.documents.reading.signature import read_signature
from dvcq_workflow.documents.reading.symbols import mend_symbols
from dvcq_workflow.documents.reading.title import years_of


def passage(text: str) -> Passage:
    return Passage(text, ((0, 1),))


REPORTS = {
    "Định kỳ 6 tháng (trước ngày 15/6) và hằng năm (trước ngày 15/11) gửi báo cáo về Sở Nội vụ.": [
        ("half_year", 15, 6, True, "Sở Nội vụ"),
        ("annual", 15, 11, True, "Sở Nội vụ"),
    ],
    "Báo cáo về UBND tỉnh (qua Sở Nội vụ) định kỳ 6 tháng, năm (trước ngày 15/6 và 15/11).": [
        ("half_year", 15, 6, True, "Sở Nội vụ"),
        ("annual", 15, 11, True, "Sở Nội vụ"),
    ],
    "Thực hiện chế độ báo cáo quý, 6 tháng, 9 tháng và năm theo quy định.": [
        ("quarterly", None, None, False, None),
        ("half_year", None, None, False, None),
        ("nine_month", None, None, False, None),
        ("annual", None, None, False, None),
    ],
    "Báo cáo quý I trước ngày 15/3, quý II trước 15/6, quý III trước 15/9 về Sở Nội vụ.": [
        ("quarterly", 15, "last_of_quarter", True, "Sở Nội vụ"),
    ],
    "Trước ngày 20 hàng tháng, báo cáo kết quả về Phòng Nội vụ.": [
        ("monthly", 20, "every", True, "Phòng Nội vụ"),
    ],
    "Định kỳ hàng tháng (trước ngày 20), hàng quý (ngày 20 tháng cuối quý), báo cáo Sở Nội vụ.": [
        ("monthly", 20, "every", True, "Sở Nội vụ"),
        ("quarterly", 20, "last_of_quarter", False, "Sở Nội vụ"),
    ],
    "Báo cáo quý trước ngày 05 của tháng đầu quý sau; báo cáo năm trước ngày 05/01 năm sau.": [
        ("quarterly", 5, "first_of_next_quarter", True, None),
        ("annual", 5, 1, True, None),
    ],
    "Định kỳ 6 tháng và cuối năm báo cáo UBND huyện trước ngày 10/6 và ngày 10/12.": [
        ("half_year", 10, 6, True, "UBND huyện"),
        ("annual", 10, 12, True, "UBND huyện"),
    ],
    "Ngày 15/6 (đối với báo cáo 6 tháng), ngày 15/12 (đối với báo cáo năm), gửi về Sở Nội vụ.": [
        ("half_year", 15, 6, False, "Sở Nội vụ"),
        ("annual", 15, 12, False, "Sở Nội vụ"),
    ],
    "Định kỳ hằng quý, 6 tháng, năm (vào ngày 14 tháng cuối kỳ báo cáo) báo cáo Sở Nội vụ.": [
        ("quarterly", 14, "last_of_quarter", False, "Sở Nội vụ"),
        ("half_year", 14, 6, False, "Sở Nội vụ"),
        ("annual", 14, 12, False, "Sở Nội vụ"),
    ],
    "Báo cáo 6 tháng (từ ngày 15/12/2019 đến ngày 14/6/2020) trước ngày 18/6 về Sở Nội vụ.": [
        ("half_year", 18, 6, True, "Sở Nội vụ"),
    ],
    "Báo cáo năm trước ngày 20-11 hằng năm gửi Ban Dân vận Tỉnh ủy và Sở Nội vụ.": [
        ("annual", 20, 11, True, "Ban Dân vận Tỉnh ủy và Sở Nội vụ"),
    ],
    "Báo cáo kết quả gửi Sở Nội vụ trước ngày 15/11/2020 để tổng hợp.": [],
    "Hàng năm tổ chức sơ kết, đánh giá; tham mưu UBND tỉnh báo cáo Tỉnh ủy.": [],
    "Xây dựng báo cáo tổng kết năm 2020 và phương hướng năm 2021.": [],
    "Quý II tổ chức hội nghị; năm sau tổ chức hội thi.": [],
}


@pytest.mark.parametrize("text", REPORTS)
def test_reports_are_read_in_every_order_of_period_and_day(text: str) -> None:
    found = [(r.period, r.day, r.month, r.before, r.to) for r in rules_in([passage(text)])]
    assert found == REPORTS[text]


MENTIONS = {
    "Nghị quyết số 18 - NQ/TW ngày 25-10-2017 của Ban Chấp hành Trung ương": [
        ("Nghị quyết", "18-NQ/TW", "2017-10-25", "Ban Chấp hành Trung ương"),
    ],
    "các Quyết định số 217, 218-QĐ/TW ngày 12/12/2013 của Bộ Chính trị": [
        ("Quyết định", "217-QĐ/TW", "2013-12-12", "Bộ Chính trị"),
        ("Quyết định", "218-QĐ/TW", "2013-12-12", "Bộ Chính trị"),
    ],
    "Nghị quyết số 18-NQ/TW, 19-NQ/TW của Ban Chấp hành Trung ương Đảng (khóa XII)": [
        ("Nghị quyết", "18-NQ/TW", None, "Ban Chấp hành Trung ương Đảng"),
        ("Nghị quyết", "19-NQ/TW", None, "Ban Chấp hành Trung ương Đảng"),
    ],
    "Quyết định số 1683/QĐ-UBND, 42/2014/QĐ-TTg ngày 27/7/2014 của Thủ tướng Chính phủ": [
        ("Quyết định", "1683/QĐ-UBND", None, None),
        ("Quyết định", "42/2014/QĐ-TTg", "2014-07-27", "Thủ tướng Chính phủ"),
    ],
    "Chương trình phối hợp số 05-CTrPH/BDVTU-BCSĐ UBND giữa Ban A và Ban B về công tác": [
        ("Chương trình phối hợp", "05-CTrPH/BDVTU-BCSĐUBND", None, "Ban A và Ban B"),
    ],
    "số 161-CTr/BCSĐUBND- BDVTU và Kế hoạch 19 /KH-UBND": [
        ("Chương trình", "161-CTr/BCSĐUBND-BDVTU", None, None),
        ("Kế hoạch", "19/KH-UBND", None, None),
    ],
    "Luật Thực hiện dân chủ ở cơ sở số 10/2022/QH15 ngày 10/11/2022": [
        ("Luật", "10/2022/QH15", "2022-11-10", None),
    ],
    "Chỉ thị số 33/TT-TTg, ngày 26 tháng 11 năm 2021 của Thủ tướng Chính phủ về tăng cường": [
        ("Chỉ thị", "33/TT-TTg", "2021-11-26", "Thủ tướng Chính phủ"),
    ],
    "văn bản số 4321/UBND-VX ngày 02/3/2020 của UBND tỉnh": [
        ("Văn bản", "4321/UBND-VX", "2020-03-02", "UBND tỉnh"),
    ],
    "Quyết định số: 817/QĐ-UBND-HC (ngày 07.8.2023)": [
        ("Quyết định", "817/QĐ-UBND-HC", "2023-08-07", None),
    ],
    "Nghị quyết số 30a/2008/NQ-CP của Chính phủ ngày 27/12/2008 về giảm nghèo": [
        ("Nghị quyết", "30a/2008/NQ-CP", "2008-12-27", "Chính phủ"),
    ],
    "đạt 30/45 xã, năm 2020 - UBND tỉnh, giai đoạn 2016-2020, 24/7, ngày 01/02/2020": [],
}


@pytest.mark.parametrize("text", MENTIONS)
def test_every_grammar_of_numbers_is_read_and_mended(text: str) -> None:
    found = mentions_in(mend_symbols(passage(text))[0])
    assert [
        (m.kind, m.symbol, m.date.isoformat() if m.date else None, m.issuer) for m in found
    ] == MENTIONS[text]


def cite(*texts: str, own: str | None = None) -> Citations:
    cited = Citations(own)
    cited.add(passage(text) for text in texts)
    return cited


def test_a_short_mention_is_the_document_cited_in_full_before() -> None:
    cited = cite(
        "Chỉ thị số 16/CT-TTg; Chỉ thị số 33/CT-TTg",
        "theo Chỉ thị số 33 và Chỉ thị 16 của Thủ tướng",
    )
    assert [(c.symbol, len(c.mentions)) for c in cited.finish()] == [
        ("16/CT-TTg", 2),
        ("33/CT-TTg", 2),
    ]


def test_a_bare_number_cited_nowhere_in_full_is_kept_and_doubted() -> None:
    cited = cite("theo Nghị quyết số 11 của Tỉnh ủy; Chương trình 135")
    assert [(c.kind, c.symbol) for c in cited.finish()] == [("Nghị quyết", "11")]
    assert [w.code for w in cited.warnings] == ["citation_without_symbol"]


def test_the_plans_own_number_is_not_cited() -> None:
    cited = cite("kèm theo Kế hoạch số 19/KH-UBND; theo Kế hoạch số 19", own="19/KH-UBND")
    assert cited.finish() == ()


def test_one_number_in_two_years_is_two_documents_in_one_year_a_doubt() -> None:
    cited = cite(
        "Kế hoạch số 10/KH-UBND ngày 01/02/2019; Kế hoạch số 10/KH-UBND ngày 03/02/2020",
        "Kế hoạch số 10/KH-UBND ngày 04/02/2020",
    )
    assert [c.date.year for c in cited.finish() if c.date] == [2019, 2020]
    assert [w.code for w in cited.warnings] == ["citation_two_dates"]


def test_a_day_that_does_not_exist_is_not_kept() -> None:
    cited = cite("Kế hoạch số 27-KH/TU ngày 31/02/2020 của Tỉnh ủy")
    assert [c.date for c in cited.finish()] == [None]
    assert [w.code for w in cited.warnings] == [
        "citation_date_impossible",
        "citation_without_date",
    ]


@pytest.mark.parametrize(
    ("title", "year", "years"),
    [
        ("công tác dân vận năm 2020", 2020, None),
        ("công tác dân vận giai đoạn 2018-2020", 2018, (2018, 2020)),
        ("giai đoạn 2021 – 2025, tầm nhìn đến năm 2030", 2021, (2021, 2025)),
        ("trong 05 năm (2021-2025)", 2021, (2021, 2025)),
        ("năm 2024 thực hiện Chương trình phối hợp giai đoạn 2022-2026", 2024, None),
        ("Chương trình số 05-CTr/TU giai đoạn 2021-2026 trong năm 2023", 2023, None),
        ("Chương trình số 05-CTr/TU giai đoạn 2021-2026", None, None),
        ("Tổng kết năm 2017 và phương hướng giai đoạn 2018 - 2020", 2018, (2018, 2020)),
        ("thực hiện Quyết định số 12/QĐ-UBND ngày 03 tháng 4 năm 2019", None, None),
        ("“Đề án giai đoạn 2016-2020” năm 2018", 2018, None),
    ],
)
def test_the_years_are_the_plans_own(
    title: str, year: int | None, years: tuple[int, int] | None
) -> None:
    assert years_of(title) == (year, years)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (
            ["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "(Đã ký)", "Lê Văn A"],
            ("TM. ỦY BAN NHÂN DÂN", None, "CHỦ TỊCH", "Lê Văn A"),
        ),
        (
            ["TM. ỦY BAN NHÂN", "DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Đặng Thị B"],
            ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Đặng Thị B"),
        ),
        (
            ["TM. UBND HUYỆN KT. CHỦ TỊCH PHÓ CHỦ TỊCH", "Y Khoa"],
            ("TM. UBND HUYỆN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Y Khoa"),
        ),
        (["GIÁM ĐỐC", "NGUYỄN VĂN C"], (None, None, "GIÁM ĐỐC", "NGUYỄN VĂN C")),
        (["Q. GIÁM ĐỐC", "Nguyễn Văn C"], (None, None, "Q. GIÁM ĐỐC", "Nguyễn Văn C")),
        (
            ["TL. CHỦ TỊCH", "GIÁM ĐỐC SỞ NỘI VỤ", "Trần D"],
            ("TL. CHỦ TỊCH", None, "GIÁM ĐỐC SỞ NỘI VỤ", "Trần D"),
        ),
        (
            ["TUQ. CHỦ TỊCH", "KT. CHÁNH VĂN PHÒNG", "PHÓ CHÁNH VĂN PHÒNG", "Hồ E"],
            ("TUQ. CHỦ TỊCH", "KT. CHÁNH VĂN PHÒNG", "PHÓ CHÁNH VĂN PHÒNG", "Hồ E"),
        ),
        (["CHỦ TỊCH"], (None, None, "CHỦ TỊCH", None)),
    ],
)
def test_prefixes_stack_in_the_signature(lines: list[str], expected: tuple[str | None]) -> None:
    signed = read_signature([Piece(no, text, False) for no, text in enumerate(lines, 1)])
    assert signed is not None
    assert (signed.authority, signed.on_behalf, signed.position, signed.signer) == expected


@pytest.mark.parametrize(
    ("text", "name", "binding", "rest"),
    [
        ("Sở Nội vụ có trách nhiệm: hướng dẫn.", "Sở Nội vụ", True, "hướng dẫn."),
        (
            "Giao Sở Thông tin và Truyền thông tuyên truyền.",
            "Sở Thông tin và Truyền thông",
            True,
            "tuyên truyền.",
        ),
        ("Đề nghị Ban Tổ chức Tỉnh ủy phối hợp.", "Ban Tổ chức Tỉnh ủy", False, "phối hợp."),
        (
            "Các cơ quan, tổ chức, đơn vị căn cứ nhiệm vụ thực hiện.",
            "Các cơ quan, tổ chức, đơn vị",
            True,
            "căn cứ nhiệm vụ thực hiện.",
        ),
        (
            "Văn phòng UBND tỉnh (Cơ quan chủ trì) theo dõi.",
            "Văn phòng UBND tỉnh",
            True,
            "theo dõi.",
        ),
        ("Các sở; UBND các huyện: báo cáo.", "Các sở; UBND các huyện", True, "báo cáo."),
    ],
)
def test_a_name_ends_where_what_it_does_begins(
    text: str, name: str, binding: bool, rest: str
) -> None:
    actor = actor_of(text)
    assert actor is not None
    assert (actor.name, actor.binding, actor.rest) == (name, binding, rest)


@pytest.mark.parametrize(
    "text",
    [
        "Kinh phí thực hiện: ngân sách tỉnh.",
        "Công tác tuyên truyền",
        "Mỗi năm một lần",
        "Báo cáo định kỳ hằng quý",
        "Tổ chức hội nghị ở xã",
        "Ban hành kế hoạch của ngành",
        "Xã hội hóa nguồn lực",
    ],
)
def test_what_is_no_body_is_no_actor(text: str) -> None:
    assert actor_of(text) is None


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "Sở Tài chính, Sở Tư pháp và UBND các huyện, thị xã, thành phố",
            ("Sở Tài chính", "Sở Tư pháp", "UBND các huyện, thị xã, thành phố"),
        ),
        (
            "Sở Lao động - Thương binh và Xã hội; Sở Văn hóa, Thể thao và Du lịch",
            ("Sở Lao động - Thương binh và Xã hội", "Sở Văn hóa, Thể thao và Du lịch"),
        ),
        ("các sở, ban, ngành, địa phương liên quan", ("các sở, ban, ngành, địa phương liên quan",)),
        ("", ()),
    ],
)
def test_a_list_of_bodies_is_cut_between_names_only(text: str, names: tuple[str, ...]) -> None:
    assert split_bodies(text) == names
