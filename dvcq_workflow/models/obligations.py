"""What a plan obliges units to, how its dates are reckoned, and the opening of its year."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dvcq_workflow.models.base import AuditedModel, PublicModel
from dvcq_workflow.models.history import AuditedRecords
from dvcq_workflow.models.plans import Plan, PlanItem
from dvcq_workflow.models.units import Unit, UnitGroup
from dvcq_workflow.rules.obligations import (
    ActorRole,
    DueKind,
    ObligationKind,
    Strength,
    WeekendPolicy,
)

KIND_NAMES = {
    ObligationKind.STANDING: _("Standing task"),
    ObligationKind.EVENT: _("When it arises"),
    ObligationKind.ARTEFACT: _("A document or record to be made"),
    ObligationKind.UNIT_PLAN: _("The unit's own plan"),
    ObligationKind.OFFICER: _("Naming who is in charge"),
    ObligationKind.REPORT: _("Periodic report"),
    ObligationKind.CONSOLIDATION: _("Consolidated report"),
    ObligationKind.OBSTACLE: _("Reporting obstacles"),
}
STRENGTH_NAMES = {Strength.ORDER: _("Assigned"), Strength.REQUEST: _("Requested")}
DUE_KIND_NAMES = {
    DueKind.FIXED: _("On a date"),
    DueKind.RECURRING: _("Each period"),
    DueKind.EVENT: _("When it arises"),
    DueKind.NONE: _("No date"),
}
ROLE_NAMES = {
    ActorRole.LEAD: _("Leads"),
    ActorRole.SUPPORTING: _("Supports"),
    ActorRole.OBSERVING: _("Follows"),
}
WEEKEND_NAMES = {
    WeekendPolicy.NONE: _("The date stays"),
    WeekendPolicy.NEXT_WORKING_DAY: _("The next working day"),
    WeekendPolicy.PREVIOUS_WORKING_DAY: _("The working day before"),
}
STRENGTH_CHOICES = [(s.value, name) for s, name in STRENGTH_NAMES.items()]
DUE_KIND_CHOICES = [(d.value, name) for d, name in DUE_KIND_NAMES.items()]


class Obligation(AuditedModel):
    """One thing that a plan obliges units to, with the paragraph that says so.

    ``is_assigned``: each unit that leads it gets a task of its own; otherwise it is standing
    content that reports tell of. ``raw_words``: the words that give its time, as they stand.
    """

    class Origin(models.TextChoices):
        READ = "read", _("Read from the text")
        STATED = "stated", _("Stated by a person")
        CARRIED = "carried", _("Carried over from an earlier year")

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="obligations")
    item = models.ForeignKey(
        PlanItem, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    position = models.PositiveIntegerField(_("position"))
    text = models.TextField(_("task"))
    kind = models.CharField(
        _("kind"), max_length=20, choices=[(k.value, name) for k, name in KIND_NAMES.items()]
    )
    strength = models.CharField(_("how binding"), max_length=10, choices=STRENGTH_CHOICES)
    due_kind = models.CharField(_("how it is due"), max_length=10, choices=DUE_KIND_CHOICES)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    raw_words = models.CharField(_("words that give the time"), max_length=300, blank=True)
    is_inclusive = models.BooleanField(_("the day itself is in time"), default=True)
    origin = models.CharField(_("origin"), max_length=10, choices=Origin.choices)
    is_assigned = models.BooleanField(_("assigned to each unit"), default=True)
    carried_from = models.ForeignKey(
        "dvcq_workflow.Assignment",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("carried over from"),
    )
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    history = AuditedRecords()

    class Meta:
        verbose_name = _("obligation")
        verbose_name_plural = _("obligations")
        ordering = ["plan_id", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "position"], name="dvcq_obligation_position_once"
            ),
            models.CheckConstraint(
                condition=Q(due_kind="fixed", due_on__isnull=False)
                | (~Q(due_kind="fixed") & Q(due_on__isnull=True)),
                name="dvcq_obligation_fixed_has_date",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:120]


class ObligationActor(AuditedModel):
    """Who is obliged: a unit, or a group that stands for its units on the day of issue."""

    obligation = models.ForeignKey(Obligation, on_delete=models.PROTECT, related_name="actors")
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    group = models.ForeignKey(
        UnitGroup, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    role = models.CharField(
        _("part"), max_length=10, choices=[(r.value, name) for r, name in ROLE_NAMES.items()]
    )

    history = AuditedRecords()

    class Meta:
        verbose_name = _("who is obliged")
        verbose_name_plural = _("who is obliged")
        ordering = ["obligation_id", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(unit__isnull=False, group__isnull=True)
                | Q(unit__isnull=True, group__isnull=False),
                name="dvcq_actor_unit_or_group",
            ),
            models.UniqueConstraint(fields=["obligation", "unit"], name="dvcq_actor_unit_once"),
            models.UniqueConstraint(fields=["obligation", "group"], name="dvcq_actor_group_once"),
        ]

    def __str__(self) -> str:
        return str(self.unit or self.group)


class YearPolicy(AuditedModel):
    """How a plan's year is reckoned; one row a plan, the defaults where there is none.

    ``cutoff_days``: how many days before its due date a report's data ends; None leaves the
    standard dates of decree 09/2019/ND-CP, which only warn.
    """

    plan = models.OneToOneField(Plan, on_delete=models.PROTECT, related_name="year_policy")
    weekend = models.CharField(
        _("a due date that is no working day"),
        max_length=25,
        choices=[(w.value, name) for w, name in WEEKEND_NAMES.items()],
        default=WeekendPolicy.NEXT_WORKING_DAY.value,
    )
    receiver_reports = models.BooleanField(_("the receiver reports to itself"), default=False)
    merge_same_day = models.BooleanField(_("reports due on one day are one"), default=False)
    cutoff_days = models.PositiveSmallIntegerField(
        _("days from the data's end to the due date"), null=True, blank=True
    )

    history = AuditedRecords()

    class Meta:
        verbose_name = _("reckoning of a plan's year")
        verbose_name_plural = _("reckoning of plans' years")

    def __str__(self) -> str:
        return f"{self.plan_id} {self.weekend}"


class YearOpening(PublicModel):
    """How far the opening of a plan's year has come; what it did are events of their own."""

    plan = models.OneToOneField(Plan, on_delete=models.PROTECT, related_name="year_opening")
    units_total = models.PositiveIntegerField(_("units"), default=0)
    units_done = models.PositiveIntegerField(_("units done"), default=0)
    started_at = models.DateTimeField(_("started at"))
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    problems = models.JSONField(_("what a person must settle"), default=list, blank=True)

    class Meta:
        verbose_name = _("opening of a year")
        verbose_name_plural = _("openings of years")

    def __str__(self) -> str:
        return f"{self.plan_id} {self.units_done}/{self.units_total}"
