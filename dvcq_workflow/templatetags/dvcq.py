"""Marks, icons and the paper: what our templates draw with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.formats import localize
from django.utils.html import format_html
from django.utils.safestring import SafeString

from dvcq_workflow.documents.press import words
from dvcq_workflow.documents.press.plan import Imprint, plan_sheet
from dvcq_workflow.documents.press.sheet import Line, Sheet
from dvcq_workflow.rules.content import PlanContent

register = template.Library()

LEVELS = {"chapter": 2, "section": 2, "titled_item": 3}


@dataclass(frozen=True)
class PaperLine:
    """One paragraph on the page. ``level``: 2 or 3 for a heading, 0 for text."""

    text: str
    role: str
    level: int
    anchor: str


class Paper:
    """A sheet as a template reads it: the press's own words, with headings that can be linked."""

    nation = words.NATION
    motto = words.MOTTO
    recipients_label = words.RECIPIENTS_LABEL
    addressees_label = words.ADDRESSEES_LABEL
    about = words.ABOUT

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self.body = [
            _paper_line(line, place)
            for place, line in enumerate(sheet.body, start=1)
            if isinstance(line, Line)
        ]

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sheet, name)

    @property
    def outline(self) -> list[PaperLine]:
        """Its headings, in order."""
        return [line for line in self.body if line.level]


def _paper_line(line: Line, place: int) -> PaperLine:
    return PaperLine(line.text, line.role, LEVELS.get(line.role, 0), f"p{place}")


@register.simple_tag
def icon(name: str) -> SafeString:
    """Return one of our icons; beside it always stands a word."""
    return format_html(
        '<svg class="dv-i" aria-hidden="true"><use href="{}#{}"/></svg>',
        static("dvcq_workflow/icons.svg"),
        name,
    )


@register.simple_tag
def mark(look: str, name: str, text: Any, pill: bool = False) -> SafeString:
    """Return a state: shape, word and colour, always all three. ``look``: ok, warn, late …"""
    return format_html(
        '<span class="dv-st dv-{}{}">{}<span>{}</span></span>',
        look,
        " dv-pill" if pill else "",
        icon(name),
        text,
    )


@register.simple_tag
def number(shown: Any) -> SafeString:
    """Return a number of a board as a way to its list, where there is something to list."""
    count = localize(shown.count)
    if not shown.url:
        return format_html("{}", count)
    return format_html('<a href="{}">{}</a>', shown.url, count)


@register.simple_tag
def paper(content: PlanContent, issuance: Any = None, plan: Any = None) -> Paper:
    """Return a content as it lies on paper: with number and date once it has them."""
    issuer = plan.issuing_unit.name if plan else ""
    if not issuance:
        return Paper(plan_sheet(content, Imprint(is_draft=True, issuer_name=issuer)))
    imprint = Imprint(issuance.number, issuance.issued_on, issuer_name=issuer)
    return Paper(plan_sheet(content, imprint))


@register.filter
def short_hash(value: str) -> str:
    """Return the two ends of a hash, for the eye; the whole stands beside it or in its title."""
    return f"{value[:4]} {value[4:8]} … {value[-8:-4]} {value[-4:]}" if value else ""
