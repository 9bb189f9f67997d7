"""Frozen content: what was checked, approved and signed, word for word."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dvcq_workflow.models.base import AppendOnlyModel, PublicModel
from dvcq_workflow.models.plans import Plan


class PlanVersion(AppendOnlyModel, PublicModel):
    """The canonical content of a plan as it left a draft desk, with its SHA-256.

    Content, recipients and signature block; not number, date or seal, which come later.
    ``content`` is the canonical text that was hashed (``rules.content``).
    """

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    content = models.TextField(_("content"))
    content_hash = models.CharField(_("content hash"), max_length=64)
    frozen_at = models.DateTimeField(_("frozen at"))
    frozen_by_id = models.BigIntegerField(_("frozen by"))

    class Meta:
        verbose_name = _("version of a plan")
        verbose_name_plural = _("versions of a plan")
        ordering = ["plan_id", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="dvcq_version_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="dvcq_version_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} v{self.number}"
