"""Numbers taken, and the bytes that went out."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dvcq_workflow.models.base import AppendOnlyModel, AuditedModel, PublicModel
from dvcq_workflow.models.history import AuditedRecords
from dvcq_workflow.models.notices import PlanNotice
from dvcq_workflow.models.plans import Plan
from dvcq_workflow.models.units import Unit
from dvcq_workflow.models.versions import PlanVersion

YEAR_PAPERS = ("report", "consolidation", "letter")
"""Documents of a plan's year that are numbered beside plans and notices."""


class NumberSeries(AuditedModel):
    """Numbers of one issuing body in one year: 01 from 01/01, no gap, never reused.

    ``continues_at``: the first number given here, where earlier ones of the year stand in a paper
    register. ``document_types``: which types share the series; empty means all (decree 30/2020,
    Article 15: the head of the organ decides how series are split).
    """

    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="number_series", verbose_name=_("issuing body")
    )
    year = models.PositiveSmallIntegerField(_("year"))
    code = models.CharField(_("series"), max_length=40)
    document_types = models.JSONField(_("document types"), default=list, blank=True)
    continues_at = models.PositiveIntegerField(
        _("first number here"),
        default=1,
        help_text=_("Above 1 where the year's first numbers stand in a paper register."),
    )
    paper_until = models.DateField(
        _("date of the last paper number"),
        null=True,
        blank=True,
        help_text=_("No number here is dated before it."),
    )

    history = AuditedRecords()

    class Meta:
        verbose_name = _("number series")
        verbose_name_plural = _("number series")
        ordering = ["unit_id", "-year", "code"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "year", "code"], name="dvcq_series_once"),
            models.CheckConstraint(condition=Q(continues_at__gte=1), name="dvcq_series_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.code}/{self.year}"


class Issuance(AuditedModel):
    """A number taken for a plan, a notice about it or a document of its year, and what happened to
    it. A number is used once, for ever."""

    # Free text that may name people: the event commits to it, and history cannot be erased.
    PERSONAL_FIELDS = ("reason",)

    class State(models.TextChoices):
        TAKEN = "taken", _("Number taken")
        RELEASED = "released", _("Released")
        VOID = "void", _("Void")

    class Medium(models.TextChoices):
        SYSTEM = "system", _("In this system")
        PAPER = "paper", _("In the paper register")

    series = models.ForeignKey(NumberSeries, on_delete=models.PROTECT, related_name="issuances")
    number = models.PositiveIntegerField(_("number"))
    symbol = models.CharField(_("symbol"), max_length=60)
    issued_on = models.DateField(_("date on the document"))
    plan = models.ForeignKey(
        Plan, on_delete=models.PROTECT, related_name="issuances", verbose_name=_("plan")
    )
    notice = models.ForeignKey(
        PlanNotice,
        on_delete=models.PROTECT,
        related_name="issuances",
        null=True,
        blank=True,
        verbose_name=_("notice about the plan"),
    )
    report = models.ForeignKey(
        "dvcq_workflow.Report",
        on_delete=models.PROTECT,
        related_name="issuances",
        null=True,
        blank=True,
        verbose_name=_("report"),
    )
    consolidation = models.ForeignKey(
        "dvcq_workflow.Consolidation",
        on_delete=models.PROTECT,
        related_name="issuances",
        null=True,
        blank=True,
        verbose_name=_("consolidated report"),
    )
    letter = models.ForeignKey(
        "dvcq_workflow.ChasingLetter",
        on_delete=models.PROTECT,
        related_name="issuances",
        null=True,
        blank=True,
        verbose_name=_("chasing letter"),
    )
    version = models.ForeignKey(
        PlanVersion, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    content_hash = models.CharField(_("content hash"), max_length=64)
    state = models.CharField(_("state"), max_length=10, choices=State.choices)
    medium = models.CharField(
        _("register"), max_length=10, choices=Medium.choices, default=Medium.SYSTEM
    )
    reason = models.TextField(_("reason"), blank=True)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    taken_for = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("taken on behalf of"),
    )
    taken_at = models.DateTimeField(_("taken at"))
    released_at = models.DateTimeField(_("released at"), null=True, blank=True)
    voided_at = models.DateTimeField(_("voided at"), null=True, blank=True)
    voided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("voided by"),
    )

    history = AuditedRecords(read_by="plan_id")

    class Meta:
        verbose_name = _("issuance")
        verbose_name_plural = _("issuances")
        ordering = ["series_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["series", "number"], name="dvcq_number_once"),
            models.UniqueConstraint(
                fields=["plan"],
                condition=~Q(state="void")
                & Q(notice__isnull=True)
                & Q(report__isnull=True, consolidation__isnull=True, letter__isnull=True),
                name="dvcq_plan_one_number",
            ),
            # A report that was sent back after it went out is another document the next time.
            models.UniqueConstraint(
                fields=["report"], condition=Q(state="taken"), name="dvcq_report_one_number"
            ),
            models.UniqueConstraint(
                fields=["consolidation"],
                condition=~Q(state="void"),
                name="dvcq_consolidation_one_number",
            ),
            models.UniqueConstraint(
                fields=["letter"], condition=~Q(state="void"), name="dvcq_letter_one_number"
            ),
            models.CheckConstraint(
                condition=Q(version__isnull=False)
                | Q(report__isnull=False)
                | Q(consolidation__isnull=False)
                | Q(letter__isnull=False),
                name="dvcq_number_of_a_version",
            ),
            models.UniqueConstraint(
                fields=["notice"], condition=~Q(state="void"), name="dvcq_notice_one_number"
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="dvcq_number_from_one"),
            models.CheckConstraint(
                condition=(~Q(state="void") & ~Q(medium="paper")) | ~Q(reason=""),
                name="dvcq_void_or_paper_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(state="released", released_at__isnull=False)
                | (~Q(state="released") & Q(released_at__isnull=True))
                | Q(state="void"),
                name="dvcq_release_has_moment",
            ),
            models.CheckConstraint(
                condition=Q(state="void", voided_at__isnull=False, voided_by__isnull=False)
                | (~Q(state="void") & Q(voided_at__isnull=True, voided_by__isnull=True)),
                name="dvcq_void_has_moment",
            ),
        ]

    def __str__(self) -> str:
        return self.full_number

    @property
    def full_number(self) -> str:
        """Number and symbol as printed: a number under ten has a leading zero (decree 30/2020)."""
        return f"{self.number:02d}/{self.symbol}"

    @property
    def year_paper(self) -> Any:
        """The report, consolidated report or chasing letter that it numbers; None: none of them."""
        return self.report or self.consolidation or self.letter

    @property
    def numbered(self) -> Any:
        """What it numbers: a document of the plan's year, a notice, or the plan."""
        return self.year_paper or self.notice or self.plan

    @property
    def is_of_plan(self) -> bool:
        """Whether it numbers the plan itself."""
        others = (self.notice_id, self.report_id, self.consolidation_id, self.letter_id)
        return all(other is None for other in others)

    @property
    def plan_version(self) -> PlanVersion:
        """The version of the plan that went out under it, or that its notice is about.

        Raises:
            ValueError: a document of the plan's year has a version of its own.
        """
        if self.version is None:
            raise ValueError(self.full_number)
        return self.version


