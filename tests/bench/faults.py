"""A failure at every statement of every service: the tests of the audited services, each act of
which is first tried with the database failing at each of its statements."""

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


def _beside() -> str:
    """Return the address from which the tests make a database that is not this topic's own."""
    url = os.environ["DATABASE_URL"]
    if connection.vendor == "sqlite":
        return url
    return f"{url.rpartition('/')[0]}/{connection.settings_dict['NAME']}"


def figures() -> Iterator[Figure]:
    """Yield how many tries left something behind, and which services were not tried at all."""
    with tempfile.TemporaryDirectory() as folder:
        said = Path(folder) / "faults.json"
        command = [sys.executable, "-m", "tests.audit.replaying", "-q", "-m", "audits", "tests"]
        environment = {**os.environ, "FAULTS_JSON": str(said), "DATABASE_URL": _beside()}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        sys.stderr.write(done.stdout[-2_000:])
        told = json.loads(said.read_text())
    note = f"{told['tries']:,} failures in {told['acts']} acts"
    yield Figure("faults: acts torn", len(told["torn"]), "", 0, note)
    yield Figure("faults: services not tried", len(told["untried"]), "", 0)
    yield Figure("faults: tests that failed", done.returncode, "", 0)
    for line in (*told["torn"], *told["untried"]):
        sys.stderr.write(f"{line}\n")
