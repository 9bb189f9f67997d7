"""Tasks of units under a plan: who leads, who supports, what came of it, what was put off."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dvcq_workflow.models.base import AppendOnlyModel, AuditedModel, PublicModel
from dvcq_workflow.models.history import AuditedRecords
from dvcq_workflow.models.obligations import (
    DUE_KIND_CHOICES,
    ROLE_NAMES,
    STRENGTH_CHOICES,
    Obligation,
)
from dvcq_workflow.models.plans import Plan
from dvcq_workflow.models.subjects import YearSubject, opening_of
from dvcq_workflow.models.units import Unit
from dvcq_workflow.rules import assignments as law
from dvcq_workflow.rules import extensions
from dvcq_workflow.rules.assignments import AssignmentStatus
from dvcq_workflow.rules.extensions import ExtensionStatus
from dvcq_workflow.rules.obligations import ActorRole, Strength

ASSIGNMENT_STATUS_NAMES = {
    AssignmentStatus.OFFERED: _("Newly assigned"),
    AssignmentStatus.HANDED_BACK: _("Handed back"),
    AssignmentStatus.ACCEPTED: _("Accepted"),
    AssignmentStatus.IN_PROGRESS: _("Being done"),
    AssignmentStatus.AWAITING_APPROVAL: _("Result awaiting the unit's approval"),
    AssignmentStatus.AWAITING_VERIFICATION: _("Result awaiting verification"),
    AssignmentStatus.DONE: _("Done"),
    AssignmentStatus.WITHDRAWN: _("Task withdrawn"),
}
EXTENSION_STATUS_NAMES = {
    ExtensionStatus.PENDING: _("Awaiting a decision"),
    ExtensionStatus.GRANTED: _("Granted"),
    ExtensionStatus.REFUSED: _("Not granted"),
    ExtensionStatus.WITHDRAWN: _("Request withdrawn"),
}


class Assignment(YearSubject):
    """One task of one leading unit; ``parent``: the task of which it is a part.

    ``done_on``: the local date that statistics go by, set by the server.
    """

    # Free text that may name people: the event commits to it, and history cannot be erased.
    PERSONAL_FIELDS = ("closing_reason",)

    obligation = models.ForeignKey(Obligation, on_delete=models.PROTECT, related_name="assignments")
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts"
    )
    text = models.TextField(_("task"))
    strength = models.CharField(_("how binding"), max_length=10, choices=STRENGTH_CHOICES)
    due_kind = models.CharField(_("how it is due"), max_length=10, choices=DUE_KIND_CHOICES)
    raw_words = models.CharField(_("words that give the time"), max_length=300, blank=True)
    is_inclusive = models.BooleanField(_("the day itself is in time"), default=True)
    status = models.CharField(
        _("state"),
        max_length=25,
        choices=[(s.value, name) for s, name in ASSIGNMENT_STATUS_NAMES.items()],
    )
    person_in_charge = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("leader in charge"),
    )
    progress_pct = models.PositiveSmallIntegerField(_("progress in percent"), default=0)
    result = models.TextField(_("result"), blank=True)
    unit_plan = models.ForeignKey(
        Plan,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("the unit's own plan"),
    )
    opened_at = models.DateTimeField(_("assigned at"))
    accepted_at = models.DateTimeField(_("accepted at"), null=True, blank=True)
    result_at = models.DateTimeField(_("result given at"), null=True, blank=True)
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)
    done_on = models.DateField(_("done on"), null=True, blank=True)
    closing_reason = models.TextField(_("reason"), blank=True)

    history = AuditedRecords()

    class Meta:
        verbose_name = _("task of a unit")
        verbose_name_plural = _("tasks of units")
        ordering = ["plan_id", "obligation_id", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["obligation", "unit"],
                condition=Q(parent__isnull=True) & ~Q(status="withdrawn"),
                name="dvcq_assignment_one_lead",
            ),
            models.CheckConstraint(
                condition=Q(status="done", done_at__isnull=False, done_on__isnull=False)
                | (~Q(status="done") & Q(done_at__isnull=True, done_on__isnull=True)),
                name="dvcq_assignment_done_has_moment",
            ),
            models.CheckConstraint(
                condition=Q(progress_pct__lte=100), name="dvcq_assignment_progress_to_100"
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("pk")),
                name="dvcq_assignment_not_own_part",
            ),
        ]
        indexes = [
            models.Index(fields=["plan", "status"], name="dvcq_assignment_plan"),
            models.Index(
                fields=["effective_due_on"],
                condition=~Q(status__in=["done", "withdrawn"]),
                name="dvcq_assignment_due",
            ),
        ]

    def __str__(self) -> str:
        return opening_of(self.text)

    @property
    def state(self) -> AssignmentStatus:
        """Its processing state, as the rules speak of it."""
        return AssignmentStatus(self.status)

    @property
    def is_closed(self) -> bool:
        """Whether nothing more can be done on it."""
        return self.state in law.CLOSED

    @property
    def is_request(self) -> bool:
        """Whether it only asks: then it is never overdue."""
        return self.strength == Strength.REQUEST


class AssignmentUnit(AuditedModel):
    """A unit that supports a task or follows it: it sees and adds, and does not close."""

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="other_units")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    unit_name = models.CharField(_("name on that day"), max_length=255)
    role = models.CharField(
        _("part"),
        max_length=10,
        choices=[(r.value, n) for r, n in ROLE_NAMES.items() if r is not ActorRole.LEAD],
    )

    history = AuditedRecords()

    class Meta:
        verbose_name = _("supporting or following unit")
        verbose_name_plural = _("supporting and following units")
        constraints = [
            models.UniqueConstraint(
                fields=["assignment", "unit"], name="dvcq_assignment_unit_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_name} {self.role}"


class AssignmentOfficer(AuditedModel):
    """A person of the leading unit who works on a task, from when until when."""

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="officers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)

    history = AuditedRecords()

    class Meta:
        verbose_name = _("officer of a task")
        verbose_name_plural = _("officers of tasks")
        constraints = [
            models.UniqueConstraint(
                fields=["assignment", "user"],
                condition=Q(valid_until__isnull=True),
                name="dvcq_officer_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.user_id}"


class ProgressNote(AppendOnlyModel, PublicModel):
    """What a leading or supporting unit says of how a task goes; nothing said is unsaid."""

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="notes")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("when"))
    progress_pct = models.PositiveSmallIntegerField(_("progress in percent"), null=True, blank=True)
    text = models.TextField(_("text"))

    class Meta:
        verbose_name = _("progress note")
        verbose_name_plural = _("progress notes")
        ordering = ["assignment_id", "pk"]

    def __str__(self) -> str:
        return self.text[:80]


class ExtensionRequest(YearSubject):
    """A unit's request to put a task's date off. ``due_on``: the date as it was when asked;
    ``effective_due_on``: the date that is asked for."""

    PERSONAL_FIELDS = ("reason", "decision_reason")

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="extensions")
    reason = models.TextField(_("reason"))
    status = models.CharField(
        _("state"),
        max_length=10,
        choices=[(s.value, name) for s, name in EXTENSION_STATUS_NAMES.items()],
    )
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    requested_at = models.DateTimeField(_("requested at"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decision_reason = models.TextField(_("reason of the decision"), blank=True)

    history = AuditedRecords()

    class Meta:
        verbose_name = _("request for more time")
        verbose_name_plural = _("requests for more time")
        ordering = ["assignment_id", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assignment"],
                condition=Q(status="pending"),
                name="dvcq_extension_one_pending",
            ),
            models.CheckConstraint(
                condition=Q(status="pending", decided_at__isnull=True)
                | (~Q(status="pending") & Q(decided_at__isnull=False)),
                name="dvcq_extension_decided_has_moment",
            ),
        ]

    def __str__(self) -> str:
        return str(self.assignment)

    @property
    def state(self) -> ExtensionStatus:
        """Its state, as the rules speak of it."""
        return ExtensionStatus(self.status)

    @property
    def is_closed(self) -> bool:
        """Whether it was decided or taken back."""
        return self.state in extensions.CLOSED
