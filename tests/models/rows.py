"""Single rows of the record, each sound as it stands; a test alters one and tries to save it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.auth import get_user_model
from django.db import models
from viewflow.workflow.models import Task
from viewflow.workflow.token import Token

from dvcq_workflow.audit.recorder import lock_directory, record_event
from dvcq_workflow.flows.plan_approval import PlanApprovalFlow
from dvcq_workflow.models import (
    Approval,
    AuditStream,
    CalendarDay,
    Checkpoint,
    CitedDocument,
    Consultation,
    Desk,
    Indicator,
    Issuance,
    IssuedDocument,
    LegalBasis,
    Membership,
    NumberSeries,
    Opinion,
    OrganCode,
    Plan,
    PlanAppendix,
    PlanImport,
    PlanItem,
    PlanNotice,
    PlanParty,
    PlanProcess,
    PlanReturn,
    PlanVersion,
    Recipient,
    RecipientUnit,
    SealedLeaf,
    SigningAuthority,
    Substitution,
    Unit,
    UnitGroup,
    UnitGroupMember,
    UnitSuccession,
    WorkOrder,
)
from dvcq_workflow.services.acting import acting
from tests.models.year_rows import YearRows

DAY = dt.date(2020, 3, 5)
NOON = dt.datetime(2020, 3, 5, 5, 0, tzinfo=dt.UTC)
HASH = "a" * 64
FLOW = "plan_approval"


def make_person(username: str, **values: Any) -> Any:
    """Return a saved account."""
    return get_user_model()._default_manager.create(
        username=username, full_name=f"Người giữ vai {username}", **values
    )


def saved(actor: Any, *rows: models.Model, at: dt.datetime = NOON) -> Any:
    """Save rows in one recorded act and return the last."""
    with acting(actor=actor, at=at):
        for row in rows:
            row.save()
        record_event("calendar_day_saved", stream=lock_directory())
    return rows[-1]


def removed(actor: Any, *rows: models.Model, at: dt.datetime = NOON) -> None:
    """Delete rows in one recorded act."""
    with acting(actor=actor, at=at):
        for row in rows:
            row.delete()
        record_event("calendar_day_saved", stream=lock_directory())


class Rows(YearRows):
    """Makes rows, unsaved and sound; what a row needs to hang on is made and saved on the way."""

    def __init__(self, actor: Any) -> None:
        self.actor = actor
        self._count = 0
        self._kept: dict[str, Any] = {}

    def keep(self, row: Any) -> Any:
        """Save a row in an act of its own."""
        return saved(self.actor, row)

    def _one(self, name: str) -> Any:
        """The row of that kind that others hang on."""
        if name not in self._kept:
            self._kept[name] = self.keep(getattr(self, name)())
        return self._kept[name]

    def keep_one_of_each(self) -> None:
        """Save one row of every kind."""
        for kind in KINDS:
            self._one(kind)

    def _next(self) -> int:
        self._count += 1
        return self._count

    def calendar_day(self, **given: Any) -> CalendarDay:
        day = DAY + dt.timedelta(days=self._next())
        return CalendarDay(**{"day": day, "kind": "holiday", "name": "Ngày nghỉ", **given})

    def unit(self, **given: Any) -> Unit:
        code = f"U{self._next()}"
        values = {"code": code, "name": f"Đơn vị {code}", "abbreviation": code, "kind": "room"}
        return Unit(**{**values, "valid_from": DAY, **given})

    def organ_code(self, **given: Any) -> OrganCode:
        values = {"unit": self._one("unit"), "scheme": "qd20", "code": f"H{self._next():02d}"}
        return OrganCode(**{**values, "valid_from": DAY, **given})

    def succession(self, **given: Any) -> UnitSuccession:
        values = {"kind": "rename", "effective_on": DAY, "decided_by": "Nghị quyết"}
        if "predecessor" not in given:
            values["predecessor"] = self._one("unit")
        if "successor" not in given:
            values["successor"] = self.keep(self.unit())
        return UnitSuccession(**{**values, **given})

    def group(self, **given: Any) -> UnitGroup:
        return UnitGroup(**{"code": f"G{self._next()}", "name": "Các sở", **given})

    def group_member(self, **given: Any) -> UnitGroupMember:
        values = {"group": self._one("group"), "unit": self._one("unit"), "valid_from": DAY}
        return UnitGroupMember(**{**values, **given})

    def membership(self, **given: Any) -> Membership:
        values = {"user": self.actor, "unit": self._one("unit"), "role": "head", "title": "Trưởng"}
        return Membership(**{**values, "valid_from": DAY, **given})

    def authority(self, **given: Any) -> SigningAuthority:
        values = {"user": self.actor, "unit": self._one("unit"), "position": "CHỦ TỊCH"}
        more = {"signer_name": "Chủ tịch", "basis": "Nghị quyết", "valid_from": DAY}
        return SigningAuthority(**{**values, **more, **given})

    def indicator(self, **given: Any) -> Indicator:
        values = {"code": f"I{self._next()}", "name": "Số cuộc đối thoại", "kind": "count"}
        return Indicator(**{**values, "aggregation": "sum", "valid_from": DAY, **given})

    def stream(self, **given: Any) -> AuditStream:
        return AuditStream(**{"kind": "plan", **given})

    def plan(self, **given: Any) -> Plan:
        values = {
            "stream": given.get("stream") or self.keep(self.stream()),
            "level": "province",
            "year": 2020,
            "issuing_unit": self._one("unit"),
            "drafting_unit": self._one("unit"),
            "drafter": self.actor,
            "heading_lines": ["ỦY BAN NHÂN DÂN"],
            "symbol": "KH-UBND",
            "subject": "Công tác dân vận chính quyền",
            "place": "Trà Vinh",
            "preamble_style": "none",
            "status": "draft",
            "content_hash": HASH,
        }
        return Plan(**{**values, **given})

    def item(self, **given: Any) -> PlanItem:
        values = {"plan": self._one("plan"), "position": 1024 * self._next(), "kind": "bullet"}
        return PlanItem(**{**values, "text": "Đối thoại với Nhân dân.", **given})

    def appendix(self, **given: Any) -> PlanAppendix:
        values = {"plan": self._one("plan"), "position": self._next(), "title": "Phân công"}
        return PlanAppendix(**{**values, "columns": ["Việc"], "rows": [["Đối thoại"]], **given})

    def citation(self, **given: Any) -> CitedDocument:
        values = {"plan": self._one("plan"), "position": self._next()}
        return CitedDocument(**{**values, "symbol": f"{self._next()}/QĐ-UBND", **given})

    def basis(self, **given: Any) -> LegalBasis:
        values = {"plan": self._one("plan"), "citation": self._one("citation")}
        return LegalBasis(**{**values, "position": self._next(), **given})

    def recipient(self, **given: Any) -> Recipient:
        values = {"plan": self._one("plan"), "position": self._next(), "text": "Sở Nội vụ"}
        return Recipient(**{**values, **given})

    def recipient_unit(self, **given: Any) -> RecipientUnit:
        values = {"plan": self._one("plan"), "recipient": self._one("recipient")}
        return RecipientUnit(**{**values, "unit": self._one("unit"), "unit_name": "Sở", **given})

    def party(self, **given: Any) -> PlanParty:
        values = {"plan": self._one("plan"), "unit": self._one("unit"), "capacity": "drafting"}
        return PlanParty(**{**values, "year": 2020, **given})

    def version(self, **given: Any) -> PlanVersion:
        values = {"plan": self._one("plan"), "number": self._next(), "content": "{}"}
        more = {"content_hash": HASH, "frozen_at": NOON, "frozen_by_id": self.actor.pk}
        return PlanVersion(**{**values, **more, **given})

    def approval(self, **given: Any) -> Approval:
        values = {
            "plan": self._one("plan"),
            "version": self._one("version"),
            "kind": "content",
            "content_hash": HASH,
            "at": NOON,
            "by": self.actor,
            "unit": self._one("unit"),
            "role": "head",
            "title": "Trưởng phòng",
        }
        return Approval(**{**values, **given})

    def plan_return(self, **given: Any) -> PlanReturn:
        values = {"plan": self._one("plan"), "kind": "returned", "step": "check_content"}
        more = {"content_hash": HASH, "reason": "Thiếu căn cứ.", "at": NOON, "by": self.actor}
        return PlanReturn(**{**values, **more, "unit": self._one("unit"), "title": "T", **given})

    def consultation(self, **given: Any) -> Consultation:
        values = {"plan": self._one("plan"), "version": self._one("version"), "due_on": DAY}
        return Consultation(**{**values, "round": self._next(), "opened_at": NOON, **given})

    def opinion(self, **given: Any) -> Opinion:
        values = {"consultation": self._one("consultation"), "unit": self._one("unit")}
        return Opinion(**{**values, **given})

    def series(self, **given: Any) -> NumberSeries:
        values = {"unit": self._one("unit"), "year": 2020, "code": f"S{self._next()}"}
        return NumberSeries(**{**values, **given})

    def substitution(self, **given: Any) -> Substitution:
        values = {
            "user": self.actor,
            "substitute": make_person(f"substitute{self._next()}"),
            "unit": self._one("unit"),
            "role": "head",
            "basis": "Quyết định phân công",
            "valid_from": DAY,
            "valid_until": DAY,
        }
        return Substitution(**{**values, **given})

    def void_issuance(self, **given: Any) -> Issuance:
        voided = {"state": "void", "reason": "Hỏng.", "voided_at": NOON, "voided_by": self.actor}
        return self.issuance(**{**voided, **given})

    def issuance(self, **given: Any) -> Issuance:
        values = {
            "series": self._one("series"),
            "number": self._next(),
            "symbol": "KH-UBND",
            "issued_on": DAY,
            "version": self._one("version"),
            "content_hash": HASH,
            "state": "taken",
            "taken_by": self.actor,
            "taken_at": NOON,
        }
        if "plan" not in given:
            values["plan"] = self.keep(self.plan())
        return Issuance(**{**values, **given})

    def notice(self, **given: Any) -> PlanNotice:
        values = {
            "plan": self._one("plan"),
            "kind": "correction",
            "document_type": "CV",
            "symbol": "UBND-THNV",
            "place": "Trà Vinh",
            "subject": "Đính chính Kế hoạch",
            "text": "Trang 2, dòng 3.",
            "reason": "Lỗi đánh máy.",
            "status": "drafted",
            "content_hash": HASH,
            "drafted_by": self.actor,
            "drafted_at": NOON,
        }
        return PlanNotice(**{**values, **given})

    def recall(self, **given: Any) -> PlanNotice:
        signed = {"signed_by": self.actor, "signed_at": NOON, "status": "released"}
        more = {"kind": "recall", "document_type": "TB", "released_at": NOON}
        signed["signing_authority"] = self._one("authority")
        return self.notice(**{**signed, **more, **given})

    def document(self, **given: Any) -> IssuedDocument:
        values = {"plan": self._one("plan"), "issuance": self._one("issuance")}
        more = {"version": self._one("version"), "file_format": "docx", "file_name": "a.docx"}
        rest = {"storage_key": "a", "sha256": HASH, "size_bytes": 1, "made_at": NOON}
        return IssuedDocument(**{**values, **more, **rest, **given})

    def checkpoint(self, **given: Any) -> Checkpoint:
        number = self._next()
        values = {"number": number, "size": number, "root": HASH, "text": "{}", "key": HASH}
        rest = {"signature": "0" * 128, "sealed_at": NOON, "peaks": [], "horizon": {}}
        return Checkpoint(**{**values, **rest, **given})

    def leaf(self, **given: Any) -> SealedLeaf:
        values = {"position": self._next(), "checkpoint": self._one("checkpoint"), "leaf": HASH}
        return SealedLeaf(**{**values, "kind": "event", "row_id": self._next(), **given})

    def plan_import(self, **given: Any) -> PlanImport:
        values = {
            "stream": self._one("stream"),
            "unit": self._one("unit"),
            "uploaded_by": self.actor,
            "uploaded_at": NOON,
            "file_name": "ke-hoach.txt",
            "sha256": HASH,
            "source_lines": ["KẾ HOẠCH"],
            "found": {},
            "content": {},
        }
        return PlanImport(**{**values, **given})

    def process(self, **given: Any) -> PlanProcess:
        values = {"plan": self._one("plan"), "flow_code": FLOW, "flow_class": PlanApprovalFlow}
        return PlanProcess(**{**values, **given})

    def task(self, **given: Any) -> Task:
        values = {"process": self._one("process"), "flow_task": PlanApprovalFlow.sign}
        return Task(**{**values, "token": Token("start"), **given})

    def desk(self, **given: Any) -> Desk:
        values = {"plan": self._one("plan"), "step": "sign", "unit": self._one("unit")}
        if "task" not in given:
            values["task"] = self.keep(self.task())
        return Desk(**{**values, "offered_at": NOON, **given})

    def work_order(self, **given: Any) -> WorkOrder:
        values = {"kind": "document", "key": f"document:{self._next()}", "act_uid": self._uid()}
        more = {"ordered_by_id": self.actor.pk, "ordered_at": NOON, "not_before": NOON}
        return WorkOrder(**{**values, **more, **given})

    def _uid(self) -> Any:
        return self._one("stream").uid


KINDS = sorted(
    name
    for name in dir(Rows)
    if not name.startswith("_") and name not in ("actor", "keep", "keep_one_of_each", "stream")
)
"""Every kind of row that is made here."""
