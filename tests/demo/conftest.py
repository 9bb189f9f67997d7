"""The demonstration, played once for all who look at it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings
from documents.demo.cast import prepare_story
from documents.demo.story import SCENES, play


def run_demo(**options: Any) -> dict[str, Any]:
    """Run ``manage.py demo --json`` and return what it printed."""
    printed = StringIO()
    call_command("demo", json=True, stdout=printed, **options)
    summary: dict[str, Any] = json.loads(printed.getvalue())
    return summary


@pytest.fixture(scope="module")
def played(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Any]]:
    """What the demonstration printed that is there for all tests of a module.

    Each of them is rolled back to it, and after the last one the database is emptied.
    """
    folder = tmp_path_factory.mktemp("played")
    with override_settings(MEDIA_ROOT=folder, PROVINCE_CLOCK=folder / "clock.txt"):
        with django_db_blocker.unblock():
            summary = run_demo()
        yield summary
        with django_db_blocker.unblock():
            call_command("flush", interactive=False, verbosity=0)


@pytest.fixture(scope="module")
def issued(
    django_db_setup: None,
    django_db_blocker: Any,
    tmp_path_factory: pytest.TempPathFactory,
    seed_path: Path,
) -> Iterator[int]:
    """Key of the real plan, carried to its issue on the 6th of April 2020, its year opened; each
    test is rolled back to it, and the last leaves the database empty."""
    with override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("issued")):
        with django_db_blocker.unblock(), transaction.atomic():
            plan = play(prepare_story(seed_path.name, seed_path.read_bytes()), SCENES)
        yield plan.pk
        with django_db_blocker.unblock():
            call_command("flush", interactive=False, verbosity=0)
