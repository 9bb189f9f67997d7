"""What a person typed into a form that no page can take any more: it is given back to them."""

from __future__ import annotations

from django.http import QueryDict

NOT_TYPED = frozenset(
    {
        "csrfmiddlewaretoken",
        "seen_hash",
        "choice",
        "op",
        "look",
        "next",
        "language",
        "body_mode",
        "citation_mode",
        "node_kind",
        "node_number",
        "preamble_style",
        "unit_query",
        "lead_query",
        "supporting_query",
        "kind",
        "strength",
        "period_kind",
        "day_counts",
    }
)
"""Fields that carry no words of a person's own: keys, buttons, ways of showing."""


def typed_in(data: QueryDict) -> str:
    """Return the words of a posted form, one field a line; bare numbers are ticks and choices."""
    return "\n".join(
        text
        for name, values in data.lists()
        if name not in NOT_TYPED
        for value in values
        if (text := value.replace("\x00", "").strip()) and not text.isdigit()
    )
