"""Chasing: letters to units that owe, and the reminders that were sent."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dvcq_workflow.models.assignments import Assignment
from dvcq_workflow.models.base import AppendOnlyModel, AuditedModel, PublicModel
from dvcq_workflow.models.history import AuditedRecords
from dvcq_workflow.models.notices import NOTICE_STATUS_NAMES
from dvcq_workflow.models.plans import Plan
from dvcq_workflow.models.reporting import ReportDuty, ReportingPeriod
from dvcq_workflow.models.subjects import SignedPaper
from dvcq_workflow.models.units import Unit
from dvcq_workflow.rules.notices import NoticeStatus


class ChasingLetter(AuditedModel, SignedPaper):
    """A công văn đôn đốc: to exactly the units that owe, naming what they owe."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="chasing_letters")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    period = models.ForeignKey(
        ReportingPeriod, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    text = models.TextField(_("text"))
    status = models.CharField(
        _("state"),
        max_length=10,
        choices=[(s.value, name) for s, name in NOTICE_STATUS_NAMES.items()],
    )
    content_hash = models.CharField(_("content hash"), max_length=64)
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    drafted_at = models.DateTimeField(_("drafted at"))
    released_at = models.DateTimeField(_("released at"), null=True, blank=True)

    document_type = "CV"

    history = AuditedRecords()

    class Meta:
        verbose_name = _("chasing letter")
        verbose_name_plural = _("chasing letters")
        ordering = ["plan_id", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="released", released_at__isnull=False)
                | (~Q(status="released") & Q(released_at__isnull=True)),
                name="dvcq_letter_release_has_moment",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["signed", "released"])
                | Q(signed_at__isnull=False, signed_by__isnull=False),
                name="dvcq_letter_signed_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def state(self) -> NoticeStatus:
        """Its legal state, as the rules speak of it."""
        return NoticeStatus(self.status)


class ChasedDuty(AuditedModel):
    """One thing that a letter asks of one unit: a report or a task, as it was owed that day."""

    letter = models.ForeignKey(ChasingLetter, on_delete=models.PROTECT, related_name="chased")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    unit_name = models.CharField(_("name on that day"), max_length=255)
    duty = models.ForeignKey(
        ReportDuty, on_delete=models.PROTECT, null=True, blank=True, related_name="chased"
    )
    assignment = models.ForeignKey(
        Assignment, on_delete=models.PROTECT, null=True, blank=True, related_name="chased"
    )
    due_on = models.DateField(_("due on"), null=True, blank=True)

    history = AuditedRecords()

    class Meta:
        verbose_name = _("what a letter asks for")
        verbose_name_plural = _("what letters ask for")
        ordering = ["letter_id", "unit_name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(duty__isnull=False, assignment__isnull=True)
                | Q(duty__isnull=True, assignment__isnull=False),
                name="dvcq_chased_one_thing",
            ),
            models.UniqueConstraint(fields=["letter", "duty"], name="dvcq_chased_duty_once"),
            models.UniqueConstraint(
                fields=["letter", "assignment"], name="dvcq_chased_assignment_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.letter_id} {self.unit_name}"


class Reminder(AppendOnlyModel, PublicModel):
    """One person reminded of one thing for one cause; ``key`` makes it happen once."""

    class Kind(models.TextChoices):
        SOON_7 = "soon_7", _("Due in a week")
        SOON_3 = "soon_3", _("Due in three days")
        SOON_1 = "soon_1", _("Due tomorrow")
        OVERDUE = "overdue", _("Overdue")
        ESCALATED_HEAD = "escalated_head", _("Told to the unit's head")
        ESCALATED_RECEIVER = "escalated_receiver", _("Told to the receiver")

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="reminders")
    duty = models.ForeignKey(
        ReportDuty, on_delete=models.PROTECT, null=True, blank=True, related_name="reminders"
    )
    assignment = models.ForeignKey(
        Assignment, on_delete=models.PROTECT, null=True, blank=True, related_name="reminders"
    )
    kind = models.CharField(_("cause"), max_length=20, choices=Kind.choices)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    day = models.DateField(_("day"))
    due_on = models.DateField(_("due on"))
    key = models.CharField(_("key"), max_length=120, unique=True)

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ["-day", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(duty__isnull=False, assignment__isnull=True)
                | Q(duty__isnull=True, assignment__isnull=False),
                name="dvcq_reminder_of_one_thing",
            ),
        ]
        indexes = [models.Index(fields=["user", "day"], name="dvcq_reminder_digest")]

    def __str__(self) -> str:
        return self.key


class Digest(AppendOnlyModel, PublicModel):
    """That a person was sent the day's reminders, in one message; one a person and day.

    A mark of delivery and no act of anybody: what it delivers is on record in each plan's stream.
    """

    WRITTEN_IN_AN_ACT = False

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    day = models.DateField(_("day"))
    sent_at = models.DateTimeField(_("sent at"))
    reminders = models.PositiveIntegerField(_("reminders"))

    class Meta:
        verbose_name = _("digest of reminders")
        verbose_name_plural = _("digests of reminders")
        constraints = [
            models.UniqueConstraint(fields=["user", "day"], name="dvcq_digest_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.day}"
