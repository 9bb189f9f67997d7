"""The only door to an event. One act, one group of events; each in its stream, in order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from dvcq_workflow.audit import envelope as env
from dvcq_workflow.audit.appending import append_event, store_personal_values
from dvcq_workflow.audit.naming import names_of, role_name, unit_name
from dvcq_workflow.context import Act, NoActError, act_or_none, current_act
from dvcq_workflow.models.audit import AccessLog, AuditStream, PersonalValue
from dvcq_workflow.rules.acts import ACCESS_SUBJECTS, ACTS
from dvcq_workflow.rules.canonical import canonical_json, digest_text
from dvcq_workflow.rules.desks import Seat


class UnknownActError(ValueError):
    """An act code that is in no list: a fault of the caller, raised before anything is lost."""


def record_event(
    code: str,
    *,
    stream: AuditStream,
    seat: Seat | None = None,
    reason: str = "",
    content_hash: str = "",
    details: Mapping[str, Any] | None = None,
    files: Iterable[env.FileDigest] = (),
) -> int:
    """Write one event of the current act, with all that was saved since the last one; return
    its number in the stream. The caller holds the stream's lock (the plan's row, or
    ``lock_directory``); UNIQUE(stream, seq) is the backstop.

    ``details``: further facts in the canonical profile; ``content_hash``: the content they saw.

    Raises: as ``_act_of``.
    """
    act = _act_of(code)
    marks, told = env.Commitments(), dict(details or {})
    body = {
        **env.frame(act, stream, marks, seat),
        "prev": 0,
        "seq": 0,
        "code": code,
        "actor": env.person(act, seat, unit_name(seat), role_name(seat), marks),
        "reason": marks.commit(PersonalValue.Kind.REASON, reason, act.actor_id),
        "content_hash": content_hash or None,
        "changes": env.changed_rows(act.changes),
        "history": env.history_rows(act.history),
        "files": [{"name": f.name, "sha256": f.sha256} for f in files],
        "details": told,
        "names": names_of(code, act.changes, told),
    }
    seq = append_event(body, _columns(act, code, stream, seat, content_hash), marks.values)
    act.changes.clear()
    act.history.clear()
    act.events += 1
    return seq


def _act_of(code: str) -> Act:
    """Return the current act.

    Raises:
        UnknownActError: ``code`` is not in ``rules.acts``.
        NoActError: outside an act or a transaction.
    """
    if code not in ACTS:
        raise UnknownActError(code)
    if not transaction.get_connection().in_atomic_block:
        raise NoActError("An event is written in the transaction of its act.")
    return current_act()


def _columns(
    act: Act, code: str, stream: AuditStream, seat: Seat | None, content_hash: str
) -> dict[str, Any]:
    return {
        "stream_id": stream.pk,
        "act_uid": act.uid,
        "at": act.at,
        "code": code,
        "actor_id": act.actor_id,
        "principal_id": act.principal_id,
        "unit_id": seat.unit_id if seat else None,
        "role": str(seat.role) if seat else "",
        "channel": act.channel,
        "content_hash": content_hash,
    }


def record_access(
    kind: AccessLog.Kind,
    subject: str,
    *,
    act: Act,
    stream: AuditStream | None,
    code: str = "",
    details: Mapping[str, Any] | None = None,
) -> AccessLog:
    """Write one view, download or refused act (``code``: the rule that said no); lock nothing.

    Raises:
        UnknownActError: ``subject`` is not in ``rules.acts``.
    """
    if subject not in ACCESS_SUBJECTS:
        raise UnknownActError(subject)
    marks = env.Commitments()
    body = {
        **env.frame(act, stream, marks),
        "kind": str(kind),
        "actor": env.person(act, None, "", "", marks),
        "subject": subject,
        "code": code,
        "details": dict(details or {}),
    }
    text = canonical_json(body)
    row = AccessLog(
        kind=kind,
        stream=stream,
        at=act.at,
        actor_id=act.actor_id,
        subject=subject,
        code=code,
        channel=act.channel,
        envelope=text,
        digest=digest_text(text),
    )
    row.save(force_insert=True)
    store_personal_values(marks.values)
    return row


def lock_directory() -> AuditStream:
    """Lock and return the province's directory stream, made when first needed."""
    streams = AuditStream.objects.filter(kind=AuditStream.Kind.DIRECTORY)
    stream = streams.select_for_update(no_key=True).first()
    if stream is None:
        AuditStream.objects.get_or_create(kind=AuditStream.Kind.DIRECTORY)
        stream = streams.select_for_update(no_key=True).get()
    act = act_or_none()
    if act is not None:
        act.holds_its_lock()
    return stream
