"""Who sits where, on a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet

from dvcq_workflow.host import get_host
from dvcq_workflow.models.people import Membership, SigningAuthority, Substitution
from dvcq_workflow.models.plans import Plan
from dvcq_workflow.rules.desks import ROLES_AT, SIGNING_STEPS, Role, Seat, Step


def valid_on(day: dt.date) -> Q:
    """Return the filter for rows with ``valid_from`` and ``valid_until`` that hold on a day."""
    return Q(valid_from__lte=day) & (Q(valid_until__isnull=True) | Q(valid_until__gte=day))


def own_seats_of(viewer: Any, on: dt.date) -> tuple[Seat, ...]:
    """Return the seats a person holds in their own right; none for one who is inactive."""
    if not viewer.is_active or viewer.pk is None:
        return ()
    return get_host().units_of(viewer.pk, on)


def seats_of(viewer: Any, on: dt.date) -> tuple[Seat, ...]:
    """Return the seats from which a person may act on a day: their own, then those of absent
    people for whom they stand in."""
    own = own_seats_of(viewer, on)
    if not viewer.is_active or viewer.pk is None:
        return own
    title = own[0].title if own else ""
    stood_in = get_host().stood_in_by(viewer.pk, on)
    return (*own, *(replace(seat, title=title) for seat in stood_in))


def seats_or_those(seats: Sequence[Seat] | None, viewer: Any, on: dt.date) -> Sequence[Seat]:
    """Return ``seats``, which a page has read already, or read them."""
    return seats_of(viewer, on) if seats is None else seats


def people_at(step: Step, unit_id: int, on: dt.date) -> list[int]:
    """Return the ids of those who sit at a step's desk in a unit on a day, by our own tables."""
    members = Membership.objects.filter(
        valid_on(on), unit_id=unit_id, role__in=ROLES_AT[step], user__is_active=True
    )
    people = set(members.values_list("user_id", flat=True))
    if step not in SIGNING_STEPS:
        people |= set(stand_ins_for(people, unit_id, on))
    return sorted(people)


def stand_ins_for(people: Iterable[int], unit_id: int, on: dt.date) -> list[int]:
    """Return the ids of those who stand in for these people in a unit on a day."""
    rows = Substitution.objects.filter(
        valid_on(on), user_id__in=list(people), unit_id=unit_id, substitute__is_active=True
    )
    return list(rows.values_list("substitute_id", flat=True).distinct())


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
    """Return the units for which a person may begin a draft on a day, in their own right."""
    return [s.unit_id for s in own_seats_of(viewer, on) if s.role in ROLES_AT[Step.DRAFT]]


def keeps_directory(viewer: Any, on: dt.date) -> bool:
    """Return whether a person may change the province's master data on a day: by a seat, or by
    the permission with which a host appoints the first one."""
    return viewer.has_perm("dvcq_workflow.keep_directory") or any(
        seat.role is Role.ADMINISTRATOR for seat in own_seats_of(viewer, on)
    )


def people_named_by(ids: Iterable[int]) -> dict[int, str]:
    """Return the names behind ids, as the host writes them."""
    found = get_user_model()._default_manager.filter(pk__in=list(ids))
    host = get_host()
    return {user.pk: host.person_name(user) for user in found}


def drafters_of(unit_id: int, on: dt.date) -> QuerySet[Any]:
    """Return the accounts that may draft for a unit on a day."""
    seats = Membership.objects.filter(
        valid_on(on), unit_id=unit_id, role__in=ROLES_AT[Step.DRAFT], user__is_active=True
    )
    return get_user_model()._default_manager.filter(pk__in=seats.values("user_id")).order_by("pk")


def user_by_id(user_id: int) -> Any | None:
    """Return the account with that key, or None."""
    return get_user_model()._default_manager.filter(pk=user_id).first()


def user_by_name(username: str) -> Any | None:
    """Return the account of that name, or None."""
    model = get_user_model()
    return model._default_manager.filter(**{model.USERNAME_FIELD: username}).first()
