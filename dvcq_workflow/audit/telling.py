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
    "envelope",
)
ACCESS = ("actor_id", "at", "channel", "code", "kind", "stream_id", "subject", "envelope")


def event_teller(attnames: Sequence[str], streams: Mapping[Any, str]) -> Callable[[Row], bool]:
    """Return what says of a row of events, as the driver has it, whether its columns agree.

    ``attnames``: the columns in the row's order; ``streams``: names by key.
    """
    values = itemgetter(*(attnames.index(name) for name in EVENT))

    def agrees(row: Row) -> bool:
        act, actor, role, unit, at, channel, code, seen, principal, seq, stream, told = values(row)
        whom = "null" if principal is None else f'{{"id":{principal},"name":'
        return (
            told.startswith(f'{{"act":"{_uid(act)}","actor":{{"id":{actor},"name":')
            and f'"role":"{role}","role_name":' in told
            and f'"unit":{_number(unit)},"unit_name":' in told
            and f'"}},"at":"{_moment(at)}","changes":[' in told
            and f'],"channel":"{channel}","code":"{code}","content_hash":{_text(seen)},"de' in told
            and f',"principal":{whom}' in told
            and f',"seq":{seq},"stream":"{streams.get(stream)}","v":' in told[-90:]
        )

    return agrees


def access_teller(attnames: Sequence[str], streams: Mapping[Any, str]) -> Callable[[Row], bool]:
    """Return the same for rows of the access log."""
    values = itemgetter(*(attnames.index(name) for name in ACCESS))

    def agrees(row: Row) -> bool:
        actor, at, channel, code, kind, stream, subject, told = values(row)
        name = streams.get(stream)
        return (
            f'"actor":{{"id":{actor},"name":' in told[:80]
            and f'"}},"at":"{_moment(at)}","channel":"{channel}","code":"{code}","de' in told
            and f',"kind":"{kind}","principal":' in told
            and f',"stream":{json.dumps(name)},"subject":"{subject}","v":' in told[-140:]
        )

    return agrees


def selected(model: type[models.Model], vendor: str) -> list[str]:
    """Return the columns as SQL that hands moments and uids out as text: a driver that makes
    objects of them takes longer for it than the proof does for all the rest."""
    return [_as_text(field, vendor) for field in model._meta.concrete_fields]


def _as_text(field: Any, vendor: str) -> str:
    kind = field.get_internal_type()
    if kind == "DateTimeField":
        if vendor == "postgresql":
            return (
                f"to_char({field.column} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"
            )
        return f"{field.column} || ''"
    if kind == "UUIDField" and vendor == "postgresql":
        return f"{field.column}::text"
    return str(field.column)


def _uid(value: str) -> str:
    """SQLite keeps a uuid as 32 digits."""
    if len(value) == 36:
        return value
    return f"{value[:8]}-{value[8:12]}-{value[12:16]}-{value[16:20]}-{value[20:]}"


def _number(value: int | None) -> str:
    return "null" if value is None else str(value)


def _text(value: str) -> str:
    return f'"{value}"' if value else "null"


def _moment(at: str) -> str:
    """SQLite keeps a moment in UTC, without a fraction where it is none."""
    if at[-1] == "Z":
        return at
    return f"{at[:10]}T{at[11:19]}.{at[20:]:0<6}Z"
