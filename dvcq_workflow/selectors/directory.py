"""The past of one row of the province's master data, and who may open which table."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Field, QuerySet

from dvcq_workflow.host import get_host
from dvcq_workflow.models.base import AuditedModel
from dvcq_workflow.rules.desks import Role
from dvcq_workflow.rules.errors import NotPermitted
from dvcq_workflow.rules.text import fold
from dvcq_workflow.selectors.people import keeps_directory, own_seats_of

SHOWN = 100


@dataclass(frozen=True)
class Change:
    """One field's change, as people read it; ``field`` is its name for people."""

    field: str
    before: str
    after: str


@dataclass(frozen=True)
class PastRow:
    """One save of a row: when, by whom, in which act, and what it changed; none for the first."""

    at: dt.datetime
    who: str
    act_uid: uuid.UUID
    changes: tuple[Change, ...]


def row_history(row: AuditedModel, *, viewer: Any, on: dt.date) -> list[PastRow]:
    """Return a row's last saves, newest first, in two queries.

    Raises:
        NotPermitted: ``directory_not_yours``.
    """
    if not keeps_directory(viewer, on):
        raise NotPermitted("directory_not_yours")
    history: QuerySet[Any] = row.history.order_by("-history_date", "-history_id")  # type: ignore[attr-defined]
    rows = list(history[: SHOWN + 1])
    people = get_user_model()._default_manager.in_bulk({past.history_user_id for past in rows})
    host = get_host()
    fields = [field for field in row._meta.concrete_fields if not field.primary_key]
    return [
        PastRow(
            at=past.history_date,
            who=host.person_name(person)
            if (person := people.get(past.history_user_id))
            else str(past.history_user_id),
            act_uid=past.act_uid,
            changes=_changes(fields, rows[place + 1], past) if place + 1 < len(rows) else (),
        )
        for place, past in enumerate(rows[:SHOWN])
    ]


def _changes(fields: list[Field[Any, Any]], before: Any, after: Any) -> tuple[Change, ...]:
    """Return what differs between two neighbours, without the columns folded for searching."""
    return tuple(
        Change(
            str(field.verbose_name),
            _shown(getattr(before, field.attname)),
            _shown(getattr(after, field.attname)),
        )
        for field in fields
        if field.editable
        and hasattr(after, field.attname)
        and getattr(before, field.attname) != getattr(after, field.attname)
    )


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return " / ".join(str(item) for item in value)
    return "" if value is None else str(value)


def people_named(words: str) -> list[int]:
    """Return the ids of people with a seat whose name or account holds ``words``, marks aside.

    The host's accounts have no folded column, so that names are folded here; one query.
    """
    wanted = fold(words)
    host = get_host()
    model = get_user_model()
    seated = model._default_manager.filter(dvcq_memberships__isnull=False).distinct()
    return [
        user.pk
        for user in seated
        if wanted in fold(f"{host.person_name(user)} {user.get_username()}")
    ]


def username_of(user_id: int) -> str:
    """Return a person's account name, empty where the account is gone."""
    user = get_user_model()._default_manager.filter(pk=user_id).first()
    return user.get_username() if user else ""


def opens_series(viewer: Any, on: dt.date) -> bool:
    """Return whether a person may open number series: a records clerk of some office."""
    return any(seat.role is Role.RECORDS_CLERK for seat in own_seats_of(viewer, on))
