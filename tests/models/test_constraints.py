"""A rule that one row can express is refused by the database as well, on both of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models

from dvcq_workflow.models.append_only import unprotect
from dvcq_workflow.services.acting import acting
from tests.models.rows import DAY, HASH, KINDS, NOON, Rows, make_person
from tests.models.year_cases import YEAR_CASES, YEAR_UNIQUE, altered, second

BEFORE = DAY - dt.timedelta(days=1)

Bad = Callable[[Rows], models.Model]


def another_basis(rows: Rows) -> models.Model:
    first = rows.keep(rows.basis())
    return rows.basis(citation=rows.keep(rows.citation()), position=first.position)


def own_parent(rows: Rows) -> models.Model:
    unit = rows.keep(rows.unit())
    unit.parent = unit
    return unit


def succeeds_itself(rows: Rows) -> models.Model:
    unit = rows.keep(rows.unit())
    return rows.succession(predecessor=unit, successor=unit)


def unit_and_group(rows: Rows) -> models.Model:
    return rows.recipient(unit=rows.keep(rows.unit()), group=rows.keep(rows.group()))


def count_with_parts(rows: Rows) -> models.Model:
    part = rows.keep(rows.indicator())
    return rows.indicator(numerator=part, denominator=part)


def standing_in_for_oneself(rows: Rows) -> models.Model:
    return rows.substitution(substitute=rows.actor)


def notice_numbered_twice(rows: Rows) -> models.Model:
    first = rows.keep(rows.issuance(notice=rows.keep(rows.notice())))
    return rows.issuance(notice=first.notice)


def changed_in_no_way(rows: Rows) -> models.Model:
    return rows.plan(changes_plan=rows.keep(rows.plan()))


def changes_itself(rows: Rows) -> models.Model:
    plan = rows.keep(rows.plan())
    plan.changes_plan, plan.change_kind = plan, "replace"
    return plan


def replaced_twice(rows: Rows) -> models.Model:
    changed = rows.keep(rows.plan(status="replaced"))
    change = {"changes_plan": changed, "change_kind": "replace", "status": "issued"}
    rows.keep(rows.plan(**change))
    return rows.plan(**change)


def event(rows: Rows, **given: Any) -> models.Model:
    model = apps.get_model("dvcq_workflow", "AuditEvent")
    values = {
        "seq": 1,
        "act_uid": "0" * 32,
        "at": NOON,
        "code": "unit_saved",
        "actor_id": rows.actor.pk,
        "channel": "code",
        "envelope": "{}",
        "digest": HASH,
    }
    return model(**{"stream": rows.keep(rows.stream()), **values, **given})


def second_event(rows: Rows) -> models.Model:
    first = event(rows)
    rows.keep(first)
    return event(rows, stream=first.stream)  # type: ignore[attr-defined]


def import_stored_twice(rows: Rows) -> models.Model:
    plan = rows.keep(rows.plan())
    rows.keep(rows.plan_import(state="stored", plan=plan))
    return rows.plan_import(state="stored", plan=plan)


def open_import_with_plan(rows: Rows) -> models.Model:
    return rows.plan_import(plan=rows.keep(rows.plan()))


CASES: list[tuple[str, str, Bad]] = [
    (
        "dvcq_signature_has_authority",
        "a signature without a power to sign",
        altered("approval", kind="signature"),
    ),
    ("dvcq_return_has_reason", "a return without a reason", altered("plan_return", reason="")),
    ("dvcq_stream_one_directory", "a second directory", altered("stream", kind="directory")),
    ("dvcq_event_seq_once", "a number in a stream twice", second_event),
    ("dvcq_event_seq_positive", "an event before the first", lambda rows: event(rows, seq=0)),
    (
        "dvcq_consultation_round_once",
        "a round twice",
        second("consultation", "round", closed_at=NOON),
    ),
    ("dvcq_consultation_one_open", "two rounds at once", second("consultation")),
    ("dvcq_opinion_unit_once", "a unit asked twice in a round", second("opinion")),
    (
        "dvcq_opinion_comment_has_text",
        "comments without a word",
        lambda rows: rows.opinion(state="commented", given_by=rows.actor),
    ),
    ("dvcq_opinion_given_by_someone", "an opinion of nobody", altered("opinion", state="agreed")),
    ("dvcq_desk_done_has_moment", "a desk done at no time", altered("desk", state="done")),
    ("dvcq_desk_done_has_moment", "an open desk done already", altered("desk", done_at=NOON)),
    ("dvcq_series_once", "a series twice in a year", second("series", "code")),
    ("dvcq_series_from_one", "a series that begins at nought", altered("series", continues_at=0)),
    ("dvcq_number_once", "a number twice, Article 15", second("issuance", "number")),
    (
        "dvcq_number_once",
        "a void number used again, Article 15",
        second("void_issuance", "number"),
    ),
    ("dvcq_plan_one_number", "two numbers for a plan", second("issuance", "plan")),
    ("dvcq_notice_one_number", "two numbers for a notice", notice_numbered_twice),
    ("dvcq_plan_change_is_whole", "a plan that changes none", altered("plan", change_kind="amend")),
    ("dvcq_plan_change_is_whole", "a plan changed in no way", changed_in_no_way),
    ("dvcq_plan_changes_another", "a plan that changes itself", changes_itself),
    ("dvcq_plan_replaced_once", "a plan replaced twice, Article 18", replaced_twice),
    (
        "dvcq_notice_type_fits_kind",
        "a correction that is no công văn, Article 18",
        altered("notice", document_type="TB"),
    ),
    (
        "dvcq_notice_signed_by_someone",
        "a notice signed by nobody",
        altered("notice", status="signed"),
    ),
    (
        "dvcq_notice_signed_by_someone",
        "a draft that is signed already",
        altered("notice", signed_at=NOON),
    ),
    (
        "dvcq_notice_release_has_moment",
        "a notice released at no time",
        altered("recall", released_at=None),
    ),
    ("dvcq_notice_has_reason", "a notice without a reason", altered("notice", reason="")),
    ("dvcq_plan_recalled_once", "a plan recalled twice", second("recall")),
    ("dvcq_number_from_one", "number nought", altered("issuance", number=0)),
    (
        "dvcq_void_or_paper_has_reason",
        "a void number without a reason",
        altered("void_issuance", reason=""),
    ),
    (
        "dvcq_void_or_paper_has_reason",
        "a paper number without a reason",
        altered("issuance", medium="paper"),
    ),
    ("dvcq_release_has_moment", "released at no time", altered("issuance", state="released")),
    (
        "dvcq_release_has_moment",
        "a number just taken, released already",
        altered("issuance", released_at=NOON),
    ),
    ("dvcq_void_has_moment", "voided at no time", altered("void_issuance", voided_at=None)),
    ("dvcq_void_has_moment", "voided by nobody", altered("void_issuance", voided_by=None)),
    (
        "dvcq_void_has_moment",
        "a number that holds, voided already",
        altered("issuance", voided_at=NOON),
    ),
    ("dvcq_issued_document_once", "two files of one format", second("document")),
    ("dvcq_issued_not_empty", "an empty file", altered("document", size_bytes=0)),
    ("dvcq_import_stored_has_plan", "stored as no plan", altered("plan_import", state="stored")),
    ("dvcq_import_stored_has_plan", "a plan before it is stored", open_import_with_plan),
    ("dvcq_indicator_version_once", "a version of an indicator twice", second("indicator", "code")),
    (
        "dvcq_indicator_rate_has_parts",
        "a rate of nothing",
        altered("indicator", kind="rate", aggregation="ratio"),
    ),
    ("dvcq_indicator_rate_has_parts", "a count of two parts", count_with_parts),
    (
        "dvcq_substitution_valid_range",
        "a stand-in whose time ends before it begins",
        altered("substitution", valid_until=BEFORE),
    ),
    ("dvcq_substitution_two_people", "standing in for oneself", standing_in_for_oneself),
    ("dvcq_membership_once", "the same seat twice", second("membership")),
    (
        "dvcq_membership_valid_range",
        "a seat that ends before it begins",
        altered("membership", valid_until=BEFORE),
    ),
    (
        "dvcq_signing_valid_range",
        "a power that ends before it begins",
        altered("authority", valid_until=BEFORE),
    ),
    ("dvcq_plan_status_known", "a state that is none", altered("plan", status="forgotten")),
    ("dvcq_plan_years_in_order", "from a year to itself", altered("plan", year_to=2020)),
    ("dvcq_plan_year_plausible", "a year long ago", altered("plan", year=1989)),
    ("dvcq_plan_year_plausible", "a year far ahead", altered("plan", year=2201)),
    ("dvcq_item_position_once", "two paragraphs at one place", second("item", "position")),
    ("dvcq_citation_once", "a document cited on two lines", second("citation", "symbol")),
    ("dvcq_basis_once", "a basis twice", second("basis")),
    ("dvcq_basis_position_once", "two bases at one place", another_basis),
    (
        "dvcq_appendix_position_once",
        "two tables at one place",
        second("appendix", "position"),
    ),
    (
        "dvcq_recipient_position_once",
        "two recipients at one place",
        second("recipient", "position"),
    ),
    ("dvcq_recipient_unit_or_group", "a line that is unit and group", unit_and_group),
    ("dvcq_recipient_unit_once", "a unit that receives twice", second("recipient_unit")),
    ("dvcq_party_once", "one capacity twice", second("party")),
    ("dvcq_process_one_open", "two open processes of one flow", second("process")),
    (
        "dvcq_unit_valid_range",
        "a unit that ends before it begins",
        altered("unit", valid_until=BEFORE),
    ),
    ("dvcq_unit_not_own_parent", "a unit above itself", own_parent),
    ("dvcq_organ_code_once", "an identifier given twice", second("organ_code", "code")),
    (
        "dvcq_organ_code_valid_range",
        "an identifier that ends before it begins",
        altered("organ_code", valid_until=BEFORE),
    ),
    (
        "dvcq_group_member_valid_range",
        "a member that leaves before it comes",
        altered("group_member", valid_until=BEFORE),
    ),
    (
        "dvcq_indicator_valid_range",
        "an indicator that ends before it begins",
        altered("indicator", valid_until=BEFORE),
    ),
    ("dvcq_succession_has_successor", "renamed to nothing", altered("succession", successor=None)),
    (
        "dvcq_succession_has_successor",
        "dissolved into something",
        altered("succession", kind="dissolve"),
    ),
    ("dvcq_succession_two_units", "a unit that succeeds itself", succeeds_itself),
    ("dvcq_group_member_once", "a member twice", second("group_member")),
    ("dvcq_version_number_once", "a version twice", second("version", "number")),
    ("dvcq_version_from_one", "version nought", altered("version", number=0)),
    ("dvcq_checkpoint_from_one", "checkpoint nought", altered("checkpoint", number=0)),
    ("dvcq_checkpoint_not_empty", "a checkpoint over nothing", altered("checkpoint", size=0)),
    ("dvcq_leaf_row_once", "a row sealed twice", second("leaf", "kind", "row_id")),
    *YEAR_CASES,
]
"""Constraint, what it refuses in words, and a row that breaks nothing else."""

UNIQUE: list[tuple[str, str, Bad]] = [
    ("calendarday.day", "a day twice in the calendar", second("calendar_day", "day")),
    ("unit.code", "a unit's code twice", second("unit", "code")),
    ("unitgroup.code", "a group's code twice", second("group", "code")),
    ("plan.stream", "two plans in one line of events", second("plan", "stream")),
    ("planimport.plan", "a plan from two imports", import_stored_twice),
    ("desk.task", "two desks of one task", second("desk", "task")),
    ("workorder.key", "the same work twice", second("work_order", "key")),
    ("checkpoint.number", "two checkpoints of one number", second("checkpoint", "number")),
    ("sealedleaf.position", "two leaves in one place", second("leaf", "position")),
    *YEAR_UNIQUE,
]
"""Column that is unique by itself, and a row that repeats it."""

OWN = [
    model
    for model in apps.get_app_config("dvcq_workflow").get_models()
    if not hasattr(model, "history_object")
]


def refused(rows: Rows, bad: Bad) -> str:
    """Try to save the bad row; return what the database says."""
    row = bad(rows)
    with pytest.raises(IntegrityError) as problem, acting(actor=rows.actor):
        row.save()
    return str(problem.value)


def constraint_named(name: str) -> models.BaseConstraint:
    return next(c for model in OWN for c in model._meta.constraints if c.name == name)


@pytest.mark.parametrize(
    ("name", "bad"), [pytest.param(n, b, id=f"{words} ({n})") for n, words, b in CASES]
)
def test_the_database_refuses(rows: Rows, name: str, bad: Bad) -> None:
    unprotect(connection)  # else the guard of what is written once speaks first on SQLite
    if name == "dvcq_stream_one_directory":
        rows.keep(rows.calendar_day())  # its act opens the directory's stream
    said = refused(rows, bad)
    constraint = constraint_named(name)
    if connection.vendor == "sqlite" and isinstance(constraint, models.UniqueConstraint):
        columns = said.removeprefix("UNIQUE constraint failed: ").split(", ")
        names = [column.rpartition(".")[2].removesuffix("_id") for column in columns]
        assert names == [name.removesuffix("_id") for name in constraint.fields]
    else:
        assert name in said


@pytest.mark.parametrize(
    ("column", "bad"), [pytest.param(c, b, id=words) for c, words, b in UNIQUE]
)
def test_the_database_refuses_to_repeat(rows: Rows, column: str, bad: Bad) -> None:
    table, _, name = column.partition(".")
    unprotect(connection)
    said = refused(rows, bad)
    assert f"dvcq_workflow_{table}" in said
    assert name in said


def test_every_constraint_of_the_record_is_tried() -> None:
    declared = {c.name for model in OWN for c in model._meta.constraints}
    assert {name for name, _words, _bad in CASES} == declared


def test_every_unique_column_of_the_record_is_tried() -> None:
    declared = {
        f"{model._meta.model_name}.{field.name}"
        for model in OWN
        for field in model._meta.local_fields
        if field.unique and not field.primary_key and field.name != "uid"
    }
    assert {column for column, _words, _bad in UNIQUE} == declared


@pytest.mark.parametrize("kind", KINDS)
def test_a_sound_row_is_taken(rows: Rows, kind: str) -> None:
    row = rows.keep(getattr(rows, kind)())
    assert type(row)._base_manager.filter(pk=row.pk).exists()


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        pytest.param("membership", {"valid_until": DAY}, id="a seat for one day"),
        pytest.param("unit", {"valid_until": DAY}, id="a unit for one day"),
        pytest.param("plan", {"year": 1990, "year_to": 2200}, id="the longest plan"),
        pytest.param("succession", {"kind": "dissolve", "successor": None}, id="a dissolution"),
        pytest.param("void_issuance", {"state": "void"}, id="a void number"),
        pytest.param(
            "issuance", {"medium": "paper", "reason": "Sổ giấy năm 2020."}, id="a paper number"
        ),
        pytest.param("opinion", {"state": "passed_over"}, id="an opinion not given in time"),
        pytest.param("desk", {"state": "done", "done_at": NOON}, id="a desk that is done"),
    ],
)
def test_what_lies_on_the_border_is_taken(rows: Rows, kind: str, given: dict[str, Any]) -> None:
    row = rows.keep(getattr(rows, kind)(**given))
    assert type(row)._base_manager.filter(pk=row.pk, **given).exists()


@pytest.mark.parametrize(
    "again",
    [
        pytest.param(lambda rows: rows.membership(), id="a seat held again after it ended"),
        pytest.param(lambda rows: rows.group_member(), id="a member again after it left"),
        pytest.param(lambda rows: rows.process(), id="a new process after one was closed"),
        pytest.param(lambda rows: rows.consultation(), id="a new round after one was closed"),
    ],
)
def test_what_has_ended_may_begin_again(rows: Rows, again: Callable[[Rows], Any]) -> None:
    first = again(rows)
    name = "valid_until" if hasattr(first, "valid_until") else "closed_at"
    setattr(first, name, DAY if name == "valid_until" else NOON)
    rows.keep(first)
    assert rows.keep(again(rows)).pk != first.pk


def test_a_plan_whose_number_was_voided_takes_another(rows: Rows) -> None:
    void = rows.keep(rows.void_issuance())
    taken = rows.keep(rows.issuance(plan=void.plan))
    assert taken.number != void.number


def test_a_plan_may_be_amended_many_times_and_have_a_number_beside_those_of_its_notices(
    rows: Rows,
) -> None:
    number = rows.keep(rows.issuance())
    for _time in range(2):
        notice = rows.keep(rows.notice(plan=number.plan))
        rows.keep(rows.issuance(plan=number.plan, notice=notice))
        amendment = rows.plan(changes_plan=number.plan, change_kind="amend", status="issued")
        rows.keep(amendment)
    assert number.plan.issuances.count() == 3
    assert number.plan.changed_by.count() == 2


def test_two_people_may_hold_one_seat(rows: Rows) -> None:
    rows.keep(rows.membership())
    other = rows.keep(rows.membership(user=make_person("deputy")))
    assert other.pk
