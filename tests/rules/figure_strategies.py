"""Random indicators and what random units say of them."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import strategies as st

from dvcq_workflow.rules.figures import (
    NOT_REPORTED,
    NOTHING_AROSE,
    Aggregation,
    Definition,
    Kind,
    Value,
    ValueState,
)

DONE = Definition(1, Kind.COUNT, Aggregation.SUM)
RECEIVED = Definition(2, Kind.COUNT, Aggregation.SUM)
SHARE = Definition(3, Kind.RATE, Aggregation.RATIO, "%", numerator=1, denominator=2)
MONEY = Definition(4, Kind.AMOUNT, Aggregation.SUM)
STOCK = Definition(5, Kind.COUNT, Aggregation.LAST)
SCORE = Definition(6, Kind.AMOUNT, Aggregation.NONE)
REMARK = Definition(7, Kind.TEXT, Aggregation.NONE)
HAS_RULES = Definition(8, Kind.YES_NO, Aggregation.NONE)
ALL = (DONE, RECEIVED, SHARE, MONEY, STOCK, SCORE, REMARK, HAS_RULES)

COUNTS = st.integers(0, 10**16 - 1).map(Decimal)
AMOUNTS = st.decimals(0, 10**16 - 1, places=4)


def values(definition: Definition) -> st.SearchStrategy[Value]:
    """Anything a unit may say of an indicator."""
    given: st.SearchStrategy[Value]
    if definition.kind is Kind.TEXT:
        texts = st.text("aăđ ếx", min_size=1, max_size=9).filter(str.strip)
        given = st.builds(lambda t: Value(ValueState.REPORTED, text=t.strip()), texts)
    elif definition.kind is Kind.YES_NO:
        given = st.builds(lambda y: Value(ValueState.REPORTED, yes_no=y), st.booleans())
    else:
        numbers = COUNTS if definition.kind is Kind.COUNT else AMOUNTS
        given = st.builds(
            lambda n, e: Value(ValueState.REPORTED, n, is_estimate=e), numbers, st.booleans()
        )
    return st.sampled_from([NOT_REPORTED, NOTHING_AROSE]) | given


REPORTS = st.fixed_dictionaries(
    {}, optional={d.key: values(d) for d in ALL if d.kind is not Kind.RATE}
)
"""What one unit says, by indicator; what is left out was not reported."""

PROVINCES = st.dictionaries(st.integers(1, 40), REPORTS, max_size=12)
"""What the units of a province say."""