class IssuedDocument(AppendOnlyModel, PublicModel):
    """A file that is kept for good: the bytes lie in the host's storage, their SHA-256 here.

    The ``DOCUMENT`` went out under the number of ``issuance``, a plan's or a notice's; the
    ``APPROVAL_SHEET`` stays with the issuing side.
    """

    class Kind(models.TextChoices):
        DOCUMENT = "document", _("Issued document")
        APPROVAL_SHEET = "approval_sheet", _("Approval sheet")

    class Format(models.TextChoices):
        DOCX = "docx", _("DOCX")
        PDF = "pdf", _("PDF")

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="documents")
    issuance = models.ForeignKey(Issuance, on_delete=models.PROTECT, related_name="documents")
    version = models.ForeignKey(
        PlanVersion, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, default=Kind.DOCUMENT)
    file_format = models.CharField(_("format"), max_length=10, choices=Format.choices)
    file_name = models.CharField(_("file name"), max_length=200)
    storage_key = models.CharField(_("key in the storage"), max_length=255)
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    size_bytes = models.PositiveBigIntegerField(_("size in bytes"))
    made_at = models.DateTimeField(_("made at"))

    class Meta:
        verbose_name = _("issued document")
        verbose_name_plural = _("issued documents")
        ordering = ["plan_id", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["issuance", "kind", "file_format"], name="dvcq_issued_document_once"
            ),
            models.CheckConstraint(condition=Q(size_bytes__gt=0), name="dvcq_issued_not_empty"),
        ]

    def __str__(self) -> str:
        return self.file_name
