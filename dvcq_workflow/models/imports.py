"""A plan's text between upload and confirmation."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from dvcq_workflow.models.audit import AuditStream
from dvcq_workflow.models.base import AuditedModel
from dvcq_workflow.models.history import AuditedRecords
from dvcq_workflow.models.plans import Plan
from dvcq_workflow.models.units import Unit


class PlanImport(AuditedModel):
    """What was read from a file, and how a person corrected it before it became a plan.

    ``source_lines``: the text read, one entry a line; ``found``: what the reader found;
    ``content``: the content as corrected so far (``rules.content``), which starts as found.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Awaiting confirmation")
        STORED = "stored", _("Stored as a plan")
        DROPPED = "dropped", _("Dropped")

    stream = models.ForeignKey(AuditStream, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    uploaded_at = models.DateTimeField(_("uploaded at"))
    file_name = models.CharField(_("file name"), max_length=200)
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    source_lines = models.JSONField(_("source lines"))
    found = models.JSONField(_("found"))
    content = models.JSONField(_("content"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    plan = models.OneToOneField(
        Plan, on_delete=models.PROTECT, null=True, blank=True, related_name="source_import"
    )

    history = AuditedRecords(excluded_fields=["source_lines", "found"])

    class Meta:
        verbose_name = _("import of a plan")
        verbose_name_plural = _("imports of plans")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="stored", plan__isnull=False)
                | (~models.Q(state="stored") & models.Q(plan__isnull=True)),
                name="dvcq_import_stored_has_plan",
            )
        ]

    def __str__(self) -> str:
        return self.file_name
