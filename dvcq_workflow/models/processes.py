"""The engine's process, tied to its plan by a real key."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from viewflow.workflow.models import Process

from dvcq_workflow.models.plans import Plan


class PlanProcess(Process):
    """One run of a flow on one plan. The engine's own ``artifact`` has neither constraint nor
    reverse relation, so that "one open process per plan and flow" stands here."""

    plan: models.ForeignKey[Plan, Plan] = models.ForeignKey(
        Plan, on_delete=models.PROTECT, related_name="processes"
    )
    flow_code: models.CharField[str, str] = models.CharField(_("flow"), max_length=40)
    closed_at: models.DateTimeField[dt.datetime | None, dt.datetime | None] = models.DateTimeField(
        _("closed at"), null=True, blank=True
    )

    class Meta:
        verbose_name = _("process of a plan")
        verbose_name_plural = _("processes of plans")
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "flow_code"],
                condition=Q(closed_at__isnull=True),
                name="dvcq_process_one_open",
            ),
        ]
