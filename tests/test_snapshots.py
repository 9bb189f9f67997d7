"""A world that is laid again is the one that services built, and what else is written ends it."""

from __future__ import annotations

import pytest
from django.db import transaction

from tests import snapshots
from tests.worlds import World, make_province

pytestmark = pytest.mark.django_db


def _rows_of_a_province() -> tuple[snapshots.Rows, World]:
    with transaction.atomic():
        snapshots.begin()
        world = make_province()
        rows = snapshots._dump()
        transaction.set_rollback(True)
    return rows, world


def test_a_world_laid_again_has_the_rows_and_objects_that_services_made() -> None:
    snapshots.shelf.kept.clear()
    built, world = _rows_of_a_province()
    assert snapshots.shelf.kept
    laid, again = _rows_of_a_province()
    assert laid == built
    assert again is not world
    assert again.units["SNV"] == world.units["SNV"]


def test_after_any_other_write_everything_is_built_by_services() -> None:
    snapshots.begin()
    world = make_province()
    assert snapshots.shelf.state
    world.province.refresh_from_db()
    assert snapshots.shelf.state
    world.start_plan()
    assert snapshots.shelf.state is None


def test_a_world_that_is_taken_back_is_not_counted_on() -> None:
    with transaction.atomic():
        snapshots.begin()
        make_province()
        transaction.set_rollback(True)
    assert snapshots.shelf.state is None
