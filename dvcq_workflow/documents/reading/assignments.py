"""Who is to do what: from the organising section, from "X chủ trì" elsewhere, and from tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from dvcq_workflow.documents.reading.bodies import Actor, actor_of, body_end, split_bodies
from dvcq_workflow.documents.reading.dates import FULL_DATE, date_of
from dvcq_workflow.documents.reading.letters import fold, toned
from dvcq_workflow.documents.reading.result import (
    Assignment,
    Bullet,
    Item,
    Section,
    Span,
    Statement,
    Table,
    Task,
    Warning,
)
from dvcq_workflow.documents.reading.tables import tasks_of, when_of

_ORGANISING = re.compile(
    r"tổ chức (?:triển khai )?thực hiện|phân công|trách nhiệm|tổ chức triển khai", re.IGNORECASE
)
# Items of an organising section that give no body a task of its own.
_ABOUT = re.compile(
    r"(?:Thực hiện )?(?:[Cc]hế độ (?:thông tin,? )?báo cáo|Báo cáo định kỳ|Kinh phí|Thời gian|"
    r"Chế độ)(?!\w)"
)
_LEADS = re.compile(r"chủ trì(?!\w)")
_WITH = re.compile(r"(?:chủ trì|chủ động)?,?\s?(?:và\s)?phối hợp\s(?:chặt chẽ\s)?(?:với\s|cùng\s)?")
_LABEL = re.compile(
    r"(?:^|[\s(;.,+\-–])(?P<role>(?:(?:[Đđ]ơn vị|[Cc]ơ quan)\s)?[Cc]hủ trì(?:\sthực hiện)?|"
    r"(?:(?:[Đđ]ơn vị|[Cc]ơ quan)\s)?[Pp]hối hợp(?:\sthực hiện)?|"
    r"(?:[Đđ]ơn vị|[Cc]ơ quan)\sthực hiện|[Tt]hời (?:gian|hạn)(?:\s(?:thực hiện|hoàn thành))?|"
    r"[Ss]ản phẩm|[Kk]ết quả)\s?:\s?"
)
_DUE = re.compile(
    r"(?P<raw>(?:(?:hoàn thành|xong|gửi|thời hạn|chậm nhất|báo cáo)[^.;]{0,60}?)?"
    r"(?:trước|chậm nhất(?: là)?|đến hết|"
    r"hạn|(?:hoàn thành|xong|nộp)(?=\s(?:vào\s)?ngày))\s(?:vào\s)?"
    r"(?:ngày\s)?(?:\d{1,2}\s?[/.-]\s?\d{1,2}(?:\s?[/.-]\s?\d{4})?|"
    r"\d{1,2}\stháng\s\d{1,2}(?:\snăm\s\d{4})?)"
    r"|(?:hoàn thành|xong)\s(?:trong\s|trước\s)(?:quý\s[IV]{1,3}|"
    r"tháng\s\d{1,2})(?:\s?[/-]\s?\d{4}|\snăm\s\d{4})?)",
    re.IGNORECASE,
)


@dataclass(slots=True)
class _Group:
    actor: str
    binding: bool
    tasks: list[Task] = field(default_factory=list)

    def assignment(self) -> Assignment:
        first = min(task.lines[0] for task in self.tasks)
        return Assignment(
            self.actor,
            self.binding,
            tuple(self.tasks),
            (first, max(task.lines[1] for task in self.tasks)),
        )


class Assignments:
    """Collects tasks and groups them by actor, in the order of the text."""

    def __init__(self) -> None:
        """Begin with no actor."""
        self._groups: dict[tuple[str, bool], _Group] = {}
        self.warnings: list[Warning] = []

    def read(self, sections: Sequence[Section], tables: Iterable[Table]) -> tuple[Assignment, ...]:
        """Return the assignments of a plan."""
        for section in sections:
            if is_organising(section):
                self._organising(section)
            else:
                self._content(section)
        for table in tables:
            for found in tasks_of(table):
                if found.lead:
                    self._add(found.lead, True, found.task)
                else:
                    self._warn("table_row_without_lead", found.task.lines, found.task.text)
        return tuple(group.assignment() for group in self._groups.values() if group.tasks)

    def _add(self, actor: str, binding: bool, task: Task) -> None:
        key = (fold(actor), binding)
        group = self._groups.setdefault(key, _Group(actor, binding))
        group.tasks.append(task)

    def _warn(self, code: str, lines: Span, text: str) -> None:
        self.warnings.append(Warning(code, lines[0], text[:120]))

    # -- the organising section

    def _organising(self, section: Section) -> None:
        for item in section.items:
            actor = actor_of(item.text) if item.text else None
            if _ABOUT.match(item.text):
                continue
            if actor and not _lists_bodies(item):
                self._item_of(actor, item)
            else:
                self._points_of(item)
        for paragraph in section.paragraphs:
            actor = actor_of(paragraph.text)
            if actor is None:
                continue
            if paragraph.text.startswith("Giao") or not section.items or _leads(actor):
                self._told(actor, paragraph.lines)

    def _told(self, actor: Actor, lines: Span) -> None:
        if actor.rest:
            self._add(actor.name, actor.binding, _task(actor.rest, lines, actor))

    def _item_of(self, actor: Actor, item: Item) -> None:
        """An item headed by a body: its points are the tasks, or what its own line says."""
        lead_in = actor.rest.endswith(":") or not actor.rest.strip(" .;")
        if not lead_in or (not item.bullets and actor.rest):
            end = item.bullets[0].lines[0] if item.bullets else item.lines[1]
            task = _task(actor.rest, (item.lines[0], end), actor)
            self._add(actor.name, actor.binding, task)
        for bullet in item.bullets:
            self._add(actor.name, actor.binding, _task(bullet.text, bullet.lines, actor))
        if not item.bullets and not actor.rest:
            self._warn("actor_without_task", item.lines, item.text)

    def _points_of(self, item: Item) -> None:
        """An item not headed by a body: points that begin with one, with the dashes below them."""
        heading: Actor | None = None
        for bullet in item.bullets:
            actor = actor_of(bullet.text)
            if actor and (bullet.marker.endswith(")") or heading is None or bullet.marker != "+"):
                told = actor.rest.strip(" .;:")
                heading = actor if not told or actor.rest.endswith(":") else None
                if told and not actor.rest.endswith(":"):
                    self._add(actor.name, actor.binding, _task(actor.rest, bullet.lines, actor))
            elif heading and not bullet.marker.endswith(")"):
                self._add(heading.name, heading.binding, _task(bullet.text, bullet.lines, heading))
            else:
                heading = None

    # -- other sections: only where the text says who leads

    def _content(self, section: Section) -> None:
        for item in section.items:
            self._statement(item.text, item.lines if not item.bullets else (item.lines[0],) * 2)
            about = Statement(item.text, item.lines)
            labelled: list[tuple[str, Bullet]] = []
            for bullet in item.bullets:
                if _is_labelled(bullet.text):
                    labelled.append((bullet.text, bullet))
                    continue
                self._labelled(about, labelled)
                labelled = []
                about = Statement(bullet.text, bullet.lines)
                self._statement(bullet.text, bullet.lines)
            self._labelled(about, labelled)
        for paragraph in section.paragraphs:
            self._statement(paragraph.text, paragraph.lines)

    def _statement(self, text: str, lines: Span) -> None:
        """``Sở X chủ trì, phối hợp với …`` anywhere at the head of a sentence, or labels inside."""
        fields = _fields(text)
        if "lead" in fields:
            about = text[: fields["at"][0]].rstrip(" (.;+-–")
            if len(about) > 8:
                self._from_fields(about, fields, lines)
                return
        for sentence in re.split(r"(?<=[.;:])\s(?=[A-ZĐÀ-Ỹ])", text):
            actor = actor_of(sentence)
            if actor and _leads(actor):
                self._add(actor.name, actor.binding, _task(sentence, lines, actor))

    def _labelled(self, about: Statement, labelled: list[tuple[str, Bullet]]) -> None:
        fields: dict[str, tuple[int, str]] = {}
        for text, _ in labelled:
            fields |= _fields(text)
        if labelled and "lead" in fields:
            lines = (about.lines[0], labelled[-1][1].lines[1])
            self._from_fields(about.text, fields, lines)

    def _from_fields(self, text: str, fields: dict[str, tuple[int, str]], lines: Span) -> None:
        value = {role: said.strip(" .;,)") for role, (_, said) in fields.items()}
        due, due_raw = when_of(value.get("due", ""))
        lead = value["lead"]
        if not lead:
            return
        task = Task(
            text.strip(),
            lines,
            lead=lead,
            support=split_bodies(value.get("support", "")),
            output=value.get("output") or None,
            due=due,
            due_raw=due_raw,
        )
        self._add(lead, True, task)


def _lists_bodies(item: Item) -> bool:
    """Say whether the lettered points of an item name the bodies, under a title for them all."""
    lettered = [bullet for bullet in item.bullets if bullet.marker.endswith(")")]
    return bool(lettered) and all(actor_of(bullet.text) for bullet in lettered)


def is_organising(section: Section) -> bool:
    """Say whether the section says who carries the plan out."""
    return bool(section.title and _ORGANISING.search(toned(section.title)))


def _leads(actor: Actor) -> bool:
    """Say whether what follows the name begins with ``chủ trì``."""
    return bool(re.match(r"(?:là (?:cơ quan|đơn vị) )?chủ trì(?!\w)", actor.rest))


def _task(text: str, lines: Span, actor: Actor) -> Task:
    """Make a task of prose; lead and support only where it says ``chủ trì, phối hợp với``."""
    said = text
    if (inner := actor_of(text)) and fold(inner.name) == fold(actor.name):
        said = inner.rest
    lead: str | None = None
    support: tuple[str, ...] = ()
    if _LEADS.match(said[:1].lower() + said[1:]):
        lead = actor.name
        rest = said[len("chủ trì") :]
        if (found := _WITH.match(rest)) and rest[found.end() : found.end() + 1]:
            support = split_bodies(rest[found.end() : body_end(rest, found.end())])
    due, due_raw = _due_of(text)
    return Task(text, lines, lead=lead, support=support, due=due, due_raw=due_raw)


def _due_of(text: str) -> tuple[date | None, str | None]:
    """A time that a sentence sets: a full date is a due date, the words stay beside it."""
    found = _DUE.search(text)
    if not found or re.search(
        r"(?:hàng|hằng|6 tháng|quý|định kỳ)", text[: found.end() + 20].lower()
    ):
        return None, None
    full = FULL_DATE.search(found["raw"])
    return (date_of(full) if full else None), found["raw"]


def _is_labelled(text: str) -> bool:
    return bool(_LABEL.match(text))


def _fields(text: str) -> dict[str, tuple[int, str]]:
    """Return role → (where, words) for ``Chủ trì: …; phối hợp: …; thời gian: …`` in a text."""
    hits = list(_LABEL.finditer(text))
    fields: dict[str, tuple[int, str]] = {}
    for at, hit in enumerate(hits):
        end = hits[at + 1].start() if at + 1 < len(hits) else len(text)
        role = _role(fold(hit["role"]))
        fields.setdefault(role, (hit.start(), text[hit.end() : end].split("\n")[0]))
    if hits:
        fields["at"] = (hits[0].start(), "")
    return fields


def _role(label: str) -> str:
    if "phoi hop" in label:
        return "support"
    if "chu tri" in label or ("thuc hien" in label and "thoi" not in label):
        return "lead"
    return "due" if label.startswith("thoi") else "output"
