"""Imports that await a person's word."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.db.models import QuerySet

from dvcq_workflow.models.imports import PlanImport
from dvcq_workflow.rules.errors import NotVisible
from dvcq_workflow.selectors.people import drafting_units_of


def imports_visible_to(viewer: Any, on: dt.date) -> QuerySet[PlanImport]:
    """Return the imports of the units for which a person may draft, newest first."""
    return PlanImport.objects.filter(unit_id__in=drafting_units_of(viewer, on)).order_by("-pk")


def visible_import(viewer: Any, uid: uuid.UUID, on: dt.date) -> PlanImport:
    """Return one import.

    Raises:
        NotVisible: ``import_not_found``, whether it does not exist or may not be seen.
    """
    found = imports_visible_to(viewer, on).filter(uid=uid).select_related("unit", "plan").first()
    if found is None:
        raise NotVisible("import_not_found")
    return found
