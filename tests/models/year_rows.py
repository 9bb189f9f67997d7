"""Single rows of a plan's year, each sound as it stands; a part of ``tests.models.rows``."""

from __future__ import annotations

import datetime as dt
from typing import Any

from dvcq_workflow.models import (
    Assignment,
    AssignmentOfficer,
    AssignmentUnit,
    ChasedDuty,
    ChasingLetter,
    Consolidation,
    ConsolidationSection,
    Digest,
    Evidence,
    ExtensionRequest,
    Obligation,
    ObligationActor,
    Obstacle,
    OutlineSection,
    PlanIndicator,
    ProgressNote,
    Reminder,
    Report,
    ReportDuty,
    ReportingPeriod,
    ReportingRule,
    ReportRemark,
    ReportSection,
    ReportValue,
    ReportVersion,
    YearOpening,
    YearPolicy,
)

DAY = dt.date(2020, 3, 5)
NOON = dt.datetime(2020, 3, 5, 5, 0, tzinfo=dt.UTC)
HASH = "a" * 64


class YearRows:
    """Rows of what follows the issue of a plan."""

    actor: Any

    def keep(self, row: Any) -> Any:
        """Save a row in an act of its own."""
        raise NotImplementedError

    def _one(self, name: str) -> Any:
        raise NotImplementedError

    def _next(self) -> int:
        raise NotImplementedError

    def _new(self, name: str) -> Any:
        """Another row of that kind, saved."""
        return self.keep(getattr(self, name)())

    def _owed(self) -> dict[str, Any]:
        return {
            "plan": self._one("plan"),
            "unit": self._one("unit"),
            "unit_name": "Đơn vị",
            "receiver": self._one("unit"),
        }

    def obligation(self, **given: Any) -> Obligation:
        values = {"plan": self._one("plan"), "position": self._next(), "text": "Đối thoại."}
        more = {"kind": "standing", "strength": "order", "due_kind": "none", "origin": "read"}
        return Obligation(**{**values, **more, **given})

    def obligation_actor(self, **given: Any) -> ObligationActor:
        values = {"obligation": self._one("obligation"), "role": "lead"}
        if "group" not in given and "unit" not in given:
            values["unit"] = self._new("unit")
        return ObligationActor(**{**values, **given})

    def year_policy(self, **given: Any) -> YearPolicy:
        return YearPolicy(**{"plan": self._new("plan"), **given})

    def year_opening(self, **given: Any) -> YearOpening:
        return YearOpening(**{"plan": self._new("plan"), "started_at": NOON, **given})

    def assignment(self, **given: Any) -> Assignment:
        values = {**self._owed(), "text": "Đối thoại.", "strength": "order", "due_kind": "none"}
        if "obligation" not in given:
            values["obligation"] = self._new("obligation")
        return Assignment(**{**values, "status": "offered", "opened_at": NOON, **given})

    def assignment_unit(self, **given: Any) -> AssignmentUnit:
        values = {"assignment": self._one("assignment"), "unit_name": "Đơn vị"}
        if "unit" not in given:
            values["unit"] = self._new("unit")
        return AssignmentUnit(**{**values, "role": "supporting", **given})

    def officer(self, **given: Any) -> AssignmentOfficer:
        values = {"assignment": self._one("assignment"), "user": self.actor, "valid_from": DAY}
        return AssignmentOfficer(**{**values, **given})

    def progress_note(self, **given: Any) -> ProgressNote:
        values = {"assignment": self._one("assignment"), "unit": self._one("unit")}
        more = {"by": self.actor, "at": NOON, "text": "Đang làm."}
        return ProgressNote(**{**values, **more, **given})

    def extension(self, **given: Any) -> ExtensionRequest:
        values = {**self._owed(), "reason": "Chờ ý kiến.", "status": "pending"}
        if "assignment" not in given:
            values["assignment"] = self._new("assignment")
        more = {"requested_by": self.actor, "requested_at": NOON}
        return ExtensionRequest(**{**values, **more, **given})

    def reporting_rule(self, **given: Any) -> ReportingRule:
        values = {"plan": self._one("plan"), "period_kind": "quarter", "due_day": 10}
        if "obligation" not in given:
            values["obligation"] = self._new("obligation")
        return ReportingRule(**{**values, "receiver": self._one("unit"), **given})

    def period(self, **given: Any) -> ReportingPeriod:
        values = {"plan": self._one("plan"), "rule": self._one("reporting_rule")}
        more = {"kind": "quarter", "index": 2, "year": 2020 + self._next()}
        dates = {"starts_on": DAY, "ends_on": DAY, "due_on": DAY, "effective_due_on": DAY}
        return ReportingPeriod(
            **{**values, **more, **dates, "receiver": self._one("unit"), **given}
        )

    def duty(self, **given: Any) -> ReportDuty:
        values = {**self._owed(), "due_on": DAY, "effective_due_on": DAY, "strength": "order"}
        if "period" not in given:
            values["period"] = self._new("period")
        return ReportDuty(**{**values, **given})

    def outline_section(self, **given: Any) -> OutlineSection:
        number = self._next()
        values = {"plan": self._one("plan"), "position": number, "key": f"k{number}"}
        return OutlineSection(**{**values, "title": "Kết quả", **given})

    def plan_indicator(self, **given: Any) -> PlanIndicator:
        values = {"plan": self._one("plan"), "position": self._next()}
        if "indicator" not in given:
            values["indicator"] = self._new("indicator")
        return PlanIndicator(**{**values, **given})

    def report(self, **given: Any) -> Report:
        values = {**self._owed(), "status": "being_written", "opened_at": NOON}
        if "duty" not in given:
            values["duty"] = self._new("duty")
        return Report(**{**values, **given})

    def handed_in(self, **given: Any) -> Report:
        """A report that its receiver holds."""
        moments = {"submitted_at": NOON, "submitted_on": DAY}
        signed = {"signed_at": NOON, "signed_by": self.actor}
        return self.report(**{"status": "submitted", **moments, **signed, **given})

    def report_section(self, **given: Any) -> ReportSection:
        values = {"report": self._one("report")}
        if "section" not in given:
            values["section"] = self._new("outline_section")
        return ReportSection(**{**values, **given})

    def report_value(self, **given: Any) -> ReportValue:
        values = {"report": self._one("report"), "state": "not_reported"}
        if "indicator" not in given:
            values["indicator"] = self._new("indicator")
        return ReportValue(**{**values, **given})

    def report_remark(self, **given: Any) -> ReportRemark:
        values = {"report": self._one("report"), "round": 1, "text": "Thiếu số liệu."}
        return ReportRemark(**{**values, "by": self.actor, "at": NOON, **given})

    def report_version(self, **given: Any) -> ReportVersion:
        values: dict[str, Any] = {"number": 1, "content": "{}", "content_hash": HASH}
        if "report" not in given and "consolidation" not in given:
            values["report"] = self._new("report")
        more = {"frozen_at": NOON, "frozen_by_id": self.actor.pk}
        return ReportVersion(**{**values, **more, **given})

    def evidence(self, **given: Any) -> Evidence:
        values: dict[str, Any] = {"unit": self._one("unit"), "by": self.actor, "at": NOON}
        if "report" not in given and "assignment" not in given:
            values["report"] = self._one("report")
        more = {"name": "a.pdf", "sha256": HASH, "size_bytes": 1, "storage_key": "a"}
        return Evidence(**{**values, **more, **given})

    def consolidation(self, **given: Any) -> Consolidation:
        values = {**self._owed(), "status": "collecting", "opened_at": NOON}
        if "period" not in given:
            values["period"] = self._new("period")
        return Consolidation(**{**values, **given})

    def consolidation_section(self, **given: Any) -> ConsolidationSection:
        values = {"consolidation": self._one("consolidation")}
        if "section" not in given:
            values["section"] = self._new("outline_section")
        return ConsolidationSection(**{**values, **given})

    def obstacle(self, **given: Any) -> Obstacle:
        values = {**self._owed(), "text": "Thiếu kinh phí.", "status": "raised"}
        return Obstacle(**{**values, "raised_by": self.actor, "raised_at": NOON, **given})

    def letter(self, **given: Any) -> ChasingLetter:
        values = {"plan": self._one("plan"), "unit": self._one("unit"), "text": "Đề nghị gửi."}
        more = {"status": "drafted", "content_hash": HASH, "drafted_by": self.actor}
        return ChasingLetter(**{**values, **more, "drafted_at": NOON, **given})

    def chased_duty(self, **given: Any) -> ChasedDuty:
        values = {"unit": self._one("unit"), "unit_name": "Đơn vị"}
        if "letter" not in given:
            values["letter"] = self._new("letter")
        if "duty" not in given and "assignment" not in given:
            values["duty"] = self._one("duty")
        return ChasedDuty(**{**values, **given})

    def reminder(self, **given: Any) -> Reminder:
        values = {"plan": self._one("plan"), "kind": "overdue", "user": self.actor}
        if "duty" not in given and "assignment" not in given:
            values["duty"] = self._one("duty")
        more = {"unit": self._one("unit"), "day": DAY, "due_on": DAY, "key": f"k{self._next()}"}
        return Reminder(**{**values, **more, **given})

    def digest(self, **given: Any) -> Digest:
        day = DAY + dt.timedelta(days=self._next())
        return Digest(**{"user": self.actor, "day": day, "sent_at": NOON, "reminders": 1, **given})
