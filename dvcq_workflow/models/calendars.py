"""The province's working calendar: days off, and Saturdays worked for a swapped holiday."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from dvcq_workflow.models.base import AuditedModel
from dvcq_workflow.models.history import AuditedRecords


class CalendarDay(AuditedModel):
    """A day that differs from the plain week. The table rules; nothing is computed behind it."""

    class Kind(models.TextChoices):
        HOLIDAY = "holiday", _("Day off")
        WORKING = "working", _("Working day")

    day = models.DateField(_("day"), unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    name = models.CharField(_("name"), max_length=150)
    decided_by = models.CharField(_("deciding document"), max_length=255, blank=True)

    history = AuditedRecords()

    class Meta:
        verbose_name = _("calendar day")
        verbose_name_plural = _("calendar days")
        ordering = ["-day"]

    def __str__(self) -> str:
        return f"{self.day}: {self.name}"
