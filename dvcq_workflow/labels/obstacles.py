"""Sentences about obstacles in carrying out a plan."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, Promise] = {
    "obstacle_not_found": _(
        "There is no such obstacle here. Open the list of obstacles to see those of your unit."
    ),
    "obstacle_moved_on": _(
        "The obstacle has moved on meanwhile, so nothing was done. Open it again to see where it "
        "lies."
    ),
    "obstacle_text_missing": _("Nothing is written yet. Say in some words what stands in the way."),
    "obstacle_text_too_long": _(
        "The text has more than %(limit)s letters. Shorten it to what must be decided."
    ),
    "obstacle_item_of_other_plan": _(
        "The paragraph chosen is not one of this plan. Choose a paragraph of it, or none."
    ),
    "obstacle_unit_not_yours": _(
        "You have no seat in that unit from which to raise an obstacle. Choose your own unit."
    ),
}
