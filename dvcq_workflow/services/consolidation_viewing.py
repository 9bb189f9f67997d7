"""Looking at a consolidated report, and taking its frozen content: each look is on record."""

from __future__ import annotations

import uuid
from typing import Any

from django.utils import timezone

from dvcq_workflow.audit.recorder import record_access
from dvcq_workflow.models.audit import AccessLog, AuditStream
from dvcq_workflow.models.consolidations import Consolidation
from dvcq_workflow.models.plans import Plan
from dvcq_workflow.rules.consolidations import DELIVERED_STATES
from dvcq_workflow.rules.errors import Conflict, NotVisible, RuleViolation
from dvcq_workflow.selectors.consolidation_sheets import sheet_of_consolidation
from dvcq_workflow.selectors.consolidations import (
    consolidated_of_version,
    delivered_version,
    visible_consolidation,
)
from dvcq_workflow.selectors.plans import visible_plan
from dvcq_workflow.selectors.sheets import file_of, name_of_draft
from dvcq_workflow.selectors.year_access import sees_whole_year
from dvcq_workflow.services.acting import acting
from dvcq_workflow.services.printing import PrintedFile


def view_consolidation(*, uid: uuid.UUID, actor: Any) -> Consolidation:
    """Return a consolidated report to look at and log the look.

    Raises:
        NotVisible: ``consolidation_not_found``; the attempt is kept, on the plan's stream if there
            is one.
    """
    with acting(actor=actor) as act:
        stream = AuditStream.objects.filter(plan__consolidations__uid=uid).first()
        act.refused_on = ("consolidation", stream)
        found = visible_consolidation(actor, uid, timezone.localdate(act.at))
        record_access(
            AccessLog.Kind.VIEW,
            "consolidation",
            act=act,
            stream=stream,
            details={"consolidation": str(uid)},
        )
        return found


def view_periods(*, uid: uuid.UUID, actor: Any) -> Plan:
    """Return a plan whose periods and consolidated reports somebody looks at, and log the look;
    for those who see what every unit gave.

    Raises:
        NotVisible: ``plan_not_found``, ``consolidation_not_found``.
    """
    with acting(actor=actor) as act:
        stream = AuditStream.objects.filter(plan__uid=uid).first()
        act.refused_on = ("consolidation", stream)
        on = timezone.localdate(act.at)
        plan = visible_plan(actor, uid, on)
        if not sees_whole_year(actor, plan, on):
            raise NotVisible("consolidation_not_found")
        record_access(AccessLog.Kind.VIEW, "consolidation", act=act, stream=stream)
        return plan


def take_frozen_content(*, uid: uuid.UUID, actor: Any) -> PrintedFile:
    """Return the content of a delivered report, byte for byte as it was hashed, and log the
    download.

    Raises:
        NotVisible: ``consolidation_not_found``.
        Conflict: ``consolidation_moved_on``, where it is not delivered.
    """
    with acting(actor=actor) as act:
        stream = AuditStream.objects.filter(plan__consolidations__uid=uid).first()
        act.refused_on = ("consolidation", stream)
        found = visible_consolidation(actor, uid, timezone.localdate(act.at))
        version = delivered_version(found)
        if version is None:
            raise Conflict("consolidation_moved_on")
        record_access(
            AccessLog.Kind.DOWNLOAD,
            "consolidation",
            act=act,
            stream=stream,
            details={"consolidation": str(uid), "sha256": version.content_hash},
        )
        name = f"{consolidated_of_version(version).symbol}-{version.content_hash[:12]}.json"
        return PrintedFile(name.replace("/", "-"), version.content.encode("utf-8"))


def print_consolidation(*, uid: uuid.UUID, file_format: str, actor: Any) -> PrintedFile:
    """Return a consolidated report that is not delivered as a file that says DỰ THẢO, and log the
    download.

    Raises:
        NotVisible: ``consolidation_not_found``.
        Conflict: ``consolidation_moved_on``, while its reports are still being collected.
        RuleViolation: ``draft_is_issued``; ``text_not_printable``, ``content_malformed``.
    """
    with acting(actor=actor) as act:
        stream = AuditStream.objects.filter(plan__consolidations__uid=uid).first()
        act.refused_on = ("consolidation", stream)
        found = visible_consolidation(actor, uid, timezone.localdate(act.at))
        if found.state in DELIVERED_STATES:
            raise RuleViolation("draft_is_issued")
        data = file_of(sheet_of_consolidation(found), file_format)
        record_access(
            AccessLog.Kind.DOWNLOAD,
            "consolidation",
            act=act,
            stream=stream,
            details={
                "consolidation": str(uid),
                "draft": found.content_hash,
                "format": file_format,
            },
        )
        return PrintedFile(name_of_draft(found.symbol, found.period.year, file_format), data)
