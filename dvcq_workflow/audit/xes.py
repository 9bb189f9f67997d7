"""Events as a log for process mining: XES, IEEE 1849-2016. One trace a plan, one event an act.

Data in, bytes out: which plans a person may have is the service's matter. The same events give the
same bytes; what was erased since reads as erased.

Source: IEEE 1849-2016, clauses 4 and 5, and its schema (the order of elements, names as NCName).
"""

from __future__ import annotations

import datetime as dt
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from lxml import etree

from dvcq_workflow.documents.press.sheet import printable
from dvcq_workflow.models.audit import AuditEvent, PersonalValue

NAMESPACE = "http://www.xes-standard.org/"
VERSION = "1849.2016"
ERASED = "đã xóa"
EXTENSIONS = (
    ("Concept", "concept"),
    ("Identity", "identity"),
    ("Lifecycle", "lifecycle"),
    ("Organizational", "org"),
    ("Time", "time"),
)
TRANSITIONS = {
    "desk_claimed": "assign",
    "desk_given_back": "schedule",
    "draft_handed_over": "reassign",
}
"""Where an act is no completed step, in the standard's own model of a life cycle."""
COMPLETE = "complete"
CLASSIFIERS = (
    ("Activity", "concept:name"),
    ("Code", "code"),
    ("Resource", "org:resource"),
    ("Role", "org:role"),
)
_BATCH_OF_CASES = 200
_BATCH = 500

Attribute = tuple[str, str, str]
"""Element, key, value."""


@dataclass(frozen=True)
class Case:
    """A plan and the stream of its events. ``number``: as it was issued; empty before."""

    uid: str
    stream_id: int
    number: str
    subject: str


def event_log(flow: str, cases: Sequence[Case], *, zone: dt.tzinfo) -> bytes:
    """Return the log of a flow's plans, in their given order; for 200 plans one query for
    their events, and one for each 500 names and reasons.

    ``flow``: its code, which is the id of the process in its BPMN document; ``zone``: in which
    moments are told, with their offset.
    """
    written = io.BytesIO()
    with etree.xmlfile(written, encoding="UTF-8") as out:
        out.write_declaration()
        namespaces: Any = {None: NAMESPACE}
        given = {"xes.version": VERSION, "xes.features": ""}
        with out.element(_tag("log"), given, nsmap=namespaces):
            _write_head(out, flow)
            for case, events in _traces(cases, zone):
                with out.element(_tag("trace")):
                    _write_attributes(out, _of_case(case))
                    for event in events:
                        with out.element(_tag("event")):
                            _write_attributes(out, event)
    return written.getvalue() + b"\n"


_LOG: tuple[Attribute, ...] = (("string", "lifecycle:model", "standard"),)
_OF_A_TRACE: tuple[Attribute, ...] = (
    ("string", "concept:name", ""),
    ("id", "identity:id", "00000000-0000-0000-0000-000000000000"),
    ("string", "number", ""),
    ("string", "subject", ""),
)
_OF_AN_EVENT: tuple[Attribute, ...] = (
    ("string", "concept:name", ""),
    ("string", "code", ""),
    ("string", "lifecycle:transition", COMPLETE),
    ("date", "time:timestamp", "1970-01-01T00:00:00+00:00"),
    ("string", "org:resource", ""),
    ("string", "org:role", ""),
    ("string", "org:group", ""),
    ("int", "seq", "0"),
)
"""What every event has; a classifier may only name one of these."""


def _write_head(out: Any, flow: str) -> None:
    """Write what the standard wants before the traces, in its order."""
    for name, prefix in EXTENSIONS:
        uri = f"{NAMESPACE}{prefix}.xesext"
        _write(out, "extension", {"name": name, "prefix": prefix, "uri": uri})
    for scope, attributes in (("trace", _OF_A_TRACE), ("event", _OF_AN_EVENT)):
        with out.element(_tag("global"), {"scope": scope}):
            _write_attributes(out, attributes)
    for name, keys in CLASSIFIERS:
        _write(out, "classifier", {"name": name, "scope": "event", "keys": keys})
    _write_attributes(out, (("string", "concept:name", flow), *_LOG))


