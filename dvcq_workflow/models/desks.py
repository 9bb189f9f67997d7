"""Desks: one row per open human task. Inboxes and their counts live here."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from viewflow.workflow.models import Task

from dvcq_workflow.models.base import PublicModel
from dvcq_workflow.models.consultations import Opinion
from dvcq_workflow.models.plans import Plan
from dvcq_workflow.models.subjects import SubjectLinks, subject_link
from dvcq_workflow.models.units import Unit
from dvcq_workflow.rules.desks import Step

STEP_NAMES = {
    Step.DRAFT: _("Draft"),
    Step.CLOSE_CONSULTATION: _("Close the consultation"),
    Step.GIVE_OPINION: _("Give an opinion"),
    Step.CHECK_CONTENT: _("Check the content"),
    Step.CHECK_FORMAT: _("Check the format"),
    Step.SIGN: _("Sign"),
    Step.NUMBER: _("Assign a number"),
    Step.SEAL: _("Seal"),
    Step.RELEASE: _("Release"),
    Step.ACCEPT: _("Accept a task"),
    Step.NAME_OFFICERS: _("Name who is in charge"),
    Step.WORK: _("Do a task"),
    Step.APPROVE_RESULT: _("Approve a result"),
    Step.VERIFY: _("Verify a result"),
    Step.DECIDE_EXTENSION: _("Decide on more time"),
    Step.WRITE_REPORT: _("Write a report"),
    Step.APPROVE_REPORT: _("Approve and sign a report"),
    Step.NUMBER_REPORT: _("Assign a number to a report"),
    Step.SUBMIT_REPORT: _("Send a report"),
    Step.CHECK_REPORT: _("Receive a report"),
    Step.COLLECT: _("Collect reports"),
    Step.DRAFT_CONSOLIDATION: _("Draft the consolidated report"),
    Step.APPROVE_CONSOLIDATION: _("Approve and sign the consolidated report"),
    Step.NUMBER_CONSOLIDATION: _("Assign a number to the consolidated report"),
    Step.DELIVER: _("Deliver the consolidated report"),
    Step.ACKNOWLEDGE: _("Acknowledge the consolidated report"),
    Step.TRIAGE: _("Take on an obstacle"),
    Step.SETTLE: _("Settle an obstacle"),
    Step.DECIDE_OBSTACLE: _("Decide on an obstacle"),
    Step.INFORM: _("Inform all concerned"),
}
STEP_CHOICES = [(step.value, name) for step, name in STEP_NAMES.items()]


class Desk(SubjectLinks, PublicModel):
    """A task as it lies before people: offered to a unit (or to one person), until it is done."""

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        DONE = "done", _("Done")
        CANCELLED = "cancelled", _("Cancelled")

    task = models.OneToOneField(Task, on_delete=models.PROTECT, related_name="dvcq_desk")
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="desks")
    step = models.CharField(_("desk"), max_length=30, choices=STEP_CHOICES)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    opinion = models.ForeignKey(
        Opinion, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    assignment = subject_link("Assignment", related_name="desks")
    extension = subject_link("ExtensionRequest", related_name="desks")
    report = subject_link("Report", related_name="desks")
    consolidation = subject_link("Consolidation", related_name="desks")
    obstacle = subject_link("Obstacle", related_name="desks")
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("kept by"),
    )
    kept_since = models.DateTimeField(_("kept since"), null=True, blank=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    offered_at = models.DateTimeField(_("offered at"))
    due_on = models.DateField(_("due on"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    done_for = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("done on behalf of"),
    )

    objects = models.Manager()

    class Meta:
        verbose_name = _("desk")
        verbose_name_plural = _("desks")
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", done_at__isnull=True)
                | (~Q(state="open") & Q(done_at__isnull=False)),
                name="dvcq_desk_done_has_moment",
            ),
        ]
        indexes = [
            # An inbox is counted and put in order from these alone, without a look at the table.
            models.Index(
                fields=["unit", "step", "assigned_to", "due_on", "offered_at", "id"],
                condition=Q(state="open"),
                name="dvcq_desk_open_unit",
            ),
            models.Index(
                fields=["assigned_to", "due_on", "offered_at", "id"],
                condition=Q(state="open"),
                name="dvcq_desk_open_person",
            ),
            models.Index(fields=["plan", "state"], name="dvcq_desk_plan"),
            models.Index(fields=["done_by", "-done_at"], name="dvcq_desk_done_by"),
        ]

    def __str__(self) -> str:
        return f"{self.step} {self.plan_id}"
