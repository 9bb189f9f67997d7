"""A plan's year: what it obliges whom to, its reporting periods, how far its opening came."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse

from dvcq_workflow.labels.years import PROBLEMS, WARNINGS, explained
from dvcq_workflow.models.obligations import YearOpening
from dvcq_workflow.selectors.plans import visible_plan
from dvcq_workflow.selectors.year_access import sees_whole_year
from dvcq_workflow.selectors.years import PeriodShown, year_of
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
            "problems": _problems(year.opening) if sees_all else [],
        }
        return self.render(self.template_name, context)


def _explained(shown: PeriodShown) -> dict[str, Any]:
    return {
        "period": shown.period,
        "steps": [explained(step) for step in shown.steps],
        "warning": WARNINGS.get(shown.warning, ""),
    }


def _problems(opening: YearOpening | None) -> list[str]:
    if opening is None:
        return []
    return [str(PROBLEMS[each["code"]]) % {"words": each["words"]} for each in opening.problems]
