"""Whether the columns beside an envelope say what it says.

An envelope is canonical: its keys stand in one order, so that a column's copy stands between known
neighbours. Looking for these pieces costs a tenth of parsing the whole.
"""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from typing import Any

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


def _uid(value: Any) -> str:
    """SQLite hands a uuid out as 32 digits."""
    return str(value if isinstance(value, uuid.UUID) else uuid.UUID(value))


def _number(value: int | None) -> str:
    return "null" if value is None else str(value)


def _text(value: str) -> str:
    return f'"{value}"' if value else "null"


def _moment(at: dt.datetime) -> str:
    """Both drivers hand a moment out in UTC; SQLite's without saying so."""
    return f"{at.isoformat(timespec='microseconds')[:26]}Z"
