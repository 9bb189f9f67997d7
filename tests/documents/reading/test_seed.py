"""The real plan: the reader finds what was counted by hand, at the lines where it stands."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from dvcq_workflow.documents.reading import ReadPlan, read_plan

pytestmark = pytest.mark.seed


@pytest.fixture
def read(seed_path: Path) -> ReadPlan:
    return read_plan(seed_path.read_bytes(), filename=seed_path.name)


@pytest.fixture
def expected(seed_path: Path) -> dict[str, Any]:
    return json.loads((seed_path.parent / "expected.json").read_text(encoding="utf-8"))


def test_the_head_is_what_the_first_sixteen_lines_say(read: ReadPlan, expected: Any) -> None:
    header, wanted = read.header, expected["header"]
    assert header.agency == wanted["agency"]
    assert header.parent_agency is None
    assert (header.number, header.symbol) == (wanted["number_seq"], wanted["symbol"])
    assert f"{header.number}/{header.symbol}" == wanted["number"]
    assert (header.place, header.date) == (
        wanted["place"],
        date.fromisoformat(wanted["date"]),
    )
    assert (header.kind, header.title) == (wanted["kind"], wanted["title"])
    assert (header.year, header.years) == (wanted["plan_year"], None)
    assert header.spans["agency"] == tuple(wanted["agency_lines"])
    assert header.spans["title"] == tuple(wanted["title_lines"])


def test_the_preamble_is_one_paragraph_with_three_bases(read: ReadPlan, expected: Any) -> None:
    wanted = expected["preamble"]
    assert [p.lines for p in read.preamble] == [tuple(wanted["lines"])]
    assert read.preamble[0].text.endswith(wanted["ends_with"])
    assert list(read.bases) == wanted["bases"]
    assert len(read.bases) == wanted["bases_count"]
    assert read.bases_style == "paragraph"


def test_every_section_item_and_bullet_begins_on_its_line(read: ReadPlan, expected: Any) -> None:
    assert len(read.sections) == len(expected["sections"]) == expected["totals"]["sections"]
    for section, wanted in zip(read.sections, expected["sections"], strict=True):
        assert (section.no, section.title) == (wanted["no"], wanted["title"])
        assert section.lines[0] == wanted["line"]
        assert len(section.items) == wanted["items"]
        assert [item.lines[0] for item in section.items] == wanted["item_lines"]
        assert [len(item.bullets) for item in section.items] == wanted["bullets"]
        lines = [[bullet.lines[0] for bullet in item.bullets] for item in section.items]
        assert lines == wanted.get("bullet_lines", [[] for _ in section.items])
        if "item_titles" in wanted:
            assert [item.text for item in section.items] == wanted["item_titles"]
        closing = [paragraph.lines[0] for paragraph in section.paragraphs]
        assert closing == wanted.get("unnumbered_paragraph_lines", [])
        assert len(closing) == wanted["unnumbered_paragraphs"]


def test_the_totals_are_those_counted_by_hand(read: ReadPlan, expected: Any) -> None:
    totals = expected["totals"]
    items = [item for section in read.sections for item in section.items]
    assert len(items) == totals["numbered_items"]
    assert sum(len(item.bullets) for item in items) == totals["bullets"]
    by_section = [sum(len(i.bullets) for i in s.items) for s in read.sections]
    assert by_section == totals["bullets_by_section"]


def test_a_line_that_a_wrap_began_with_a_dash_is_no_bullet(read: ReadPlan, expected: Any) -> None:
    starts = {b.lines[0] for s in read.sections for i in s.items for b in i.bullets}
    assert not starts & set(expected["totals"]["line_wrap_noise_lines"])


def test_every_document_is_cited_with_its_kind_date_and_line(read: ReadPlan, expected: Any) -> None:
    found = [
        [c.kind, c.symbol, c.date.isoformat() if c.date else None, c.mentions[0].line]
        for c in read.citations
    ]
    assert found == expected["citations"]["list"]


def test_mentions_are_counted_for_every_document_and_place(read: ReadPlan, expected: Any) -> None:
    wanted = expected["citations"]
    counts = {c.symbol: len(c.mentions) for c in read.citations}
    assert sum(counts.values()) == wanted["mentions"]
    assert len(counts) == wanted["distinct"]
    assert {symbol: n for symbol, n in counts.items() if n > 1} == wanted["repeated"]
    assert Counter(c.kind for c in read.citations) == wanted["distinct_by_kind"]
    assert [c.symbol for c in read.citations if c.date is None] == wanted["without_any_date"]
    assert by_place(read) == wanted["mentions_by_place"]


def by_place(read: ReadPlan) -> dict[str, int]:
    places: Counter[str] = Counter()
    spans = [("preamble", read.preamble[0].lines)]
    for section in read.sections:
        for item in section.items:
            name = f"{section.no}.{item.no}"
            bullets = [(f"{name}-{n}", b.lines) for n, b in enumerate(item.bullets, 1)]
            spans.extend([*bullets, (name, item.lines)])
    for citation in read.citations:
        for mention in citation.mentions:
            at = next(name for name, (a, b) in spans if a <= mention.line <= b)
            places[at] += 1
    return dict(places)


@pytest.mark.parametrize(
    ("symbol", "issuer"),
    [
        ("01-QCPH/UBND-BDVTU", "Ban Dân vận Tỉnh ủy với Ủy ban nhân dân tỉnh"),
        ("34/2007/PL-UBTVQH11", "Ủy ban Thường vụ Quốc hội"),
        ("43-KL/TW", "Ban Bí thư"),
        ("16/CT-TTg", "Thủ Tướng Chính phủ"),
        ("217-QĐ/TW", "Bộ Chính trị"),
        ("01/2016/TT-BNV", "Bộ Nội vụ"),
        ("71-KH/TU", "Tỉnh ủy"),
        ("1949/QĐ-UBND", "Ủy ban nhân dân tỉnh"),
    ],
)
def test_the_issuer_is_named_as_the_text_names_it(read: ReadPlan, symbol: str, issuer: str) -> None:
    assert {c.symbol: c.issuer for c in read.citations}[symbol] == issuer


def test_three_reporting_rules_go_to_the_consolidator(read: ReadPlan, expected: Any) -> None:
    wanted = expected["reporting"]
    assert [(r.period, r.day, r.month, r.before) for r in read.reporting_rules] == [
        ("quarterly", 10, "last_of_quarter", False),
        ("half_year", 10, 6, False),
        ("annual", 25, 11, False),
    ]
    assert [r.raw for r in read.reporting_rules] == [rule["text"] for rule in wanted["rules"]]
    assert {r.to for r in read.reporting_rules} == {wanted["consolidator"]}
    assert all(wanted["lines"][0] <= r.lines[0] <= wanted["lines"][1] for r in read.reporting_rules)


def test_seven_tasks_of_four_actors_two_of_them_requests(read: ReadPlan, expected: Any) -> None:
    wanted = expected["assignments"]
    found = [(a.actor, len(a.tasks), a.binding) for a in read.assignments]
    assert found == [(w["actor"], w["tasks"], w["binding"]) for w in wanted["list"]]
    tasks = [task for a in read.assignments for task in a.tasks]
    assert len(tasks) == wanted["tasks"]
    assert all(t.due is None and t.due_raw is None and t.output is None for t in tasks)
    assert all(t.lead is None and t.support == () for t in tasks)


def test_the_recipients_are_joined_over_their_lines(read: ReadPlan, expected: Any) -> None:
    wanted = expected["recipients"]
    assert [r.text for r in read.recipients] == wanted["lines"]
    wrapped = [r.lines for r in read.recipients if r.lines[0] != r.lines[1]]
    assert wrapped == [tuple(span) for span in wanted["wrapped_over_two_lines"]]


def test_the_signature_is_stacked_of_two_prefixes(read: ReadPlan, expected: Any) -> None:
    wanted = expected["signature"]
    assert read.signature is not None
    assert read.signature.authority == wanted["authority"]
    assert read.signature.on_behalf == wanted["on_behalf"]
    assert read.signature.position == wanted["position"]
    assert read.signature.signer == wanted["signer"]
    assert read.signature.lines[0] == wanted["authority_wrapped_lines"][0]


def test_a_person_is_told_what_is_doubtful(read: ReadPlan) -> None:
    assert [(w.code, w.line) for w in read.warnings] == [
        ("open_list", 68),
        ("broken_symbol_mended", 134),
        ("citation_without_date", 134),
        ("citation_two_issuers", 183),
        ("report_due_before_issue", 281),
        ("same_day_reports", 282),
        ("annual_before_last_quarter", 282),
    ]


def test_what_is_printed_has_the_keys_of_the_contract(read: ReadPlan) -> None:
    printed = read.to_json()
    assert list(printed) == [
        "header", "bases", "sections", "citations", "reporting_rules", "assignments",
        "recipients", "signature", "warnings",
    ]  # fmt: skip
    assert printed["header"]["date"] == "2020-04-06"
    assert set(printed["sections"][0]) == {"no", "title", "items", "paragraphs"}
    assert set(printed["citations"][0]) == {"symbol", "kind", "date", "issuer", "mentions"}
    assert set(printed["reporting_rules"][0]) == {"period", "day", "month", "to", "raw"}
    task = {"text", "lead", "support", "output", "due", "due_raw"}
    assert set(printed["assignments"][0]["tasks"][0]) == task
    assert set(printed["signature"]) == {"authority", "for", "position", "signer"}
    assert set(printed["warnings"][0]) == {"code", "line", "text"}
    json.dumps(printed)
