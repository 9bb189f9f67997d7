"""A thousand writers killed in the middle of an act: what the record says after each."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.db import connection

from tests.bench.measuring import Figure
from tests.worlds import make_province

ROUNDS = 1_000


def figures() -> Iterator[Figure]:
    """Yield how many rounds were torn, and how many writers were killed within an act."""
    make_province()
    database = connection.settings_dict["NAME"]
    connection.close()
    url = os.environ["DATABASE_URL"]
    whole = url.rpartition("/")[0] + f"/{database}"
    if connection.vendor == "sqlite":
        whole = f"sqlite:///{Path(database).resolve()}"
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, "-m", "tests.audit.killing", str(ROUNDS)],
            env={**os.environ, "DATABASE_URL": whole, "TMPDIR": folder},
            capture_output=True,
            text=True,
            check=False,
        )
    sys.stderr.write(done.stderr[-2_000:])
    told = json.loads(done.stdout.splitlines()[-1])
    sys.stderr.write("".join(f"{line}\n" for line in told["torn"]))
    note = f"{told['within_an_act']:,} within an act; {told['events']:,} events"
    yield Figure("killed writers: torn", len(told["torn"]), "rounds", 0, note)
    yield Figure("killed writers: a round", told["seconds"] / ROUNDS * 1000, "ms")
