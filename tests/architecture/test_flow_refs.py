"""Names of flows and nodes are stored in rows for ever: they are only added, never changed."""

from __future__ import annotations

import importlib
import pkgutil

from viewflow.workflow import lock
from viewflow.workflow.base import Flow
from viewflow.workflow.fields import get_flow_ref, get_task_ref

from dvcq_workflow import flows
from tests.architecture.source import REPOSITORY

FROZEN = REPOSITORY / "tests" / "data" / "flow_refs.txt"


def flow_classes() -> list[type[Flow]]:
    found = []
    for info in pkgutil.walk_packages(flows.__path__, f"{flows.__name__}."):
        module = importlib.import_module(info.name)
        found += [
            value
            for value in vars(module).values()
            if isinstance(value, type)
            and issubclass(value, Flow)
            and value.__module__ == module.__name__
        ]
    return found


def refs_in_code() -> set[str]:
    refs = set()
    for flow_class in flow_classes():
        refs.add(get_flow_ref(flow_class))
        refs |= {get_task_ref(node) for node in flow_class.instance.nodes()}
    return refs


def test_every_flow_and_node_is_written_down_and_none_was_renamed() -> None:
    lines = FROZEN.read_text(encoding="utf-8").split()
    assert lines == sorted(set(lines))
    assert set(lines) == refs_in_code()


def test_every_flow_locks_its_process() -> None:
    # The engine's default lock is none: two approvals at once then give two next tasks.
    assert flow_classes()
    for flow_class in flow_classes():
        assert isinstance(flow_class.lock_impl, lock.SelectForUpdateLock), flow_class
        assert not flow_class.lock_impl.nowait, flow_class
