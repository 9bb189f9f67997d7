"""Indicators: what the province counts. A changed meaning is a new version, not an edit."""

from __future__ import annotations

from typing import Any

from dvcq_workflow.models.indicators import Indicator
from dvcq_workflow.rules.directory import (
    Period,
    require_filled,
    require_indicator,
    require_period,
)
from dvcq_workflow.rules.errors import RuleViolation
from dvcq_workflow.services.keeping import keeping


def save_indicator(*, indicator: Indicator, actor: Any) -> Indicator:
    """Save an indicator; a code has each version once.

    Raises:
        NotPermitted, Conflict: as ``keeping``.
        RuleViolation: ``directory_field_empty``, ``validity_reversed``,
            ``indicator_version_taken``, and what ``rules.directory.require_indicator`` refuses.
    """
    with keeping(indicator, actor=actor) as entry:
        require_filled(code=indicator.code, name=indicator.name)
        require_period(Period(indicator.valid_from, indicator.valid_until))
        others = Indicator.objects.exclude(pk=indicator.pk)
        if others.filter(code=indicator.code, version=indicator.version).exists():
            raise RuleViolation(
                "indicator_version_taken", key=indicator.code, version=indicator.version
            )
        parts = (indicator.numerator, indicator.denominator)
        require_indicator(
            kind=str(indicator.kind),
            aggregation=str(indicator.aggregation),
            part_kinds=[str(part.kind) if part else None for part in parts],
            is_own_part=indicator.pk is not None
            and indicator.pk in (indicator.numerator_id, indicator.denominator_id),
        )
        entry.keep(indicator, "indicator_saved")
        return indicator
