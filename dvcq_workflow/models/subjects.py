"""What everything that runs through a flow under a plan has: a unit, a receiver, a date."""

from __future__ import annotations

from textwrap import shorten
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from dvcq_workflow.models.base import AuditedModel
from dvcq_workflow.models.people import SigningAuthority
from dvcq_workflow.models.plans import Plan
from dvcq_workflow.models.units import Unit

MOST_OF_TITLE = 120


def opening_of(text: str) -> str:
    """Return by what a text is called: its first words, with a mark where it goes on."""
    return shorten(text, MOST_OF_TITLE, placeholder="…")


class YearSubject(AuditedModel):
    """A task, a report, a request or an obstacle of one unit under one plan.

    ``unit_name``: the unit's name when it began. ``receiver``: the unit that checks or settles it.
    ``due_on``: the date as first set, which statistics keep; ``effective_due_on``: the last day in
    time, after roll-over and extensions. ``content_hash``: of what people see of it.
    """

    plan = models.ForeignKey(
        Plan, on_delete=models.PROTECT, related_name="%(class)ss", verbose_name=_("plan")
    )
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("unit")
    )
    unit_name = models.CharField(_("name on that day"), max_length=255)
    receiver = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("receiver")
    )
    content_hash = models.CharField(_("content hash"), max_length=64, blank=True)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    effective_due_on = models.DateField(_("last day in time"), null=True, blank=True)

    class Meta:
        abstract = True


class SignedPaper(models.Model):
    """The columns of a document that is signed with an authority: filled when it is signed."""

    symbol = models.CharField(_("symbol"), max_length=60, blank=True)
    place = models.CharField(_("place of issue"), max_length=100, blank=True)
    subject = models.TextField(_("subject"), blank=True)
    signing_authority = models.ForeignKey(
        SigningAuthority,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("signed with the authority"),
    )
    signature_lines = models.JSONField(_("authority lines"), default=list, blank=True)
    signature_position = models.CharField(_("position of the signer"), max_length=150, blank=True)
    signature_name = models.CharField(_("name of the signer"), max_length=150, blank=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("signed by"),
    )
    signed_for = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("signed on behalf of"),
    )
    signed_at = models.DateTimeField(_("signed at"), null=True, blank=True)

    class Meta:
        abstract = True


SUBJECT_KINDS = ("assignment", "extension", "report", "consolidation", "obstacle")
"""What a flow of the year runs on, as desks and processes name it."""


def subject_link(model: str, *, related_name: str) -> Any:
    """Return a key to a subject of the year; at most one of a row's is set."""
    return models.ForeignKey(
        f"dvcq_workflow.{model}",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name=related_name,
    )


class SubjectLinks:
    """What has one key for each kind of subject: a desk, a process."""

    @property
    def subject_kind(self) -> str:
        """Which kind of subject it is about; empty: the plan itself."""
        return next((k for k in SUBJECT_KINDS if getattr(self, f"{k}_id") is not None), "")

    @property
    def subject(self) -> tuple[str, Any] | None:
        """Kind and row of the subject of the year that it is about; None: the plan itself."""
        kind = self.subject_kind
        return (kind, getattr(self, kind)) if kind else None

    @property
    def about(self) -> Any:
        """The subject of the year that it is about, or the plan."""
        return getattr(self, self.subject_kind or "plan")
