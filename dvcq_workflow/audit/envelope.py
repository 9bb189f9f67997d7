"""The canonical envelope of an event: everything that is proven later stands in it.

Names, addresses and free-text reasons enter as salted commitments; their values live in the
erasable ``PersonalValue``. Officials enter by id, unit, role and title.
"""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass
from typing import Any

from dvcq_workflow.context import Act, HistoryRow, RowChange
from dvcq_workflow.models.audit import AuditStream, PersonalValue
from dvcq_workflow.models.history import plain
from dvcq_workflow.rules.canonical import MAX_SAFE_INTEGER, commitment
from dvcq_workflow.rules.desks import Seat

VERSION = 2
"""2: an event names the digest of the one before it (``prev``); 1 did not."""
SALT_BYTES = 16


@dataclass(frozen=True)
class FileDigest:
    """A file that the act concerns: its name for people, and SHA-256."""

    name: str
    sha256: str


class Commitments:
    """Collects the personal values of one envelope, to be stored beside it: rows of commitment,
    kind, person, salt and value."""

    def __init__(self) -> None:
        self.values: list[tuple[str, str, int | None, bytes, str]] = []

    def commit(self, kind: PersonalValue.Kind, value: str, subject_id: int | None) -> str | None:
        """Return the commitment that stands for ``value``; None for an empty one."""
        if not value:
            return None
        salt = secrets.token_bytes(SALT_BYTES)
        mark = commitment(salt, value)
        self.values.append((mark, str(kind), subject_id, salt, value))
        return mark


def frame(
    act: Act, stream: AuditStream | None, marks: Commitments, seat: Seat | None = None
) -> dict[str, Any]:
    """Return what every envelope says of its act: where, when, through which door, for whom."""
    return {
        "v": VERSION,
        "stream": f"{stream.kind}:{stream.uid}" if stream else None,
        "at": moment(act.at),
        "act": str(act.uid),
        "channel": act.channel,
        "request": act.request_id,
        "ip": marks.commit(PersonalValue.Kind.IP, act.ip, act.actor_id),
        "principal": principal(act, marks, seat),
    }


def moment(at: dt.datetime) -> str:
    """Return a moment as the envelope writes it: UTC, microseconds, Z."""
    return at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def person(
    act: Act, seat: Seat | None, unit_name: str, role_name: str, marks: Commitments
) -> dict[str, Any]:
    """Return the actor as the envelope has them: id, committed name, and the seat of that day."""
    return {
        "id": act.actor_id,
        "name": marks.commit(PersonalValue.Kind.NAME, act.actor_name, act.actor_id),
        "unit": seat.unit_id if seat else None,
        "unit_name": unit_name,
        "role": str(seat.role) if seat else "",
        "role_name": role_name,
        "title": seat.title if seat else "",
    }


def principal(act: Act, marks: Commitments, seat: Seat | None) -> dict[str, Any] | None:
    """Return the person on whose behalf the actor acts, with the title of the place that the
    actor stands in for; or None."""
    if act.principal_id is None:
        return None
    return {
        "id": act.principal_id,
        "name": marks.commit(PersonalValue.Kind.NAME, act.principal_name, act.principal_id),
        "title": seat.principal_title if seat else "",
    }


def changed_rows(changes: list[RowChange]) -> list[dict[str, Any]]:
    """Return what was saved: table, row, operation, and old and new of each changed field."""
    return [
        {
            "table": change.table,
            "id": change.row_id,
            "op": change.operation,
            "fields": {name: [safe(old), safe(new)] for name, (old, new) in change.fields.items()},
        }
        for change in changes
    ]


def history_rows(rows: list[HistoryRow]) -> list[list[Any]]:
    """Return the history rows behind the event, each with its digest."""
    return [[row.table, row.history_id, row.digest] for row in rows]


def safe(value: Any) -> Any:
    """Return a column's value in the restricted JSON profile."""
    value = plain(value)
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > MAX_SAFE_INTEGER:
        return str(value)
    return value
