"""What a plan obliges whom to, read from its paragraphs: tasks, requests, periodic reports.

The readers are those of the import; here they read the content as it was confirmed and issued.
Nothing is guessed: whoever a sentence names is given by name, for others to match.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from dvcq_workflow.documents.reading.assignments import Assignments, is_organising
from dvcq_workflow.documents.reading.bodies import actor_of, split_bodies
from dvcq_workflow.documents.reading.dates import day_of_year
from dvcq_workflow.documents.reading.passages import Passage
from dvcq_workflow.documents.reading.reporting import rules_in
from dvcq_workflow.documents.reading.result import (
    Bullet,
    Item,
    ReportingRule,
    Section,
    Statement,
    Task,
)
from dvcq_workflow.rules.content import Node

_UNIT_PLAN = re.compile(r"(?:xây dựng|lập|ban hành)\s[^.;]{0,40}kế hoạch", re.IGNORECASE)
_OFFICER = re.compile(r"phân công\s[^.;]{0,80}phụ trách", re.IGNORECASE)
_URGES = re.compile(r"(?:theo dõi|đôn đốc|tham mưu|nhắc)", re.IGNORECASE)
_BRACKET = re.compile(r"[^()]{0,200}\((?P<names>[^()]{1,600})\)")
_EVENT = re.compile(r"kịp thời|khi được mời|khi có yêu cầu|phát sinh", re.IGNORECASE)
_OBSTACLE = re.compile(r"(?:phát sinh|vướng mắc|khó khăn)", re.IGNORECASE)
_TELLS = re.compile(r"(?:phản ánh|báo cáo|gửi|phản hồi)", re.IGNORECASE)


@dataclass(frozen=True)
class Duty:
    """One task. ``node``: the paragraph's place in the content; ``actors``: names as printed;
    ``is_binding``: an order, otherwise a request; ``due``: the date that ``raw_words`` print; one
    without a year is of the plan's year."""

    node: int
    text: str
    actors: tuple[str, ...]
    is_binding: bool
    kind: str
    due: date | None = None
    raw_words: str = ""


@dataclass(frozen=True)
class Reporting:
    """The reporting sentence: its rules, who reports, to whom."""

    node: int
    text: str
    actors: tuple[str, ...]
    to: str
    rules: tuple[ReportingRule, ...]


@dataclass(frozen=True)
class Duties:
    """All that was read. ``standing``: content that binds all and names nobody; ``obstacles``:
    the sentence by which obstacles are told, where there is one."""

    assigned: tuple[Duty, ...]
    standing: tuple[Duty, ...]
    reporting: Reporting | None
    obstacles: Duty | None


def duties_in(nodes: Sequence[Node], *, year: int) -> Duties:
    """Read the duties of a plan's paragraphs. ``year``: that of the plan."""
    sections = _sections(nodes)
    organising = [s for s in sections if is_organising(s)]
    assigned = tuple(
        duty
        for group in Assignments().read(organising, ())
        for task in group.tasks
        for duty in _duties(nodes, group.actor, group.binding, _dated(task, year))
    )
    return Duties(
        assigned=assigned,
        standing=tuple(_standing(nodes, sections)),
        reporting=_reporting(nodes, organising),
        obstacles=_obstacles(nodes, organising),
    )


def kind_of(text: str) -> str:
    """Return what is to be held as the proof of a task, by its words."""
    if _UNIT_PLAN.search(text) and not _URGES.match(text):
        return "unit_plan"
    if _OFFICER.search(text):
        return "officer"
    return "event" if _EVENT.search(text) else "standing"


def _sections(nodes: Sequence[Node]) -> list[Section]:
    """Return the paragraphs as the import's readers have them; "lines" are places in ``nodes``."""
    bounds = [at for at, node in enumerate(nodes) if node.kind == "section"]
    ends = [*bounds[1:], len(nodes)] if bounds else []
    return [_section(nodes, start, end) for start, end in zip(bounds, ends, strict=True)]


