"""What a drafter weighs before next year's plan: citations that no longer hold, tasks undone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dvcq_workflow.models.assignments import Assignment
from dvcq_workflow.models.plans import CitedDocument, Plan
from dvcq_workflow.rules.assignments import OPEN_STATES
from dvcq_workflow.rules.plans import Status
from dvcq_workflow.selectors.numbering import plan_numbers


@dataclass(frozen=True)
class DoubtfulCitation:
    """A cited document, and why it is doubtful: ``expired``, ``ended`` (a plan of ours that was
    replaced or recalled), or ``unknown``, where nobody has looked it up."""

    citation: CitedDocument
    doubt: str


def doubtful_citations(plan: Plan) -> list[DoubtfulCitation]:
    """Return the documents a plan cites that may not be cited again unseen, the surest first."""
    ended = plan_numbers().filter(plan__status__in=[Status.REPLACED, Status.RECALLED])
    numbers = {issuance.full_number for issuance in ended}
    found = []
    for row in plan.citations.order_by("position"):
        if row.validity == CitedDocument.Validity.EXPIRED:
            found.append(DoubtfulCitation(row, "expired"))
        elif row.symbol in numbers:
            found.append(DoubtfulCitation(row, "ended"))
        elif row.validity == CitedDocument.Validity.UNKNOWN:
            found.append(DoubtfulCitation(row, "unknown"))
    return sorted(found, key=lambda each: each.doubt == "unknown")


def unfinished_tasks(plan: Plan) -> Sequence[Assignment]:
    """Return the tasks of a plan that are open, not parts of others, in the plan's order."""
    rows = Assignment.objects.filter(
        plan=plan, parent__isnull=True, status__in=[str(state) for state in OPEN_STATES]
    )
    return list(rows.select_related("unit", "obligation").order_by("obligation__position", "pk"))
