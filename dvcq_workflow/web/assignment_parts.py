"""What pages show of one task: its facts, its parts, its notes, its requests, its files."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise

from dvcq_workflow.labels.assignments import YEAR_TERM_MARKS, YEAR_TERM_NAMES
from dvcq_workflow.models.assignments import Assignment
from dvcq_workflow.rules.assignments import AssignmentStatus
from dvcq_workflow.rules.year_terms import year_term_of
from dvcq_workflow.selectors.assignment_lists import (
    notes_of,
    officers_of,
    other_units_of,
    parts_of_task,
    requests_of,
)
from dvcq_workflow.web.evidence import evidence_context

STATUS_MARKS: dict[AssignmentStatus, tuple[str, str]] = {
    AssignmentStatus.OFFERED: ("off", "ring"),
    AssignmentStatus.HANDED_BACK: ("back", "back"),
    AssignmentStatus.ACCEPTED: ("off", "here"),
    AssignmentStatus.IN_PROGRESS: ("here", "half"),
    AssignmentStatus.AWAITING_APPROVAL: ("here", "clock"),
    AssignmentStatus.AWAITING_VERIFICATION: ("here", "clock"),
    AssignmentStatus.DONE: ("ok", "ok"),
    AssignmentStatus.WITHDRAWN: ("off", "stop"),
}


@dataclass(frozen=True)
class TaskRow:
    """One task as a list shows it: its state and its term, each with colour, shape and word."""

    task: Assignment
    url: str
    look: str
    icon: str
    term: str | Promise
    term_look: str
    term_icon: str


def task_row(task: Assignment, today: dt.date) -> TaskRow:
    """Return a task as a list shows it."""
    term = year_term_of(task.effective_due_on, task.done_on, today)
    return TaskRow(
        task,
        reverse("dvcq_workflow:assignment", kwargs={"uid": task.uid}),
        *STATUS_MARKS[task.state],
        YEAR_TERM_NAMES[term],
        *YEAR_TERM_MARKS[term],
    )


def task_context(task: Assignment, viewer: Any, today: dt.date) -> dict[str, Any]:
    """Return what every page of a task shows of it."""
    return {
        "task": task,
        "row": task_row(task, today),
        "officers": officers_of(task),
        "other_units": other_units_of(task),
        "parts": [task_row(part, today) for part in parts_of_task(task)],
        "notes": notes_of(task),
        "requests": requests_of(task),
        **evidence_context("assignment", task, viewer, today),
    }
