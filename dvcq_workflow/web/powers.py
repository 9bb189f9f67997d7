"""Who could sign and act for a plan's issuing body on a day, as the record said it on that day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dvcq_workflow.models.plans import Plan
from dvcq_workflow.selectors.powers import Held, Powers, Said, powers_on
from dvcq_workflow.web.asked import asked_day
from dvcq_workflow.web.audit import PlanAuditPage, problems_of

SAID: dict[Said, tuple[str, str, str | Promise]] = {
    Said.THEN_AND_NOW: ("ok", "ok", _("on record that day")),
    Said.ONLY_THEN: ("warn", "back", _("on record that day, taken back since")),
    Said.ONLY_NOW: ("late", "late", _("entered only later")),
}
CORRECTED = ("warn", "half", _("on record that day, in other words than now"))


@dataclass(frozen=True)
class ShownPower:
    """One line as the page shows it, with the names of those it is about."""

    row: Any
    who: str
    whom: str
    look: str
    icon: str
    said: str | Promise


class PowersView(PlanAuditPage):
    """By default of today."""

    subject = "plan_powers"
    template_name = "dvcq_workflow/plans/powers.html"

    def read(self, plan: Plan, *, sees_all: bool) -> dict[str, Any]:
        """Read who could act on the day that is asked for."""
        on = asked_day(self.request, "on")
        powers = powers_on(plan, on.day or self.today)
        return {
            "on": on,
            "problems": problems_of(on),
            "powers": powers,
            "authorities": [_shown(held, powers, "on_behalf_of_id") for held in powers.authorities],
            "seats": [_shown(held, powers) for held in powers.seats],
            "substitutions": [
                _shown(held, powers, "substitute_id") for held in powers.substitutions
            ],
            "grants": [(powers.people.get(g.person_id, ""), g) for g in powers.grants],
        }


def _shown(held: Held, powers: Powers, whom: str = "") -> ShownPower:
    row = held.row
    return ShownPower(
        row,
        powers.people.get(row.user_id, ""),
        powers.people.get(getattr(row, whom), "") if whom else "",
        *(CORRECTED if held.corrected else SAID[held.said]),
    )
