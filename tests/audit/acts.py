"""Which acts there are to be tried: each service, and the doors of the flows to them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from dvcq_workflow.flows.runner import perform
from dvcq_workflow.flows.starting import start_imported_plan, start_plan
from tests.architecture.test_services import ACTS
from tests.audit.faults import Place, Tally, replaced, replaying

DOORS = (perform, start_plan, start_imported_plan)


def services() -> dict[str, Callable[..., Any]]:
    """Return every service that writes, by its name."""
    return {each.name: getattr(import_module(each.module.name), each.name) for each in ACTS}


@contextmanager
def failing_first(places: Callable[[str], Iterable[Place]]) -> Iterator[Tally]:
    """Let every act that is done meanwhile fail at some places before it is done."""
    tally, is_busy = Tally(), list[bool]()
    acts = {act: replaying(act, places, tally, is_busy) for act in (*DOORS, *services().values())}
    with replaced(sys.modules, acts):
        yield tally
