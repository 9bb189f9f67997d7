"""What reports under a plan ask for: headings made from the plan's own groups, and indicators."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from dvcq_workflow.models.indicators import Indicator
from dvcq_workflow.models.plans import Plan, PlanItem
from dvcq_workflow.models.reporting import OutlineSection, PlanIndicator
from dvcq_workflow.selectors.people import valid_on

MOST_GROUPS = 40

Heading = tuple[str, str, str, PlanItem | None]


def lay_outline(plan: Plan, on: dt.date) -> None:
    """Write down what reports under a plan ask for, within the act that opens its year: what was
    laid before stays. The results are told by the plan's own groups of content; the indicators
    are those that the province counts on the day of issue.
    """
    if OutlineSection.objects.filter(plan=plan).exists():
        return
    with translation.override(settings.LANGUAGE_CODE):
        headings = _headings(plan)
    for position, (key, number, title, item) in enumerate(headings, start=1):
        OutlineSection(
            plan=plan, position=position, key=key, number=number, title=title, item=item
        ).save()
    _lay_indicators(plan, on)


def _headings(plan: Plan) -> list[Heading]:
    """Return key, number, title and group of each heading, in the site's language."""
    headings: list[Heading] = [("leading", "I", _("Direction, study and carrying out"), None)]
    groups = _groups_of(plan)
    headings += [
        (f"group_{number}", f"II.{number}", item.text[:500], item)
        for number, item in enumerate(groups, start=1)
    ]
    if not groups:
        headings.append(("results", "II", _("Results"), None))
    headings += [
        ("assessment", "III", _("General assessment: strengths, weaknesses and causes"), None),
        ("obstacles", "IV", _("Difficulties, obstacles and proposals"), None),
        ("next", "V", _("What comes next"), None),
    ]
    return headings


def _groups_of(plan: Plan) -> list[PlanItem]:
    """The numbered groups of the section of content: the one with most points below its groups."""
    rows = list(PlanItem.objects.filter(plan=plan).order_by("position"))
    groups: dict[int, list[PlanItem]] = {}
    points: dict[int, int] = {}
    section, item = 0, None
    for row in rows:
        if row.kind == PlanItem.Kind.SECTION:
            section, item = row.pk, None
        elif row.kind == PlanItem.Kind.ITEM:
            item = row
            groups.setdefault(section, []).append(row)
        elif row.kind == PlanItem.Kind.BULLET and item is not None:
            points[section] = points.get(section, 0) + 1
    if not points:
        return []
    return groups[max(points, key=lambda key: points[key])][:MOST_GROUPS]


def _lay_indicators(plan: Plan, on: dt.date) -> None:
    counted: dict[str, Indicator] = {}
    for row in Indicator.objects.filter(valid_on(on)).order_by("code", "version"):
        counted[row.code] = row
    for position, row in enumerate(counted.values(), start=1):
        PlanIndicator(plan=plan, position=position, indicator=row).save()
