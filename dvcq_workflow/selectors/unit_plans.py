"""What a unit's own plan under a provincial plan begins with: its heading, its basis, its duties.

What a document says is Vietnamese, whatever the reader's language is.
"""

from __future__ import annotations

import datetime as dt

from django.db.models import Q

from dvcq_workflow.models.assignments import Assignment
from dvcq_workflow.models.obligations import Obligation
from dvcq_workflow.models.plans import Plan
from dvcq_workflow.models.units import Unit, UnitGroupMember
from dvcq_workflow.rules.content import Citation, Node, PlanContent, RecipientLine
from dvcq_workflow.rules.formats import short_date
from dvcq_workflow.rules.obligations import ActorRole, ObligationKind
from dvcq_workflow.selectors.numbering import issuance_of
from dvcq_workflow.selectors.people import valid_on

SUBJECT = "Thực hiện Kế hoạch số %(number)s ngày %(day)s của %(issuer)s tại %(unit)s"
PREAMBLE = (
    "Thực hiện Kế hoạch số %(number)s ngày %(day)s của %(issuer)s, %(unit)s ban hành kế hoạch "
    "thực hiện như sau:"
)
DUTIES, ORGANISING = "NHIỆM VỤ CỦA ĐƠN VỊ", "TỔ CHỨC THỰC HIỆN"
ARCHIVE = "Lưu: VT"


def obligations_binding(plan: Plan, unit: Unit, on: dt.date) -> list[Obligation]:
    """Return the duties of a plan that bind a unit, by itself or through a group of which it is a
    member on a day, without that of drawing up its own plan; in the plan's order."""
    groups = UnitGroupMember.objects.filter(valid_on(on), unit=unit).values("group_id")
    mine = Q(actors__unit=unit) | Q(actors__group__in=groups)
    given = Q(assignments__unit=unit, assignments__parent__isnull=True)
    rows = Obligation.objects.filter(mine | given, plan=plan, withdrawn_at__isnull=True)
    rows = rows.exclude(kind=ObligationKind.UNIT_PLAN).exclude(actors__role=ActorRole.OBSERVING)
    return list(rows.distinct().order_by("position"))


def content_of_unit_plan(task: Assignment, on: dt.date) -> PlanContent:
    """Return the content with which a unit begins the plan of its own that a task asks for."""
    plan, unit = task.plan, task.unit
    number = issuance_of(plan)
    full_number = number.full_number if number else ""
    issued_on = number.issued_on if number else None
    issuer = plan.issuing_unit.name
    named = {
        "number": full_number,
        "day": short_date(issued_on) if issued_on else "",
        "issuer": issuer,
        "unit": unit.name,
    }
    duties = obligations_binding(plan, unit, on)
    return PlanContent(
        document_type="KH",
        heading_lines=tuple(unit.heading_lines),
        parent_heading=" ".join(unit.parent.heading_lines)[:300] if unit.parent else "",
        symbol=f"KH-{unit.abbreviation}",
        place=unit.place or plan.issuing_unit.place,
        year=plan.year,
        year_to=plan.year_to,
        subject=SUBJECT % named,
        preamble_style="paragraph",
        preamble=(PREAMBLE % named,),
        bases=(full_number,) if full_number else (),
        nodes=(
            Node("section", "I", DUTIES),
            *(Node("item", str(n), row.text) for n, row in enumerate(duties, start=1)),
            Node("section", "II", ORGANISING),
        ),
        citations=(Citation(full_number, "Kế hoạch", issued_on, issuer[:255]),)
        if full_number
        else (),
        recipients=(
            RecipientLine(issuer[:500], "b/c"),
            RecipientLine(task.receiver.name[:500], "b/c"),
            RecipientLine(ARCHIVE, is_archive=True),
        ),
    )
