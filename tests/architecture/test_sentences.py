"""Whoever is refused reads one sentence: every code has one, and no sentence lies idle."""

from __future__ import annotations

import re

import pytest
from django.utils import translation

from dvcq_workflow import labels
from dvcq_workflow.rules.errors import RuleViolation
from tests.architecture.raising import refusals
from tests.architecture.source import room

PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")
BLAMING = re.compile(r"\b(error|invalid|illegal|forbidden|failed|lỗi|thất bại)\b", re.IGNORECASE)


def placeholders(code: str) -> set[str]:
    with translation.override("en"):
        return set(PLACEHOLDER.findall(str(labels.SENTENCES[code])))


def test_every_code_that_is_raised_has_a_sentence() -> None:
    missing = {r.code: r.where for r in refusals() if r.code not in labels.SENTENCES}
    assert missing == {}


def test_every_sentence_is_raised_somewhere() -> None:
    assert set(labels.SENTENCES) - {refusal.code for refusal in refusals()} == set()


def test_each_place_fills_what_its_sentence_leaves_open() -> None:
    unfilled = {
        refusal.where: sorted(placeholders(refusal.code) - refusal.params)
        for refusal in refusals()
        if refusal.code in labels.SENTENCES
        and "**" not in refusal.params
        and placeholders(refusal.code) - refusal.params
    }
    assert unfilled == {}


def test_no_two_topics_own_the_same_code() -> None:
    topics = {module.path.rsplit("/", 1)[1].removesuffix(".py") for module in room("labels")}
    owned = [
        code
        for topic in sorted(topics)
        for code in getattr(getattr(labels, topic, None), "SENTENCES", {})
    ]
    assert sorted(owned) == sorted(set(owned))
    assert set(owned) == set(labels.SENTENCES)


@pytest.mark.parametrize("language", ["en", "vi"])
@pytest.mark.parametrize("code", sorted(labels.SENTENCES))
def test_a_sentence_reads_as_one(code: str, language: str) -> None:
    with translation.override(language):
        filled = dict.fromkeys(placeholders(code), "X")
        text = labels.sentence_of(RuleViolation(code, **filled))
    assert "%(" not in text
    assert text[0].isupper() or text[0] in "“"
    assert text.rstrip("”)").endswith((".", "?"))
    assert not BLAMING.search(text)
