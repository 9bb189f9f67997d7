"""Checkpoints: signed roots over all events and access records up to a moment, and their leaves."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dvcq_workflow.models.base import AppendOnlyModel, PublicModel


class Checkpoint(AppendOnlyModel, PublicModel):
    """One signed statement: the tree had so many leaves and this root. Its actor is its key.

    ``text`` is the canonical JSON that was signed and holds all that is proven; the columns are
    copies. ``peaks``: the subtrees from which the tree grows on (``rules.merkle.Frontier``).
    ``horizon``: up to which transaction (PostgreSQL) or keys (SQLite) rows were taken.
    """

    WRITTEN_IN_AN_ACT = False

    number = models.PositiveBigIntegerField(_("checkpoint"), unique=True)
    size = models.PositiveBigIntegerField(_("leaves"))
    root = models.CharField(_("root"), max_length=64)
    text = models.TextField(_("what was signed"))
    signature = models.CharField(_("signature"), max_length=128)
    key = models.CharField(_("public key"), max_length=64)
    sealed_at = models.DateTimeField(_("sealed at"))
    peaks = models.JSONField(_("peaks"))
    horizon = models.JSONField(_("horizon"))

    class Meta:
        verbose_name = _("checkpoint")
        verbose_name_plural = _("checkpoints")
        ordering = ["-number"]
        permissions = [("prune_record", _("Take out of the record what its terms have ended"))]
        constraints = [
            models.CheckConstraint(condition=Q(number__gte=1), name="dvcq_checkpoint_from_one"),
            models.CheckConstraint(condition=Q(size__gte=1), name="dvcq_checkpoint_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.size} {self.root[:12]}"


class SealedLeaf(AppendOnlyModel):
    """One event or access record in its place in the tree, from 0."""

    WRITTEN_IN_AN_ACT = False

    class Kind(models.TextChoices):
        EVENT = "event", _("Event")
        ACCESS = "access", _("Access record")

    position = models.PositiveBigIntegerField(_("place in the tree"), unique=True)
    checkpoint = models.ForeignKey(Checkpoint, on_delete=models.PROTECT, related_name="leaves")
    kind = models.CharField(_("kind"), max_length=6, choices=Kind.choices)
    row_id = models.PositiveBigIntegerField(_("row"))
    leaf = models.CharField(_("hash of the leaf"), max_length=64)

    class Meta:
        verbose_name = _("sealed leaf")
        verbose_name_plural = _("sealed leaves")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "row_id"], name="dvcq_leaf_row_once"),
        ]

    def __str__(self) -> str:
        return f"{self.position}: {self.kind} {self.row_id}"
