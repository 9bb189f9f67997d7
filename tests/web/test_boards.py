"""Boards on pages: every number is the length of the list behind it, and adds up in sight."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.test import Client

from dvcq_workflow.models import AccessLog, Assignment, Indicator
from dvcq_workflow.rules.figures import reported
from dvcq_workflow.rules.obligations import Strength
from dvcq_workflow.services.indicators import save_indicator
from tests.boarding import count_indicators, make_board, make_year_before
from tests.owing import Year
from tests.web.reading import address, as_person, queries_of, text_of
from tests.worlds import World

LINK = re.compile(r'<a href="([^"]+)">(\d+)</a>')
PANEL = re.compile(r'<section class="dv-panel" aria-labelledby="(\w+)">(.*?)</section>', re.DOTALL)
ROW = re.compile(r"<tr>(.*?)</tr>", re.DOTALL)
CELL = re.compile(r"<td[^>]*>(.*?)</td>", re.DOTALL)


@pytest.fixture
def year(province: World) -> Year:
    return make_board(province)


def board_path(year: Year, code: str = "") -> str:
    if not code:
        return address("plan_board", uid=year.plan.uid)
    return address("unit_board", uid=year.plan.uid, unit_uid=year.world.units[code].uid)


def page(year: Year, who: str, code: str = "", query: str = "") -> str:
    answer = as_person(year.world.people[who]).get(board_path(year, code) + query)
    assert answer.status_code == 200
    return text_of(answer)


def numbers(cell: str) -> list[int]:
    return [int(n) for n in re.findall(r"\d+", re.sub(r"<[^>]+>", "", cell))]


def table_of(text: str, key: str) -> list[list[int]]:
    """Return the numbers of a panel's table, row by row, its sums last."""
    panel = dict(PANEL.findall(text))[key]
    body = panel.partition("<tbody>")[2].partition("</table>")[0]
    rows = [[n for cell in CELL.findall(row) for n in numbers(cell)] for row in ROW.findall(body)]
    return [row for row in rows if row]


def rows_behind(client: Client, path: str) -> int:
    """Return how many rows a list has on all its pages."""
    found = 0
    while path:
        text = text_of(client.get(path))
        found += text.partition("<tbody>")[2].partition("</tbody>")[0].count("<tr>")
        onward = re.search(r'href="([^"]+)" rel="next"', text)
        path = path.partition("?")[0] + html.unescape(onward[1]) if onward else ""
    return found


@pytest.mark.parametrize(
    ("who", "code"),
    [
        ("advising_specialist", ""),
        ("auditor", ""),
        ("drafter", ""),
        ("head_SYT", ""),
        ("head_SGDDT", "SGDDT"),
        ("advising_specialist", "SYT"),
    ],
)
def test_every_number_leads_to_a_list_of_just_so_many(
    year: Year, who: str, code: str, settings: Any
) -> None:
    settings.DVCQ_WORKFLOW = {**settings.DVCQ_WORKFLOW, "PAGE_SIZE": 3}
    client = as_person(year.world.people[who])
    links = LINK.findall(text_of(client.get(board_path(year, code))))
    assert len(links) > 20
    wrong = {
        path: (count, behind)
        for path, count in links
        if (behind := rows_behind(client, html.unescape(path))) != int(count)
    }
    assert wrong == {}


@pytest.mark.parametrize(("who", "code"), [("advising_specialist", ""), ("head_SYT", "SYT")])
def test_rows_columns_and_totals_come_to_one_another(year: Year, who: str, code: str) -> None:
    text = page(year, who, code)
    for key, columns, after in (("order", 6, 0), ("reports", 7, 2)):
        *rows, sums = [r for r in table_of(text, key) if r[-1:] != [100] or len(r) > 7 + after]
        for row in (*rows, sums):
            assert sum(row[:columns]) == row[columns]
        for column in range(columns + 1 + after):
            assert sum(row[column] for row in rows) == sums[column]


def test_tasks_stand_by_state_and_by_term_and_the_withdrawn_apart(year: Year) -> None:
    text = page(year, "advising_specialist")
    rows = table_of(text, "order")
    assert rows[-2] == [1, 1, 1, 2, 1, 1, 7]
    assert rows[-1][-1] == 100
    assert sum(rows[-1][:-1]) == 100
    panel = dict(PANEL.findall(text))["order"]
    assert numbers(panel.rpartition("counted apart:")[2]) == [1]


