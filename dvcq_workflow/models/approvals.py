"""What people decided on a version: checks, signature, returns, refusals."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dvcq_workflow.models.base import AppendOnlyModel, PublicModel
from dvcq_workflow.models.people import ROLE_CHOICES, SigningAuthority
from dvcq_workflow.models.plans import Plan
from dvcq_workflow.models.units import Unit
from dvcq_workflow.models.versions import PlanVersion
from dvcq_workflow.rules.desks import Policy

POLICY_NAMES = {Policy.HEAD_CHECKS_OWN_DRAFT: _("The head drafted the plan and checked it")}


class Approval(AppendOnlyModel, PublicModel):
    """One person's yes to one version. It counts while the plan's content has that hash."""

    class Kind(models.TextChoices):
        CONTENT = "content", _("Content checked")
        FORMAT = "format", _("Format checked")
        SIGNATURE = "signature", _("Signed")
        SEAL = "seal", _("Sealed")

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="approvals")
    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="approvals")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    content_hash = models.CharField(_("content hash"), max_length=64)
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("who")
    )
    on_behalf_of = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        verbose_name=_("on behalf of"),
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(_("role"), max_length=20, choices=ROLE_CHOICES)
    title = models.CharField(_("title on that day"), max_length=150)
    authority = models.ForeignKey(
        SigningAuthority, on_delete=models.PROTECT, related_name="+", null=True
    )
    authority_lines = models.JSONField(_("authority lines"), default=list)
    by_policy = models.CharField(
        _("allowed by the body's own rule"),
        max_length=40,
        blank=True,
        choices=[(policy.value, name) for policy, name in POLICY_NAMES.items()],
    )

    class Meta:
        verbose_name = _("approval")
        verbose_name_plural = _("approvals")
        ordering = ["plan_id", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="signature", authority__isnull=False) | ~Q(kind="signature"),
                name="dvcq_signature_has_authority",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.version_id}"


class PlanReturn(AppendOnlyModel, PublicModel):
    """A plan sent back to its drafter, refused or withdrawn: from which desk, and why."""

    class Kind(models.TextChoices):
        RETURNED = "returned", _("Returned for revision")
        REFUSED = "refused", _("Refused")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="returns")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    step = models.CharField(_("desk"), max_length=30)
    content_hash = models.CharField(_("content hash"), max_length=64)
    reason = models.TextField(_("reason"))
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("who")
    )
    on_behalf_of = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        verbose_name=_("on behalf of"),
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(_("title on that day"), max_length=150)

    class Meta:
        verbose_name = _("return")
        verbose_name_plural = _("returns")
        ordering = ["plan_id", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="dvcq_return_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.step}"
