"""Of tasks: where they stand, who leads them, when they are due."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from dvcq_workflow.management.simulating.playing import Play
from dvcq_workflow.models.assignments import Assignment, AssignmentUnit, ExtensionRequest
from dvcq_workflow.models.chasing import ChasedDuty, Reminder
from dvcq_workflow.models.plans import Plan
from dvcq_workflow.models.reporting import ReportDuty, ReportingPeriod
from dvcq_workflow.models.reports import Report
from dvcq_workflow.selectors.assignment_lists import term_counts

STATES = {
    "offered",
    "handed_back",
    "accepted",
    "in_progress",
    "awaiting_approval",
    "awaiting_verification",
    "done",
    "withdrawn",
}
CLOSED = {"done", "withdrawn"}
SOON_DAYS = 7
ORDER, REQUEST = "order", "request"
LATE_REMINDERS = {"overdue", "escalated_head", "escalated_receiver"}


def every_task_has_one_state_and_one_term(play: Play) -> Iterator[str]:
    """Both axes cut a plan's tasks into parts that share none and leave none out, and what lists
    count is what there is."""
    today = play.host.today()
    counted: dict[int, Counter[str]] = defaultdict(Counter)
    rows = Assignment.objects.order_by("pk").values(
        "pk", "plan_id", "status", "effective_due_on", "done_on"
    )
    for row in rows:
        terms = _terms(row, today)
        counted[row["plan_id"]].update(terms)
        fits = row["status"] in STATES and len(terms) == (row["status"] != "withdrawn")
        yield "" if fits else f"assignment {row['pk']} [{row['status']}; {', '.join(terms)}]"
    for plan in Plan.objects.filter(assignments__isnull=False).distinct().order_by("pk"):
        said = term_counts(Assignment.objects.filter(plan=plan), today)
        same = {str(term): count for term, count in said.items() if count} == counted[plan.pk]
        yield "" if same else f"plan {plan.pk} [{dict(said)}; {dict(counted[plan.pk])}]"


def _terms(row: dict[str, Any], today: dt.date) -> list[str]:
    """Return every term in which a task stands; it should be one, or none if it is withdrawn."""
    due, done_on, status = row["effective_due_on"], row["done_on"], row["status"]
    soon = today + dt.timedelta(days=SOON_DAYS)
    is_open, is_done = status in STATES - CLOSED, status == "done" and done_on is not None
    fits = {
        "no_term": is_open and due is None,
        "in_term": is_open and due is not None and due > soon,
        "due_soon": is_open and due is not None and today <= due <= soon,
        "overdue": is_open and due is not None and due < today,
        "done_on_time": is_done and (due is None or done_on <= due),
        "done_late": is_done and due is not None and done_on > due,
    }
    return [term for term, holds in fits.items() if holds]


def every_task_has_one_lead(play: Play) -> Iterator[str]:
    """A duty of a plan has at most one live task a unit, and whoever leads a task neither supports
    nor follows it, as no other unit leads it."""
    live: Counter[tuple[int, int]] = Counter()
    leads: dict[int, int] = {}
    tasks = Assignment.objects.order_by("pk")
    for pk, obligation, unit, parent, status in tasks.values_list(
        "pk", "obligation_id", "unit_id", "parent_id", "status"
    ):
        leads[pk] = unit
        if parent is None and status != "withdrawn":
            live[obligation, unit] += 1
            if live[obligation, unit] > 1:
                yield f"assignment {pk} [unit {unit} has another]"
                continue
        yield ""
    others = AssignmentUnit.objects.order_by("pk")
    for task, unit, role in others.values_list("assignment_id", "unit_id", "role"):
        wrong = role == "lead" or leads[task] == unit
        yield f"assignment {task} [unit {unit} is {role}]" if wrong else ""


def the_day_first_set_is_kept(play: Play) -> Iterator[str]:
    """The day first set never moves, and the last day in time only by a request that was
    granted."""
    granted: dict[int, set[dt.date | None]] = defaultdict(set)
    for task, day in ExtensionRequest.objects.filter(status="granted").values_list(
        "assignment_id", "effective_due_on"
    ):
        granted[task].add(day)
    for model in (Assignment, ReportDuty, ReportingPeriod, Report):
        first = _first_days(model)
        name = model._meta.model_name
        for pk, due_on, last_day in model.objects.order_by("pk").values_list(
            "pk", "due_on", "effective_due_on"
        ):
            set_on, may_be = first[pk][0], {first[pk][1]}
            if model is Assignment:
                may_be |= granted[pk]
            holds = due_on == set_on and last_day in may_be
            yield "" if holds else f"{name} {pk} [{set_on} → {due_on}; {last_day}]"


def _first_days(model: Any) -> dict[int, tuple[dt.date | None, dt.date | None]]:
    """Return both days of each row as they were first written down."""
    found: dict[int, tuple[dt.date | None, dt.date | None]] = {}
    rows = model.history.all().order_by("history_id")
    for pk, due_on, last_day in rows.values_list("id", "due_on", "effective_due_on"):
        found.setdefault(pk, (due_on, last_day))
    return found


def what_is_asked_is_never_overdue(play: Play) -> Iterator[str]:
    """A request has no last day, and nobody is told or chased that it is late."""
    late = Reminder.objects.filter(kind__in=LATE_REMINDERS)
    chased_tasks = set(ChasedDuty.objects.values_list("assignment_id", flat=True))
    late_tasks = set(late.values_list("assignment_id", flat=True))
    tasks = Assignment.objects.filter(strength=REQUEST).order_by("pk")
    for pk, last_day in tasks.values_list("pk", "effective_due_on"):
        wrong = last_day is not None or pk in chased_tasks or pk in late_tasks
        yield f"assignment {pk} [{last_day}]" if wrong else ""
    chased_duties = set(ChasedDuty.objects.values_list("duty_id", flat=True))
    late_duties = set(late.values_list("duty_id", flat=True))
    for pk in (
        ReportDuty.objects.filter(strength=REQUEST).order_by("pk").values_list("pk", flat=True)
    ):
        yield f"reportduty {pk}" if pk in chased_duties or pk in late_duties else ""