def test_a_request_is_never_overdue_and_stands_in_a_table_of_its_own(year: Year) -> None:
    panel = dict(PANEL.findall(page(year, "advising_specialist")))["request"]
    assert "A request is never overdue" in panel
    assert table_of(page(year, "advising_specialist"), "request")[-2] == [1, 0, 0, 0, 0, 0, 1]


def test_reports_are_received_of_those_due_by_period(year: Year) -> None:
    first, second, third, sums = table_of(page(year, "advising_specialist"), "reports")
    # in time, late, nothing, returned, missing, not due, not owed; all; received of due
    assert first == [1, 1, 0, 0, 1, 0, 1, 4, 2, 3]
    assert second == [0, 0, 1, 1, 1, 0, 1, 4, 1, 3]
    assert third == [0, 0, 0, 0, 0, 3, 1, 4, 0, 0]
    assert sums == [1, 1, 1, 1, 2, 3, 3, 12, 3, 6]


def test_the_units_come_to_the_whole(year: Year) -> None:
    text = page(year, "advising_specialist")
    *rows, sums = table_of(text, "units")
    assert len(rows) == 4
    for column in range(len(sums)):
        assert sum(row[column] for row in rows) == sums[column]
    tasks = [table_of(text, key)[-2] for key in ("order", "request")]
    assert sums[:7] == [a + b for a, b in zip(*tasks, strict=True)]
    assert sums[7:] == table_of(text, "reports")[-1][-2:]


def test_a_unit_sees_its_own_board_and_no_other_s(year: Year) -> None:
    text = page(year, "head_SYT")
    assert "Sở Giáo dục" not in text
    assert "By unit" not in text
    assert table_of(text, "order")[-2][-1] == 4
    client = as_person(year.world.people["head_SYT"])
    assert client.get(board_path(year, "SYT")).status_code == 200
    assert client.get(board_path(year, "SGDDT")).status_code == 404
    reports = text_of(client.get(address("board_reports", uid=year.plan.uid)))
    assert "Sở Giáo dục" not in reports
    for who in ("stranger", "outsider"):
        for path in (board_path(year), board_path(year, "SYT")):
            assert as_person(year.world.people[who]).get(path).status_code == 404


@pytest.mark.audits("view_board")
def test_a_look_at_a_board_is_on_record_and_a_refused_one_too(year: Year) -> None:
    page(year, "advising_specialist")
    seen = AccessLog.objects.get(subject="board", kind="view")
    assert seen.actor_id == year.world.people["advising_specialist"].pk
    client = as_person(year.world.people["head_SYT"])
    client.get(board_path(year, "SGDDT"))
    refused = AccessLog.objects.get(subject="board", kind="refused")
    assert refused.actor_id == year.world.people["head_SYT"].pk


# -- figures


def figures_of(text: str) -> dict[str, list[str]]:
    """Return the cells of the table of figures in words, by the indicator's name."""
    panel = dict(PANEL.findall(text))["figures"]
    found = {}
    for row in ROW.findall(panel.partition("<tbody>")[2]):
        name = re.sub(r"<[^>]+>", "", row.partition("</th>")[0]).partition(" (")[0].strip()
        cells = [re.sub(r"<[^>]+>", "", cell) for cell in CELL.findall(row)]
        found[name] = [" ".join(cell.split()) for cell in cells]
    return found


def test_zero_nothing_and_silence_are_three_things(year: Year) -> None:
    period = f"?period={year.periods[0].uid}"
    found = figures_of(page(year, "advising_specialist", query=period))
    solved, received, grants = (
        found[name] for name in ("Đơn giải quyết đúng hạn", "Đơn đã nhận", "Kinh phí")
    )
    assert solved[0] == "9"
    assert solved[-4:] == ["2", "0", "1", "3"]
    assert received[-4:] == ["1", "1", "1", "3"]
    assert grants[0] == "Not reported"
    assert grants[-4:] == ["0", "0", "3", "3"]
    assert solved[1:4] == ["No target set", "No such period last year", "Not comparable"]
    for cells in found.values():
        assert all(cells)


def newer(year: Year, code: str, version: int) -> Indicator:
    indicator = Indicator(
        code=code,
        version=version,
        name=f"{code} mới",
        kind="count",
        aggregation="sum",
        valid_from=year.today,
    )
    return save_indicator(indicator=indicator, actor=year.world.keeper)


