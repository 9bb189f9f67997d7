"""How one act of a record's history is told: who, for whom, when, why, and what became of what."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db.models import Field
from django.utils import timezone, translation
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
from dvcq_workflow.models.documents import Issuance
from dvcq_workflow.models.plans import CitedDocument, Plan, PlanAppendix, PlanItem, Recipient
from dvcq_workflow.rules.errors import RuleViolation
from dvcq_workflow.selectors.history_words import moment_text, table_name
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

NOTE = "audit_note_written"
REFUSED_MARK = ("late", "stop")
HIDDEN_FIELDS = frozenset({"subject_folded", "name_folded", "short_name_folded", "position"})
PROSE_WORDS = 4
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
    anchor: str
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
    person_id: int
    unit_id: int | None
    unit_name: str
    ip: str
    note: str = ""
    facts: list[str] = field(default_factory=list)
    diffs: list[Diff] = field(default_factory=list)
    more_diffs: int = 0
    files: list[dict[str, str]] = field(default_factory=list)
    record: list[tuple[str, str]] = field(default_factory=list)
    plan: Any = None
    number: str = ""


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
    names = ACCESS_NAMES
    diffs = [] if refused else list(_diffs(body, page))
    return Shown(
        at=entry.at,
        seq=entry.seq,
        anchor=f"r{entry.digest[:16]}" if refused else f"e{entry.seq}",
        digest=entry.digest,
        title=str(names.get(entry.code, entry.code)) if refused else act_name(entry),
        look=look,
        icon=icon,
        who=told(actor.get("name"), page.personal),
        standing=_standing(actor),
        for_whom=_for_whom(principal, page),
        channel=str(CHANNEL_NAMES.get(body.get("channel", ""), "")),
        reason="" if entry.code == NOTE else told(body.get("reason"), page.personal),
        sentence=_sentence(entry),
        content_hash="" if refused else body.get("content_hash") or "",
        person_id=actor["id"],
        unit_id=actor.get("unit"),
        unit_name=actor.get("unit_name", ""),
        ip=told(body.get("ip"), page.personal),
        facts=[] if refused else [*_facts(body, page), *_row_counts(body["changes"])],
        note=told(body.get("reason"), page.personal)
        if entry.code == NOTE and page.tells_notes
        else "",
        diffs=diffs[:MAX_DIFFS],
        more_diffs=max(0, len(diffs) - MAX_DIFFS),
        files=[] if refused else body["files"],
        record=_record(entry),
    )


def act_name(entry: Entry) -> str:
    """Return the name of an act as it was recorded; in the reader's language, where the act is
    still called so in the site's."""
    recorded: str = entry.envelope.get("names", {}).get("act", "")
    name = ACT_NAMES.get(entry.code)
    if name is None:
        return recorded or entry.code
    with translation.override(settings.LANGUAGE_CODE):
        is_called_so = not recorded or str(name) == recorded
    return str(name) if is_called_so else recorded


def told(mark: str | None, personal: Mapping[str, str]) -> str:
    """Return what a commitment stands for; once erased, it can no longer be read."""
    if not mark:
        return ""
    return personal.get(mark, _("(erased as the law on personal data requires)"))


def _for_whom(principal: Mapping[str, Any], page: TimelinePage) -> str:
    parts = [told(principal.get("name"), page.personal), principal.get("title")]
    return ", ".join(part for part in parts if part)


def _record(entry: Entry) -> list[tuple[str, str]]:
    """Return what of an act only its proof needs, and the facts that no sentence tells."""
    body = entry.envelope
    lines = [
        (_("Code of the act"), entry.code),
        (_("What was recorded"), entry.digest),
        (_("The event before it"), body.get("prev") or ""),
        (_("All that belongs to this act"), body["act"]),
        (_("Request"), body.get("request", "")),
        (_("Full code of the content seen"), body.get("content_hash") or ""),
    ]
    facts = body["details"].items()
    lines += [(key, _plain(value)) for key, value in facts if key not in FACT_SENTENCES]
    return [(name, value) for name, value in lines if value]


def _standing(actor: dict[str, Any]) -> str:
    parts = [actor.get("title"), actor.get("unit_name")]
    if actor.get("role_name"):
        parts.append(_("role: %(role)s") % {"role": actor["role_name"]})
    return " · ".join(part for part in parts if part)


