"""Files of what went out: which there are, which are still being made, and who may read them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dvcq_workflow.models.documents import YEAR_PAPERS, Issuance, IssuedDocument
from dvcq_workflow.models.notices import PlanNotice
from dvcq_workflow.models.plans import Plan
from dvcq_workflow.models.work import WorkOrder
from dvcq_workflow.rules.errors import NotPermitted, NotVisible
from dvcq_workflow.selectors.after_issue import is_on_issuing_side, may_read_text
from dvcq_workflow.selectors.plans import can_see_plan
from dvcq_workflow.selectors.year_access import may_read_paper

KINDS_FOR_ALL = (IssuedDocument.Kind.DOCUMENT,)


@dataclass(frozen=True)
class FileRow:
    """One file of what went out under a number. ``document`` is None while it is being made;
    ``has_failed``: it was tried often enough, and is not tried again by itself."""

    issuance: Issuance
    kind: str
    file_format: str
    document: IssuedDocument | None = None
    has_failed: bool = False

    @property
    def is_approval_sheet(self) -> bool:
        """Whether it is the approval sheet, which stays with the issuing side."""
        return self.kind == IssuedDocument.Kind.APPROVAL_SHEET

    @property
    def format_name(self) -> str:
        """Its format as people call it."""
        return str(IssuedDocument.Format(self.file_format).label)


def files_of_plan(plan: Plan, *, with_approval_sheets: bool) -> list[FileRow]:
    """Return the files of a plan and of its notices that went out, made or not, in three queries.

    ``with_approval_sheets``: for the issuing side alone.
    """
    of_plan = {f"{kind}__isnull": True for kind in YEAR_PAPERS}
    issuances = Issuance.objects.filter(plan=plan, state=Issuance.State.RELEASED, **of_plan)
    kinds = IssuedDocument.Kind.values if with_approval_sheets else KINDS_FOR_ALL
    rows = issuances.select_related("notice").order_by("released_at", "pk")
    return _rows(sorted(rows, key=lambda row: row.notice_id is not None), kinds)


def files_of_notice(notice: PlanNotice) -> list[FileRow]:
    """Return the files of a notice that went out, made or not, in three queries."""
    issuances = notice.issuances.filter(state=Issuance.State.RELEASED).select_related("notice")
    return _rows(list(issuances), KINDS_FOR_ALL)


def files_of_paper(paper: Any) -> list[FileRow]:
    """Return the files of a report, a consolidated report or a chasing letter that went out, made
    or not, in three queries."""
    issuances = paper.issuances.filter(state=Issuance.State.RELEASED).order_by("pk")
    return _rows(list(issuances), KINDS_FOR_ALL)


def order_key(issuance: Issuance, kind: str, file_format: str) -> str:
    """Return by which key the order to make a file is one and the same."""
    return f"{issuance.uid}:{kind}:{file_format}"


def require_readable(document: IssuedDocument, viewer: Any, on: dt.date) -> None:
    """Let a person read a file that went out; the approval sheet stays with the issuing side, and
    of a recalled plan so does its text, but not the notice that recalls it.

    Raises:
        NotVisible: ``plan_not_found``; a unit's report is not for other units.
        NotPermitted: ``document_recalled``.

    Source: decree 30/2020/ND-CP, Article 18.4.
    """
    plan = document.plan
    if not can_see_plan(viewer, plan.pk, on):
        raise NotVisible("plan_not_found")
    issuance = document.issuance
    if issuance.year_paper is not None:
        if not may_read_paper(viewer, issuance.year_paper, on):
            raise NotVisible("plan_not_found")
    elif document.kind == IssuedDocument.Kind.APPROVAL_SHEET:
        if not is_on_issuing_side(viewer, plan, on):
            raise NotVisible("plan_not_found")
    elif issuance.notice_id is None and not may_read_text(viewer, plan, on):
        raise NotPermitted("document_recalled")


def _rows(issuances: Sequence[Issuance], kinds: Sequence[str]) -> list[FileRow]:
    documents = IssuedDocument.objects.filter(issuance__in=issuances, kind__in=kinds)
    made = {(row.issuance_id, row.kind, row.file_format): row for row in documents}
    wanted = {
        f"store_document:{order_key(issuance, kind, file_format)}": (issuance, kind, file_format)
        for issuance in issuances
        for kind in kinds
        for file_format in IssuedDocument.Format.values
    }
    orders = WorkOrder.objects.filter(key__in=wanted).exclude(state=WorkOrder.State.DONE)
    states = dict(orders.values_list("key", "state"))
    rows = []
    for key, (issuance, kind, file_format) in wanted.items():
        document = made.get((issuance.pk, kind, file_format))
        if document is not None or key in states:
            has_failed = document is None and states.get(key) == WorkOrder.State.FAILED
            rows.append(FileRow(issuance, kind, file_format, document, has_failed))
    return rows
