"""The migrations say what the models say, in one line."""

from __future__ import annotations

import io

import pytest
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader

OURS = ("dvcq_workflow", "accounts", "documents")


@pytest.mark.django_db
@pytest.mark.parametrize("app", OURS)
def test_no_model_has_drifted_from_its_migrations(app: str) -> None:
    said = io.StringIO()
    try:
        call_command("makemigrations", app, check=True, dry_run=True, stdout=said)
    except SystemExit:
        pytest.fail(said.getvalue())


@pytest.mark.parametrize("app", OURS)
def test_no_app_has_two_last_migrations(app: str) -> None:
    loader = MigrationLoader(None, ignore_no_migrations=True)
    assert len(loader.graph.leaf_nodes(app)) <= 1
