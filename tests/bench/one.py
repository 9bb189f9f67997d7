"""The figures of one topic on one database, as one line of JSON on standard output."""

from __future__ import annotations

import json
import sys
import tempfile
from dataclasses import asdict
from importlib import import_module
from pathlib import Path

import django
from django.conf import settings
from django.test.utils import setup_databases, teardown_databases

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "example_project"))
# A file, as in production: the test runner's default for SQLite is a database in memory.
if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = str(
        Path(tempfile.mkdtemp()) / "bench.sqlite3"
    )
settings.INSTALLED_APPS = [*settings.INSTALLED_APPS, "tests.bench.peer.apps.PeerConfig"]
django.setup()


def main() -> None:
    """Measure in a database of its own, made and dropped here."""
    config = setup_databases(verbosity=0, interactive=False)
    try:
        figures = list(import_module(f"tests.bench.{sys.argv[1]}").figures())
    finally:
        teardown_databases(config, verbosity=0)
    rows = [{**asdict(figure), "holds": figure.holds} for figure in figures]
    sys.stdout.write(json.dumps(rows, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
