"""Rounds of opinions on a draft (lấy ý kiến góp ý)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dvcq_workflow.models.base import AuditedModel
from dvcq_workflow.models.history import AuditedRecords
from dvcq_workflow.models.plans import Plan
from dvcq_workflow.models.units import Unit
from dvcq_workflow.models.versions import PlanVersion


class Consultation(AuditedModel):
    """One round: the version sent out, until when, and how it was closed."""

    # Free text that may name people: the event commits to it, and history cannot be erased.
    PERSONAL_FIELDS = ("closing_reason",)

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="consultations")
    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="+")
    round = models.PositiveSmallIntegerField(_("round"))
    question = models.TextField(_("what is asked"), blank=True)
    due_on = models.DateField(_("due on"))
    opened_at = models.DateTimeField(_("opened at"))
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    closing_reason = models.TextField(_("why closed without all opinions"), blank=True)

    history = AuditedRecords()

    class Meta:
        verbose_name = _("consultation")
        verbose_name_plural = _("consultations")
        ordering = ["plan_id", "round"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "round"], name="dvcq_consultation_round_once"),
            models.UniqueConstraint(
                fields=["plan"],
                condition=Q(closed_at__isnull=True),
                name="dvcq_consultation_one_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} / {self.round}"


class Opinion(AuditedModel):
    """One unit's opinion in one round; asked for first, given or passed over later."""

    class State(models.TextChoices):
        ASKED = "asked", _("Awaited")
        AGREED = "agreed", _("Agrees")
        COMMENTED = "commented", _("Has comments")
        PASSED_OVER = "passed_over", _("Not given in time")

    consultation = models.ForeignKey(
        Consultation, on_delete=models.PROTECT, related_name="opinions"
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.ASKED)
    text = models.TextField(_("opinion"), blank=True)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    given_for = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("given on behalf of"),
    )
    given_at = models.DateTimeField(_("given at"), null=True, blank=True)
    response = models.TextField(_("drafter's answer"), blank=True)

    history = AuditedRecords()

    class Meta:
        verbose_name = _("opinion")
        verbose_name_plural = _("opinions")
        ordering = ["consultation_id", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["consultation", "unit"], name="dvcq_opinion_unit_once"),
            models.CheckConstraint(
                condition=~Q(state="commented") | ~Q(text=""), name="dvcq_opinion_comment_has_text"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["asked", "passed_over"]) | Q(given_by__isnull=False),
                name="dvcq_opinion_given_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit}: {self.get_state_display()}"
