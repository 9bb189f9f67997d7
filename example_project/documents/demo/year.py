"""The plan's year: what its units do until the story's last morning, day by day on its clock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from documents.demo.obstacles import obstacle_scenes
from documents.demo.papers import paper_scenes
from documents.demo.reports import report_scenes
from documents.demo.story import Scene, Story, finish_orders
from documents.demo.tasks import task_scenes
from documents.demo.when import DAY, at, on
from dvcq_workflow.jobs.ticking import run_year
from dvcq_workflow.models import Plan, ReportingPeriod

BEGINS = on(4, 7, 6, 30)
ENDS = on(12, 8, 8)
"""The story's last morning: a report is due in two days, and one is owed for two weeks."""


def scenes_of_year(plan: Plan) -> list[Scene]:
    """Return all that happens after the plan's issue, in order; what would come later is left for
    whoever tries the demonstration."""
    found = [
        *task_scenes(plan),
        *report_scenes(plan),
        *paper_scenes(plan),
        *obstacle_scenes(plan),
        *_days(plan),
    ]
    return sorted((scene for scene in found if scene.at < ENDS), key=lambda scene: scene.at)


def _days(plan: Plan) -> Iterator[Scene]:
    """Each morning people are reminded, each evening the day's orders are done."""
    due: dict[dt.date, list[str]] = {}
    for period in ReportingPeriod.objects.filter(plan=plan).order_by("pk"):
        due.setdefault(period.due_on, []).append(str(period).lower())
    moment = BEGINS
    while moment < ENDS:
        periods = due.get(moment.date(), [])
        told = f"hạn báo cáo {' và '.join(periods)}" if periods else ""
        yield Scene(moment, "", told, _remind)
        yield Scene(at(moment.date(), 18), "", "", _finish)
        moment += DAY


def _remind(story: Story, scene: Scene) -> None:
    run_year(at=scene.at)


def _finish(story: Story, scene: Scene) -> None:
    finish_orders(scene.at)
