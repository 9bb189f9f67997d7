"""A person who acts, and rows to act on."""

from __future__ import annotations

from typing import Any

import pytest

from tests.models.rows import Rows, make_person


@pytest.fixture
def person(db: Any) -> Any:
    """An account that is active and holds no seat: the record does not ask for one."""
    return make_person("clerk")


@pytest.fixture
def rows(person: Any) -> Rows:
    """Makes sound rows, each in an act of ``person``."""
    return Rows(person)
