"""What became of an issued plan, as its own page tells it to one viewer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from dvcq_workflow.models.documents import Issuance
from dvcq_workflow.models.notices import PlanNotice
from dvcq_workflow.models.plans import CHANGE_NAMES, Plan
from dvcq_workflow.rules.changes import ChangeKind
from dvcq_workflow.rules.content import ChangedPlan
from dvcq_workflow.rules.desks import ROLES_AT, Seat, Step
from dvcq_workflow.rules.notices import NoticeKind
from dvcq_workflow.rules.plans import ONCE_ISSUED, Status
from dvcq_workflow.selectors.after_issue import (
    changes_to,
    changes_under_way,
    is_on_issuing_side,
    seen_among,
)
from dvcq_workflow.selectors.content import changed_plan_of
from dvcq_workflow.selectors.desks import unit_of_step
from dvcq_workflow.selectors.notices import notices_of

CONFLICT = 409
WORDS: dict[str, tuple[str | Promise, str, str]] = {
    ChangeKind.AMEND: (gettext_lazy("Amended by"), "warn", "file"),
    ChangeKind.REPLACE: (gettext_lazy("Replaced by"), "late", "back"),
    NoticeKind.CORRECTION: (gettext_lazy("Corrected by"), "warn", "pen"),
    NoticeKind.RECALL: (gettext_lazy("Recalled by"), "late", "stop"),
}
"""What happened to a plan, in words, with colour and shape."""


@dataclass(frozen=True)
class Happening:
    """One thing that happened to an issued plan: what, by which document, why, and where that is.

    ``url`` is empty where the viewer may not see the document.
    """

    kind: str
    number: str
    day: dt.date
    subject: str
    reason: str
    url: str

    @property
    def word(self) -> str | Promise:
        """What happened, in words."""
        return WORDS[self.kind][0]

    @property
    def look(self) -> str:
        """Its colour class."""
        return WORDS[self.kind][1]

    @property
    def icon(self) -> str:
        """Its shape; the state is never told by colour alone."""
        return WORDS[self.kind][2]

    @property
    def ends(self) -> bool:
        """Whether the plan no longer holds because of it."""
        return self.kind in (ChangeKind.REPLACE, NoticeKind.RECALL)


def happening_of(row: Issuance, seen: set[int] | None = None) -> Happening:
    """Return what a released number did to the plan it changed. ``seen``: the plans that the viewer
    may see; None: asked nowhere, so that no link is made to a plan."""
    notice = row.notice
    if notice is not None:
        url = reverse("dvcq_workflow:notice", args=[notice.uid])
        reason, subject, kind = notice.reason, notice.subject, notice.kind
    else:
        is_seen = seen is not None and row.plan_id in seen
        url = reverse("dvcq_workflow:plan", args=[row.plan.uid]) if is_seen else ""
        reason, subject, kind = "", row.plan.subject, row.plan.change_kind
    return Happening(kind, row.full_number, row.issued_on, subject, reason, url)


class AfterIssue:
    """What became of a plan, for one viewer. Read once; a plan never issued costs no query."""

    def __init__(self, plan: Plan, viewer: Any, on: dt.date, seats: Sequence[Seat]) -> None:
        self.plan = plan
        self.viewer = viewer
        self.on = on
        self.seats = seats
        self.is_issued = plan.state in ONCE_ISSUED

    @cached_property
    def happenings(self) -> list[Happening]:
        """Everything that happened to it, in order."""
        rows = changes_to([self.plan]).get(self.plan.pk, [])
        seen = self._seen(row.plan_id for row in rows)
        return [happening_of(row, seen) for row in rows]

    @cached_property
    def under_way(self) -> list[Plan]:
        """The plans being made to change it, of those that the viewer may see."""
        rows = changes_under_way(self.plan) if self.is_issued else []
        seen = self._seen(row.pk for row in rows)
        return [row for row in rows if row.pk in seen]

    @cached_property
    def notices(self) -> list[PlanNotice]:
        """Its notices that have not gone out; for the issuing side alone."""
        if not self.is_issued or not self.is_mine:
            return []
        rows = notices_of(self.plan.pk, with_unreleased=True)
        return [row for row in rows if row.released_at is None]

    @cached_property
    def is_mine(self) -> bool:
        """Whether the viewer is on the side that issued it."""
        return is_on_issuing_side(self.viewer, self.plan, self.on, seats=self.seats)

    @cached_property
    def hides_text(self) -> bool:
        """Whether the viewer received a plan that has since been recalled."""
        return self.plan.state is Status.RECALLED and not self.is_mine

    @cached_property
    def named(self) -> tuple[str, ChangedPlan, str] | None:
        """How this plan changes which other, and where that one is, if the viewer may see it."""
        changed = changed_plan_of(self.plan)
        if changed is None:
            return None
        seen = self._seen([self.plan.changes_plan_id or 0])
        url = reverse("dvcq_workflow:plan", args=[changed.plan]) if seen else ""
        return str(CHANGE_NAMES[ChangeKind(changed.kind)]), changed, url

    @property
    def may_begin(self) -> bool:
        """Whether the viewer may draw up what changes, corrects or recalls it."""
        return self.plan.state is Status.ISSUED and may_draft(self.plan, self.seats)

    def _seen(self, ids: Any) -> set[int]:
        return seen_among(self.viewer, ids, self.on, seats=self.seats)


def may_draft(plan: Plan, seats: Sequence[Seat]) -> bool:
    """Return whether one of these seats is that of a drafter in the unit that drafted a plan."""
    unit_id = unit_of_step(Step.DRAFT, plan)
    return any(s.unit_id == unit_id and s.role in ROLES_AT[Step.DRAFT] for s in seats)
