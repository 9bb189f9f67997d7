"""Obstacles that units meet, and who settles them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dvcq_workflow.models.history import AuditedRecords
from dvcq_workflow.models.plans import PlanItem
from dvcq_workflow.models.subjects import YearSubject, opening_of
from dvcq_workflow.rules import obstacles as law
from dvcq_workflow.rules.obstacles import ObstacleStatus

OBSTACLE_STATUS_NAMES = {
    ObstacleStatus.RAISED: _("Raised"),
    ObstacleStatus.BEING_SETTLED: _("Being settled"),
    ObstacleStatus.ESCALATED: _("Before the issuing body"),
    ObstacleStatus.SETTLED: _("Settled"),
    ObstacleStatus.DECIDED: _("Decided by the issuing body"),
    ObstacleStatus.INFORMED: _("All concerned are informed"),
    ObstacleStatus.WITHDRAWN: _("Taken back"),
}


class Obstacle(YearSubject):
    """A difficulty in carrying out a plan, raised by a unit. ``item``: the paragraph or group of
    the plan that it concerns."""

    item = models.ForeignKey(
        PlanItem, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    text = models.TextField(_("obstacle"))
    proposal = models.TextField(_("proposal"), blank=True)
    status = models.CharField(
        _("state"),
        max_length=15,
        choices=[(s.value, name) for s, name in OBSTACLE_STATUS_NAMES.items()],
    )
    raised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    raised_at = models.DateTimeField(_("raised at"))
    escalated_at = models.DateTimeField(_("escalated at"), null=True, blank=True)
    escalation = models.TextField(_("opinion of the receiver"), blank=True)
    settlement = models.TextField(_("how it was settled"), blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    informed_at = models.DateTimeField(_("informed at"), null=True, blank=True)

    history = AuditedRecords()

    class Meta:
        verbose_name = _("obstacle")
        verbose_name_plural = _("obstacles")
        ordering = ["plan_id", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status__in=["settled", "decided", "informed"])
                | (Q(settled_at__isnull=False) & ~Q(settlement="")),
                name="dvcq_obstacle_settled_has_words",
            ),
        ]
        indexes = [models.Index(fields=["plan", "status"], name="dvcq_obstacle_plan")]

    def __str__(self) -> str:
        return opening_of(self.text)

    @property
    def state(self) -> ObstacleStatus:
        """Its state, as the rules speak of it."""
        return ObstacleStatus(self.status)

    @property
    def is_closed(self) -> bool:
        """Whether nothing more can be done on it."""
        return self.state in law.CLOSED
