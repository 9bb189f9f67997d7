"""The one path of every write on the province's master data: lock → right → rule → row → event."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from dvcq_workflow.audit.recorder import lock_directory, record_event
from dvcq_workflow.models.audit import AuditStream
from dvcq_workflow.models.base import AuditedModel
from dvcq_workflow.models.history import plain
from dvcq_workflow.rules.desks import Role, Seat
from dvcq_workflow.rules.errors import Conflict, NotPermitted
from dvcq_workflow.selectors.people import keeps_directory, own_seats_of
from dvcq_workflow.services.acting import acting


@dataclass
class Entry:
    """The directory under its lock, and the keeper who was found to be one."""

    stream: AuditStream
    seat: Seat | None
    on: dt.date

    def keep(self, row: AuditedModel, code: str, *, reason: str = "") -> None:
        """Save a row that the rules let through and write its event."""
        row.save()
        record_event(
            code,
            stream=self.stream,
            seat=self.seat,
            reason=reason,
            details={"row": str(row.uid), "table": row._meta.model_name or ""},
        )


@contextmanager
def keeping(row: AuditedModel | None, *, actor: Any, channel: str = "code") -> Iterator[Entry]:
    """Lock the directory for a change of ``row``, new or as it was loaded and then altered; None:
    for what concerns no single row of it.

    One lock for all of it: master data changes seldom, and a rule such as "no two of a kind at
    one time" then needs no lock of its own.

    Raises:
        NotPermitted: ``directory_not_yours``, ``person_inactive``.
        Conflict: ``directory_row_changed``, where somebody saved the row in between.
    """
    known = AuditStream.objects.filter(kind=AuditStream.Kind.DIRECTORY).first()
    with acting(actor=actor, channel=channel, refused_on=("directory", known)) as act:
        act.refused_on = ("directory", known)
        stream = lock_directory()
        on = timezone.localdate(act.at)
        if not keeps_directory(actor, on):
            raise NotPermitted("directory_not_yours")
        if row is not None:
            _require_as_loaded(row)
        yield Entry(stream=stream, seat=_keepers_seat(actor, on), on=on)


def _keepers_seat(actor: Any, on: dt.date) -> Seat | None:
    seats = own_seats_of(actor, on)
    return next((seat for seat in seats if seat.role is Role.ADMINISTRATOR), None)


def _require_as_loaded(row: AuditedModel) -> None:
    if row._state.adding:
        return
    stored = type(row)._base_manager.filter(pk=row.pk).first()
    if stored is None or plain(stored._loaded) != plain(getattr(row, "_loaded", None)):
        raise Conflict("directory_row_changed")
