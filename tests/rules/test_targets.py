"""What a target may be, and of which indicators."""

from __future__ import annotations

from decimal import Decimal

import pytest

from dvcq_workflow.rules.errors import RuleViolation
from dvcq_workflow.rules.targets import require_target, takes_target, target_text, targets_hash
from tests.rules.figure_strategies import DONE, HAS_RULES, MONEY, REMARK, SCORE, SHARE, STOCK


@pytest.mark.parametrize("definition", [DONE, SHARE, MONEY, STOCK])
def test_what_has_one_figure_of_all_units_can_have_a_target(definition):
    assert takes_target(definition)
    assert require_target(definition, Decimal(90)) == 90
    assert require_target(definition, Decimal(0)) == 0
    assert require_target(definition, None) is None


@pytest.mark.parametrize("definition", [SCORE, REMARK, HAS_RULES])
def test_what_lies_side_by_side_has_none(definition):
    assert not takes_target(definition)
    with pytest.raises(RuleViolation, match="target_of_no_figure"):
        require_target(definition, Decimal(1))


@pytest.mark.parametrize(
    ("definition", "target", "code"),
    [
        (DONE, "0.5", "figure_count_fraction"),
        (MONEY, "-1", "figure_negative"),
        (SHARE, "0.12345", "figure_too_fine"),
        (MONEY, "1e16", "figure_too_large"),
    ],
)
def test_a_target_that_its_figure_can_never_be_is_refused(definition, target, code):
    with pytest.raises(RuleViolation, match=code):
        require_target(definition, Decimal(target))


def test_a_hash_of_targets_heeds_each_number_and_not_its_spelling():
    seen = targets_hash([("A", Decimal("90.0000")), ("B", None)])
    assert seen == targets_hash([("B", None), ("A", Decimal(90))])
    assert seen != targets_hash([("A", Decimal(90)), ("B", Decimal(0))])
    assert [target_text(n) for n in (None, Decimal("100"), Decimal("0.50"))] == ["", "100", "0.5"]
