"""The door to the Tasks API: a committed work order nudges the worker, and no more than that."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django_tasks import task

from dvcq_workflow.jobs.runner import run_order
from dvcq_workflow.signals import work_ordered


@task()
def run_work_order(order_id: int) -> bool:
    """Run one work order; due ones that no nudge reached are run by ``dvcq_tick``."""
    return run_order(order_id)


def nudge(*, order_id: int, **kwargs: Any) -> None:
    """Hand a committed order to the queue; with the Immediate backend it runs at once."""
    run_work_order.enqueue(order_id)


LISTENER = "dvcq_workflow.jobs"


def connect() -> None:
    """Listen for committed orders; once."""
    work_ordered.connect(nudge, dispatch_uid=LISTENER)


@contextmanager
def not_nudged() -> Iterator[None]:
    """Let committed orders wait for ``run_due``: who plays on a clock of their own says when."""
    work_ordered.disconnect(dispatch_uid=LISTENER)
    try:
        yield
    finally:
        connect()
