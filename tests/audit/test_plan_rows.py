"""``dvcq_check --rows``: each live row of a plan is what its last history row and its event say."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from dvcq_workflow.models import Opinion, Plan, PlanItem
from dvcq_workflow.models.append_only import unprotect
from dvcq_workflow.rules.changes import ChangeKind
from dvcq_workflow.rules.desks import Step
from dvcq_workflow.rules.notices import NoticeKind
from tests.services.noticing import released
from tests.worlds import World


def check(*options: str) -> list[tuple[str, str]]:
    """Return the rules that are named, each with the plan."""
    said = StringIO()
    with suppress(SystemExit):
        call_command("dvcq_check", "--rows", "--all", "--json", *options, stdout=said)
    return [(each["plan"], each["rule"]) for each in json.loads(said.getvalue())["disagreements"]]


def raw(sql: str, *params: Any) -> None:
    connection.check_constraints()
    unprotect(connection)
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


def table(model: Any) -> str:
    return str(model._meta.db_table)


@pytest.fixture
def plan(province: World) -> Plan:
    """A plan about which opinions were asked, beside a sound one."""
    province.issue_plan()
    plan = province.start_plan()
    province.consult(plan)
    return plan


def test_after_every_kind_of_act_all_rows_are_what_their_events_say(
    province: World, plan: Plan
) -> None:
    unit, head = province.consulted_units[0], province.consulted_heads[0]
    province.act(plan, Step.GIVE_OPINION, "give", head, unit=unit, agrees=True, text="")
    released(province, province.issue_plan(), NoticeKind.RECALL)
    for change in ChangeKind:
        old = province.issue_plan()
        province.issue_plan(plan=province.start_plan(changes_plan=old, change_kind=str(change)))
    other = province.plan_at(Step.CHECK_FORMAT)
    province.act(other, Step.CHECK_FORMAT, "withdraw", province.drafter, reason="Thôi.")
    assert check() == []


PAST, PAST_ITEM = Plan.history.model, PlanItem.history.model
TAMPERINGS: dict[str, tuple[Callable[[int], None], str]] = {
    "the plan's row changed": (
        lambda key: raw(f"UPDATE {table(Plan)} SET place = 'Khác' WHERE id = %s", key),
        "row_differs",
    ),
    "a paragraph changed": (
        lambda key: raw(f"UPDATE {table(PlanItem)} SET text = 'Khác' WHERE plan_id = %s", key),
        "row_differs",
    ),
    "an opinion changed": (
        lambda key: raw(
            f"UPDATE {table(Opinion)} SET text = 'Khác' WHERE consultation_id IN "
            "(SELECT id FROM dvcq_workflow_consultation WHERE plan_id = %s)",
            key,
        ),
        "row_differs",
    ),
    "a row and its history changed": (
        lambda key: (
            raw(f"UPDATE {table(Plan)} SET place = 'Khác' WHERE id = %s", key),
            raw(f"UPDATE {table(PAST)} SET place = 'Khác' WHERE id = %s", key),
        )[0],
        "history_altered",
    ),
    "a paragraph deleted": (
        lambda key: raw(
            f"DELETE FROM {table(PlanItem)} WHERE plan_id = %s AND id NOT IN "
            f"(SELECT parent_id FROM {table(PlanItem)} WHERE parent_id IS NOT NULL)",
            key,
        ),
        "row_gone",
    ),
    "a history row that no event tells of": (
        lambda key: raw(
            f"INSERT INTO {table(PAST)} ({_columns()}) SELECT {_columns()} FROM {table(PAST)} "
            f"WHERE history_id = (SELECT max(history_id) FROM {table(PAST)} WHERE id = %s)",
            key,
        ),
        "history_unknown",
    ),
}


def _columns() -> str:
    names = [field.column for field in PAST._meta.concrete_fields if field.column != "history_id"]
    return ", ".join(names)


@pytest.mark.parametrize("name", TAMPERINGS)
def test_a_row_that_somebody_changed_is_named_with_its_plan(name: str, plan: Plan) -> None:
    tamper, rule = TAMPERINGS[name]
    mark = transaction.savepoint()
    tamper(plan.pk)
    found = check()
    assert rule in {each for _plan, each in found}
    assert {uid for uid, _rule in found} == {str(plan.uid)}
    transaction.savepoint_rollback(mark)
    assert check() == []


def test_without_the_option_rows_are_not_compared(plan: Plan) -> None:
    raw(f"UPDATE {table(Plan)} SET place = 'Khác' WHERE id = %s", plan.pk)
    said = StringIO()
    with suppress(SystemExit):
        call_command("dvcq_check", "--all", "--json", stdout=said)
    assert "row_differs" not in said.getvalue()


def test_many_plans_cost_as_many_queries_as_one(province: World) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert check() == []
        return len(seen)

    province.issue_plan()
    one = queries()
    for _each in range(4):
        province.issue_plan()
    assert queries() == one
