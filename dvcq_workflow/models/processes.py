"""The engine's process, tied to its plan by a real key."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from viewflow.workflow.models import Process

from dvcq_workflow.models.plans import Plan
from dvcq_workflow.models.subjects import SUBJECT_KINDS, SubjectLinks, subject_link


class PlanProcess(SubjectLinks, Process):
    """One run of a flow on one plan, or on one subject of its year. The engine's own ``artifact``
    has neither constraint nor reverse relation, so that "one open process" stands here."""

    plan: models.ForeignKey[Plan, Plan] = models.ForeignKey(
        Plan, on_delete=models.PROTECT, related_name="processes"
    )
    assignment = subject_link("Assignment", related_name="+")
    extension = subject_link("ExtensionRequest", related_name="+")
    report = subject_link("Report", related_name="+")
    consolidation = subject_link("Consolidation", related_name="+")
    obstacle = subject_link("Obstacle", related_name="+")
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
                condition=Q(
                    closed_at__isnull=True, **{f"{kind}__isnull": True for kind in SUBJECT_KINDS}
                ),
                name="dvcq_process_one_open",
            ),
            *(
                models.UniqueConstraint(
                    fields=[kind],
                    condition=Q(closed_at__isnull=True),
                    name=f"dvcq_process_one_{kind}",
                )
                for kind in SUBJECT_KINDS
            ),
        ]
