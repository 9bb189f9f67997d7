"""Reports of units: what was written, what was counted, what was sent back, what was frozen."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dvcq_workflow.models.base import AppendOnlyModel, AuditedModel, PublicModel
from dvcq_workflow.models.history import AuditedRecords
from dvcq_workflow.models.indicators import Indicator
from dvcq_workflow.models.reporting import OutlineSection, ReportDuty
from dvcq_workflow.models.subjects import SignedPaper, YearSubject
from dvcq_workflow.models.units import Unit
from dvcq_workflow.rules import reports as law
from dvcq_workflow.rules.reports import ReportStatus

REPORT_STATUS_NAMES = {
    ReportStatus.BEING_WRITTEN: _("Being written"),
    ReportStatus.AWAITING_APPROVAL: _("Awaiting the head's signature"),
    ReportStatus.SIGNED: _("Signed, awaiting a number"),
    ReportStatus.NUMBERED: _("Numbered, to be sent"),
    ReportStatus.SUBMITTED: _("Submitted"),
    ReportStatus.RETURNED: _("Sent back to be completed"),
    ReportStatus.ACCEPTED: _("Accepted"),
    ReportStatus.WITHDRAWN: _("Report withdrawn"),
}


class Report(YearSubject, SignedPaper):
    """One unit's report of one period. ``submitted_on``: the local date that "in time" goes by,
    set by the server at the first submission and kept through returns."""

    duty = models.ForeignKey(ReportDuty, on_delete=models.PROTECT, related_name="reports")
    drafter = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("writer"),
    )
    status = models.CharField(
        _("state"),
        max_length=20,
        choices=[(s.value, name) for s, name in REPORT_STATUS_NAMES.items()],
    )
    nothing_to_report = models.BooleanField(_("nothing to report"), default=False)
    opened_at = models.DateTimeField(_("opened at"))
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    submitted_on = models.DateField(_("submitted on"), null=True, blank=True)
    accepted_at = models.DateTimeField(_("accepted at"), null=True, blank=True)

    document_type = "BC"

    history = AuditedRecords()

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ["plan_id", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["duty"], condition=~Q(status="withdrawn"), name="dvcq_report_once"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["submitted", "accepted"])
                | Q(submitted_at__isnull=False, submitted_on__isnull=False),
                name="dvcq_report_submitted_has_moment",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["signed", "numbered", "submitted", "accepted"])
                | Q(signed_at__isnull=False, signed_by__isnull=False),
                name="dvcq_report_signed_by_someone",
            ),
        ]
        indexes = [models.Index(fields=["plan", "status"], name="dvcq_report_plan")]

    def __str__(self) -> str:
        return self.subject or f"{self.unit_name} {self.duty_id}"

    @property
    def state(self) -> ReportStatus:
        """Its legal state, as the rules speak of it."""
        return ReportStatus(self.status)

    @property
    def is_closed(self) -> bool:
        """Whether nothing more can be done on it."""
        return self.state in law.CLOSED


class ReportSection(AuditedModel):
    """What a report says under one heading of the outline."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="sections")
    section = models.ForeignKey(OutlineSection, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("text"), blank=True)

    history = AuditedRecords()

    class Meta:
        verbose_name = _("part of a report")
        verbose_name_plural = _("parts of a report")
        ordering = ["report_id", "section__position"]
        constraints = [
            models.UniqueConstraint(fields=["report", "section"], name="dvcq_report_section_once"),
        ]

    def __str__(self) -> str:
        return f"{self.report_id} {self.section_id}"


