"""Measuring: medians of many runs, SQL time and query counts as the database driver saw them."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext


@dataclass(frozen=True)
class Figure:
    """One measured row. ``gate`` is the most that the figure may be; None where none is set."""

    name: str
    value: float
    unit: str
    gate: float | None = None
    note: str = ""

    @property
    def holds(self) -> bool:
        """Whether the figure is within its gate."""
        return self.gate is None or self.value <= self.gate


def median_ms(act: Callable[[], Any], *, runs: int, warm_up: int = 2) -> float:
    """Return the median wall time of ``act`` in milliseconds."""
    for _ in range(warm_up):
        act()
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        act()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def paired_ratio(act: Callable[[], Any], peer: Callable[[], Any], *, runs: int) -> float:
    """Return the ratio of medians of two acts that take turns, so that noise meets both."""
    mine, theirs = [], []
    for _ in range(3):
        act()
        peer()
    for _ in range(runs):
        for chosen, times in ((act, mine), (peer, theirs)):
            start = time.perf_counter()
            chosen()
            times.append(time.perf_counter() - start)
    return statistics.median(mine) / statistics.median(theirs)


def sql_cost(act: Callable[[], Any], *, runs: int, turns: int = 1) -> tuple[float, int]:
    """Return the median SQL time of ``act`` in milliseconds, and its number of queries; of several
    turns the least, because whatever else runs on the machine only adds."""
    if turns > 1:
        return min(sql_cost(act, runs=runs) for _turn in range(turns))
    act()
    times, queries = [], 0
    for _ in range(runs):
        start_sql = _Timer()
        with connection.execute_wrapper(start_sql), CaptureQueriesContext(connection) as seen:
            act()
        times.append(start_sql.seconds * 1000)
        queries = len(seen)
    return statistics.median(times), queries


def server_ms(act: Callable[[], Any], *, runs: int = 5) -> float:
    """Return what PostgreSQL itself works for all statements of ``act``, planning included, in
    milliseconds: what it says to EXPLAIN ANALYZE, each statement's least of some runs."""
    total = 0.0
    for sql, params in _statements(act):
        least = float("inf")
        for _run in range(runs):
            with connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", params)
                (told,) = cursor.fetchone()[0]
            least = min(least, told["Planning Time"] + told["Execution Time"])
        total += least
    return total


def sql_turns(act: Callable[[], Any], peer: Callable[[], Any], *, runs: int) -> tuple[float, float]:
    """Return the median times, in milliseconds, of what two acts ask of the database, in turns.

    Their statements are noted once and then asked again with all their rows: on SQLite a row is
    found when it is fetched, so that the time to execute says little.
    """
    asked = [_statements(act), _statements(peer)]
    times: list[list[float]] = [[], []]
    for turn in range(runs + 2):
        for place, statements in enumerate(asked):
            start = time.perf_counter()
            for sql, params in statements:
                with connection.cursor() as cursor:
                    cursor.execute(sql, params)
                    cursor.fetchall()
            if turn >= 2:  # the first ones warm both up
                times[place].append((time.perf_counter() - start) * 1000)
    return statistics.median(times[0]), statistics.median(times[1])


def _statements(act: Callable[[], Any]) -> list[tuple[str, Any]]:
    act()
    found: list[tuple[str, Any]] = []

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        found.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        act()
    return found


class _Timer:
    """Adds up what each statement takes, finer than the milliseconds Django logs."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        start = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.seconds += time.perf_counter() - start
