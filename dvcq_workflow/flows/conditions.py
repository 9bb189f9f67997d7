"""What gates ask: in which of these states did the service leave the subject of the year?"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Any


def subject_is(kind: str, *states: StrEnum) -> Callable[[Any], bool]:
    """Return the condition "the process's subject of that kind is in one of these states".

    ``kind``: of ``models.subjects.SUBJECT_KINDS``. The token moves when the service is done, under
    the plan's lock, and the process then holds the subject as the service left it.
    """

    def condition(activation: Any) -> bool:
        return getattr(activation.process, kind).state in states

    condition.states = states  # type: ignore[attr-defined]  # for the diagram
    return condition
