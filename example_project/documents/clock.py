"""The province's clock: the real one, or a demonstration's, which was set back and then runs on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from django.conf import settings
from django.utils import timezone

_stopped: ContextVar[dt.datetime | None] = ContextVar("stopped", default=None)


def now() -> dt.datetime:
    """Return the moment in this province."""
    return _stopped.get() or timezone.now() - _lag()


@contextmanager
def stopped_at(moment: dt.datetime) -> Iterator[None]:
    """Let the clock stand at a moment while what happened then is played."""
    token = _stopped.set(moment)
    try:
        yield
    finally:
        _stopped.reset(token)


def run_on_from(moment: dt.datetime) -> None:
    """Set the clock to a moment for everybody who reads it, from now on; None sets no clock."""
    path: Path | None = settings.PROVINCE_CLOCK
    if path is not None:
        lag = timezone.now() - moment
        path.write_text(f"{lag.total_seconds():.0f}\n", encoding="ascii")


def _lag() -> dt.timedelta:
    """How far the clock is behind the real one. It is kept in a file beside the database, since
    every act asks for it and a row would cost each page a query."""
    path: Path | None = settings.PROVINCE_CLOCK
    try:
        return (
            dt.timedelta(seconds=int(path.read_text(encoding="ascii"))) if path else dt.timedelta()
        )
    except FileNotFoundError:
        return dt.timedelta()
