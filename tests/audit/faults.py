"""Doing an act again and again, each time with a failure at another of its statements.

Before the act is done for good, it is tried with the database failing at its first statement, at
its second, and so on; after each try every table must hold what it held before.
"""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import wraps
from itertools import count
from typing import Any

from django.apps import apps
from django.db import IntegrityError, OperationalError, connection, models

from dvcq_workflow.context import act_or_none
from dvcq_workflow.flows.runner import ACTS_AT
from dvcq_workflow.models import AccessLog, PersonalValue
from dvcq_workflow.rules.errors import RuleViolation

KEPT_OF_REFUSALS = (AccessLog, PersonalValue)
BEFORE, AFTER = "before", "after"
Place = tuple[int, str]
"""A statement's number in its act, and whether to fail before it or after it was done."""


def every_place() -> Iterator[Place]:
    """Yield the places of an act of any length, in order."""
    for number in count(1):
        yield from ((number, AFTER), (number, BEFORE))


class Fault(Exception):
    """Marks our failures among those of the database."""


class InjectedFault(Fault, OperationalError):
    """The connection broke, say."""


class InjectedConstraint(Fault, IntegrityError):
    """A constraint said no, say."""


class Failing:
    """Counts statements and fails at one of them: before it is done, or when it was done."""

    def __init__(self, at: int, when: str) -> None:
        self.at, self.when, self.count, self.fired = at, when, 0, False
        self.depth, self.taken_back = len(connection.savepoint_ids), False

    def __call__(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        back, self.taken_back = self.taken_back, sql.startswith("ROLLBACK")
        if self.taken_back or (back and sql.startswith("RELEASE")):
            return execute(sql, params, many, context)  # what takes an act back is no part of it
        self.count += 1
        if self.count != self.at:
            return execute(sql, params, many, context)
        if self.when is AFTER and not self._ends_or_begins_the_act(sql):
            execute(sql, params, many, context)
        self.fired = True
        kind = InjectedConstraint if self.at % 2 else InjectedFault
        raise kind(f"{self.when} statement {self.at}: {sql[:60]}")

    def _ends_or_begins_the_act(self, sql: str) -> bool:
        """A commit that was done and then reported as failed is no failure of the act."""
        outermost = len(connection.savepoint_ids) <= self.depth
        return outermost and sql.startswith(("BEGIN", "SAVEPOINT", "RELEASE"))


@dataclass
class Tally:
    """What came of it. ``torn``: tries that left something behind, in words."""

    tries: int = 0
    calls: int = 0
    torn: list[str] = field(default_factory=list)
    services: set[str] = field(default_factory=set)


def our_tables() -> list[type[models.Model]]:
    """Return every table that an act may write: ours, and the engine's."""
    labels = ("dvcq_workflow", "viewflow", "guardian")
    found = [m for m in apps.get_models() if m._meta.app_label in labels and not m._meta.proxy]
    return sorted(found, key=lambda model: model._meta.db_table)


def everything(*, without: Iterable[type[models.Model]] = ()) -> str:
    """Return a hash over all rows of all those tables."""
    told, left_out = hashlib.sha256(), set(without)
    with connection.cursor() as cursor:
        for model in our_tables():
            if model in left_out:
                continue
            key = model._meta.pk
            table = model._meta.db_table
            cursor.execute(f"SELECT * FROM {table} ORDER BY {key.column}")
            for row in cursor.fetchall():
                told.update(repr((table, *map(_plain, row))).encode())
    return told.hexdigest()


def _plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value


def try_at(
    act: Callable[..., Any],
    given: Mapping[str, Any],
    places: Iterable[Place],
    tally: Tally,
    *,
    name: str = "",
    positional: tuple[Any, ...] = (),
) -> tuple[bool, Any]:
    """Try an act with a failure at each of ``places``, as long as it has so many statements.

    Return whether it was done in the end, because a place lay behind its last statement, and what
    it returned. A rule that says no in the end is raised.
    """
    for place, when in places:
        before = everything()
        of_record = everything(without=KEPT_OF_REFUSALS)
        rows = _kept([*positional, *given.values()])
        fault = Failing(place, when)
        try:
            with connection.execute_wrapper(fault):
                result = act(*positional, **given)
        except Exception as problem:  # whatever it raises, nothing may be left behind
            if not fault.fired:
                raise
            tally.tries += 1
            refused = isinstance(problem, RuleViolation)
            same = (
                everything(without=KEPT_OF_REFUSALS) == of_record
                if refused
                else everything() == before
            )
            if not same:
                tally.torn.append(f"{name} {when} statement {place}: {problem}")
            _restore(rows)
            continue
        tally.tries += fault.fired
        return True, result
    return False, None


def _kept(values: Iterable[Any]) -> list[tuple[models.Model, dict[str, Any]]]:
    """Keep the rows in memory as they are: a try that failed may have changed them."""
    rows = [value for value in values if isinstance(value, models.Model)]
    return [(row, copy.deepcopy(row.__dict__)) for row in rows]


def _restore(rows: list[tuple[models.Model, dict[str, Any]]]) -> None:
    for row, state in rows:
        row.__dict__.clear()
        row.__dict__.update(copy.deepcopy(state))


def replaying(
    act: Callable[..., Any],
    places: Callable[[str], Iterable[Place]],
    tally: Tally,
    is_busy: list[bool],
) -> Callable[..., Any]:
    """Return ``act`` with tries before it. ``places``: for a call's name, where to fail.

    ``is_busy``: shared by all such acts; what an act calls is a part of it, and not tried alone.
    """

    @wraps(act)
    def tried(*args: Any, **given: Any) -> Any:
        parts = [act.__name__, *map(str, args[:1]), str(given.get("act", ""))]
        tally.services.add(_service_of(act, args, given))
        if is_busy or act_or_none() is not None:
            return act(*args, **given)
        is_busy.append(True)
        try:
            name = " ".join(filter(None, parts))
            tally.calls += 1
            done, result = try_at(act, given, places(name), tally, name=name, positional=args)
            return result if done else act(*args, **given)
        finally:
            is_busy.clear()

    return tried


def _service_of(act: Callable[..., Any], args: tuple[Any, ...], given: Mapping[str, Any]) -> str:
    """Return the service behind an act at a desk, or the act itself."""
    done = ACTS_AT.get(args[0], {}).get(given.get("act", "")) if args else None
    return done.service.__name__ if done else act.__name__


@contextmanager
def replaced(
    modules: Mapping[str, Any], acts: Mapping[Callable[..., Any], Callable[..., Any]]
) -> Iterator[None]:
    """Put functions in the place of others in every module that has them, and back again."""
    found = [
        (module, name, value)
        for module in list(modules.values())
        for name, value in list(vars(module).items())
        if callable(value) and _known(value, acts)
    ]
    for module, name, value in found:
        setattr(module, name, acts[value])
    try:
        yield
    finally:
        for module, name, value in found:
            setattr(module, name, value)


def _known(value: Any, acts: Mapping[Callable[..., Any], Any]) -> bool:
    try:
        return value in acts
    except TypeError:  # what has no hash is no function
        return False
