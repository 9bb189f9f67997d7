"""What an envelope says, as a person says it: facts, changes, and people, in the site's language.

Units are called what they were called on the day of the act, where the envelope says so.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Field
from django.utils import timezone
from django.utils.translation import gettext as _

from dvcq_workflow.documents.press.history import SHORT, Change
from dvcq_workflow.labels.acts import FACT_SENTENCES, ROWS_ADDED, ROWS_REMOVED
from dvcq_workflow.models.approvals import POLICY_NAMES
from dvcq_workflow.rules.formats import short_date
from dvcq_workflow.selectors.timeline import FACT_KINDS, Kind, column_of, reference_of

HIDDEN_FIELDS = frozenset({"subject_folded", "name_folded", "short_name_folded", "position"})


@dataclass(frozen=True)
class Names:
    """What stands behind commitments and keys. ``personal``: values by commitment, without those
    erased; ``known``: names of today by kind and key."""

    personal: Mapping[str, str]
    known: Mapping[tuple[Kind, int], str]

    def person(self, mark: str | None, erased: str) -> str:
        """Return what a commitment stands for; ``erased`` where it can no longer be read."""
        return self.personal.get(mark, erased) if mark else ""

    def of(self, kind: Kind | None, value: Any, body: Mapping[str, Any]) -> str:
        """Return the name behind a key: of that day, else of today, else nothing."""
        if kind is None or not isinstance(value, int) or isinstance(value, bool):
            return ""
        if kind is Kind.UNIT:
            units = body.get("names", {}).get("units", {})
            if name := units.get(str(value)):
                return str(name)
        return self.known.get((kind, value), "")


def standing_of(actor: Mapping[str, Any]) -> str:
    """Return title, unit and role of that day."""
    parts = [actor.get("title"), actor.get("unit_name")]
    if actor.get("role_name"):
        parts.append(_("role: %(role)s") % {"role": actor["role_name"]})
    return " · ".join(part for part in parts if part)


def facts_of(body: Mapping[str, Any], names: Names) -> Iterator[str]:
    """Yield what else is on record of an act, how many rows came and went, and its files."""
    for key, value in body["details"].items():
        sentence = FACT_SENTENCES.get(key)
        if sentence is not None:
            yield str(sentence) % {"value": _fact(key, value, names, body)}
    yield from _row_counts(body["changes"])
    for file in body["files"]:
        yield _("File: %(name)s, SHA-256 %(sha256)s") % file


def changes_of(body: Mapping[str, Any], names: Names) -> Iterator[Change]:
    """Yield each field that was changed, with what it was and what it became."""
    for change in body["changes"]:
        table = change["table"]
        for name, (old, new) in change["fields"].items():
            column = column_of(table, name)
            if column is None:
                yield Change(f"{table}.{name}", _plain(old), _plain(new))
            elif name not in HIDDEN_FIELDS:
                label = str(column.verbose_name)
                if table != "plan":
                    label = f"{table_name(table)}: {label}"
                kind = reference_of(table, name)
                told = (_value(column, names.of(kind, value, body), value) for value in (old, new))
                yield Change(label, *told)


def _fact(key: str, value: Any, names: Names, body: Mapping[str, Any]) -> str:
    if kind := FACT_KINDS.get(key):
        return names.of(kind, value, body) or str(value)
    if key == "policy":
        return str(POLICY_NAMES.get(value, value))
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    return moment_text(value) or _plain(value)


def _row_counts(changes: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for operation, sentence in (("+", ROWS_ADDED), ("-", ROWS_REMOVED)):
        counts = Counter(c["table"] for c in changes if c["op"] == operation)
        for table, count in counts.items():
            yield str(sentence) % {"what": table_name(table) or table, "count": count}


def table_name(table: str) -> str:
    """Return what the rows of an envelope's table are called; empty for a table that is no more."""
    key = column_of(table, "id")
    return str(key.model._meta.verbose_name) if key is not None else ""


def _value(column: Field[Any, Any], name: str, value: Any) -> str:
    if value in (None, "", []):
        return _("not yet")
    if column.choices:
        return str(dict(column.flatchoices).get(value, value))
    if column.name == "content_hash":
        return f"{str(value)[:SHORT]}…"
    return name or moment_text(value) or _plain(value)


def _plain(value: Any) -> str:
    if value is None:
        return _("not yet")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return "; ".join(str(item) for item in value)
    return str(value)


def moment_text(value: Any) -> str:
    """Return a date or a moment of the envelope as our pages write them; empty for other text."""
    if not isinstance(value, str) or not value[:4].isdigit() or value[4:5] != "-":
        return ""
    try:
        if len(value) == len("2020-04-06"):
            return short_date(dt.date.fromisoformat(value))
        local = timezone.localtime(dt.datetime.fromisoformat(value))
    except ValueError:
        return ""
    return f"{short_date(local.date())} {local:%H:%M:%S}"
