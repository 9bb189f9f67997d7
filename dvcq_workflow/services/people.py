"""Who sits where, who stands in, who may sign. Ended, never deleted."""

from __future__ import annotations

import datetime as dt
from typing import Any

from dvcq_workflow.models.people import Membership, SigningAuthority, Substitution
from dvcq_workflow.rules.desks import Role
from dvcq_workflow.rules.directory import (
    Period,
    Power,
    require_filled,
    require_no_overlap,
    require_period,
    require_power,
    require_substitution,
)
from dvcq_workflow.rules.errors import RuleViolation
from dvcq_workflow.services.keeping import keeping


def save_membership(*, membership: Membership, actor: Any) -> Membership:
    """Save a person's role in a unit; at one time a person holds a role in a unit once.

    Raises:
        NotPermitted, Conflict: as ``keeping``.
        RuleViolation: ``directory_field_empty``, ``validity_reversed``, ``membership_already``,
            ``unit_not_valid_then``.
    """
    with keeping(membership, actor=actor) as entry:
        require_filled(title=membership.title)
        period = Period(membership.valid_from, membership.valid_until)
        require_period(period)
        unit = membership.unit
        if not Period(unit.valid_from, unit.valid_until).overlaps(period):
            raise RuleViolation("unit_not_valid_then", unit=unit.name)
        others = Membership.objects.filter(
            user_id=membership.user_id, unit_id=membership.unit_id, role=membership.role
        ).exclude(pk=membership.pk)
        require_no_overlap(
            period, (Period(o.valid_from, o.valid_until) for o in others), "membership_already"
        )
        entry.keep(membership, "membership_saved")
        return membership


def end_membership(
    *, membership: Membership, ended_on: dt.date, actor: Any, reason: str = ""
) -> Membership:
    """End a person's role; ``ended_on`` is its last day.

    Raises:
        NotPermitted, Conflict: as ``keeping``.
        RuleViolation: ``validity_reversed``, ``already_ended``.
    """
    with keeping(membership, actor=actor) as entry:
        _end(membership, ended_on)
        entry.keep(membership, "membership_saved", reason=reason.strip())
        return membership


def save_signing_authority(*, authority: SigningAuthority, actor: Any) -> SigningAuthority:
    """Save a power to sign, and from whose power it is passed on, if it is.

    Raises:
        NotPermitted, Conflict: as ``keeping``.
        RuleViolation: what ``rules.directory.require_power`` refuses, for this power and for
            each that was passed on from it.

    Source: decree 30/2020/ND-CP, Article 13.
    """
    with keeping(authority, actor=actor) as entry:
        source = authority.derived_from
        power = _power(authority)
        require_power(power, _power(source) if source else None)
        for derived in authority.passed_on.order_by("pk") if authority.pk else ():
            require_power(_power(derived), power)
        entry.keep(authority, "signing_authority_saved")
        return authority


def end_signing_authority(
    *, authority: SigningAuthority, ended_on: dt.date, actor: Any, reason: str = ""
) -> SigningAuthority:
    """End a power to sign; ``ended_on`` is its last day. What was signed stays signed.

    A power passed on from this one ends with it, in the same act.

    Raises:
        NotPermitted, Conflict: as ``keeping``.
        RuleViolation: ``validity_reversed``, ``already_ended``, ``authority_passed_on_later``.
    """
    with keeping(authority, actor=actor) as entry:
        _end(authority, ended_on)
        entry.keep(authority, "signing_authority_saved", reason=reason.strip())
        for derived in authority.passed_on.order_by("pk"):
            if derived.valid_until is None or derived.valid_until > ended_on:
                if derived.valid_from > ended_on:
                    raise RuleViolation("authority_passed_on_later", day=derived.valid_from)
                derived.valid_until = ended_on
                entry.keep(derived, "signing_authority_saved", reason=reason.strip())
        return authority


def save_substitution(*, substitution: Substitution, actor: Any) -> Substitution:
    """Save who stands in for an absent person at one seat, from when to when.

    Raises:
        NotPermitted, Conflict: as ``keeping``.
        RuleViolation: what ``rules.directory.require_substitution`` refuses.
    """
    with keeping(substitution, actor=actor) as entry:
        seats = Membership.objects.filter(
            user_id=substitution.user_id, unit_id=substitution.unit_id, role=substitution.role
        )
        require_substitution(
            user_id=substitution.user_id,
            substitute_id=substitution.substitute_id,
            role=Role(substitution.role),
            period=Period(substitution.valid_from, substitution.valid_until),
            held=[Period(seat.valid_from, seat.valid_until) for seat in seats],
            basis=substitution.basis,
        )
        entry.keep(substitution, "substitution_saved")
        return substitution


def end_substitution(
    *, substitution: Substitution, ended_on: dt.date, actor: Any, reason: str = ""
) -> Substitution:
    """End a substitution early, as when the absent person is back; ``ended_on``: its last day.

    Raises:
        NotPermitted, Conflict: as ``keeping``.
        RuleViolation: ``validity_reversed``, ``already_ended``.
    """
    with keeping(substitution, actor=actor) as entry:
        _end(substitution, ended_on)
        entry.keep(substitution, "substitution_saved", reason=reason.strip())
        return substitution


def _end(row: Membership | SigningAuthority | Substitution, ended_on: dt.date) -> None:
    if row.valid_until is not None and row.valid_until <= ended_on:
        raise RuleViolation("already_ended", day=row.valid_until)
    require_period(Period(row.valid_from, ended_on))
    row.valid_until = ended_on


def _power(authority: SigningAuthority) -> Power:
    return Power(
        lines=tuple(authority.prefixes),
        unit_id=authority.unit_id,
        signer_id=authority.user_id,
        period=Period(authority.valid_from, authority.valid_until),
        position=authority.position,
        name=authority.signer_name,
        basis=authority.basis,
        for_whom=authority.on_behalf_of_id,
        field=authority.field,
    )