def test_a_figure_stands_beside_the_same_period_of_last_year(year: Year) -> None:
    indicators = {i.code: i for i in Indicator.objects.all()}
    make_year_before(year, indicators, {"GQ": reported(12)})
    count_indicators(
        year, {code: newer(year, code, version) for code, version in (("KP", 2), ("MOI", 1))}
    )
    period = f"?period={year.periods[0].uid}"
    found = figures_of(page(year, "advising_specialist", query=period))
    assert found["Đơn giải quyết đúng hạn"][2:4] == ["12", "−3"]
    assert found["Đơn đã nhận"][2:4] == ["Not reported", "Not comparable"]
    assert found["KP mới"][2:4] == ["Defined otherwise last year", "Not comparable"]
    assert found["MOI mới"][2:4] == ["Not counted last year", "Not comparable"]
    own = figures_of(page(year, "head_SGDDT", "SGDDT", period))
    assert own["Đơn giải quyết đúng hạn"][:3] == ["9", "12", "−3"]
    other = figures_of(page(year, "head_SYT", "SYT", period))
    assert other["Đơn giải quyết đúng hạn"][:3] == [
        "Not reported",
        "Not reported",
        "Not comparable",
    ]


def test_a_figure_leads_to_what_each_unit_gave(year: Year) -> None:
    client = as_person(year.world.people["advising_specialist"])
    key = Indicator.objects.get(code="GQ").pk
    path = address("board_figure", uid=year.plan.uid, key=key)
    text = text_of(client.get(f"{path}?period={year.periods[0].uid}"))
    assert "Sở Giáo dục và Đào tạo" in text
    assert "Not reported" in text
    assert client.get(address("board_figure", uid=year.plan.uid, key=987)).status_code == 404
    own = as_person(year.world.people["head_SYT"]).get(f"{path}?period={year.periods[0].uid}")
    assert "Sở Giáo dục" not in text_of(own)


def test_a_figure_stands_beside_its_target_and_says_what_is_reached(year: Year) -> None:
    people, plan = year.world.people, year.plan
    client = as_person(people["advising_specialist"])
    path = address("plan_targets", uid=plan.uid)
    key = Indicator.objects.get(code="GQ").pk
    shown = text_of(client.get(path))
    seen = re.search(r'name="seen_hash" value="(\w+)"', shown)
    assert seen is not None
    typed = {"seen_hash": seen[1], f"target_{key}": "1.000,5", "reason": "Chương trình 161."}
    refused = client.post(path, typed)
    assert refused.status_code == 422
    assert "1.000,5" in text_of(refused)
    typed[f"target_{key}"] = "36"
    without = client.post(path, {**typed, "reason": " "})
    assert (without.status_code, 'value="36"' in text_of(without)) == (422, True)
    assert client.post(path, typed).status_code == 302
    found = figures_of(page(year, "advising_specialist", query=f"?period={year.periods[0].uid}"))
    assert found["Đơn giải quyết đúng hạn"][1] == "36 (reached: 25 %)"
    late = client.post(path, {**typed, f"target_{key}": "40"})
    assert (late.status_code, 'value="40"' in text_of(late)) == (409, True)
    for who, status in (("head_SYT", 403), ("auditor", 403), ("stranger", 404)):
        assert as_person(people[who]).get(path).status_code == status


# -- cost, and what cannot be read


def test_a_board_costs_the_same_however_much_there_is(year: Year) -> None:
    client = as_person(year.world.people["advising_specialist"])
    paths = [
        board_path(year),
        board_path(year, "SYT"),
        address("board_reports", uid=year.plan.uid),
        address("board_figure", uid=year.plan.uid, key=Indicator.objects.get(code="GQ").pk),
    ]
    before = [queries_of(client, path) for path in paths]
    for period in year.periods:
        year.duty("SNV", period)
        year.duty("HCL", period) if period is not year.periods[1] else None
    year.period(-1, index=4)
    for code in ("SNV", "SYT", "HCL"):
        year.task(code, -9)
        year.task(code, None, strength=Strength.REQUEST)
    assert Assignment.objects.count() > 12
    assert [queries_of(client, path) for path in paths] == before


@pytest.mark.parametrize("query", ["?period=x", "?period=" + "0" * 36, "?unit=1", "?state=%00"])
def test_what_cannot_be_read_counts_as_not_asked(year: Year, query: str) -> None:
    client = as_person(year.world.people["advising_specialist"])
    for path in (board_path(year), address("board_reports", uid=year.plan.uid)):
        assert client.get(path + query).status_code == 200


def test_a_plan_whose_year_is_not_open_says_so(province: World) -> None:
    plan = province.issue_without_tasks()
    answer = as_person(province.drafter).get(address("plan_board", uid=plan.uid))
    assert "Nothing to count yet" in text_of(answer)
