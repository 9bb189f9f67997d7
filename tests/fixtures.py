"""Fixtures that build worlds; ``tests/conftest.py`` registers them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.worlds import World, make_province


@pytest.fixture
def province(db: Any) -> World:
    """A small province with one person for every desk."""
    return make_province()
