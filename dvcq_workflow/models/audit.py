"""The witness's tables: what was done, what was looked at, and the erasable personal values."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dvcq_workflow.models.base import AppendOnlyModel, PublicModel


class AuditStream(PublicModel):
    """One line of events: a plan's, or that of the province's directory. Its row is the lock."""

    class Kind(models.TextChoices):
        PLAN = "plan", _("Plan")
        DIRECTORY = "directory", _("Directory")

    kind = models.CharField(max_length=20, choices=Kind.choices)

    class Meta:
        verbose_name = _("audit stream")
        verbose_name_plural = _("audit streams")
        constraints = [
            models.UniqueConstraint(
                fields=["kind"], condition=Q(kind="directory"), name="dvcq_stream_one_directory"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind}:{self.uid}"


class AuditEvent(AppendOnlyModel):
    """One act on a record. ``envelope`` is the truth and is hashed whole; columns are copies.

    Only ``audit.recorder`` writes here. The outside names an event by stream and number.
    """

    stream = models.ForeignKey(
        AuditStream, on_delete=models.PROTECT, related_name="events", db_index=False
    )
    seq = models.PositiveBigIntegerField(_("number in the stream"))
    act_uid = models.UUIDField(_("act"))
    at = models.DateTimeField(_("when"))
    code = models.CharField(_("act"), max_length=60)
    actor_id = models.BigIntegerField(_("actor"))
    principal_id = models.BigIntegerField(_("on behalf of"), null=True)
    unit_id = models.BigIntegerField(_("unit"), null=True)
    role = models.CharField(_("role"), max_length=20, blank=True)
    channel = models.CharField(_("channel"), max_length=10)
    content_hash = models.CharField(_("content seen"), max_length=64, blank=True)
    envelope = models.TextField(_("envelope"))
    digest = models.CharField(_("digest"), max_length=64)

    class Meta:
        verbose_name = _("audit event")
        verbose_name_plural = _("audit events")
        ordering = ["stream_id", "-seq"]
        constraints = [
            models.UniqueConstraint(fields=["stream", "seq"], name="dvcq_event_seq_once"),
            models.CheckConstraint(condition=Q(seq__gte=1), name="dvcq_event_seq_positive"),
        ]
        indexes = [
            # What one person did, or one unit, on any plan. Each costs every act an insert more.
            models.Index(fields=["actor_id", "-id"], name="dvcq_event_actor"),
            models.Index(fields=["unit_id", "-id"], name="dvcq_event_unit"),
            models.Index(
                fields=["principal_id", "-id"],
                condition=Q(principal_id__isnull=False),
                name="dvcq_event_principal",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stream_id}/{self.seq} {self.code}"


class AccessLog(AppendOnlyModel, PublicModel):
    """Views, downloads and refused acts; written without the plan's lock, and outside the act
    that was refused."""

    WRITTEN_IN_AN_ACT = False

    class Kind(models.TextChoices):
        VIEW = "view", _("Viewed")
        DOWNLOAD = "download", _("Downloaded")
        REFUSED = "refused", _("Refused")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    stream = models.ForeignKey(
        AuditStream, on_delete=models.PROTECT, related_name="accesses", null=True
    )
    at = models.DateTimeField(_("when"))
    actor_id = models.BigIntegerField(_("actor"))
    subject = models.CharField(_("what"), max_length=60)
    code = models.CharField(_("rule"), max_length=60, blank=True)
    channel = models.CharField(_("channel"), max_length=10)
    envelope = models.TextField(_("envelope"))
    digest = models.CharField(_("digest"), max_length=64)

    class Meta:
        verbose_name = _("access record")
        verbose_name_plural = _("access records")
        indexes = [
            models.Index(fields=["stream", "-id"], name="dvcq_access_stream"),
            models.Index(fields=["actor_id", "-id"], name="dvcq_access_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"


class PersonalValue(models.Model):
    """A name, an address or a free-text reason behind a commitment. The one table that may be
    erased: what was committed to can then no longer be read, and the chain still holds."""

    class Kind(models.TextChoices):
        NAME = "name", _("Name")
        IP = "ip", _("Network address")
        REASON = "reason", _("Reason")

    commitment = models.CharField(_("commitment"), max_length=64, primary_key=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    subject_id = models.BigIntegerField(_("person"), null=True, db_index=True)
    salt = models.BinaryField(_("salt"), max_length=16)
    value = models.TextField(_("value"))

    class Meta:
        verbose_name = _("personal value")
        verbose_name_plural = _("personal values")

    def __str__(self) -> str:
        return f"{self.kind} {self.commitment[:12]}"
