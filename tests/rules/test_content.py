"""A content is its words: what its hash says, and what comes back from its JSON."""

from __future__ import annotations

import datetime as dt
import json
import unicodedata
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dvcq_workflow.rules.canonical import canonical_json, digest
from dvcq_workflow.rules.content import (
    NODE_KINDS,
    ChangedPlan,
    PlanContent,
    content_from_json,
    require_storable,
)
from dvcq_workflow.rules.errors import RuleViolation
from tests.rules.samples import CONTENT
from tests.rules.strategies import contents


@given(contents())
@settings(deadline=None)
def test_a_content_comes_back_from_its_json_with_the_same_hash(content: PlanContent) -> None:
    stored = json.loads(json.dumps(content.to_json()))
    back = content_from_json(stored)
    assert back.content_hash == content.content_hash == digest(stored)
    assert back.canonical == content.canonical == canonical_json(stored)
    assert content_from_json(back.to_json()) == back


@given(contents())
@settings(deadline=None)
def test_whatever_may_be_written_may_be_stored(content: PlanContent) -> None:
    require_storable(content)


def respelled(value: Any, form: Any, space: str) -> Any:
    """The same words in another Unicode form and with other spaces between them."""
    if isinstance(value, str):
        return f"{space}{space.join(unicodedata.normalize(form, value).split(' '))}{space}"
    if isinstance(value, dict):
        return {key: respelled(item, form, space) for key, item in value.items()}
    if isinstance(value, list):
        return [respelled(item, form, space) for item in value]
    return value


@given(contents(), st.sampled_from(["NFC", "NFD"]), st.sampled_from([" ", "  ", "\u00a0", "\n"]))
@settings(deadline=None)
def test_neither_spelling_nor_spacing_changes_the_hash(
    content: PlanContent, form: str, space: str
) -> None:
    value = content.to_json()
    dates = [cited.pop("date") for cited in value["citations"]]
    del value["schema"]
    other = respelled(value, form, space)
    for cited, date in zip(other["citations"], dates, strict=True):
        cited["date"] = date
    assert content_from_json(other).content_hash == content.content_hash


def leaves(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of each single value within a JSON value."""
    if isinstance(value, dict):
        return [found for key in value for found in leaves(value[key], (*path, key))]
    if isinstance(value, list):
        return [found for n, item in enumerate(value) for found in leaves(item, (*path, n))]
    return [path]


def changed(value: Any) -> Any:
    """Another value of the same kind."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if value is None:
        return 2021
    try:
        return str(dt.date.fromisoformat(value) + dt.timedelta(1))
    except ValueError:
        return f"{value} thêm"


LEAVES = [path for path in leaves(CONTENT.to_json()) if path != ("schema",)]


@pytest.mark.parametrize("path", LEAVES, ids=[".".join(map(str, path)) for path in LEAVES])
def test_each_word_counts_in_the_hash(path: tuple[Any, ...]) -> None:
    value = CONTENT.to_json()
    holder = value
    for key in path[:-1]:
        holder = holder[key]
    holder[path[-1]] = changed(holder[path[-1]])
    assert content_from_json(value).content_hash != CONTENT.content_hash


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(replace(CONTENT, nodes=CONTENT.nodes[::-1]), id="the order of paragraphs"),
        pytest.param(replace(CONTENT, nodes=CONTENT.nodes[:1]), id="a paragraph less"),
        pytest.param(replace(CONTENT, bases=()), id="a basis less"),
        pytest.param(replace(CONTENT, recipients=CONTENT.recipients[1:]), id="a recipient less"),
        pytest.param(replace(CONTENT, appendices=()), id="a table less"),
        pytest.param(
            replace(CONTENT, heading_lines=("ỦY BAN NHÂN DÂN TỈNH TRÀ VINH",)),
            id="two lines in one",
        ),
        pytest.param(
            replace(CONTENT, subject=CONTENT.subject.replace("Công", "CÔNG")), id="capitals"
        ),
        pytest.param(
            replace(CONTENT, subject=CONTENT.subject.replace("vận", "van")), id="a mark less"
        ),
    ],
)
def test_order_lines_letters_and_marks_count_in_the_hash(other: PlanContent) -> None:
    assert other.content_hash != CONTENT.content_hash


def test_neither_number_nor_date_nor_seal_is_part_of_a_content() -> None:
    assert set(CONTENT.to_json()) == {
        "schema",
        "document_type",
        "heading_lines",
        "parent_heading",
        "symbol",
        "place",
        "year",
        "year_to",
        "subject",
        "preamble_style",
        "preamble",
        "bases",
        "nodes",
        "appendices",
        "citations",
        "recipients",
        "signature",
    }


def test_the_hash_of_a_frozen_content_is_the_same_for_ever() -> None:
    # A new figure here means that no issued plan can be verified any more.
    assert CONTENT.content_hash == (
        "f79a9aa117eaf697b354eee7afef9252e0b1ed3b157607b53bda013eabb12a88"
    )


CHANGED = ChangedPlan("replace", "0b9e", "19/KH-UBND", dt.date(2020, 4, 6))


def test_the_plan_that_is_changed_counts_in_the_hash_and_comes_back() -> None:
    changing = replace(CONTENT, changes=CHANGED)
    assert set(changing.to_json()) - set(CONTENT.to_json()) == {"changes"}
    assert content_from_json(changing.to_json()) == changing
    others = [
        replace(CHANGED, kind="amend"),
        replace(CHANGED, plan="0b9f"),
        replace(CHANGED, number="20/KH-UBND"),
        replace(CHANGED, date=dt.date(2020, 4, 7)),
    ]
    hashes = {replace(CONTENT, changes=other).content_hash for other in [None, CHANGED, *others]}
    assert len(hashes) == 6


def test_a_plan_is_changed_in_a_known_way_only() -> None:
    require_storable(replace(CONTENT, changes=CHANGED))
    with pytest.raises(RuleViolation, match="content_malformed"):
        require_storable(replace(CONTENT, changes=replace(CHANGED, kind="correct")))


def test_paragraphs_are_counted_by_kind() -> None:
    assert {kind: CONTENT.count(kind) for kind in NODE_KINDS} == {
        "section": 1,
        "item": 0,
        "bullet": 1,
        "paragraph": 0,
    }
