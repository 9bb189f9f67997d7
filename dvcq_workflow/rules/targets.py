"""What a plan's year is to reach: the target (mức phấn đấu) of an indicator, for all its units."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from dvcq_workflow.rules.canonical import digest
from dvcq_workflow.rules.consolidation import ADDED
from dvcq_workflow.rules.errors import RuleViolation
from dvcq_workflow.rules.figures import NUMERIC, Definition, Kind, Value, ValueState, require_value

SCHEMA = "dvcq.targets/1"


def takes_target(definition: Definition) -> bool:
    """Say whether an indicator has one figure of all units, which a target can be compared with."""
    if definition.kind is Kind.RATE:
        return True
    return definition.kind in NUMERIC and definition.aggregation in ADDED


def require_target(definition: Definition, target: Decimal | None) -> Decimal | None:
    """Refuse a target that its indicator can never reach; None: there is none.

    Raises:
        RuleViolation: ``target_of_no_figure``; as ``require_value``.
    """
    if target is None:
        return None
    if not takes_target(definition):
        raise RuleViolation("target_of_no_figure")
    # A rate is computed and never typed, but a target of one is: 90 %.
    kind = Kind.AMOUNT if definition.kind is Kind.RATE else definition.kind
    return require_value(kind, Value(ValueState.REPORTED, target)).number


def targets_hash(targets: Iterable[tuple[str, Decimal | None]]) -> str:
    """Return the SHA-256 (64 hex digits) of targets by code of the indicator, as somebody saw them;
    zeros that a database keeps at a number's end are of no matter."""
    seen = sorted((code, target_text(target)) for code, target in targets)
    return digest({"schema": SCHEMA, "targets": [list(pair) for pair in seen]})


def target_text(target: Decimal | None) -> str:
    """Return a target in its one spelling, as records keep it; empty where there is none."""
    return "" if target is None else f"{target.normalize():f}"
