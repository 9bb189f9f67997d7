"""By what tasks and obstacles are called: their first words, never half of one."""

from __future__ import annotations

import pytest

from dvcq_workflow.models import Assignment, Obstacle
from dvcq_workflow.models.subjects import MOST_OF_TITLE

SHORT = "Rà soát thủ tục hành chính."
LONG = "phối hợp " * 40


@pytest.mark.parametrize("kind", [Assignment, Obstacle])
def test_a_long_text_ends_between_two_words_and_says_that_it_goes_on(kind: type) -> None:
    assert str(kind(text=SHORT)) == SHORT
    title = str(kind(text=LONG))
    assert title.endswith(("phối…", "hợp…"))
    assert len(title) <= MOST_OF_TITLE
