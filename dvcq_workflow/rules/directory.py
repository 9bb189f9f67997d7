"""What a row of the province's master data may be: periods, codes, powers to sign, indicators."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dvcq_workflow.rules.desks import NOT_STOOD_IN_FOR, Role
from dvcq_workflow.rules.errors import RuleViolation

ORGAN_CODE = re.compile(r"[0-9A-Z]+(\.[0-9A-Z]+)*")
MAX_ORGAN_CODE = 35

SIGNING_PREFIXES = ("TM.", "Q.", "KT.", "TL.", "TUQ.")
"""The prefixes of a signature (decree 30/2020/ND-CP, Article 13 and Phụ lục I, II.7)."""
PREFIXES_FOR_A_PERSON = ("KT.", "TL.", "TUQ.")

DISSOLVE = "dissolve"
RATE = "rate"
RATIO = "ratio"
NOT_ADDED = frozenset({"text", "yes_no"})
ADDING = frozenset({"sum", "ratio"})


@dataclass(frozen=True)
class Period:
    """From a day to a day, both included; ``until`` None: open."""

    since: dt.date
    until: dt.date | None = None

    def overlaps(self, other: Period) -> bool:
        """Return whether some day lies in both."""
        starts_in_time = self.until is None or other.since <= self.until
        return starts_in_time and (other.until is None or self.since <= other.until)

    def holds(self, other: Period) -> bool:
        """Return whether each day of ``other`` lies in this one."""
        if self.until is None:
            return self.since <= other.since
        return self.since <= other.since and other.until is not None and other.until <= self.until


@dataclass(frozen=True)
class Power:
    """A power to sign, as the rules see it. ``for_whom``: the person signed for, or None."""

    lines: tuple[str, ...]
    unit_id: int
    signer_id: int
    period: Period
    position: str
    name: str
    basis: str
    for_whom: int | None = None
    field: str = ""

    def has(self, *prefixes: str) -> bool:
        """Return whether one of its lines begins with one of ``prefixes``."""
        return any(line.startswith(prefixes) for line in self.lines)


def require_period(period: Period) -> None:
    """Refuse a period that ends before it begins.

    Raises:
        RuleViolation: ``validity_reversed``.
    """
    if period.until is not None and period.until < period.since:
        raise RuleViolation("validity_reversed", since=period.since, until=period.until)


def require_no_overlap(period: Period, others: Iterable[Period], code: str) -> None:
    """Refuse, with ``code``, a period that shares a day with another of the same thing.

    Raises:
        RuleViolation: ``code``, one of ``organ_code_taken``, ``group_member_already``,
            ``membership_already``.
    """
    if any(period.overlaps(other) for other in others):
        raise RuleViolation(code)


def require_filled(**values: str) -> None:
    """Refuse a row whose name, code or title is empty or only spaces.

    Raises:
        RuleViolation: ``directory_field_empty``.
    """
    for value in values.values():
        if not value.strip():
            raise RuleViolation("directory_field_empty")


def require_no_circle(
    unit_id: int | None, parent_id: int | None, parents: Mapping[int, int]
) -> None:
    """Refuse a parent that stands below the unit itself. ``parents``: unit id to parent id.

    Raises:
        RuleViolation: ``unit_below_itself``.
    """
    seen = {unit_id}
    while parent_id is not None:
        if parent_id in seen:
            raise RuleViolation("unit_below_itself")
        seen.add(parent_id)
        parent_id = parents.get(parent_id)


def require_organ_code(code: str) -> None:
    """Refuse an identifier that no exchange axis would take.

    Raises:
        RuleViolation: ``organ_code_malformed``.

    Source: decision 20/2020/QD-TTg, Article 5 (up to 35 characters 0-9, A-Z, groups by a dot).
    """
    if len(code) > MAX_ORGAN_CODE or not ORGAN_CODE.fullmatch(code):
        raise RuleViolation("organ_code_malformed", limit=MAX_ORGAN_CODE)


def require_succession(
    kind: str, predecessor_id: int, successor_id: int | None, decided_by: str
) -> None:
    """Refuse a succession without its two ends or its deciding document.

    Raises:
        RuleViolation: ``succession_same_unit``, ``succession_without_successor``,
            ``succession_after_dissolution``, ``deciding_document_missing``.
    """
    if kind == DISSOLVE and successor_id is not None:
        raise RuleViolation("succession_after_dissolution")
    if kind != DISSOLVE and successor_id is None:
        raise RuleViolation("succession_without_successor")
    if predecessor_id == successor_id:
        raise RuleViolation("succession_same_unit")
    if not decided_by.strip():
        raise RuleViolation("deciding_document_missing")


def require_power(power: Power, source: Power | None) -> None:
    """Refuse a power to sign that the law does not know. ``source``: whose power is passed on.

    Raises:
        RuleViolation: ``authority_line_unknown``, ``authority_for_whom_missing``,
            ``authority_for_oneself``, ``authority_needs_limits``, ``authority_basis_missing``,
            ``directory_field_empty``, ``validity_reversed``, ``authority_redelegated``,
            ``authority_not_passed_on``, ``authority_beyond_source``.

    Source: decree 30/2020/ND-CP, Article 13: who signs KT., TL. or TUQ. signs for a person; TUQ.
    is in writing, limited in time and content, and never delegated again; TL. may pass to the
    deputy.
    """
    require_period(power.period)
    require_filled(position=power.position, name=power.name)
    if any(not line.startswith(SIGNING_PREFIXES) for line in power.lines):
        raise RuleViolation("authority_line_unknown")
    if power.has(*PREFIXES_FOR_A_PERSON) and power.for_whom is None:
        raise RuleViolation("authority_for_whom_missing")
    if power.for_whom == power.signer_id:
        raise RuleViolation("authority_for_oneself")
    if not power.basis.strip():
        raise RuleViolation("authority_basis_missing")
    if power.has("TUQ.") and (power.period.until is None or not power.field.strip()):
        raise RuleViolation("authority_needs_limits")
    if source is not None:
        _require_passed_on(power, source)


def _require_passed_on(power: Power, source: Power) -> None:
    if source.has("TUQ."):
        raise RuleViolation("authority_redelegated")
    if not source.has("TL."):
        raise RuleViolation("authority_not_passed_on")
    if power.unit_id != source.unit_id or not source.period.holds(power.period):
        raise RuleViolation("authority_beyond_source")


def require_substitution(
    *,
    user_id: int,
    substitute_id: int,
    role: Role,
    period: Period,
    held: Iterable[Period],
    basis: str,
) -> None:
    """Refuse to let somebody stand in at a seat that cannot be held for another, or that the
    absent person does not hold. ``held``: when they hold it.

    Raises:
        RuleViolation: ``validity_reversed``, ``substitution_for_oneself``,
            ``substitution_role``, ``substitution_without_seat``, ``substitution_basis_missing``.
    """
    require_period(period)
    if user_id == substitute_id:
        raise RuleViolation("substitution_for_oneself")
    if role in NOT_STOOD_IN_FOR:
        raise RuleViolation("substitution_role")
    if not any(time.holds(period) for time in held):
        raise RuleViolation("substitution_without_seat")
    if not basis.strip():
        raise RuleViolation("substitution_basis_missing")


def require_indicator(
    *, kind: str, aggregation: str, part_kinds: Sequence[str | None], is_own_part: bool
) -> None:
    """Refuse an indicator that could not be added up. ``part_kinds``: kind of the numerator and
    of the denominator, None for a missing one.

    Raises:
        RuleViolation: ``indicator_rate_without_parts``, ``indicator_parts_needless``,
            ``indicator_part_is_rate``, ``indicator_not_added``.
    """
    given = [part for part in part_kinds if part is not None]
    if kind == RATE and len(given) < len(part_kinds):
        raise RuleViolation("indicator_rate_without_parts")
    if kind != RATE and given:
        raise RuleViolation("indicator_parts_needless")
    if is_own_part or any(part == RATE or part in NOT_ADDED for part in given):
        raise RuleViolation("indicator_part_is_rate")
    if kind in NOT_ADDED and aggregation in ADDING:
        raise RuleViolation("indicator_not_added")
    if (kind == RATE) != (aggregation == RATIO):
        raise RuleViolation("indicator_not_added")
