"""What a host that audits nothing would keep: a plain row of a plan, and a process tied to it."""

from __future__ import annotations

from typing import Any

from django.db import models
from viewflow.workflow.models import Process

from dvcq_workflow.models import Plan


def _columns() -> dict[str, models.Field[Any, Any]]:
    return {
        field.attname: models.BigIntegerField(null=field.null, db_index=True)
        if isinstance(field, models.ForeignKey)
        else field.clone()
        for field in Plan._meta.concrete_fields
    }


_META = type("Meta", (), {"app_label": "dvcq_bench_peer"})
PlainPlan: Any = type(
    "PlainPlan", (models.Model,), {**_columns(), "Meta": _META, "__module__": __name__}
)
"""The columns of our plan, under Django's own ``Model.save``."""


class PeerProcess(Process):
    """One run over one plain plan; the key as the engine's own manual ties it."""

    record = models.ForeignKey(PlainPlan, on_delete=models.PROTECT, related_name="+")