def _write_attributes(out: Any, attributes: Iterable[Attribute]) -> None:
    """Text is cleaned of what XML cannot hold; markup in it stays text."""
    for element, key, value in attributes:
        _write(out, element, {"key": key, "value": printable(value)})
    out.write("\n")


def _write(out: Any, name: str, given: dict[str, str]) -> None:
    with out.element(_tag(name), given):
        pass


def _traces(
    cases: Sequence[Case], zone: dt.tzinfo
) -> Iterator[tuple[Case, Iterator[Iterable[Attribute]]]]:
    for start in range(0, len(cases), _BATCH_OF_CASES):
        batch = cases[start : start + _BATCH_OF_CASES]
        events = _events_of([case.stream_id for case in batch])
        told = [body for found in events.values() for _digest, body in found]
        known = _values([mark for body in told for mark in _marks_in(body)])
        for case in batch:
            found = events.get(case.stream_id, [])
            yield case, (_of_event(body, digest, known, zone) for digest, body in found)


def _events_of(streams: list[int]) -> dict[int, list[tuple[str, Any]]]:
    rows = (
        AuditEvent.objects.filter(stream_id__in=streams)
        .order_by("stream_id", "seq")
        .values_list("stream_id", "digest", "envelope")
    )
    grouped = groupby(rows, key=lambda row: row[0])
    return {
        stream: [(digest, json.loads(told)) for _stream, digest, told in found]
        for stream, found in grouped
    }


def _values(marks: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for start in range(0, len(marks), _BATCH):
        rows = PersonalValue.objects.filter(pk__in=marks[start : start + _BATCH])
        found |= dict(rows.values_list("commitment", "value"))
    return found


def _marks_in(body: Any) -> Iterator[str]:
    for mark in (body["actor"]["name"], (body["principal"] or {}).get("name"), body["reason"]):
        if mark:
            yield mark


def _of_case(case: Case) -> Iterable[Attribute]:
    yield "string", "concept:name", case.uid
    yield "id", "identity:id", case.uid
    yield "string", "number", case.number
    yield "string", "subject", case.subject


def _of_event(
    body: Any, digest: str, known: dict[str, str], zone: dt.tzinfo
) -> Iterable[Attribute]:
    actor, names, details = body["actor"], body.get("names", {}), body["details"]
    at = dt.datetime.fromisoformat(body["at"]).astimezone(zone)
    yield "string", "concept:name", names.get("act", body["code"])
    yield "string", "code", body["code"]
    yield "string", "lifecycle:transition", TRANSITIONS.get(body["code"], COMPLETE)
    yield "date", "time:timestamp", at.isoformat(timespec="microseconds")
    yield "string", "org:resource", _person(actor, known)
    yield "string", "org:role", actor["role_name"] or actor["role"]
    yield "string", "org:group", actor["unit_name"]
    yield "int", "seq", str(body["seq"])
    yield "id", "identity:id", body["act"]
    if isinstance(desk := details.get("desk"), str):
        yield "string", "desk", desk
        yield "string", "desk_name", names.get("desk", desk)
    if body["principal"]:
        yield "string", "principal", _person(body["principal"], known)
    if body["reason"]:
        yield "string", "reason", known.get(body["reason"], ERASED)
    if body["content_hash"]:
        yield "string", "content_hash", body["content_hash"]
    yield "string", "channel", body["channel"]
    yield "string", "digest", digest


def _person(said: Any, known: dict[str, str]) -> str:
    """Return id and name: two people of one name are two resources, and stay so once erased."""
    return f"{said['id']}: {known.get(said['name'], ERASED) if said['name'] else ''}".strip(" :")


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"
