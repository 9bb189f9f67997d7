"""Notices about an issued plan: its correction and its recall."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dvcq_workflow.models.base import AuditedModel
from dvcq_workflow.models.history import AuditedRecords
from dvcq_workflow.models.plans import Plan
from dvcq_workflow.models.subjects import SignedPaper
from dvcq_workflow.rules.notices import NoticeKind, NoticeStatus
from dvcq_workflow.rules.text import fold

KIND_NAMES = {NoticeKind.CORRECTION: _("Correction"), NoticeKind.RECALL: _("Recall")}
NOTICE_STATUS_NAMES = {
    NoticeStatus.DRAFTED: _("Drafted, awaiting signature"),
    NoticeStatus.SIGNED: _("Signed, awaiting number and release"),
    NoticeStatus.RELEASED: _("Released"),
    NoticeStatus.DROPPED: _("Dropped"),
}


class PlanNotice(AuditedModel, SignedPaper):
    """A correction (công văn) or a recall (notice) of one issued plan, from draft to release.

    ``content_hash`` is that of what is written (``selectors.notices.content_of_notice``); number
    and date stand on its ``Issuance``. Unlike a paper of the year it has its words from the start.
    """

    # Free text that may name people: the event commits to it, and history cannot be erased.
    PERSONAL_FIELDS = ("reason",)

    plan = models.ForeignKey(
        Plan, on_delete=models.PROTECT, related_name="notices", verbose_name=_("plan")
    )
    kind = models.CharField(
        _("kind"), max_length=10, choices=[(kind.value, name) for kind, name in KIND_NAMES.items()]
    )
    document_type = models.CharField(_("document type"), max_length=10)
    symbol = models.CharField(_("symbol"), max_length=60)
    place = models.CharField(_("place of issue"), max_length=100)
    subject = models.TextField(_("subject"))
    subject_folded = models.TextField(editable=False)
    text = models.TextField(_("text"))
    reason = models.TextField(_("reason"))
    status = models.CharField(
        _("state"),
        max_length=10,
        choices=[(status.value, name) for status, name in NOTICE_STATUS_NAMES.items()],
    )
    content_hash = models.CharField(_("content hash"), max_length=64)
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("drafter"),
    )
    drafted_at = models.DateTimeField(_("drafted at"))
    released_at = models.DateTimeField(_("released at"), null=True, blank=True)

    history = AuditedRecords()

    class Meta:
        verbose_name = _("notice about a plan")
        verbose_name_plural = _("notices about a plan")
        ordering = ["plan_id", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=NoticeKind.CORRECTION.value, document_type="CV")
                | Q(kind=NoticeKind.RECALL.value, document_type="TB"),
                name="dvcq_notice_type_fits_kind",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["drafted", "dropped"], signed_at__isnull=True)
                | Q(
                    status__in=["signed", "released"],
                    signed_at__isnull=False,
                    signed_by__isnull=False,
                    signing_authority__isnull=False,
                ),
                name="dvcq_notice_signed_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(status="released", released_at__isnull=False)
                | (~Q(status="released") & Q(released_at__isnull=True)),
                name="dvcq_notice_release_has_moment",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="dvcq_notice_has_reason"),
            models.UniqueConstraint(
                fields=["plan"],
                condition=Q(kind=NoticeKind.RECALL.value, status="released"),
                name="dvcq_plan_recalled_once",
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    def save(self, *args: object, **kwargs: object) -> None:
        self.subject_folded = fold(self.subject)
        super().save(*args, **kwargs)

    @property
    def state(self) -> NoticeStatus:
        """Its legal state, as the rules speak of it."""
        return NoticeStatus(self.status)

    @property
    def is_recall(self) -> bool:
        """Whether it recalls the plan; otherwise it corrects it."""
        return self.kind == NoticeKind.RECALL
