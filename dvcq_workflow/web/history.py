"""How one act of a record's history is told: who, for whom, when, why, and what became of what."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Field
from django.utils import timezone
from django.utils.translation import gettext as _

from dvcq_workflow.labels import SENTENCES, sentence_of
from dvcq_workflow.labels.acts import (
    ACCESS_NAMES,
    ACT_MARKS,
    ACT_NAMES,
    CHANNEL_NAMES,
    FACT_SENTENCES,
    PLAIN_MARK,
    ROWS_ADDED,
    ROWS_REMOVED,
)
from dvcq_workflow.labels.days import long_day
from dvcq_workflow.models.approvals import POLICY_NAMES
from dvcq_workflow.rules.errors import RuleViolation
from dvcq_workflow.rules.formats import short_date
from dvcq_workflow.selectors.timeline import (
    FACT_KINDS,
    Entry,
    Kind,
    TimelinePage,
    column_of,
    reference_of,
)
from dvcq_workflow.templatetags.dvcq import short_hash
from dvcq_workflow.web.changes import Piece, word_pieces

REFUSED_MARK = ("late", "stop")
HIDDEN_FIELDS = frozenset({"subject_folded", "name_folded", "short_name_folded", "position"})
LONG_TEXT = 60
MAX_DIFFS = 40
"""Fields of one event that are shown; a redraft may touch hundreds, and the desks show those."""


@dataclass(frozen=True)
class Diff:
    """One field of one row: what it was, what it became. ``pieces``: for a text, word by word."""

    name: str
    old: str
    new: str
    pieces: tuple[Piece, ...] = ()


@dataclass(frozen=True)
class Shown:
    """One act or refusal as the page reads it."""

    at: dt.datetime
    seq: int | None
    digest: str
    title: str
    look: str
    icon: str
    who: str
    standing: str
    for_whom: str
    channel: str
    reason: str
    sentence: str
    content_hash: str
    facts: list[str] = field(default_factory=list)
    diffs: list[Diff] = field(default_factory=list)
    more_diffs: int = 0
    files: list[dict[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Day:
    """The acts of one day, the latest first."""

    name: str
    acts: list[Shown]


def days_of(page: TimelinePage) -> list[Day]:
    """Return a page's acts, grouped by local day, the latest first."""
    days: list[Day] = []
    for entry in page.entries:
        name = long_day(timezone.localdate(entry.at))
        if not days or days[-1].name != name:
            days.append(Day(name, []))
        days[-1].acts.append(_shown(entry, page))
    return days


def _shown(entry: Entry, page: TimelinePage) -> Shown:
    body = entry.envelope
    actor, principal = body["actor"], body.get("principal") or {}
    refused = entry.seq is None
    look, icon = REFUSED_MARK if refused else ACT_MARKS.get(entry.code, PLAIN_MARK)
    names = ACCESS_NAMES if refused else ACT_NAMES
    diffs = [] if refused else list(_diffs(body["changes"], page))
    return Shown(
        at=entry.at,
        seq=entry.seq,
        digest=entry.digest,
        title=str(names.get(entry.code, entry.code)),
        look=look,
        icon=icon,
        who=_personal(actor.get("name"), page),
        standing=_standing(actor),
        for_whom=_personal(principal.get("name"), page) if principal else "",
        channel=str(CHANNEL_NAMES.get(body.get("channel", ""), "")),
        reason=_personal(body.get("reason"), page) if body.get("reason") else "",
        sentence=_sentence(entry) if refused else "",
        content_hash="" if refused else body.get("content_hash") or "",
        facts=[] if refused else [*_facts(body["details"], page), *_row_counts(body["changes"])],
        diffs=diffs[:MAX_DIFFS],
        more_diffs=max(0, len(diffs) - MAX_DIFFS),
        files=[] if refused else body["files"],
    )


def _personal(mark: str | None, page: TimelinePage) -> str:
    """Return what a commitment stands for; once erased, it can no longer be read."""
    if not mark:
        return ""
    return page.personal.get(mark, _("(erased as the law on personal data requires)"))


def _standing(actor: dict[str, Any]) -> str:
    parts = [actor.get("title"), actor.get("unit_name")]
    if actor.get("role_name"):
        parts.append(_("role: %(role)s") % {"role": actor["role_name"]})
    return " · ".join(part for part in parts if part)


def _sentence(entry: Entry) -> str:
    """Return the rule's sentence as the person read it, or the code of a rule since retired."""
    params = entry.envelope["details"].get("params", {})
    if entry.refused_by not in SENTENCES:
        return entry.refused_by
    try:
        return sentence_of(RuleViolation(entry.refused_by, **params))
    except KeyError:  # the sentence has asked for more since then
        return entry.refused_by


def _facts(details: dict[str, Any], page: TimelinePage) -> Iterator[str]:
    for key, value in details.items():
        sentence = FACT_SENTENCES.get(key)
        if sentence is not None:
            yield str(sentence) % {"value": _fact(key, value, page)}


def _fact(key: str, value: Any, page: TimelinePage) -> str:
    if kind := FACT_KINDS.get(key):
        return page.name_of(kind, value) or str(value)
    if key == "policy":
        return str(POLICY_NAMES.get(value, value))
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    return _moment(value) or _plain(value)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value)


def _row_counts(changes: Sequence[dict[str, Any]]) -> Iterator[str]:
    """Return how many rows of each kind came and went."""
    for operation, sentence in (("+", ROWS_ADDED), ("-", ROWS_REMOVED)):
        counts = Counter(c["table"] for c in changes if c["op"] == operation)
        for table, count in counts.items():
            if name := _table_name(table):
                yield str(sentence) % {"what": name, "count": count}


def _table_name(table: str) -> str:
    key = column_of(table, "id")
    return str(key.model._meta.verbose_name) if key is not None else ""


def _diffs(changes: Sequence[dict[str, Any]], page: TimelinePage) -> Iterator[Diff]:
    for change in changes:
        table = change["table"]
        for name, (old, new) in change["fields"].items():
            column = column_of(table, name)
            if column is None or name in HIDDEN_FIELDS:
                continue
            label = str(column.verbose_name)
            if table != "plan":
                label = f"{_table_name(table)}: {label}"
            kind = reference_of(table, name)
            old_text, new_text = (_value(column, kind, value, page) for value in (old, new))
            yield _diff(label, old_text, new_text)


def _diff(label: str, old: str, new: str) -> Diff:
    if len(old) > LONG_TEXT and len(new) > LONG_TEXT:
        return Diff(label, old, new, word_pieces(old, new))
    return Diff(label, old, new)


def _value(column: Field[Any, Any], kind: Kind | None, value: Any, page: TimelinePage) -> str:
    """Return a column's value as a person says it."""
    if value in (None, "", []):
        return _("not yet")
    if column.choices:
        return str(dict(column.flatchoices).get(value, value))
    if name := page.name_of(kind, value):
        return name
    if isinstance(value, list):
        return "\n".join(str(item) for item in value)
    if column.name == "content_hash":
        return short_hash(str(value))
    return _moment(value) or _plain(value)


def _moment(value: Any) -> str:
    """Return a date or a moment of the envelope as our pages write them."""
    if not isinstance(value, str) or not value[:4].isdigit() or value[4:5] != "-":
        return ""
    try:
        if len(value) == len("2020-04-06"):
            return short_date(dt.date.fromisoformat(value))
        local = timezone.localtime(dt.datetime.fromisoformat(value))
    except ValueError:
        return ""
    return f"{short_date(local.date())} {local:%H:%M:%S}"
