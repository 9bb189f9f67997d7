"""Whether the columns beside an envelope say what it says.

An envelope is canonical: its keys stand in one order, so that a column's copy stands between known
neighbours. Looking for these pieces costs a tenth of parsing the whole.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any

Row = Sequence[Any]

EVENT = (
    "id",
    "stream_id",
    "seq",
    "act_uid",
    "at",
    "code",
    "actor_id",
    "principal_id",
    "unit_id",
    "role",
    "channel",
    "content_hash",
    "envelope",
    "digest",
)
"""The columns of an event in the order in which they are read."""
ACCESS = ("actor_id", "at", "channel", "code", "kind", "stream_id", "subject")
Teller = Callable[[Row, bytes], bool]
_SEEN_OF = 10_000
"""How many seats are kept that many rows share."""
_AFTER_ACT = 44
_NAME, _NO_NAME = len('"') + 64 + len('"'), len("null")
"""What a committed name takes in an envelope, and none."""


def event_agrees(row: Row, told: bytes, last: str | None, *, chained: bool = True) -> bool:
    """Say of a row of events (``EVENT``), as the driver has it, and of its envelope's bytes,
    whether the columns agree and it names ``last``, the digest before it.

    Number and stream are not looked at here: they stand at the end (``end_of``).
    """
    _pk, _stream, _seq, act, at, code, actor, principal, unit, role, channel, seen, _, _ = row
    head = b'","actor":{"id":%d,"name":' % actor
    seat = _AFTER_ACT + len(head)
    seat += _NO_NAME if told[seat : seat + 1] == b"n" else _NAME
    who = told.find(b'"},"at":"', seat)
    text = f'"{seen}"' if seen else "null"
    deed = f'],"channel":"{channel}","code":"{code}","content_hash":{text},"de'
    done = told.find(deed.encode(), who)
    whom = ',"principal":null' if principal is None else f',"principal":{{"id":{principal},"name":'
    if chained:
        whom = f'"prev":"{last}"{whom}' if last else f'"prev":null{whom}'
    return (
        who > 0
        and told[8:_AFTER_ACT].replace(b"-", b"") == act.replace("-", "").encode()
        and told.startswith(head, _AFTER_ACT)
        and told.startswith(_when(at), who)
        and _sits(role, unit, told[seat:who])
        and done > 0
        and told.rfind(whom.encode(), done) > 0
    )


def follows(told: bytes, last: str | None) -> bool:
    """Whether an envelope names the digest before it."""
    link = f'"prev":"{last}","principal":' if last else '"prev":null,"principal":'
    return told.rfind(link.encode()) > 0


def end_of(stream: str, *, version: int = 2) -> bytes:
    """Return how the envelopes of a stream end after their number."""
    return f',"stream":"{stream}","v":{version}}}'.encode()


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


@lru_cache(maxsize=_SEEN_OF)
def _sits(role: str, unit: int | None, seat: bytes) -> bool:
    """Whether an envelope's words on the actor's seat, from their name to the brace, name role and
    unit. Few seats do most acts: each is read once."""
    try:
        said = json.loads(b'{"name":null%b"}' % seat)
    except ValueError:
        return False
    return (said.get("role"), said.get("unit")) == (role, unit)


def _when(at: str) -> bytes:
    return f'"}},"at":"{_moment(at)}","changes":['.encode()


def _moment(at: str) -> str:
    """Both databases are asked for UTC; neither writes a fraction that is none, and PostgreSQL no
    zeros at its end."""
    if len(at) == 26:
        return f"{at[:10]}T{at[11:]}Z"
    return f"{at[:10]}T{at[11:19]}.{at[20:]:0<6}Z"
