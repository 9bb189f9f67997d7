"""What every desk of a plan's year does: a task, a report, a request, an obstacle lies on it.

It is a desk as any (``web.desk_pages``); what lies there is the subject and not the plan's text.
Subclasses say what is asked, what can be chosen, and show the subject in a template of their own
that extends ``year/desk.html``.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any, ClassVar

from django.http import HttpResponse
from django.utils.translation import gettext as _

from dvcq_workflow.host import get_host
from dvcq_workflow.labels import sentence_of
from dvcq_workflow.models.desks import STEP_NAMES, Desk
from dvcq_workflow.rules.desks import Step, people_of
from dvcq_workflow.rules.errors import NotPermitted, RuleViolation
from dvcq_workflow.selectors.desks import seats_at
from dvcq_workflow.selectors.people import people_named_by
from dvcq_workflow.web.choices import Choice, ShownChoice
from dvcq_workflow.web.desk_pages import NOBODY, SOON_DAYS, DeskPage
from dvcq_workflow.web.desk_people import CLAIM, Standing, give_back_choice


class YearDeskPage(DeskPage):
    """A desk of the year. ``desk.about`` is its subject."""

    template_name: ClassVar[str] = "dvcq_workflow/year/desk.html"

    def title(self, desk: Desk) -> str:
        """Return the page's heading: the act and what it is about."""
        return f"{STEP_NAMES[Step(desk.step)]}: {desk.about}"

    def whereabouts(self, desk: Desk) -> str:
        """Return at whose desk the subject lies now, or how it ended."""
        return year_whereabouts(desk)

    def separation(self, desk: Desk, people: frozenset[int]) -> None:
        """Refuse a person because of what they did before; the service asks again."""

    def standing_at(self, desk: Desk) -> Standing:
        """Return how the viewer stands at a desk, with what keeps them from acting there."""
        standing = year_standing(desk, self.request.user, self.today)
        if standing.seat is None:
            return standing
        try:
            self.separation(desk, people_of(self.request.user.pk or 0, standing.seat))
        except NotPermitted as refusal:
            return replace(standing, seat=None, hindrance=sentence_of(refusal))
        return standing

    def context_of(self, desk: Desk) -> dict[str, Any]:
        """Return what every desk of the year shows."""
        on = get_host().today()
        is_open = desk.state == Desk.State.OPEN
        standing = self.standing_at(desk) if is_open else NOBODY
        return {
            "desk": desk,
            "plan": desk.plan,
            "subject": desk.about,
            "title": self.title(desk),
            "lead": self.lead(desk),
            "step_name": STEP_NAMES[Step(desk.step)],
            "content_hash": desk.about.content_hash,
            "is_open": is_open,
            "is_mine": standing.sits_here,
            "hindrance": standing.hindrance,
            "standing": standing,
            "seat": standing.seat,
            "today": on,
            "due_soon": desk.due_on is not None and (desk.due_on - on).days <= SOON_DAYS,
            "now_at": "" if is_open else year_whereabouts(desk),
            "holder": self._holder(desk),
        }

    def _side_choices(self, desk: Desk) -> list[Choice]:
        if desk.state != Desk.State.OPEN:
            return []
        found = (self._claim(desk), give_back_choice(desk, self.request.user, self.today))
        return [choice for choice in found if choice is not None]

    def _claim(self, desk: Desk) -> Choice | None:
        standing = year_standing(desk, self.request.user, self.today)
        if standing.seat is None or desk.assigned_to_id is not None:
            return None
        return CLAIM


class WritingDesk(YearDeskPage):
    """A desk at which a text is written: its choices share one form (``Choice.prefix``), which
    comes back as it was typed where one of them is refused."""

    typed: Any = None

    def show(self, desk: Desk, *, shown: ShownChoice | None = None, **more: Any) -> HttpResponse:
        """Show the page with the text as it is stored, or as it was typed and refused."""
        self.typed = shown.form if shown is not None and shown.choice.prefix else None
        return super().show(desk, shown=shown, **more)

    def editor(self, desk: Desk) -> Any:
        """Return the form of the text; None where nothing can be written."""
        writing = next((choice for choice in self.choices(desk) if choice.prefix), None)
        return self.typed or (writing.new_form() if writing else None)


def year_standing(desk: Desk, viewer: Any, on: dt.date) -> Standing:
    """Return how a person stands at an open desk of the year on a day."""
    keeper = get_host().person_name(desk.assigned_to) if desk.assigned_to else ""
    seats = seats_at(desk, viewer, on)
    if not seats:
        return Standing(None, sits_here=False, keeper=keeper)
    kept_by = desk.assigned_to_id
    for seat in seats:
        if kept_by is None or kept_by in people_of(viewer.pk, seat):
            return Standing(seat, sits_here=True, principal=_absent(seat), keeper=keeper)
    sentence = sentence_of(RuleViolation("desk_kept_by_other"))
    return Standing(None, sits_here=True, hindrance=sentence, keeper=keeper)


def _absent(seat: Any) -> str:
    if seat.principal_id is None:
        return ""
    return people_named_by([seat.principal_id]).get(seat.principal_id, "")


def year_whereabouts(desk: Desk) -> str:
    """Return in one sentence where a desk's subject lies now, or how it stands."""
    kind = desk.subject_kind
    key = getattr(desk, f"{kind}_id")
    found = Desk.objects.filter(state=Desk.State.OPEN, **{f"{kind}_id": key})
    now = found.select_related("unit", "assigned_to").order_by("offered_at", "pk").first()
    if now is None:
        fresh = type(desk.about)._default_manager.get(pk=key)
        return _("It is now: %(state)s.") % {"state": fresh.get_status_display()}
    holder = get_host().person_name(now.assigned_to) if now.assigned_to else now.unit.name
    return _("It now lies at: %(desk)s, %(holder)s.") % {
        "desk": STEP_NAMES[Step(now.step)],
        "holder": holder,
    }
