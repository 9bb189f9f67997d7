"""Rounds of opinions on a plan."""

from __future__ import annotations

from django.db.models import Prefetch

from dvcq_workflow.models.consultations import Consultation, Opinion
from dvcq_workflow.models.plans import Plan


def rounds_of(plan: Plan) -> list[Consultation]:
    """Return the rounds of a plan, the newest first, each with its opinions by unit name."""
    opinions = Opinion.objects.select_related("unit", "given_by").order_by("unit__name", "pk")
    return list(
        Consultation.objects.filter(plan=plan)
        .select_related("version")
        .prefetch_related(Prefetch("opinions", queryset=opinions))
        .order_by("-round")
    )
