"""What the database refuses of a plan's year; a part of ``tests.models.test_constraints``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db import models

from tests.models.rows import DAY, NOON, Rows

Bad = Callable[[Rows], models.Model]


def second(kind: str, /, *same: str, **given: Any) -> Bad:
    """A second row of a kind that agrees with the first, already saved, in the fields ``same``."""

    def make(rows: Rows) -> models.Model:
        first = rows.keep(getattr(rows, kind)(**given))
        shared = {name: getattr(first, name) for name in same}
        return getattr(rows, kind)(**{**given, **shared})

    return make


def altered(kind: str, /, **given: Any) -> Bad:
    """A row of a kind with the values ``given``."""
    return lambda rows: getattr(rows, kind)(**given)


def with_both(kind: str, first: str, other: str) -> Bad:
    """A row that hangs on two things of which it may hang on one."""
    return lambda rows: getattr(rows, kind)(
        **{first: rows.keep(getattr(rows, first)()), other: rows.keep(getattr(rows, other)())}
    )


def own_part(rows: Rows) -> models.Model:
    task = rows.keep(rows.assignment())
    task.parent = task
    return task


def second_process(kind: str) -> Bad:
    def make(rows: Rows) -> models.Model:
        about = rows.keep(getattr(rows, kind)())
        rows.keep(rows.process(**{kind: about, "flow_code": "first"}))
        return rows.process(**{kind: about, "flow_code": "second"})

    return make


def second_number(kind: str) -> Bad:
    def make(rows: Rows) -> models.Model:
        given = {kind: rows.keep(getattr(rows, kind)()), "plan": rows.keep(rows.plan())}
        rows.keep(rows.issuance(**given))
        return rows.issuance(**given)

    return make


def group_named_twice(rows: Rows) -> models.Model:
    first = rows.keep(rows.obligation_actor(unit=None, group=rows.keep(rows.group())))
    return rows.obligation_actor(unit=None, group=first.group)


def unit_and_group_obliged(rows: Rows) -> models.Model:
    return rows.obligation_actor(unit=rows.keep(rows.unit()), group=rows.keep(rows.group()))


def chased_task_twice(rows: Rows) -> models.Model:
    task = rows.keep(rows.assignment())
    first = rows.keep(rows.chased_duty(assignment=task))
    return rows.chased_duty(assignment=task, letter=first.letter)


def consolidation_version_twice(rows: Rows) -> models.Model:
    about = rows.keep(rows.consolidation())
    rows.keep(rows.report_version(consolidation=about))
    return rows.report_version(consolidation=about)


BEFORE = DAY - dt.timedelta(days=1)

YEAR_CASES: list[tuple[str, str, Bad]] = [
    ("dvcq_obligation_position_once", "two tasks at one place", second("obligation", "position")),
    ("dvcq_obligation_fixed_has_date", "a date of no day", altered("obligation", due_kind="fixed")),
    ("dvcq_obligation_fixed_has_date", "a day of no date", altered("obligation", due_on=DAY)),
    ("dvcq_actor_unit_or_group", "a unit and a group at once", unit_and_group_obliged),
    ("dvcq_actor_unit_or_group", "nobody obliged", altered("obligation_actor", unit=None)),
    ("dvcq_actor_unit_once", "a unit obliged twice", second("obligation_actor", "unit")),
    ("dvcq_actor_group_once", "a group obliged twice", group_named_twice),
    (
        "dvcq_assignment_one_lead",
        "a unit that leads a task twice",
        second("assignment", "obligation", "unit"),
    ),
    (
        "dvcq_assignment_done_has_moment",
        "a task done at no time",
        altered("assignment", status="done"),
    ),
    (
        "dvcq_assignment_done_has_moment",
        "a task under way, done already",
        altered("assignment", done_at=NOON),
    ),
    (
        "dvcq_assignment_progress_to_100",
        "more than the whole",
        altered("assignment", progress_pct=101),
    ),
    ("dvcq_assignment_not_own_part", "a task that is a part of itself", own_part),
    ("dvcq_assignment_unit_once", "a unit that supports twice", second("assignment_unit", "unit")),
    ("dvcq_officer_once", "an officer named twice", second("officer")),
    (
        "dvcq_extension_one_pending",
        "two requests at once",
        second("extension", "assignment"),
    ),
    (
        "dvcq_extension_decided_has_moment",
        "decided at no time",
        altered("extension", status="granted"),
    ),
    (
        "dvcq_reporting_rule_once",
        "one rule twice",
        second("reporting_rule", "obligation"),
    ),
    ("dvcq_reporting_rule_day", "the 32nd of a month", altered("reporting_rule", due_day=32)),
    ("dvcq_reporting_rule_day", "the 13th month", altered("reporting_rule", due_month=13)),
    ("dvcq_period_once", "a period twice", second("period", "year")),
    (
        "dvcq_period_in_order",
        "a period that ends before it begins",
        altered("period", ends_on=BEFORE),
    ),
    ("dvcq_duty_once", "a report owed twice", second("duty", "period")),
    ("dvcq_outline_key_once", "a heading's key twice", second("outline_section", "key")),
    (
        "dvcq_outline_position_once",
        "two headings at one place",
        second("outline_section", "position"),
    ),
    ("dvcq_plan_indicator_once", "an indicator twice", second("plan_indicator", "indicator")),
    (
        "dvcq_letter_release_has_moment",
        "a letter sent at no time",
        lambda rows: rows.letter(status="released", signed_at=NOON, signed_by=rows.actor),
    ),
    ("dvcq_letter_signed_by_someone", "signed by nobody", altered("letter", status="signed")),
    (
        "dvcq_chased_one_thing",
        "a report and a task in one",
        with_both("chased_duty", "duty", "assignment"),
    ),
    ("dvcq_chased_duty_once", "one report asked for twice", second("chased_duty", "letter")),
    ("dvcq_chased_assignment_once", "one task asked for twice", chased_task_twice),
    (
        "dvcq_reminder_of_one_thing",
        "reminded of two things",
        with_both("reminder", "duty", "assignment"),
    ),
    ("dvcq_digest_once", "two messages a day", second("digest", "day")),
    ("dvcq_consolidation_once", "a period consolidated twice", second("consolidation", "period")),
    (
        "dvcq_supplement_names_what_it_supplements",
        "a supplement to nothing",
        altered("consolidation", sequence=1),
    ),
    (
        "dvcq_consolidation_delivered_has_moment",
        "delivered at no time",
        altered("consolidation", status="delivered"),
    ),
    (
        "dvcq_consolidation_section_once",
        "one heading written twice",
        second("consolidation_section", "section"),
    ),
    ("dvcq_report_one_number", "two numbers in hand for a report", second_number("report")),
    ("dvcq_consolidation_one_number", "two for a consolidation", second_number("consolidation")),
    ("dvcq_letter_one_number", "two numbers for a letter", second_number("letter")),
    ("dvcq_number_of_a_version", "a number of no version", altered("issuance", version=None)),
    (
        "dvcq_obstacle_settled_has_words",
        "settled without a word",
        altered("obstacle", status="settled"),
    ),
    *(
        (f"dvcq_process_one_{kind}", f"two open processes of one {kind}", second_process(kind))
        for kind in ("assignment", "extension", "report", "consolidation", "obstacle")
    ),
    ("dvcq_report_once", "two reports of one duty", second("report", "duty")),
    (
        "dvcq_report_submitted_has_moment",
        "handed in at no time",
        altered("handed_in", submitted_at=None),
    ),
    ("dvcq_report_signed_by_someone", "signed by nobody", altered("report", status="signed")),
    ("dvcq_report_section_once", "one heading written twice", second("report_section", "section")),
    ("dvcq_value_once", "one figure twice", second("report_value", "indicator")),
    (
        "dvcq_value_only_where_reported",
        "a number that is not reported",
        altered("report_value", number=1),
    ),
    ("dvcq_remark_has_text", "a remark without a word", altered("report_remark", text="")),
    ("dvcq_report_version_once", "a version twice", second("report_version", "report")),
    ("dvcq_consolidation_version_once", "a version twice", consolidation_version_twice),
    (
        "dvcq_version_of_one_report",
        "a version of two reports",
        with_both("report_version", "report", "consolidation"),
    ),
    (
        "dvcq_evidence_of_one_thing",
        "evidence of two things",
        with_both("evidence", "report", "assignment"),
    ),
    ("dvcq_evidence_not_empty", "an empty file", altered("evidence", size_bytes=0)),
]
"""Constraint, what it refuses in words, and a row that breaks nothing else."""

YEAR_UNIQUE: list[tuple[str, str, Bad]] = [
    ("yearpolicy.plan", "two policies of one plan", second("year_policy", "plan")),
    ("yearopening.plan", "two openings of one year", second("year_opening", "plan")),
    ("reminder.key", "one reminder twice", second("reminder", "key")),
]
"""Column that is unique by itself, and a row that repeats it."""
