"""Units and what hangs on them: codes, successions, groups. Each row is given whole."""

from __future__ import annotations

from typing import Any

from dvcq_workflow.models.units import (
    OrganCode,
    Unit,
    UnitGroup,
    UnitGroupMember,
    UnitSuccession,
)
from dvcq_workflow.rules.directory import (
    Period,
    require_filled,
    require_no_circle,
    require_no_overlap,
    require_organ_code,
    require_period,
    require_succession,
)
from dvcq_workflow.rules.errors import RuleViolation
from dvcq_workflow.services.keeping import keeping


def period_of(row: Any) -> Period:
    """Return a row's validity as the rules speak of it."""
    return Period(row.valid_from, row.valid_until)


def save_unit(*, unit: Unit, actor: Any) -> Unit:
    """Save a unit, new or altered. Its code stays what it was: other systems know it.

    Raises:
        NotPermitted, Conflict: as ``keeping``.
        RuleViolation: ``directory_field_empty``, ``validity_reversed``, ``unit_code_taken``,
            ``unit_code_fixed``, ``unit_below_itself``.
    """
    with keeping(unit, actor=actor) as entry:
        require_filled(code=unit.code, name=unit.name, abbreviation=unit.abbreviation)
        require_period(period_of(unit))
        if Unit.objects.exclude(pk=unit.pk).filter(code=unit.code).exists():
            raise RuleViolation("unit_code_taken", key=unit.code)
        if unit.pk is not None:
            _require_same_place(unit)
        entry.keep(unit, "unit_saved")
        return unit


def _require_same_place(unit: Unit) -> None:
    """A known unit keeps its code and stands below no unit of its own."""
    if not Unit.objects.filter(pk=unit.pk, code=unit.code).exists():
        raise RuleViolation("unit_code_fixed")
    below = Unit.objects.exclude(pk=unit.pk).filter(parent__isnull=False)
    require_no_circle(unit.pk, unit.parent_id, dict(below.values_list("pk", "parent_id")))


def save_organ_code(*, organ_code: OrganCode, actor: Any) -> OrganCode:
    """Save an organ's identifier; at one time it belongs to one unit.

    Raises:
        NotPermitted, Conflict: as ``keeping``.
        RuleViolation: ``validity_reversed``, ``organ_code_malformed``, ``organ_code_taken``.
    """
    with keeping(organ_code, actor=actor) as entry:
        period = period_of(organ_code)
        require_period(period)
        require_organ_code(organ_code.code)
        others = OrganCode.objects.filter(scheme=organ_code.scheme, code=organ_code.code)
        require_no_overlap(
            period, map(period_of, others.exclude(pk=organ_code.pk)), "organ_code_taken"
        )
        entry.keep(organ_code, "organ_code_saved")
        return organ_code


def save_succession(*, succession: UnitSuccession, actor: Any) -> UnitSuccession:
    """Save one edge of a reorganisation: what of a unit passes to which other, by what document.

    Raises:
        NotPermitted, Conflict: as ``keeping``.
        RuleViolation: what ``rules.directory.require_succession`` refuses.
    """
    with keeping(succession, actor=actor) as entry:
        require_succession(
            succession.kind,
            succession.predecessor_id,
            succession.successor_id,
            succession.decided_by,
        )
        entry.keep(succession, "succession_saved")
        return succession


def save_unit_group(*, group: UnitGroup, actor: Any) -> UnitGroup:
    """Save a group of units that plans name in one breath.

    Raises:
        NotPermitted, Conflict: as ``keeping``.
        RuleViolation: ``directory_field_empty``, ``group_code_taken``.
    """
    with keeping(group, actor=actor) as entry:
        require_filled(code=group.code, name=group.name)
        if UnitGroup.objects.exclude(pk=group.pk).filter(code=group.code).exists():
            raise RuleViolation("group_code_taken", key=group.code)
        entry.keep(group, "unit_group_saved")
        return group


def save_group_member(*, member: UnitGroupMember, actor: Any) -> UnitGroupMember:
    """Save a unit's time in a group; it is in a group once at a time.

    Raises:
        NotPermitted, Conflict: as ``keeping``.
        RuleViolation: ``validity_reversed``, ``group_member_already``.
    """
    with keeping(member, actor=actor) as entry:
        period = period_of(member)
        require_period(period)
        others = UnitGroupMember.objects.filter(group_id=member.group_id, unit_id=member.unit_id)
        require_no_overlap(
            period, map(period_of, others.exclude(pk=member.pk)), "group_member_already"
        )
        entry.keep(member, "group_member_saved")
        return member