def _sentence(entry: Entry) -> str:
    if entry.seq is not None:
        return ""
    return refusal_sentence(entry.refused_by, entry.envelope["details"].get("params", {}))


def refusal_sentence(code: str, params: Mapping[str, Any]) -> str:
    """Return the rule's sentence as the person read it, or the code of a rule since retired."""
    if code not in SENTENCES:
        return code
    try:
        return sentence_of(RuleViolation(code, **params))
    except KeyError:  # the sentence has asked for more since then
        return code


def _facts(body: dict[str, Any], page: TimelinePage) -> Iterator[str]:
    for key, value in body["details"].items():
        sentence = FACT_SENTENCES.get(key)
        if sentence is not None:
            yield str(sentence) % {"value": _fact(key, value, body, page)}


def _fact(key: str, value: Any, body: dict[str, Any], page: TimelinePage) -> str:
    if kind := FACT_KINDS.get(key):
        return _name_of(kind, value, body, page) or str(value)
    if key == "policy":
        return str(POLICY_NAMES.get(value, value))
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    return moment_text(value) or _plain(value)


def _name_of(kind: Kind | None, value: Any, body: dict[str, Any], page: TimelinePage) -> str | None:
    """Return the name behind an id: of a unit the name of that day, where it was recorded."""
    if kind is Kind.UNIT:
        recorded: str | None = body.get("names", {}).get("units", {}).get(str(value))
        return recorded or page.name_of(kind, value)
    return page.name_of(kind, value)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value)


def _row_counts(changes: Sequence[dict[str, Any]]) -> Iterator[str]:
    """Return how many rows of each kind came and went."""
    for operation, sentence in (("+", ROWS_ADDED), ("-", ROWS_REMOVED)):
        counts = Counter(c["table"] for c in changes if c["op"] == operation)
        for table, count in counts.items():
            if name := table_name(table):
                yield str(sentence) % {"what": name, "count": count}


def field_choices() -> dict[str, str]:
    """Return the fields of a plan and of its parts that a timeline can be narrowed to, by table
    and column."""
    found = {}
    for model in (Plan, PlanItem, PlanAppendix, CitedDocument, Recipient, Issuance):
        table = model._meta.model_name or ""
        for column in model._meta.concrete_fields:
            is_told = column.editable and not column.primary_key and column.attname != "plan_id"
            if is_told and column.attname not in HIDDEN_FIELDS:
                found[f"{table}.{column.attname}"] = _field_name(table, column)
    return found


def _field_name(table: str, column: Field[Any, Any]) -> str:
    name = str(column.verbose_name)
    return name if table == "plan" else f"{table_name(table)}: {name}"


def _diffs(body: dict[str, Any], page: TimelinePage) -> Iterator[Diff]:
    for change in body["changes"]:
        table = change["table"]
        for name, (old, new) in change["fields"].items():
            column = column_of(table, name)
            if column is None or name in HIDDEN_FIELDS:
                continue
            kind = reference_of(table, name)
            old_text, new_text = (_value(column, kind, each, body, page) for each in (old, new))
            yield _diff(_field_name(table, column), old_text, new_text, is_text=_is_text(old, new))


def _is_text(*values: Any) -> bool:
    """Whether these are words that somebody wrote, and enough of them to compare one by one."""
    texts = [" ".join(map(str, v)) if isinstance(v, list) else v for v in values]
    return all(isinstance(t, str) and len(t.split()) >= PROSE_WORDS for t in texts)


def _diff(label: str, old: str, new: str, *, is_text: bool) -> Diff:
    return Diff(label, old, new, word_pieces(old, new) if is_text else ())


def _value(
    column: Field[Any, Any],
    kind: Kind | None,
    value: Any,
    body: dict[str, Any],
    page: TimelinePage,
) -> str:
    """Return a column's value as a person says it."""
    if value in (None, "", []):
        return _("not yet")
    if column.choices:
        return str(dict(column.flatchoices).get(value, value))
    if name := _name_of(kind, value, body, page):
        return name
    if isinstance(value, list):
        return "\n".join(str(item) for item in value)
    if column.name == "content_hash":
        return short_hash(str(value))
    return moment_text(value) or _plain(value)
