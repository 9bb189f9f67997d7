"""Whether the columns beside an envelope say what it says.

An envelope is canonical: its keys stand in one order, so that a column's copy stands between known
neighbours. Looking for these pieces costs a tenth of parsing the whole.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from typing import Any

from django.db import models

Row = Sequence[Any]

EVENT = (
    "act_uid",
    "actor_id",
    "role",
    "unit_id",
    "at",
    "channel",
    "code",
    "content_hash",
    "principal_id",
    "seq",
    "stream_id",
)
ACCESS = ("actor_id", "at", "channel", "code", "kind", "stream_id", "subject")
Teller = Callable[[Row, bytes], bool]


def event_teller(attnames: Sequence[str], streams: Mapping[Any, str]) -> Teller:
    """Return what says of a row of events, as the driver has it, and of its envelope's bytes,
    whether the columns agree.

    ``attnames``: the columns in the row's order; ``streams``: names by key.
    """
    values = itemgetter(*(attnames.index(name) for name in EVENT))

    def agrees(row: Row, told: bytes) -> bool:
        act, actor, role, unit, at, channel, code, seen, principal, seq, stream = values(row)
        who = told.find(f'"}},"at":"{_moment(at)}","changes":['.encode())
        whom = "null" if principal is None else f'{{"id":{principal},"name":'
        return (
            who > 0
            and told[8:44].replace(b"-", b"") == act.replace("-", "").encode()
            and told.startswith(f'","actor":{{"id":{actor},"name":'.encode(), 44)
            and told.find(f'"role":"{role}","role_name":'.encode(), 0, who) > 0
            and told.find(f'"unit":{_number(unit)},"unit_name":'.encode(), 0, who) > 0
            and told.find(_deed(channel, code, seen), who) > 0
            and told.rfind(f',"principal":{whom}'.encode(), who) > 0
            and f',"seq":{seq},"stream":"{streams.get(stream)}","v":'.encode() in told[-90:]
        )

    return agrees


def access_teller(attnames: Sequence[str], streams: Mapping[Any, str]) -> Teller:
    """Return the same for rows of the access log."""
    values = itemgetter(*(attnames.index(name) for name in ACCESS))

    def agrees(row: Row, told: bytes) -> bool:
        actor, at, channel, code, kind, stream, subject = values(row)
        name = json.dumps(streams.get(stream))
        when = f'"}},"at":"{_moment(at)}","channel":"{channel}","code":"{code}","de'
        return (
            f'"actor":{{"id":{actor},"name":'.encode() in told[:80]
            and when.encode() in told
            and f',"kind":"{kind}","principal":'.encode() in told
            and f',"stream":{name},"subject":"{subject}","v":'.encode() in told[-140:]
        )

    return agrees


def selected(model: type[models.Model], vendor: str) -> list[str]:
    """Return the columns as SQL that hands moments and uids out as text, and on SQLite envelopes as
    bytes: a driver that makes objects of them takes longer for it than the proof for all the rest.
    """
    return [_as_stored(field, vendor) for field in model._meta.concrete_fields]


def _as_stored(field: Any, vendor: str) -> str:
    kind, column = field.get_internal_type(), str(field.column)
    if vendor == "postgresql":
        if kind == "DateTimeField":
            return f"to_char({column} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"
        return f"{column}::text" if kind == "UUIDField" else column
    if kind == "DateTimeField":
        return f"{column} || ''"
    return f"CAST({column} AS BLOB)" if field.attname == "envelope" else column


def _number(value: int | None) -> str:
    return "null" if value is None else str(value)


def _deed(channel: str, code: str, seen: str) -> bytes:
    content = f'"{seen}"' if seen else "null"
    return f'],"channel":"{channel}","code":"{code}","content_hash":{content},"de'.encode()


def _moment(at: str) -> str:
    """SQLite keeps a moment in UTC, without a fraction where it is none."""
    if at[-1] == "Z":
        return at
    return f"{at[:10]}T{at[11:]}Z" if len(at) == 26 else f"{at[:10]}T{at[11:]}.000000Z"
