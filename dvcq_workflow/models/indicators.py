"""Indicators that the province counts in its reports."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dvcq_workflow.models.base import AuditedModel
from dvcq_workflow.models.history import AuditedRecords


class Indicator(AuditedModel):
    """What is counted, in which unit of measure, and how values of many units become one."""

    class Kind(models.TextChoices):
        COUNT = "count", _("Count")
        AMOUNT = "amount", _("Amount")
        RATE = "rate", _("Rate")
        TEXT = "text", _("Text")
        YES_NO = "yes_no", _("Yes or no")

    class Aggregation(models.TextChoices):
        SUM = "sum", _("Sum")
        RATIO = "ratio", _("Ratio of sums")
        LAST = "last", _("Last value")
        NONE = "none", _("Not aggregated")

    code = models.CharField(_("code"), max_length=40)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    name = models.CharField(_("name"), max_length=255)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    measure = models.CharField(_("unit of measure"), max_length=40, blank=True)
    aggregation = models.CharField(_("aggregation"), max_length=10, choices=Aggregation.choices)
    numerator = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    denominator = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)

    history = AuditedRecords()

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering = ["code", "version"]
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="dvcq_indicator_version_once"),
            models.CheckConstraint(
                condition=Q(kind="rate", numerator__isnull=False, denominator__isnull=False)
                | (~Q(kind="rate") & Q(numerator__isnull=True, denominator__isnull=True)),
                name="dvcq_indicator_rate_has_parts",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="dvcq_indicator_valid_range",
            ),
        ]

    def __str__(self) -> str:
        return self.name
