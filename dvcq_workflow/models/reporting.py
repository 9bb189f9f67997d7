"""Who owes which report of which period, and what a report asks for."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dvcq_workflow.models.base import AuditedModel
from dvcq_workflow.models.history import AuditedRecords
from dvcq_workflow.models.indicators import Indicator
from dvcq_workflow.models.obligations import STRENGTH_CHOICES, Obligation
from dvcq_workflow.models.plans import Plan, PlanItem
from dvcq_workflow.models.units import Unit
from dvcq_workflow.rules.obligations import PeriodKind, Strength

PERIOD_NAMES = {
    PeriodKind.QUARTER: _("Quarter"),
    PeriodKind.HALF_YEAR: _("Half-year"),
    PeriodKind.NINE_MONTH: _("Nine months"),
    PeriodKind.YEAR: _("Year"),
}
PERIOD_CHOICES = [(p.value, name) for p, name in PERIOD_NAMES.items()]
ROMAN = ("", "I", "II", "III", "IV")


class ReportingRule(AuditedModel):
    """One rule of a plan's reporting sentence: which period, due on which day.

    ``due_month`` None: the last month of each period.
    """

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="reporting_rules")
    obligation = models.ForeignKey(
        Obligation, on_delete=models.PROTECT, related_name="reporting_rules"
    )
    period_kind = models.CharField(_("period"), max_length=12, choices=PERIOD_CHOICES)
    due_day = models.PositiveSmallIntegerField(_("day"))
    due_month = models.PositiveSmallIntegerField(_("month"), null=True, blank=True)
    raw_words = models.CharField(_("words that give the time"), max_length=300, blank=True)
    is_inclusive = models.BooleanField(_("the day itself is in time"), default=True)
    receiver = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")

    history = AuditedRecords()

    class Meta:
        verbose_name = _("reporting rule")
        verbose_name_plural = _("reporting rules")
        ordering = ["plan_id", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "obligation", "period_kind"], name="dvcq_reporting_rule_once"
            ),
            models.CheckConstraint(
                condition=Q(due_day__gte=1, due_day__lte=31)
                & (Q(due_month__isnull=True) | Q(due_month__gte=1, due_month__lte=12)),
                name="dvcq_reporting_rule_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period_kind} {self.due_day}/{self.due_month or '-'}"


class ReportingPeriod(AuditedModel):
    """One period of a plan's year. ``index``: which quarter or half; ``merged_into``: the period
    whose report of the same day takes its place."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="periods")
    rule = models.ForeignKey(ReportingRule, on_delete=models.PROTECT, related_name="periods")
    kind = models.CharField(_("period"), max_length=12, choices=PERIOD_CHOICES)
    index = models.PositiveSmallIntegerField(_("which of the year"))
    year = models.PositiveSmallIntegerField(_("year"))
    starts_on = models.DateField(_("begins on"))
    ends_on = models.DateField(_("ends on"))
    due_on = models.DateField(_("due on"))
    effective_due_on = models.DateField(_("last day in time"))
    cutoff_on = models.DateField(_("data until"), null=True, blank=True)
    opened_at = models.DateTimeField(_("opened at"), null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged"
    )
    receiver = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")

    history = AuditedRecords()

    class Meta:
        verbose_name = _("reporting period")
        verbose_name_plural = _("reporting periods")
        ordering = ["plan_id", "due_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["rule", "year", "index"], name="dvcq_period_once"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="dvcq_period_in_order"
            ),
        ]

    def __str__(self) -> str:
        return str(self.label)

    @property
    def label(self) -> str:
        """The period in words, such as "Quarter II of 2020"."""
        words = {"which": ROMAN[self.index], "year": self.year}
        if self.kind == PeriodKind.QUARTER:
            return str(_("Quarter %(which)s of %(year)s") % words)
        if self.kind == PeriodKind.HALF_YEAR and self.index == 1:
            return str(_("First half of %(year)s") % words)
        if self.kind == PeriodKind.HALF_YEAR:
            return str(_("Second half of %(year)s") % words)
        if self.kind == PeriodKind.NINE_MONTH:
            return str(_("Nine months of %(year)s") % words)
        return str(_("Year %(year)s") % words)


class ReportDuty(AuditedModel):
    """That one unit owes a report of one period. ``due_on`` as first set; ``effective_due_on`` is
    the last day in time. Excused: it was owed and is no more."""

    PERSONAL_FIELDS = ("excused_reason",)

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="report_duties")
    period = models.ForeignKey(ReportingPeriod, on_delete=models.PROTECT, related_name="duties")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    unit_name = models.CharField(_("name on that day"), max_length=255)
    receiver = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField(_("due on"))
    effective_due_on = models.DateField(_("last day in time"))
    strength = models.CharField(_("how binding"), max_length=10, choices=STRENGTH_CHOICES)
    excused_at = models.DateTimeField(_("excused at"), null=True, blank=True)
    excused_reason = models.TextField(_("reason"), blank=True)

    history = AuditedRecords()

    class Meta:
        verbose_name = _("duty to report")
        verbose_name_plural = _("duties to report")
        ordering = ["period_id", "unit_name"]
        constraints = [
            models.UniqueConstraint(fields=["period", "unit"], name="dvcq_duty_once"),
        ]
        indexes = [
            models.Index(fields=["effective_due_on"], name="dvcq_duty_due"),
            models.Index(fields=["plan", "unit"], name="dvcq_duty_plan_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_name}: {self.period_id}"

    @property
    def is_request(self) -> bool:
        """Whether the report is only asked for: then it is never overdue."""
        return self.strength == Strength.REQUEST


class OutlineSection(AuditedModel):
    """One heading of a report under a plan. ``item``: the group of the plan that it answers."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="outline")
    position = models.PositiveSmallIntegerField(_("position"))
    key = models.CharField(_("key"), max_length=40)
    number = models.CharField(_("number"), max_length=20, blank=True)
    title = models.CharField(_("title"), max_length=500)
    asks = models.TextField(_("what it asks for"), blank=True)
    item = models.ForeignKey(
        PlanItem, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    history = AuditedRecords()

    class Meta:
        verbose_name = _("heading of a report")
        verbose_name_plural = _("headings of a report")
        ordering = ["plan_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "key"], name="dvcq_outline_key_once"),
            models.UniqueConstraint(fields=["plan", "position"], name="dvcq_outline_position_once"),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}" if self.number else self.title


class PlanIndicator(AuditedModel):
    """An indicator that the reports under a plan ask for, with its target where one is set."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="plan_indicators")
    position = models.PositiveSmallIntegerField(_("position"))
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    group_title = models.CharField(_("group"), max_length=300, blank=True)
    target = models.DecimalField(
        _("target"), max_digits=20, decimal_places=4, null=True, blank=True
    )

    history = AuditedRecords()

    class Meta:
        verbose_name = _("indicator of a plan")
        verbose_name_plural = _("indicators of plans")
        ordering = ["plan_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "indicator"], name="dvcq_plan_indicator_once"),
        ]

    def __str__(self) -> str:
        return str(self.indicator)
