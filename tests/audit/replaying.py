"""Runs tests with every act in them first tried with failures at each of its statements.

    FAULTS_JSON=… python -m tests.audit.replaying [arguments of pytest]

``FAULTS_JSON``: the file to which it writes what came of it; ``FAULTS_ROUNDS``: how often an act of
one name is tried at all its places. What a test says of the act must hold all the same.
"""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import django
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "example_project"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from tests.audit.acts import failing_first, services  # noqa: E402 - models need a set-up Django
from tests.audit.faults import Place, Tally, every_place  # noqa: E402

ROUNDS = int(os.environ.get("FAULTS_ROUNDS", "1"))


class Replaying:
    """A plugin for pytest: tries each act, the first times that it is done, at every one of its
    statements."""

    def __init__(self) -> None:
        self.done: Counter[str] = Counter()
        self.tallies: list[Tally] = []

    @pytest.fixture(autouse=True)
    def every_act_fails_first(self) -> Iterator[None]:
        """Stand around each test."""
        with failing_first(PLUGIN.places) as tally:
            yield
        PLUGIN.tallies.append(tally)

    def places(self, name: str) -> Iterator[Place]:
        """Return where to fail: everywhere, until the act was tried often enough."""
        self.done[name] += 1
        return every_place() if self.done[name] <= ROUNDS else iter(())


PLUGIN = Replaying()


def main() -> int:
    """Run the tests and write what came of it."""
    code = pytest.main(["-p", "no:randomly", *sys.argv[1:]], plugins=[PLUGIN])
    tallies = PLUGIN.tallies
    tried = set().union(*(tally.services for tally in tallies))
    result = {
        "acts": len(PLUGIN.done),
        "tries": sum(tally.tries for tally in tallies),
        "torn": [said for tally in tallies for said in tally.torn],
        "untried": sorted(set(services()) - tried),
    }
    Path(os.environ["FAULTS_JSON"]).write_text(json.dumps(result, indent=1))
    return int(code)


if __name__ == "__main__":
    raise SystemExit(main())
