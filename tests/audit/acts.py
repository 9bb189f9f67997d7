"""Which acts there are to be tried: each service, and the doors of the flows to them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from importlib import import_module
from inspect import getmembers, isfunction
from typing import Any

from dvcq_workflow.flows import starting
from dvcq_workflow.flows.runner import perform
from tests.architecture.test_services import ACTS
from tests.audit.faults import Place, Tally, replaced, replaying

STARTS = [
    each
    for name, each in getmembers(starting, isfunction)
    if each.__module__ == starting.__name__ and not name.startswith("_")
]
"""Every way to start a flow together with the record it runs on."""

DOORS = (perform, *STARTS)


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
