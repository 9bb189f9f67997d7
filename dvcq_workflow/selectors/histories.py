"""The whole history of a plan in the order of time, and which plans a flow has: for exports."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.conf import settings
from django.db.models import Prefetch, Q
from django.utils import timezone, translation

from dvcq_workflow.audit.xes import Case
from dvcq_workflow.documents.press import history_words as say
from dvcq_workflow.documents.press.history import AccessLine, HistoryBook, HistoryLine, Seal
from dvcq_workflow.labels import SENTENCES
from dvcq_workflow.labels.acts import ACT_NAMES, CHANNEL_NAMES
from dvcq_workflow.labels.exports import SUBJECT_NAMES
from dvcq_workflow.models.audit import AccessLog, AuditEvent, PersonalValue
from dvcq_workflow.models.checkpoints import Checkpoint, SealedLeaf
from dvcq_workflow.models.documents import Issuance
from dvcq_workflow.models.people import SigningAuthority
from dvcq_workflow.models.plans import Plan, PlanParty
from dvcq_workflow.models.units import Unit
from dvcq_workflow.rules.desks import Role
from dvcq_workflow.rules.errors import RuleViolation
from dvcq_workflow.selectors.history_words import Names, changes_of, facts_of, standing_of
from dvcq_workflow.selectors.numbering import issuance_of, plan_numbers
from dvcq_workflow.selectors.people import people_named_by, seats_of
from dvcq_workflow.selectors.plans import granted_plan_ids
from dvcq_workflow.selectors.timeline import FACT_KINDS, Kind, reference_of

BATCH = 500
"""Rows that are read at once: a query for them, and one for each kind of name behind them."""


def history_of(plan: Plan, *, limit: int, with_accesses: bool = False) -> HistoryBook:
    """Return a plan's history up to now, in the site's language; for each 500 acts at most five
    queries, for each 500 accesses two.

    Raises:
        RuleViolation: ``history_too_long``, beyond ``limit`` acts, or accesses where they are
            asked for.
    """
    acts = AuditEvent.objects.filter(stream_id=plan.stream_id)
    looks = AccessLog.objects.filter(stream_id=plan.stream_id)
    count = max(acts.count(), looks.count() if with_accesses else 0)
    if count > limit:
        raise RuleViolation("history_too_long", count=count, limit=limit)
    issuance = issuance_of(plan)
    with translation.override(settings.LANGUAGE_CODE):
        return HistoryBook(
            body=plan.issuing_unit.name,
            subject=plan.subject,
            number=issuance.full_number if issuance else "",
            uid=str(plan.uid),
            seal=_seal(plan),
            lines=tuple(_lines(acts)),
            accesses=tuple(_access_lines(looks)) if with_accesses else (),
        )


def is_auditor(viewer: Any, on: dt.date) -> bool:
    """Return whether a person may take the log of a whole flow."""
    return any(seat.role is Role.AUDITOR for seat in seats_of(viewer, on))


def cases_of_flow(viewer: Any, flow: str, on: dt.date) -> list[Case]:
    """Return the plans of a flow that a person may see, in the order in which they began."""
    units = {seat.unit_id for seat in seats_of(viewer, on)}
    of_units = PlanParty.objects.filter(unit_id__in=units).values("plan_id")
    seen = Q(pk__in=of_units) | Q(pk__in=granted_plan_ids(viewer))
    of_flow = Plan.objects.filter(processes__flow_code=flow).values("pk")
    return _cases(Plan.objects.filter(seen, pk__in=of_flow).order_by("pk"))


def case_of(plan: Plan) -> Case:
    """Return one plan as a log has it."""
    return _cases(Plan.objects.filter(pk=plan.pk))[0]


def flow_of(plan: Plan) -> str:
    """Return the code of the flow that a plan went through; empty for one recorded as issued."""
    codes = plan.processes.order_by("pk").values_list("flow_code", flat=True)
    return codes.first() or ""


def _cases(plans: Any) -> list[Case]:
    numbers: Prefetch[Any, Any, Any] = Prefetch("issuances", plan_numbers(), to_attr="live")
    return [
        Case(str(plan.uid), plan.stream_id, _number(plan.live), plan.subject)
        for plan in plans.prefetch_related(numbers)
    ]


def _number(live: Sequence[Issuance]) -> str:
    return live[0].full_number if live else ""


def _seal(plan: Plan) -> Seal | None:
    """Return the last checkpoint with the number of the last act that it seals."""
    point = Checkpoint.objects.order_by("-number").first()
    sealed = SealedLeaf.objects.filter(kind=SealedLeaf.Kind.EVENT).values("row_id")
    events = AuditEvent.objects.filter(stream_id=plan.stream_id, pk__in=sealed)
    last = events.order_by("-seq").values_list("seq", flat=True).first()
    if point is None or last is None:
        return None
    return Seal(point.number, timezone.localtime(point.sealed_at), point.root, last)


def _lines(acts: Any) -> Iterator[HistoryLine]:
    last = 0
    while rows := list(acts.filter(seq__gt=last).order_by("seq")[:BATCH]):
        last = rows[-1].seq
        bodies = [json.loads(row.envelope) for row in rows]
        names = _names(bodies)
        for row, body in zip(rows, bodies, strict=True):
            yield _line(row, body, names)


def _line(row: AuditEvent, body: Any, names: Names) -> HistoryLine:
    return HistoryLine(
        number=row.seq,
        at=timezone.localtime(row.at),
        who=names.person(body["actor"]["name"], say.ERASED),
        standing=standing_of(body["actor"]),
        for_whom=_principal(body, names),
        act=body.get("names", {}).get("act") or str(ACT_NAMES.get(row.code, row.code)),
        reason=names.person(body["reason"], say.ERASED),
        facts=tuple(facts_of(body, names)),
        changes=tuple(changes_of(body, names)),
        channel=str(CHANNEL_NAMES.get(row.channel, row.channel)),
        digest=row.digest,
    )


def _principal(body: Any, names: Names) -> str:
    said = body["principal"] or {}
    parts = (names.person(said.get("name"), say.ERASED), said.get("title", ""))
    return ", ".join(part for part in parts if part)


def _access_lines(looks: Any) -> Iterator[AccessLine]:
    last = 0
    while rows := list(looks.filter(pk__gt=last).order_by("pk")[:BATCH]):
        last = rows[-1].pk
        bodies = [json.loads(row.envelope) for row in rows]
        personal = _personal(body["actor"]["name"] for body in bodies)
        for row, body in zip(rows, bodies, strict=True):
            mark = body["actor"]["name"]
            yield AccessLine(
                at=timezone.localtime(row.at),
                who=personal.get(mark, say.ERASED) if mark else "",
                kind=str(row.get_kind_display()),
                subject=str(SUBJECT_NAMES.get(row.subject, row.subject)),
                rule=_rule(row.code, body["details"].get("params", {})),
                channel=str(CHANNEL_NAMES.get(row.channel, row.channel)),
                digest=row.digest,
            )


def _rule(code: str, params: Any) -> str:
    """Return the sentence of a refusal as the person read it, or the code of a rule retired."""
    if code not in SENTENCES:
        return code
    try:
        return str(SENTENCES[code]) % params
    except (KeyError, TypeError, ValueError):  # the sentence has asked for more since then
        return code


def _names(bodies: Sequence[Any]) -> Names:
    ids: dict[Kind, set[int]] = {kind: set() for kind in Kind}
    for body in bodies:
        for kind, value in _ids_in(body):
            ids[kind].add(value)
    units = Unit.objects.filter(pk__in=ids[Kind.UNIT]).values_list("pk", "name")
    powers = SigningAuthority.objects.filter(pk__in=ids[Kind.AUTHORITY])
    people = people_named_by(ids[Kind.PERSON])
    known = {
        **{(Kind.UNIT, pk): name for pk, name in units},
        **{(Kind.PERSON, pk): name for pk, name in people.items()},
        **{(Kind.AUTHORITY, power.pk): str(power) for power in powers},
    }
    return Names(_personal(mark for body in bodies for mark in _marks_in(body)), known)


def _marks_in(body: Any) -> Iterator[str | None]:
    yield body["actor"]["name"]
    yield (body["principal"] or {}).get("name")
    yield body["reason"]


def _personal(marks: Iterable[str | None]) -> dict[str, str]:
    wanted = sorted({mark for mark in marks if mark})
    found: dict[str, str] = {}
    for start in range(0, len(wanted), BATCH):
        rows = PersonalValue.objects.filter(pk__in=wanted[start : start + BATCH])
        found |= dict(rows.values_list("commitment", "value"))
    return found


def _ids_in(body: Any) -> Iterator[tuple[Kind, int]]:
    for change in body["changes"]:
        for name, pair in change["fields"].items():
            if kind := reference_of(change["table"], name):
                yield from ((kind, value) for value in pair if isinstance(value, int))
    for name, kind in FACT_KINDS.items():
        if isinstance(value := body["details"].get(name), int):
            yield kind, value
