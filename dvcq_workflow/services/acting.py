"""The frame of every act: one transaction, one actor, one moment; refusals kept after it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.contrib.auth import get_user_model
from django.db import OperationalError, connection, transaction
from django.db.models import CharField, Func, Value

from dvcq_workflow.audit.recorder import record_access
from dvcq_workflow.conf import conf
from dvcq_workflow.context import Act, act_or_none, doing
from dvcq_workflow.host import get_host
from dvcq_workflow.models.audit import AccessLog, AuditStream
from dvcq_workflow.models.base import open_savepoints
from dvcq_workflow.rules.errors import Conflict, NotPermitted, RuleViolation
from dvcq_workflow.services.work import write_orders_of_refusal

LOST_LOCKS = frozenset({"55P03", "40P01"})
"""PostgreSQL's "lock not available" and "deadlock detected": somebody else is at it."""


@contextmanager
def acting(
    *,
    actor: Any,
    principal: Any = None,
    channel: str = "code",
    at: dt.datetime | None = None,
    request_id: str = "",
    ip: str = "",
    refused_on: tuple[str, AuditStream | None] = ("plan", None),
) -> Iterator[Act]:
    """Open an act, or join the one that is open for the same actor.

    The outermost opens the transaction; a rule that says no rolls everything back, and the
    refusal is then kept in the access log in a transaction of its own. ``refused_on``: subject
    and stream of that record, where the act itself has not said more (``Act.refused_on``).
    ``principal``: for whom; the actor themselves says "for nobody else", None leaves it to the
    seat that is found.

    Raises:
        NotPermitted: ``person_inactive``.
        Conflict: ``plan_busy``, where a lock was not to be had in time.
    """
    current = act_or_none()
    if current is not None:
        if current.actor_id != actor.pk:
            raise RuntimeError("An act has one actor; a second one needs an act of their own.")
        if principal is not None and current.principal_id != principal.pk:
            raise RuntimeError("An act is done on behalf of one person, named when it begins.")
        yield current
        return
    act = _new_act(actor, principal, channel, at, request_id, ip)
    act.refused_on = refused_on
    with _keeping_refusals(act), transaction.atomic():
        _require_active(actor)
        act.savepoints = open_savepoints(connection)
        with doing(act):
            yield act


@contextmanager
def _keeping_refusals(act: Act) -> Iterator[None]:
    """Stands outside the transaction: what a refusal leaves behind survives the rollback."""
    try:
        yield
    except RuleViolation as violation:
        _keep_refusal(act, violation)
        raise
    except OperationalError as problem:
        if not _is_lock_timeout(problem):
            raise
        busy = Conflict("plan_busy")
        _keep_refusal(act, busy)
        raise busy from problem


def _new_act(
    actor: Any,
    principal: Any,
    channel: str,
    at: dt.datetime | None,
    request_id: str,
    ip: str,
) -> Act:
    host = get_host()
    alone = principal is not None and principal.pk == actor.pk
    if alone:
        principal = None
    return Act(
        actor_id=actor.pk,
        actor_name=host.person_name(actor),
        at=at or host.now(),
        clock=None if at else host.now,
        channel=channel,
        principal_id=principal.pk if principal else None,
        principal_name=host.person_name(principal) if principal else "",
        alone=alone,
        request_id=request_id,
        ip=ip,
    )


def _require_active(actor: Any) -> None:
    """Ask the table, not the object: the person may have been deactivated in between."""
    active = get_user_model()._default_manager.filter(pk=actor.pk, is_active=True)
    asked = _limit_waiting() if connection.vendor == "postgresql" else "pk"
    if not active.values_list(asked)[:1]:
        raise NotPermitted("person_inactive")


def _limit_waiting() -> Func:
    """A clerk waits some seconds for another's lock, never for ever. Set where the person is
    asked for, so that it costs no round trip; it holds until the transaction ends."""
    milliseconds = f"{conf.LOCK_TIMEOUT_SECONDS * 1000}ms"
    return Func(
        Value("lock_timeout"),
        Value(milliseconds),
        Value(True),
        function="set_config",
        output_field=CharField(),
    )


def _is_lock_timeout(problem: OperationalError) -> bool:
    cause = problem.__cause__
    return getattr(cause, "sqlstate", None) in LOST_LOCKS or "database is locked" in str(problem)


def _keep_refusal(act: Act, violation: RuleViolation) -> None:
    subject, stream = act.refused_on
    details: Mapping[str, Any] = {
        "rule": violation.code,
        "params": {key: str(value) for key, value in violation.params.items()},
    }
    with transaction.atomic():
        record_access(
            AccessLog.Kind.REFUSED,
            subject,
            act=act,
            stream=stream,
            code=violation.code,
            details=details,
        )
        write_orders_of_refusal(act)
