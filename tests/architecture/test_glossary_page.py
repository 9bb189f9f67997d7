"""The glossary's code names are names in the code."""

from __future__ import annotations

import re

import pytest

from dvcq_workflow import models
from dvcq_workflow.rules import desks, plans
from tests.architecture.source import REPOSITORY, Function, room

PAGE = (REPOSITORY / "docs" / "reference" / "glossary.md").read_text(encoding="utf-8")
IDENTIFIER_ROW = re.compile(r"^\| `[^|]+ \| ([^|]*) \|[^|]+\|$", re.MULTILINE)
STATE_ROW = re.compile(r"^\| `(Status\.\w+)` \|", re.MULTILINE)
NAMES = sorted(
    {
        name
        for cell in IDENTIFIER_ROW.findall(PAGE)
        for name in re.findall(r"`(\w+(?:\.\w+)?)`", cell)
        if not name.islower() or "_" in name
    }
)


@pytest.mark.parametrize("name", NAMES)
def test_a_name_in_the_glossary_is_a_name_in_the_code(name: str) -> None:
    first, _, attribute = name.partition(".")
    functions = {
        node.name
        for module in room("services")
        for node in module.tree.body
        if isinstance(node, Function)
    }
    owner = getattr(models, first, None) or getattr(desks, first, None)
    assert owner is not None or first in functions
    assert not attribute or hasattr(owner, attribute)


def test_the_glossary_has_every_state_of_a_plan() -> None:
    assert {f"Status.{state.name}" for state in plans.Status} == set(STATE_ROW.findall(PAGE))