class ReportValue(AuditedModel):
    """One figure of a report. Not reported, nothing arose and zero are three things."""

    class State(models.TextChoices):
        REPORTED = "reported", _("Reported")
        NOTHING_AROSE = "nothing_arose", _("Nothing arose")
        NOT_REPORTED = "not_reported", _("Not reported")

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="values")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(_("state"), max_length=15, choices=State.choices)
    number = models.DecimalField(
        _("number"), max_digits=20, decimal_places=4, null=True, blank=True
    )
    text = models.TextField(_("text"), blank=True)
    yes_no = models.BooleanField(_("yes or no"), null=True, blank=True)
    is_estimate = models.BooleanField(_("estimate"), default=False)
    note = models.CharField(_("note"), max_length=500, blank=True)

    history = AuditedRecords()

    class Meta:
        verbose_name = _("figure of a report")
        verbose_name_plural = _("figures of a report")
        ordering = ["report_id", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["report", "indicator"], name="dvcq_value_once"),
            models.CheckConstraint(
                condition=Q(state="reported")
                | Q(number__isnull=True, yes_no__isnull=True, text=""),
                name="dvcq_value_only_where_reported",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report_id} {self.indicator_id} {self.state}"


class ReportRemark(AuditedModel):
    """What the receiver finds wrong with one part or figure of a report that it sends back.
    ``field``: ``section:KEY`` or ``indicator:CODE``; empty: the report as a whole."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="remarks")
    round = models.PositiveSmallIntegerField(_("round"))
    field = models.CharField(_("where"), max_length=60, blank=True)
    text = models.TextField(_("what is to be mended"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("when"))
    is_answered = models.BooleanField(_("mended"), default=False)

    history = AuditedRecords()

    class Meta:
        verbose_name = _("remark on a report")
        verbose_name_plural = _("remarks on a report")
        ordering = ["report_id", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="dvcq_remark_has_text"),
        ]

    def __str__(self) -> str:
        return self.text[:80]


class ReportVersion(AppendOnlyModel, PublicModel):
    """A report or consolidated report as it was signed or delivered, word for word.

    ``content``: the canonical text that was hashed.
    """

    report = models.ForeignKey(
        Report, on_delete=models.PROTECT, related_name="versions", null=True, blank=True
    )
    consolidation = models.ForeignKey(
        "dvcq_workflow.Consolidation",
        on_delete=models.PROTECT,
        related_name="versions",
        null=True,
        blank=True,
    )
    number = models.PositiveIntegerField(_("version"))
    content = models.TextField(_("content"))
    content_hash = models.CharField(_("content hash"), max_length=64)
    frozen_at = models.DateTimeField(_("frozen at"))
    frozen_by_id = models.BigIntegerField(_("frozen by"))

    class Meta:
        verbose_name = _("version of a report")
        verbose_name_plural = _("versions of reports")
        ordering = ["report_id", "consolidation_id", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="dvcq_report_version_once"),
            models.UniqueConstraint(
                fields=["consolidation", "number"], name="dvcq_consolidation_version_once"
            ),
            models.CheckConstraint(
                condition=Q(report__isnull=False, consolidation__isnull=True)
                | Q(report__isnull=True, consolidation__isnull=False),
                name="dvcq_version_of_one_report",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report_id or self.consolidation_id} v{self.number}"


class Evidence(AppendOnlyModel, PublicModel):
    """A file that shows what was done: of a task or of a report. The bytes lie in the host's
    storage, their SHA-256 here."""

    assignment = models.ForeignKey(
        "dvcq_workflow.Assignment",
        on_delete=models.PROTECT,
        related_name="evidence",
        null=True,
        blank=True,
    )
    report = models.ForeignKey(
        Report, on_delete=models.PROTECT, related_name="evidence", null=True, blank=True
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("when"))
    name = models.CharField(_("file name"), max_length=200)
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    size_bytes = models.PositiveBigIntegerField(_("size in bytes"))
    storage_key = models.CharField(_("key in the storage"), max_length=255)

    class Meta:
        verbose_name = _("piece of evidence")
        verbose_name_plural = _("evidence")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(assignment__isnull=False, report__isnull=True)
                | Q(assignment__isnull=True, report__isnull=False),
                name="dvcq_evidence_of_one_thing",
            ),
            models.CheckConstraint(condition=Q(size_bytes__gt=0), name="dvcq_evidence_not_empty"),
        ]

    def __str__(self) -> str:
        return self.name
