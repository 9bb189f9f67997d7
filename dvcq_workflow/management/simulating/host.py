"""The simulation's host: its clock, its post, and its shelf of files in a folder of its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.dispatch import Signal
from django.test.utils import override_settings
from django.utils import timezone

from dvcq_workflow.conf import SETTING
from dvcq_workflow.host import DefaultHost, Notice, get_host
from dvcq_workflow.rules.files import storage_key
from dvcq_workflow.signals import desk_offered, plan_issued, work_ordered

BEGINS_AT = dt.time(7, 30)
BETWEEN_ACTS = dt.timedelta(seconds=5)


class SimulatedHost(DefaultHost):
    """What a host decides, as ``DefaultHost`` does; told things are kept, and nobody is told.

    ``at``: the simulated moment. ``told``: every notice that was given to the post. ``shelf``:
    where files are kept.
    """

    at: dt.datetime
    told: list[Notice]
    shelf: Path

    def begin(self, day: dt.date, shelf: Path) -> None:
        """Begin anew on a day, with an empty post and an empty shelf."""
        self.told, self.shelf = [], shelf
        self.turn_to(day)

    def turn_to(self, day: dt.date) -> None:
        """Let the offices open on a day."""
        self.at = timezone.make_aware(dt.datetime.combine(day, BEGINS_AT))

    def go_on(self) -> None:
        """Let a little time pass between two acts."""
        self.at += BETWEEN_ACTS

    def now(self) -> dt.datetime:
        """Return the simulated moment."""
        return self.at

    def notify(self, notice: Notice) -> None:
        """Keep what people would be told."""
        self.told.append(notice)

    def store_document(self, name: str, data: bytes) -> str:
        """Keep a file on the shelf."""
        key = storage_key(self.files_folder, name, data)
        path = self.shelf / key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return key

    def open_document(self, key: str) -> bytes:
        """Return a file that was kept."""
        return (self.shelf / key).read_bytes()


@contextmanager
def simulated_host(day: dt.date) -> Iterator[SimulatedHost]:
    """Put the simulation's host in place of the host's own, and let nobody outside hear of what
    happens: neither the host's receivers nor its workers."""
    path = f"{SimulatedHost.__module__}.{SimulatedHost.__qualname__}"
    given = {**getattr(settings, SETTING, {}), "HOST": path, "SEALING_KEY": "", "SEALS_FOLDER": ""}
    with (
        TemporaryDirectory(prefix="dvcq-simulation-") as shelf,
        override_settings(DEBUG=False, **{SETTING: given}),  # with DEBUG every query is kept
        _unheard(plan_issued, desk_offered, work_ordered),
    ):
        host = get_host()
        if not isinstance(host, SimulatedHost):
            raise TypeError(type(host).__name__)
        before = dict(vars(host))  # one simulation may look on while another is played
        host.begin(day, Path(shelf))
        try:
            yield host
        finally:
            vars(host).clear()
            vars(host).update(before)


@contextmanager
def _unheard(*signals: Signal) -> Iterator[None]:
    heard = [signal.receivers for signal in signals]
    for signal in signals:
        signal.receivers = []
    try:
        yield
    finally:
        for signal, receivers in zip(signals, heard, strict=True):
            signal.receivers = receivers
