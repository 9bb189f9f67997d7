"""Keeping that somebody looked at a desk or an import, which were found visible before."""

from __future__ import annotations

from typing import Any

from dvcq_workflow.audit.recorder import record_access
from dvcq_workflow.models.audit import AccessLog, AuditStream
from dvcq_workflow.services.acting import acting


def record_view(
    *,
    subject: str,
    stream: AuditStream | None,
    actor: Any,
    channel: str = "code",
    request_id: str = "",
    ip: str = "",
) -> AccessLog:
    """Write that ``actor`` saw a page of ``subject`` (``rules.acts.ACCESS_SUBJECTS``); no lock.

    Raises:
        NotPermitted: ``person_inactive``.

    Source: decree 30/2020/ND-CP, Phụ lục VI (history of access and viewing).
    """
    with acting(
        actor=actor,
        channel=channel,
        request_id=request_id,
        ip=ip,
        refused_on=(subject, stream),
    ) as act:
        return record_access(AccessLog.Kind.VIEW, subject, act=act, stream=stream)
