"""Words on boards: what a board refuses, and why a figure has none of last year beside it."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dvcq_workflow.rules.boards import Beside

SENTENCES: dict[str, Promise] = {
    "board_not_found": _(
        "There is no board of such a unit under this plan, or it is not your unit. Open the plan's "
        "board to see your own."
    ),
}

BESIDE_NAMES: dict[Beside, Promise] = {
    Beside.NO_PERIOD: _("No such period last year"),
    Beside.NOT_COUNTED: _("Not counted last year"),
    Beside.COUNTED_OTHERWISE: _("Defined otherwise last year"),
}
"""Why there is no figure of the year before; ``Beside.FIGURE`` has the figure itself."""
