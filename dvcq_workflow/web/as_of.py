"""A plan as it was: on a day, as a version was frozen, or after one of its acts."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from dvcq_workflow.host import get_host
from dvcq_workflow.models.plans import Plan
from dvcq_workflow.models.versions import PlanVersion
from dvcq_workflow.rules.content import PlanContent
from dvcq_workflow.rules.formats import short_date
from dvcq_workflow.selectors.as_of import (
    moment_of_event,
    plan_then,
    version_of,
    versions_of,
)
from dvcq_workflow.selectors.content import content_of, content_of_version
from dvcq_workflow.selectors.timeline import start_of
from dvcq_workflow.web.asked import asked_day, asked_number
from dvcq_workflow.web.audit import PlanAuditPage, problems_of
from dvcq_workflow.web.changes import changes_between
from dvcq_workflow.web.marks import status_mark

BLINK = dt.timedelta(microseconds=1)


@dataclass(frozen=True)
class Moment:
    """What was asked for. ``name``: how the page says it; ``version``: where one was asked for."""

    at: dt.datetime
    name: str
    version: PlanVersion | None = None


class AsOfView(PlanAuditPage):
    """A plan as it was at a moment, and what has changed since."""

    subject = "plan_as_of"
    template_name = "dvcq_workflow/plans/as_of.html"

    def read(self, plan: Plan, *, sees_all: bool) -> dict[str, Any]:
        """Read the plan of then: by default of now."""
        on = asked_day(self.request, "on")
        problems = problems_of(on)
        moment = self._asked(plan, on.day, problems)
        then = plan_then(plan, moment.at)
        versions = versions_of(plan)
        context: dict[str, Any] = {
            "moment": moment,
            "on": on,
            "problems": problems,
            "then": then,
            "versions": versions,
            "asked_version": moment.version.number if moment.version else None,
        }
        if then is None:
            return context
        content = content_of_version(moment.version) if moment.version else then.content
        look, icon = status_mark(then.plan.state)
        frozen = {version.content_hash: version.number for version in versions}
        return {
            **context,
            "content": content,
            "content_hash": content.content_hash,
            "frozen_as": frozen.get(content.content_hash),
            "look": look,
            "icon": icon,
            "is_same": content.content_hash == plan.content_hash,
            "changes": self._changes(plan, content),
        }

    def _asked(self, plan: Plan, day: dt.date | None, problems: list[str]) -> Moment:
        number, event = asked_number(self.request, "version"), asked_number(self.request, "event")
        if number is not None:
            version = version_of(plan, number)
            if version is not None:
                name = _("Version %(number)s") % {"number": number}
                return Moment(version.frozen_at, name, version)
            problems.append(
                _("There is no version %(number)s of this plan. Choose one of those listed.")
                % {"number": number}
            )
        if event is not None:
            at = moment_of_event(plan, event)
            if at is not None:
                return Moment(at, _("After event no. %(number)s") % {"number": event})
            problems.append(
                _("There is no event no. %(number)s on this plan. Choose one in its history.")
                % {"number": event}
            )
        if day is not None and day < self.today:
            end = start_of(day + dt.timedelta(days=1)) - BLINK
            return Moment(end, _("At the end of %(day)s") % {"day": short_date(day)})
        now = get_host().now()
        return Moment(now, _("Now, %(day)s") % {"day": short_date(timezone.localdate(now))})

    def _changes(self, plan: Plan, content: PlanContent) -> list[Any]:
        if plan.content_hash == content.content_hash:
            return []
        return changes_between(content, content_of(plan))
