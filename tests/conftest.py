"""What every test may ask for. Worlds are built by calling services, so little stands here."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db.backends.base.operations import BaseDatabaseOperations
from django.test import override_settings
from hypothesis import HealthCheck, settings

from dvcq_workflow.models.append_only import unprotect
from tests import snapshots

pytest_plugins = ["tests.fixtures"]

# No test looks at a clock: a busy machine would fail what holds.
settings.register_profile("steady", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("steady")

ASKING = {"db", "transactional_db"}
REPOSITORY = Path(__file__).resolve().parent.parent
SEED = REPOSITORY.parent / "shared" / "seed" / "000_83981fcc74c33b90.txt"


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    """Mark what asks for a database: a second one shows nothing new of anything else. What takes
    minutes begins first, however the rest is shuffled, so that no worker waits for it at the end.
    """
    for item in items:
        if item.get_closest_marker("django_db") or ASKING & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.database)
    yield
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """A test of the real plan is skipped where the plan is not, but never in CI."""
    snapshots.begin(getattr(item, "fixturenames", ()))
    if item.get_closest_marker("seed"):
        _require_seed()


@pytest.fixture(autouse=True, scope="session")
def files_in_a_folder_of_the_tests(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Issued files of the tests never reach those of the demonstration."""
    with override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("files")):
        yield


@pytest.fixture(autouse=True, scope="session")
def tables_that_keep_their_rows_are_emptied_between_tests() -> Iterator[None]:
    """Open the guard of the append-only tables where a test empties its whole database; the
    migration signal that follows closes it again. Nothing but the test runner does so."""
    flush = BaseDatabaseOperations.execute_sql_flush

    def open_and_flush(operations: BaseDatabaseOperations, sql: list[str]) -> None:
        unprotect(operations.connection)
        flush(operations, sql)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseOperations, "execute_sql_flush", open_and_flush)
        yield


@pytest.fixture(scope="session")
def seed_path() -> Path:
    """Path of the real plan that the system must carry."""
    _require_seed()
    return SEED


def _require_seed() -> None:
    if SEED.is_file():
        return
    reason = f"The real plan is not beside the repository: ../shared/seed/{SEED.name}"
    if os.environ.get("CI") == "true":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)
