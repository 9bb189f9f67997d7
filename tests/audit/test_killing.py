"""Who is killed in the middle of an act leaves nothing of it, on either database."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests.architecture.source import REPOSITORY
from tests.worlds import make_province

ROUNDS = 50
"""The bench topic ``kills`` plays a thousand."""


def play(rounds: int, url: str) -> dict[str, Any]:
    """Play so many rounds on a database that holds a province, and return what came of it."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.audit.killing", str(rounds)],
        env={**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "tests.settings"},
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture
def url(transactional_db: Any, tmp_path: Path) -> str:
    """A database that another process may open, and in which a province is committed."""
    make_province()
    return url_of_this_database(tmp_path)


def url_of_this_database(folder: Path) -> str:
    """Return the address of this test's database; one in memory is copied to a file first."""
    if connection.vendor == "postgresql":
        given = connection.settings_dict
        host, port = given["HOST"] or "127.0.0.1", given["PORT"] or 5432
        who = given["USER"] + (f":{given['PASSWORD']}" if given["PASSWORD"] else "")
        return f"postgres://{who}@{host}:{port}/{given['NAME']}"
    file = folder / "killed.sqlite3"
    with closing(sqlite3.connect(file)) as copy:
        connection.connection.backup(copy)
        copy.execute("PRAGMA journal_mode = wal")
    return f"sqlite:///{file}"


def test_who_is_killed_in_the_middle_of_an_act_leaves_nothing_of_it(url: str) -> None:
    told = play(ROUNDS, url)
    assert told["torn"] == []
    assert told["rounds"] == ROUNDS
    assert told["within_an_act"] > ROUNDS / 4
