"""A test of the real plan is never silently left out where it counts."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import conftest


@pytest.fixture
def no_seed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(conftest, "SEED", tmp_path / "absent.txt")


@pytest.mark.usefixtures("no_seed")
def test_without_the_plan_a_test_is_skipped_with_its_reason(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match=r"\.\./shared/seed/absent\.txt"):
        conftest._require_seed()


@pytest.mark.usefixtures("no_seed")
def test_without_the_plan_a_test_fails_in_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match=r"absent\.txt"):
        conftest._require_seed()


@pytest.mark.django_db
def test_what_asks_for_a_database_is_marked_so(request: pytest.FixtureRequest) -> None:
    assert request.node.get_closest_marker("database")


def test_what_a_fixture_asks_of_a_database_counts(
    province: object, request: pytest.FixtureRequest
) -> None:
    assert province is not None
    assert request.node.get_closest_marker("database")


def test_what_asks_for_none_is_not_marked(request: pytest.FixtureRequest) -> None:
    assert request.node.get_closest_marker("database") is None
