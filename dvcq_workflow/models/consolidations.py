"""Consolidated reports: what the receiver of many reports makes of them for the issuing body."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dvcq_workflow.models.base import AuditedModel
from dvcq_workflow.models.history import AuditedRecords
from dvcq_workflow.models.reporting import OutlineSection, ReportingPeriod
from dvcq_workflow.models.subjects import SignedPaper, YearSubject
from dvcq_workflow.rules import consolidations as law
from dvcq_workflow.rules.consolidations import ConsolidationStatus

CONSOLIDATION_STATUS_NAMES = {
    ConsolidationStatus.COLLECTING: _("Reports being collected"),
    ConsolidationStatus.DRAFTED: _("Consolidated report being drafted"),
    ConsolidationStatus.AWAITING_APPROVAL: _("Awaiting the head's signature"),
    ConsolidationStatus.SIGNED: _("Signed, awaiting a number"),
    ConsolidationStatus.NUMBERED: _("Numbered, to be delivered"),
    ConsolidationStatus.DELIVERED: _("Delivered"),
    ConsolidationStatus.ACKNOWLEDGED: _("Acknowledged"),
    ConsolidationStatus.WITHDRAWN: _("Consolidated report withdrawn"),
}


class Consolidation(YearSubject, SignedPaper):
    """The consolidated report of one period, or a supplement to it (``sequence`` above 0).

    ``figures``: the drafted figures with the unit values they came from, as
    ``rules.consolidation`` writes them; what was delivered is frozen in its ``ReportVersion``.
    """

    period = models.ForeignKey(
        ReportingPeriod, on_delete=models.PROTECT, related_name="consolidations"
    )
    sequence = models.PositiveSmallIntegerField(_("which of the period"), default=0)
    supplements = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="supplemented_by"
    )
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
        choices=[(s.value, name) for s, name in CONSOLIDATION_STATUS_NAMES.items()],
    )
    figures = models.JSONField(_("figures"), default=dict, blank=True)
    opened_at = models.DateTimeField(_("opened at"))
    delivered_at = models.DateTimeField(_("delivered at"), null=True, blank=True)
    acknowledged_at = models.DateTimeField(_("acknowledged at"), null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    document_type = "BC"

    history = AuditedRecords()

    class Meta:
        verbose_name = _("consolidated report")
        verbose_name_plural = _("consolidated reports")
        ordering = ["plan_id", "period_id", "sequence"]
        constraints = [
            models.UniqueConstraint(
                fields=["period", "sequence"],
                condition=~Q(status="withdrawn"),
                name="dvcq_consolidation_once",
            ),
            models.CheckConstraint(
                condition=Q(sequence=0, supplements__isnull=True)
                | (Q(sequence__gt=0, supplements__isnull=False) & ~Q(supplements=F("pk"))),
                name="dvcq_supplement_names_what_it_supplements",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["delivered", "acknowledged"])
                | Q(delivered_at__isnull=False),
                name="dvcq_consolidation_delivered_has_moment",
            ),
        ]

    def __str__(self) -> str:
        return self.subject or f"{self.period_id}/{self.sequence}"

    @property
    def state(self) -> ConsolidationStatus:
        """Its legal state, as the rules speak of it."""
        return ConsolidationStatus(self.status)

    @property
    def is_closed(self) -> bool:
        """Whether nothing more can be done on it."""
        return self.state in law.CLOSED


class ConsolidationSection(AuditedModel):
    """What a consolidated report says under one heading of the outline."""

    consolidation = models.ForeignKey(
        Consolidation, on_delete=models.PROTECT, related_name="sections"
    )
    section = models.ForeignKey(OutlineSection, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("text"), blank=True)

    history = AuditedRecords()

    class Meta:
        verbose_name = _("part of a consolidated report")
        verbose_name_plural = _("parts of a consolidated report")
        ordering = ["consolidation_id", "section__position"]
        constraints = [
            models.UniqueConstraint(
                fields=["consolidation", "section"], name="dvcq_consolidation_section_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.consolidation_id} {self.section_id}"
