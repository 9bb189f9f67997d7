"""Looking at a board: each look is on record, refused ones too."""

from __future__ import annotations

import uuid
from typing import Any

from django.utils import timezone

from dvcq_workflow.audit.recorder import record_access
from dvcq_workflow.models.audit import AccessLog, AuditStream
from dvcq_workflow.selectors.boards import Board, board_of
from dvcq_workflow.selectors.plans import visible_plan
from dvcq_workflow.services.acting import acting

SUBJECT = "board"


def view_board(
    *,
    uid: uuid.UUID,
    unit: uuid.UUID | None = None,
    period: uuid.UUID | None = None,
    actor: Any,
) -> Board:
    """Return the board of a plan, or of one unit under it, to look at and log the look.

    ``period``: whose figures are shown; otherwise the latest of which a report came.

    Raises:
        NotVisible: ``plan_not_found``, ``board_not_found``.
    """
    with acting(actor=actor) as act:
        act.refused_on = (SUBJECT, AuditStream.objects.filter(plan__uid=uid).first())
        on = timezone.localdate(act.at)
        plan = visible_plan(actor, uid, on)
        board = board_of(plan, actor, on, unit_uid=unit, period_uid=period)
        details = {"unit": str(unit)} if unit else {}
        record_access(AccessLog.Kind.VIEW, SUBJECT, act=act, stream=plan.stream, details=details)
        return board
