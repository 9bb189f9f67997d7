"""A plugin for pytest: every service that an audited test calls is first tried with failures.

    pytest -p tests.audit.replaying -m audits tests

``FAULTS_JSON``: the file to which it writes what came of it; ``FAULTS_ROUNDS``: how often an act of
one name is tried at all its places. What a test says of the act must hold all the same.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.audit.acts import failing_first, services
from tests.audit.faults import Place, every_place

ROUNDS = int(os.environ.get("FAULTS_ROUNDS", "1"))


@pytest.fixture(autouse=True, scope="session")
def every_act_fails_first() -> Iterator[None]:
    """Try each act, the first times that it is done, at every one of its statements."""
    rounds: Counter[str] = Counter()

    def places(name: str) -> Iterator[Place]:
        rounds[name] += 1
        return every_place() if rounds[name] <= ROUNDS else iter(())

    with failing_first(places) as tally:
        yield
    told = {
        "acts": len(rounds),
        "tries": tally.tries,
        "torn": tally.torn,
        "untried": sorted(set(services()) - tally.services),
    }
    Path(os.environ["FAULTS_JSON"]).write_text(json.dumps(told, indent=1))
