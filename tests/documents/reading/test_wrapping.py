"""However a text was wrapped, composed or ended, the same plan is found in it."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dvcq_workflow.documents.reading import read_plan, read_plan_text
from tests.documents.reading.rewrapping import seed_paragraphs, structure, wrapped

SAMPLES = Path(__file__).parent / "samples"


@pytest.mark.seed
@pytest.mark.parametrize("width", [*range(40, 100, 3), 100, 120, 160, 240, 400, 1000, 5000])
def test_the_seed_rewrapped_at_any_width_is_the_same_plan(seed_path: Path, width: int) -> None:
    original = structure(read_plan(seed_path.read_bytes(), filename=seed_path.name))
    paragraphs = seed_paragraphs(seed_path)
    for gap in (False, True):
        assert structure(read_plan_text(wrapped(paragraphs, width, gap=gap))) == original
    whole_words = wrapped(paragraphs, width, hyphens=False)
    assert structure(read_plan_text(whole_words)) == original


@pytest.mark.seed
@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    width=st.integers(40, 200),
    hyphens=st.booleans(),
    gap=st.booleans(),
    crlf=st.booleans(),
    decomposed=st.booleans(),
    hard_spaces=st.booleans(),
    marked=st.booleans(),
)
def test_no_way_of_writing_the_seed_down_changes_what_is_found(
    seed_path: Path,
    width: int,
    hyphens: bool,
    gap: bool,
    crlf: bool,
    decomposed: bool,
    hard_spaces: bool,
    marked: bool,
) -> None:
    original = structure(read_plan(seed_path.read_bytes(), filename=seed_path.name))
    text = wrapped(seed_paragraphs(seed_path), width, hyphens=hyphens, gap=gap)
    if decomposed:
        text = unicodedata.normalize("NFD", text)
    if hard_spaces:
        text = text.replace(" số ", "\u00a0số\u00a0").replace("nhân", "nh\u00adân")
    if crlf:
        text = text.replace("\n", "\r\n")
    data = text.encode("utf-8-sig" if marked else "utf-8")
    assert structure(read_plan(data, filename="plan.txt")) == original


@pytest.mark.seed
@pytest.mark.parametrize(
    "rewritten",
    [
        lambda text: unicodedata.normalize("NFD", text).encode(),
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: text.encode("utf-8-sig"),
        lambda text: text.encode("utf-16"),
        lambda text: ("\n\n\n" + text.replace("\n", "  \n")).encode(),
        lambda text: text.replace("-", "\u2011").encode(),
        lambda text: text.replace("Đ", "Ð").encode(),
        lambda text: text.replace("“", '"').replace("”", '"').encode(),
    ],
    ids=[
        "decomposed letters", "CRLF", "a byte order mark", "UTF-16", "spaces at line ends",
        "unbreakable hyphens", "Eth for Đ", "straight quotes",
    ],
)  # fmt: skip
def test_the_seed_in_another_form_of_writing_keeps_its_lines(seed_path, rewritten) -> None:
    text = seed_path.read_text(encoding="utf-8")
    original = read_plan_text(text)
    found = read_plan(rewritten(text), filename="plan.txt")
    moved = found.sections[0].lines[0] - original.sections[0].lines[0]
    assert moved in {0, 3}
    assert [(c.symbol, c.date, [m.line - moved for m in c.mentions]) for c in found.citations] == [
        (c.symbol, c.date, [m.line for m in c.mentions]) for c in original.citations
    ]
    assert [
        (b.lines[0] - moved, b.lines[1] - moved)
        for s in found.sections
        for i in s.items
        for b in i.bullets
    ] == [b.lines for s in original.sections for i in s.items for b in i.bullets]
    assert [r.text for r in found.recipients] == [r.text for r in original.recipients]


@pytest.mark.parametrize("width", [*range(40, 90, 2), 110, 150])
@pytest.mark.parametrize(
    "name",
    [
        "arabic_sections", "evaluation_and_nine_months", "leads_in_content", "no_headings",
        "parts_and_letters",
    ],
)  # fmt: skip
def test_a_sample_rewrapped_at_any_width_is_the_same_plan(name: str, width: int) -> None:
    text = (SAMPLES / f"{name}.txt").read_text(encoding="utf-8")
    paragraphs = [line for line in text.split("\n") if line.strip()]
    original = structure(read_plan_text(text))
    assert structure(read_plan_text(wrapped(paragraphs, width))) == original
    assert structure(read_plan_text(wrapped(paragraphs, width, gap=True))) == original
