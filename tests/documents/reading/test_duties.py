"""What a plan obliges whom to, read from its paragraphs."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dvcq_workflow.documents.calendars import days_of_years
from dvcq_workflow.documents.confirming import content_of_read
from dvcq_workflow.documents.reading import read_plan
from dvcq_workflow.documents.reading.duties import Duties, duties_in
from dvcq_workflow.rules.content import NODE_KINDS, Node
from dvcq_workflow.rules.deadlines import Due, WorkingCalendar, reckon
from dvcq_workflow.rules.obligations import DueKind
from dvcq_workflow.rules.periods import periods_of
from dvcq_workflow.services.obligations import PERIOD_OF

SAMPLE = Path(__file__).resolve().parents[3] / "example_project" / "sample_plan.txt"
MEDIA = ("Sở Thông tin và Truyền thông", "Báo Trà Vinh", "Đài Phát thanh và Truyền hình tỉnh")


def read_from(path: Path) -> Duties:
    path = path if path.is_file() else path.parent / "documents" / path.name
    read = read_plan(path.read_bytes(), filename=path.name)
    return duties_in(content_of_read(read, today=dt.date(2020, 4, 6)).nodes, year=2020)


def test_the_real_plan_gives_each_actor_of_its_organising_section_its_tasks(
    seed_path: Path,
) -> None:
    found = [(d.actors, d.kind, d.is_binding) for d in read_from(seed_path).assigned]
    assert found == [
        (("Sở Nội vụ",), "standing", True),
        (("Sở Nội vụ",), "standing", True),
        (("Các sở, ban, ngành tỉnh",), "unit_plan", True),
        (("Các sở, ban, ngành tỉnh",), "officer", True),
        (MEDIA, "event", True),
        (("Ủy ban nhân dân huyện, thị xã, thành phố",), "unit_plan", True),
        (("Ban Dân vận Tỉnh ủy",), "standing", False),
        (("Ban Dân vận Tỉnh ủy",), "standing", False),
    ]


def test_the_real_plan_has_eighteen_points_that_bind_all_and_no_date(seed_path: Path) -> None:
    duties = read_from(seed_path)
    assert len(duties.standing) == 18
    assert not any(duty.actors or duty.due for duty in duties.standing)
    assert duties.obstacles is not None


def test_the_real_plan_has_three_reporting_rules_and_says_who_reports_to_whom(
    seed_path: Path,
) -> None:
    reporting = read_from(seed_path).reporting
    assert reporting is not None
    assert reporting.to == "Sở Nội vụ"
    assert reporting.actors == ("Các cơ quan, đơn vị", "Ủy ban nhân dân huyện, thị xã, thành phố")
    assert [(r.period, r.day, r.month) for r in reporting.rules] == [
        ("quarterly", 10, "last_of_quarter"),
        ("half_year", 10, 6),
        ("annual", 25, 11),
    ]


def test_the_real_plan_s_reports_roll_over_the_weekends_of_2023(seed_path: Path) -> None:
    reporting = read_from(seed_path).reporting
    assert reporting is not None
    off = {day.day: day.name for day in days_of_years([2023]) if day.kind == "holiday"}
    found = []
    for rule in reporting.rules:
        month = rule.month if isinstance(rule.month, int) else None
        for period in periods_of(PERIOD_OF[rule.period], 2023):
            due = Due(DueKind.RECURRING, period.due_day(rule.day or 0, month))
            found.append(reckon(due, calendar=WorkingCalendar(off)).last_day)
    days = ((3, 10), (6, 12), (9, 11), (12, 11), (6, 12), (11, 27))
    assert found == [dt.date(2023, month, day) for month, day in days]


def test_our_own_sample_names_the_press_in_its_point_and_asks_the_party_body() -> None:
    duties = read_from(SAMPLE)
    assert MEDIA in [duty.actors for duty in duties.assigned]
    asked = [duty for duty in duties.assigned if not duty.is_binding]
    assert {duty.actors for duty in asked} == {("Ban Dân vận Tỉnh ủy",)}
    assert "unit_plan" in {duty.kind for duty in duties.assigned}


@pytest.mark.parametrize(
    ("words", "due", "raw"),
    [
        ("hoàn thành trước ngày 15/11", dt.date(2020, 11, 15), "trước ngày 15/11"),
        ("xong trước 15/11", dt.date(2020, 11, 15), "trước 15/11"),
        ("gửi chậm nhất ngày 25 tháng 11", dt.date(2020, 11, 25), "chậm nhất ngày 25 tháng 11"),
        ("hoàn thành ngày 25 tháng 11", dt.date(2020, 11, 25), "hoàn thành ngày 25 tháng 11"),
        ("hoàn thành vào ngày 25/11", dt.date(2020, 11, 25), "hoàn thành vào ngày 25/11"),
        ("xong trước ngày 15/3/2021", dt.date(2021, 3, 15), "trước ngày 15/3/2021"),
        ("xong trước ngày 31/11", None, "trước ngày 31/11"),
        ("xong trước tháng 11/2020", None, "xong trước tháng 11/2020"),
        ("theo Quyết định số 5/QĐ-UBND ngày 15/3/2016", None, ""),
    ],
    ids=lambda value: str(value) if isinstance(value, str) else None,
)
def test_a_date_without_a_year_is_of_the_plan_s_year_and_its_words_are_kept(
    words: str, due: dt.date | None, raw: str
) -> None:
    nodes = (
        Node("section", "II", "TỔ CHỨC THỰC HIỆN"),
        Node("item", "1", "Sở Nội vụ:"),
        Node("bullet", "", f"Rà soát danh mục, {words}."),
    )
    (duty,) = duties_in(nodes, year=2020).assigned
    assert duty.due == due
    assert duty.raw_words.endswith(raw)
    assert raw or not duty.raw_words


@given(
    nodes=st.lists(
        st.builds(
            Node,
            kind=st.sampled_from(NODE_KINDS),
            number=st.sampled_from(["", "I", "1", "a"]),
            text=st.text(max_size=80)
            | st.sampled_from(
                ["TỔ CHỨC THỰC HIỆN", "Sở Nội vụ:", "Đề nghị", "báo cáo hàng quý (ngày 10", "(((,"]
            ),
        ),
        max_size=12,
    )
)
def test_no_text_breaks_the_reading(nodes: list[Node]) -> None:
    duties = duties_in(nodes, year=2020)
    assert all(0 <= duty.node < len(nodes) for duty in (*duties.assigned, *duties.standing))
