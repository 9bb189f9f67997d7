"""Who viewed a plan, took a file of it, or was refused: newest first, page by page."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Max

from dvcq_workflow.models.audit import AccessLog
from dvcq_workflow.models.plans import Plan
from dvcq_workflow.selectors.timeline import by_name, personal_values, start_of

RECENT = 1_000


@dataclass(frozen=True)
class AccessFilter:
    """What an access log is narrowed to; None or empty: not asked. Both days count in."""

    person: int | None = None
    kind: str = ""
    since: dt.date | None = None
    until: dt.date | None = None

    @property
    def is_narrow(self) -> bool:
        """Whether anything is asked."""
        return self != AccessFilter()


@dataclass(frozen=True)
class Access:
    """One look, download or refusal; ``body``: what was recorded; ``key``: its place in the log."""

    key: int
    at: dt.datetime
    kind: str
    subject: str
    code: str
    digest: str
    body: dict[str, Any]


@dataclass(frozen=True)
class AccessPage:
    """Rows, newest first, and the values behind their commitments. ``older``: ``before`` of the
    next page; ``people``: who is found among the latest rows, by key, named as they were."""

    rows: Sequence[Access]
    older: int | None
    personal: dict[str, str]
    people: dict[int, str]


def access_page(
    plan: Plan, wanted: AccessFilter, *, before: int | None = None, size: int = 50
) -> AccessPage:
    """Return one page of a plan's access log, in three queries. ``before``: key of the row with
    which the page before ended. Keyset, as the timeline."""
    of_plan = AccessLog.objects.filter(stream_id=plan.stream_id)
    rows = of_plan
    if before is not None:
        rows = rows.filter(pk__lt=before)
    if wanted.person is not None:
        rows = rows.filter(actor_id=wanted.person)
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.since is not None:
        rows = rows.filter(at__gte=start_of(wanted.since))
    if wanted.until is not None:
        rows = rows.filter(at__lt=start_of(wanted.until + dt.timedelta(days=1)))
    found = list(rows.order_by("-pk")[: size + 1])
    shown = [_access(row) for row in found[:size]]
    actors = [json.loads(text)["actor"] for text in _last_of_each(of_plan)]
    marks = [mark for row in shown for mark in (row.body["actor"]["name"], row.body["ip"])]
    personal = personal_values([*marks, *(actor["name"] for actor in actors)])
    return AccessPage(
        rows=shown,
        older=shown[-1].key if len(found) > size else None,
        personal=personal,
        people=by_name({a["id"]: personal[a["name"]] for a in actors if a["name"] in personal}),
    )


def _last_of_each(rows: Any) -> list[str]:
    """Return the last record of each person among the latest rows."""
    recent = AccessLog.objects.filter(pk__in=rows.order_by("-pk").values("pk")[:RECENT]).order_by()
    last = recent.values("actor_id").annotate(last=Max("pk")).values("last")
    return list(AccessLog.objects.filter(pk__in=last).values_list("envelope", flat=True))


def _access(row: AccessLog) -> Access:
    body = json.loads(row.envelope)
    return Access(row.pk, row.at, row.kind, row.subject, row.code, row.digest, body)
