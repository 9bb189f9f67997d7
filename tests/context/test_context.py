"""Who is acting now is known to this line of work alone, and is forgotten when it ends."""

from __future__ import annotations

import contextvars
import datetime as dt

import pytest

from dvcq_workflow.context import (
    Act,
    HistoryRow,
    NoActError,
    RowChange,
    UnrecordedActError,
    act_or_none,
    current_act,
    doing,
)

NOON = dt.datetime(2020, 3, 5, 5, 0, tzinfo=dt.UTC)


def an_act(actor_id: int = 1) -> Act:
    return Act(actor_id=actor_id, actor_name="Văn thư", at=NOON)


def test_outside_an_act_nobody_acts() -> None:
    assert act_or_none() is None
    with pytest.raises(NoActError, match="inside an act"):
        current_act()


def test_within_an_act_it_is_known() -> None:
    act = an_act()
    with doing(act) as same:
        assert same is act is current_act() is act_or_none()
    assert act_or_none() is None


def test_after_an_inner_act_the_outer_one_goes_on() -> None:
    outer, inner = an_act(1), an_act(2)
    with doing(outer):
        with doing(inner):
            assert current_act() is inner
        assert current_act() is outer


def test_an_act_that_failed_is_forgotten_and_its_fault_is_not_hidden() -> None:
    act = an_act()
    act.changes.append(RowChange("unit", 1, "+", {}))
    with pytest.raises(ArithmeticError), doing(act):
        raise ArithmeticError
    assert act_or_none() is None


@pytest.mark.parametrize(
    "leave",
    [
        pytest.param(lambda act: act.changes.append(RowChange("unit", 1, "~", {})), id="a row"),
        pytest.param(lambda act: act.history.append(HistoryRow("unit", 1, "a")), id="its history"),
    ],
)
def test_what_no_event_tells_of_is_found_when_the_act_ends(leave: object) -> None:
    act = an_act()
    with pytest.raises(UnrecordedActError), doing(act):
        leave(act)  # type: ignore[operator]
    assert act_or_none() is None


def test_each_act_has_an_identity_and_lists_of_its_own() -> None:
    one, other = an_act(), an_act()
    assert one.uid != other.uid
    one.changes.append(RowChange("unit", 1, "+", {}))
    one.history.append(HistoryRow("unit", 1, "a"))
    assert other.changes == other.history == []


def test_another_line_of_work_does_not_see_the_act() -> None:
    elsewhere = contextvars.copy_context()
    with doing(an_act()):
        assert elsewhere.run(act_or_none) is None
