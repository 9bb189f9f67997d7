"""Who sits where, on a day."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet

from dvcq_workflow.host import get_host
from dvcq_workflow.models.people import Membership, SigningAuthority
from dvcq_workflow.models.plans import Plan
from dvcq_workflow.rules.desks import ROLES_AT, Role, Seat, Step


def valid_on(day: dt.date) -> Q:
    """Return the filter for rows with ``valid_from`` and ``valid_until`` that hold on a day."""
    return Q(valid_from__lte=day) & (Q(valid_until__isnull=True) | Q(valid_until__gte=day))


def seats_of(viewer: Any, on: dt.date) -> tuple[Seat, ...]:
    """Return the seats a person holds on a day; none for one who is inactive."""
    if not viewer.is_active or viewer.pk is None:
        return ()
    return get_host().units_of(viewer.pk, on)


def people_at(step: Step, unit_id: int, on: dt.date) -> list[int]:
    """Return the ids of those who sit at a step's desk in a unit on a day, by our own tables."""
    return list(
        Membership.objects.filter(
            valid_on(on), unit_id=unit_id, role__in=ROLES_AT[step], user__is_active=True
        )
        .values_list("user_id", flat=True)
        .distinct()
    )


def authorities_for(plan: Plan, on: dt.date) -> QuerySet[SigningAuthority]:
    """Return the powers to sign for a plan's issuing body that hold on a day."""
    return SigningAuthority.objects.filter(
        valid_on(on), unit_id=plan.issuing_unit_id, user__is_active=True
    ).order_by("pk")


def authority_of(signer: Any, unit_id: int, on: dt.date) -> list[SigningAuthority]:
    """Return the powers by which a person may sign for a unit on a day."""
    return list(
        SigningAuthority.objects.filter(valid_on(on), unit_id=unit_id, user_id=signer.pk).order_by(
            "pk"
        )
    )


def drafting_units_of(viewer: Any, on: dt.date) -> list[int]:
    """Return the units for which a person may draft on a day."""
    return [s.unit_id for s in seats_of(viewer, on) if s.role in ROLES_AT[Step.DRAFT]]


def keeps_directory(viewer: Any, on: dt.date) -> bool:
    """Return whether a person may change the province's master data on a day: by a seat, or by
    the permission with which a host appoints the first one."""
    return viewer.has_perm("dvcq_workflow.keep_directory") or any(
        seat.role is Role.ADMINISTRATOR for seat in seats_of(viewer, on)
    )


def user_by_name(username: str) -> Any | None:
    """Return the account of that name, or None."""
    model = get_user_model()
    return model._default_manager.filter(**{model.USERNAME_FIELD: username}).first()
