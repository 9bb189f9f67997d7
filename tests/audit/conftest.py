"""A person in a seat, and rows for them to act on."""

from __future__ import annotations

from typing import Any

import pytest

from dvcq_workflow.rules.desks import Role, Seat
from tests.models.rows import Rows, make_person


@pytest.fixture
def person(db: Any) -> Any:
    """The one who acts."""
    return make_person("clerk")


@pytest.fixture
def rows(person: Any) -> Rows:
    """Makes sound rows, each in an act of ``person``."""
    return Rows(person)


@pytest.fixture
def seat(rows: Rows) -> Seat:
    """The seat of ``person`` on the day of the act."""
    member = rows.keep(rows.membership(title="Trưởng phòng"))
    return Seat(member.unit_id, Role.HEAD, member.title, member.pk)