def _section(nodes: Sequence[Node], start: int, end: int) -> Section:
    items: list[tuple[Node, int, list[Bullet]]] = []
    paragraphs: list[Statement] = []
    for at in range(start + 1, end):
        node = nodes[at]
        if node.kind == "item":
            items.append((node, at, []))
        elif node.kind == "bullet" and items and not paragraphs:
            items[-1][2].append(Bullet(node.text, "-", (at, at)))
        else:
            paragraphs.append(Statement(node.text, (at, at)))
    return Section(
        nodes[start].number or None,
        nodes[start].text,
        tuple(
            Item(node.number or None, node.text, tuple(bullets), (at, _last(at, bullets)))
            for node, at, bullets in items
        ),
        tuple(paragraphs),
        (start, end - 1),
    )


def _dated(task: Task, year: int) -> Task:
    return replace(task, due=task.due or day_of_year(task.due_raw or "", year))


def _last(at: int, bullets: Sequence[Bullet]) -> int:
    return bullets[-1].lines[1] if bullets else at


def _duties(nodes: Sequence[Node], name: str, binding: bool, task: Task) -> list[Duty]:
    """A point that begins with bodies of its own narrows whom its item names; one that asks for a
    plan and for a person in charge asks for two things."""
    text, place = _sentence(task.text), task.lines[0]
    if not text:
        return []
    said = nodes[place].text
    narrower = actor_of(said) if nodes[place].kind == "bullet" else None
    first = Duty(
        node=place,
        text=text,
        actors=_named_in(said, narrower.name) if narrower else split_bodies(name),
        is_binding=binding and (narrower is None or narrower.binding),
        kind=kind_of(text),
        due=task.due,
        raw_words=task.due_raw or "",
    )
    clause = _OFFICER.search(text)
    if first.kind != "unit_plan" or clause is None:
        return [first]
    officer = _sentence(re.split(r"[.;]", text[clause.start() :])[0])
    return [first, replace(first, text=officer, kind="officer")]


def _sentence(text: str) -> str:
    """Return words taken out of a sentence as one of their own."""
    words = text.strip()
    return words[:1].upper() + words[1:]


def _named_in(said: str, name: str) -> tuple[str, ...]:
    """Return the bodies that a sentence begins with; those in the brackets behind a collective
    name, where it lists them there."""
    bracket = _BRACKET.match(said)
    listed = split_bodies(bracket["names"]) if bracket else ()
    if listed and all(actor_of(each) for each in listed):
        return listed
    return split_bodies(name)


def _standing(nodes: Sequence[Node], sections: Sequence[Section]) -> list[Duty]:
    """Points of the sections of content: they bind all and are told of in reports."""
    content = [s for s in sections if not is_organising(s) and any(i.bullets for i in s.items)]
    return [
        Duty(bullet.lines[0], bullet.text, (), True, _standing_kind(bullet.text))
        for section in content
        for item in section.items
        for bullet in item.bullets
    ]


def _standing_kind(text: str) -> str:
    kind = kind_of(text)
    return "standing" if kind == "unit_plan" else kind


def _closing(section: Section) -> list[Statement]:
    return list(section.paragraphs)


def _reporting(nodes: Sequence[Node], organising: Sequence[Section]) -> Reporting | None:
    for section in organising:
        for said in [*_closing(section), *(Statement(i.text, i.lines) for i in section.items)]:
            at = said.lines[0]
            rules = rules_in([Passage(said.text, ((0, at),))])
            if rules:
                to = next((rule.to for rule in rules if rule.to), "") or ""
                return Reporting(at, said.text, _reporters(said.text), to, tuple(rules))
    return None


def _reporters(text: str) -> tuple[str, ...]:
    """Return who reports: what stands between the periods and the verb."""
    best = ""
    for found in re.finditer(r"báo cáo", text):
        head = text[: found.start()]
        tail = re.split(r"\)\s*,?\s*|:\s*", head)[-1].strip(" ,;")
        tail = re.sub(r"^(?:đề nghị|yêu cầu)\s", "", tail)
        if actor_of(tail[:1].upper() + tail[1:]):
            best = tail
            break
    if not best:
        return ()
    return split_bodies(best[:1].upper() + best[1:])


def _obstacles(nodes: Sequence[Node], organising: Sequence[Section]) -> Duty | None:
    for section in organising:
        for said in _closing(section):
            if _OBSTACLE.search(said.text) and _TELLS.search(said.text):
                if rules_in([Passage(said.text, ((0, said.lines[0]),))]):
                    continue
                return Duty(said.lines[0], said.text, (), True, "obstacle")
    return None
