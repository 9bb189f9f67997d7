"""Looking at a record is an act of its own: kept in the access log, refused looks too."""

from __future__ import annotations

import uuid
from typing import Any

from django.utils import timezone

from dvcq_workflow.audit.recorder import record_access
from dvcq_workflow.models.audit import AccessLog, AuditStream
from dvcq_workflow.models.notices import PlanNotice
from dvcq_workflow.models.plans import Plan
from dvcq_workflow.rules.errors import NotPermitted
from dvcq_workflow.selectors.after_issue import may_read_text
from dvcq_workflow.selectors.notices import visible_notice
from dvcq_workflow.selectors.plans import visible_plan
from dvcq_workflow.selectors.timeline import audits, sees_refusals
from dvcq_workflow.services.acting import acting

TELLS_ITS_WORDS = frozenset({"plan_timeline", "plan_as_of"})
FOR_AUDITORS = frozenset({"plan_proof", "plan_accesses", "plan_powers"})


def view_plan(*, uid: uuid.UUID, actor: Any, subject: str = "plan") -> Plan:
    """Return a plan to look at and log the look. ``subject``: plan, or a page about its past.

    Raises:
        NotVisible: ``plan_not_found``; the attempt is kept, on the plan's own stream if it exists.
        NotPermitted: ``document_recalled``: the history of a recalled plan tells its words;
            ``history_not_yours``, where the page is for auditors and the issuing body's leaders.

    Source: decree 30/2020/ND-CP, Phụ lục VI (history of access and viewing).
    """
    with acting(actor=actor) as act:
        act.refused_on = (subject, AuditStream.objects.filter(plan__uid=uid).first())
        on = timezone.localdate(act.at)
        plan = visible_plan(actor, uid, on)
        if subject in TELLS_ITS_WORDS and not may_read_text(actor, plan, on):
            raise NotPermitted("document_recalled")
        if subject in FOR_AUDITORS and not sees_refusals(actor, plan, on):
            raise NotPermitted("history_not_yours")
        record_access(AccessLog.Kind.VIEW, subject, act=act, stream=plan.stream)
        return plan


def view_acts(*, actor: Any) -> None:
    """Log that somebody looks at acts across plans.

    Raises:
        NotPermitted: ``history_not_yours``, to whom is neither an auditor nor a leader.
    """
    with acting(actor=actor) as act:
        act.refused_on = ("acts", None)
        if not audits(actor, timezone.localdate(act.at)):
            raise NotPermitted("history_not_yours")
        record_access(AccessLog.Kind.VIEW, "acts", act=act, stream=None)


def view_notice(*, uid: uuid.UUID, actor: Any) -> PlanNotice:
    """Return a notice about a plan to look at and log the look.

    Raises:
        NotVisible: ``notice_not_found``; the attempt is kept, on the plan's stream if there is one.
    """
    with acting(actor=actor) as act:
        stream = AuditStream.objects.filter(plan__notices__uid=uid).first()
        act.refused_on = ("plan_notice", stream)
        notice = visible_notice(actor, uid, timezone.localdate(act.at))
        record_access(AccessLog.Kind.VIEW, "plan_notice", act=act, stream=stream)
        return notice


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
