"""A plan's year: what it obliges whom to, its reporting periods, how far its opening came."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from dvcq_workflow.labels.years import (
    WARNINGS,
    explained,
    problem_in_words,
    settled_in_words,
)
from dvcq_workflow.models.obligations import YearOpening
from dvcq_workflow.models.plans import Plan
from dvcq_workflow.selectors.plans import visible_plan
from dvcq_workflow.selectors.year_access import may_settle, sees_whole_year
from dvcq_workflow.selectors.years import PeriodShown, ProblemShown, problems_of, year_of
from dvcq_workflow.services.problems import UNNAMED
from dvcq_workflow.services.reporting_rules import RULE_PROBLEMS
from dvcq_workflow.services.viewing import record_view
from dvcq_workflow.web.pages import Page


class YearView(Page):
    """For everybody who sees the plan; what is left to settle is for the issuing side."""

    section = "plans"
    template_name: ClassVar[str] = "dvcq_workflow/year/year.html"

    def get(self, request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
        """Show the year, and keep that it was looked at."""
        plan = visible_plan(request.user, uid, self.today)
        record_view(
            subject="plan",
            stream=plan.stream,
            actor=request.user,
            channel="web",
            **self.origin(),
        )
        year = year_of(plan)
        sees_all = sees_whole_year(request.user, plan, self.today)
        context = {
            "plan": plan,
            "year": year,
            "periods": [_explained(shown) for shown in year.periods],
            "sees_all": sees_all,
            "problems": _problems(plan, year.opening) if sees_all else [],
            "settles": year.opening is not None and may_settle(self.shell.held, plan),
        }
        return self.render(self.template_name, context)


def _explained(shown: PeriodShown) -> dict[str, Any]:
    return {
        "period": shown.period,
        "steps": [explained(step) for step in shown.steps],
        "warning": WARNINGS.get(shown.warning, ""),
    }


def _problems(plan: Plan, opening: YearOpening | None) -> list[dict[str, Any]]:
    """Return what was left to a person; ``url``: where it is settled, ``rule_url``: by a rule."""
    if opening is None:
        return []
    return [
        {
            **told_of(problem),
            "problem": problem,
            "url": _url("year_problem", plan, problem),
            "rule_url": _url("year_problem_rule", plan, problem),
            "is_rule": problem.code in RULE_PROBLEMS,
            "is_name": problem.code in UNNAMED,
        }
        for problem in problems_of(opening)
    ]


def _url(name: str, plan: Plan, problem: ProblemShown) -> str:
    return reverse(f"dvcq_workflow:{name}", args=[plan.uid, problem.number])


def told_of(problem: ProblemShown) -> dict[str, str]:
    """Return what was left to a person in words, and how it was settled, if it was."""
    return {
        "words": problem_in_words(problem.code, problem.words),
        "settled": settled_in_words(problem.way, problem.on) if problem.on else "",
    }
