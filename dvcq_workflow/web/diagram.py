"""The drawing of a plan's way, and the list that says the same in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dvcq_workflow.documents.diagram import Graph, Kind, Mark, Node, Picture, draw
from dvcq_workflow.documents.diagram.graph import desks_of
from dvcq_workflow.host import get_host
from dvcq_workflow.models.plans import Plan
from dvcq_workflow.rules.desks import Holder, Step
from dvcq_workflow.rules.formats import short_date
from dvcq_workflow.rules.plans import FROZEN, Status
from dvcq_workflow.rules.terms import days_left
from dvcq_workflow.selectors.diagram import Progress, Standing, StepState, progress_of

LOOKS: dict[str, tuple[str, str]] = {
    "done": ("ok", "ok"),
    "here": ("here", "here"),
    "late": ("late", "late"),
    "back": ("back", "back"),
    "ended": ("late", "stop"),
    "next": ("off", "dashed"),
    "off": ("off", "dash"),
}
"""Colour and shape of each state, the same in drawing, list and legend."""

STATES = {
    Standing.DONE: "done",
    Standing.HERE: "here",
    Standing.OVERDUE: "late",
    Standing.RETURNED: "back",
    Standing.ENDED: "ended",
    Standing.NEXT: "next",
}
LEGEND: dict[str, str | Promise] = {
    "done": gettext_lazy("done"),
    "here": gettext_lazy("here now"),
    "late": gettext_lazy("overdue"),
    "back": gettext_lazy("returned"),
    "ended": gettext_lazy("ended"),
    "next": gettext_lazy("not reached yet"),
}


@dataclass(frozen=True)
class Line:
    """One step in words. ``words``: those of the drawing; ``more``: who, where and when."""

    node: str
    name: str
    state: str
    words: tuple[str, ...]
    more: str

    @property
    def look(self) -> str:
        """Its colour."""
        return LOOKS[self.state][0]

    @property
    def icon(self) -> str:
        """Its shape."""
        return LOOKS[self.state][1]

    @property
    def is_here(self) -> bool:
        """Whether the plan lies there now."""
        return self.state in ("here", "late")


@dataclass(frozen=True)
class Key:
    """One entry of the legend."""

    word: str | Promise
    look: str
    icon: str


@dataclass(frozen=True)
class Diagram:
    """The drawing with its list and its legend."""

    svg: SafeString
    lines: list[Line]
    rails: list[str]
    legend: list[Key]


def diagram_of(plan: Plan, graph: Graph, on: dt.date) -> Diagram:
    """Return how far a plan has come on its way, in a constant number of queries."""
    progress = progress_of(plan, on)
    placed = _with_units(graph, plan, progress)
    steps = [node for node in desks_of(placed).nodes if node.kind is not Kind.START]
    lines = [_line(node, placed, plan, progress, on) for node in steps]
    rails = _rails(placed, progress, is_over=plan.state in FROZEN)
    marks = {
        line.node: Mark(line.state, line.words, ". ".join(filter(None, _spoken(line))))
        for line in lines
    }
    picture = Picture(
        title=_("The way of the plan"),
        description=_description(lines, rails),
        uid="way",
        marks=marks,
        rails=rails,
        happened=_happened(placed, progress),
    )
    # Every text went in through an XML writer, which escapes it.
    svg = mark_safe(draw(placed, picture))  # noqa: S308
    shown = {line.state for line in lines}
    legend = [
        Key(word, *LOOKS[state]) for state, word in LEGEND.items() if state in shown | {"done"}
    ]
    return Diagram(svg, lines, list(rails.values()), legend)


def _with_units(graph: Graph, plan: Plan, progress: Progress) -> Graph:
    """Name the units of this plan in its lanes."""
    issuing = plan.issuing_unit
    units = {
        Holder.DRAFTING: plan.drafting_unit.name,
        Holder.ISSUING: issuing.name,
        Holder.RECORDS: issuing.records_office.name if issuing.records_office else issuing.name,
    }
    if progress.asked:
        units[Holder.ASKED] = _("Units asked: %(count)s") % {"count": progress.asked}
    lanes = tuple(
        replace(lane, unit=units.get(Holder(lane.holder), lane.unit)) if lane.holder else lane
        for lane in graph.lanes
    )
    return replace(graph, lanes=lanes)


def _line(node: Node, graph: Graph, plan: Plan, progress: Progress, on: dt.date) -> Line:
    is_over = plan.state in FROZEN
    if node.kind is Kind.END:
        state = _end_state(node, graph, plan)
        return Line(node.id, node.name, state, (_end_word(state, node, graph),), "")
    if node.kind is Kind.SERVICE:
        state = "done" if plan.state is Status.ISSUED and not plan.is_historical else "next"
    else:
        step = progress.steps[Step(node.id)]
        state = STATES[step.standing]
        if state != "next":
            words = _words(step, progress, on) + _answered(node, progress)
            return Line(node.id, node.name, state, words, _who(step))
    if state == "done":
        return Line(node.id, node.name, state, (_("done"),), "")
    again = node.kind is Kind.TASK and progress.steps[Step(node.id)].times > 0
    word = _waiting_word(again=again, is_over=is_over, is_optional=node.id in graph.optional)
    return Line(node.id, node.name, "off" if is_over else "next", (word,), "")


def _end_state(node: Node, graph: Graph, plan: Plan) -> str:
    if node.id == plan.status:
        return "done" if node.id == graph.main_end else "ended"
    return "off" if plan.state in FROZEN else "next"


def _end_word(state: str, node: Node, graph: Graph) -> str:
    if state == "next":
        return _("not reached yet") if node.id == graph.main_end else _("has not happened")
    return {"done": _("done"), "ended": _("ended"), "off": _("not passed")}[state]


def _waiting_word(*, again: bool, is_over: bool, is_optional: bool) -> str:
    if is_over:
        return _("not passed")
    if again:
        return _("to be done again")
    return _("if needed") if is_optional else _("not reached yet")


def _words(step: StepState, progress: Progress, on: dt.date) -> tuple[str, ...]:
    """Return what stands in the box of a step that the plan has come to."""
    day = {"day": _day(step.since)}
    if step.standing is Standing.HERE:
        return (_("here now"),)
    if step.standing is Standing.OVERDUE and step.due_on is not None:
        days = -days_left(step.due_on, on)
        return (_("overdue, days: %(days)s") % {"days": days},)
    if step.standing is Standing.RETURNED:
        return (_("returned %(day)s") % day,)
    if step.standing is Standing.ENDED:
        refused = progress.ended_as == Status.REFUSED
        return ((_("refused %(day)s") if refused else _("withdrawn %(day)s")) % day,)
    if step.times > 1 and step.step is not Step.GIVE_OPINION:
        return (_("time %(count)s, %(day)s") % {"count": step.times, **day},)
    return (_("done %(day)s") % day,)


def _answered(node: Node, progress: Progress) -> tuple[str, ...]:
    if not node.many or not progress.asked:
        return ()
    figures = {"given": progress.answered, "asked": progress.asked}
    return (_("%(given)s/%(asked)s answered") % figures,)


def _who(step: StepState) -> str:
    """Return person, unit and moment of a step, and the reason where one was due."""
    parts = [get_host().person_name(step.who) if step.who is not None else "", step.unit]
    if step.since is not None:
        local = timezone.localtime(step.since)
        at = {"at": f"{short_date(local.date())} {local:%H:%M}"}
        waits = step.standing in (Standing.HERE, Standing.OVERDUE)
        parts.append(_("since %(at)s") % at if waits else at["at"])
    if step.due_on is not None:
        parts.append(_("due %(day)s") % {"day": short_date(step.due_on)})
    said = ", ".join(part for part in parts if part)
    return f"{said}: “{step.reason}”" if step.reason else said


def _day(moment: dt.datetime | None) -> str:
    """Return day and month as decree 30/2020 pads them; the year stands in the list."""
    if moment is None:
        return ""
    return short_date(timezone.localdate(moment)).rsplit("/", 1)[0]


def _rails(graph: Graph, progress: Progress, *, is_over: bool) -> dict[str, str]:
    """Return what stands on the lines of many origins: from where, and how often it happened;
    of a finished plan no more than what happened."""
    found: dict[str, str] = {}
    ways = desks_of(graph)
    back = [edge for edge in ways.edges if edge.is_return and edge.source not in graph.optional]
    for target in dict.fromkeys(edge.target for edge in back):
        sources = [edge.source for edge in back if edge.target == target]
        if not is_over or progress.returned_from:
            found[target] = _returns_in_words(graph, sources, progress)
    if is_over:
        return found
    for node in ways.of_kind(Kind.END):
        before = [graph.by_id[edge.source].name for edge in ways.incoming(node.id)]
        if node.id != graph.main_end and len(before) > 1:
            names = {"end": node.name, "steps": ", ".join(before)}
            found[node.id] = _("%(end)s: possible from %(steps)s") % names
    return found


def _returns_in_words(graph: Graph, sources: list[str], progress: Progress) -> str:
    gone = {source: progress.returned_from.get(source, 0) for source in sources}
    if not any(gone.values()):
        steps = ", ".join(graph.by_id[source].name for source in sources)
        return _("May be returned for revision from %(steps)s") % {"steps": steps}
    steps = ", ".join(
        f"{graph.by_id[source].name} {count}" for source, count in gone.items() if count
    )
    figures = {"count": sum(gone.values()), "steps": steps}
    return _("Returned for revision, times: %(count)s (%(steps)s)") % figures


def _happened(graph: Graph, progress: Progress) -> frozenset[tuple[str, str]]:
    """Return the ways that lead back or off, and that this plan has gone."""
    gone = set(progress.returned_from)
    ways = desks_of(graph).edges
    return frozenset(
        edge.key
        for edge in ways
        if (edge.is_return and edge.source in gone)
        or (edge.source == progress.ended_at and edge.target == progress.ended_as)
    )


def _spoken(line: Line) -> tuple[str, ...]:
    return (line.name, ", ".join(line.words), line.more)


def _description(lines: list[Line], rails: Mapping[str, str]) -> str:
    said = [": ".join(filter(None, (line.name, ", ".join(line.words)))) for line in lines]
    return ". ".join([*said, *rails.values()]) + "."
