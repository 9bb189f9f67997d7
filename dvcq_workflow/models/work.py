"""Work orders: what must follow an act, written in the act's own transaction."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from dvcq_workflow.models.base import PublicModel


class WorkOrder(PublicModel):
    """One piece of work for ``jobs``; ``key`` makes it idempotent, so that nothing is done twice.

    ``act_uid`` and ``ordered_by_id`` say from which act it follows.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    kind = models.CharField(_("kind"), max_length=40)
    key = models.CharField(_("key"), max_length=120, unique=True)
    payload = models.JSONField(_("payload"), default=dict)
    act_uid = models.UUIDField(_("act"))
    ordered_by_id = models.BigIntegerField(_("ordered by"))
    ordered_at = models.DateTimeField(_("ordered at"))
    not_before = models.DateTimeField(_("not before"))
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.WAITING
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    last_problem = models.CharField(_("last problem"), max_length=200, blank=True)
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)

    class Meta:
        verbose_name = _("work order")
        verbose_name_plural = _("work orders")
        indexes = [
            models.Index(
                fields=["not_before"],
                condition=models.Q(state="waiting"),
                name="dvcq_work_waiting",
            )
        ]

    def __str__(self) -> str:
        return self.key
