"""Tasks of all units: taken on, handed back, worked on, given in parts, found done or not yet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from documents.demo.offices import (
    GIVES_PARTS,
    WITH_OWN_PLAN,
    clerk_of,
    leader_of,
    username,
    writer_of,
)
from documents.demo.reports import RECEIVERS
from documents.demo.story import Scene, Story
from documents.demo.when import at, later, on
from dvcq_workflow.flows.starting import start_extension, start_part, start_unit_plan
from dvcq_workflow.models import Assignment, ExtensionRequest, Plan, Unit
from dvcq_workflow.rules.obligations import ObligationKind
from dvcq_workflow.services.assignment_work import note_progress
from dvcq_workflow.services.evidence import add_evidence

FIRST_DAY = dt.date(2020, 4, 8)
OWN_PLANS_FROM = dt.date(2020, 4, 20)
RESULTS_FROM = dt.date(2020, 5, 11)
LAST_RESULT = dt.date(2020, 12, 7)

NOT_TAKEN_ON = "SKHCN"
HANDED_BACK = "BQLKKT"
HANDED_BACK_WHY = "Ban chỉ quản lý khu kinh tế. Đề nghị cho lồng ghép vào kế hoạch công tác năm."
OFFERED_AGAIN_WHY = "Ban được lồng ghép; đề nghị vẫn nhận việc và gửi phần kế hoạch có liên quan."
SENT_BACK = "SXD"
SENT_BACK_WHY = "Kế hoạch chưa nêu người phụ trách công tác dân vận. Đề nghị bổ sung."
RETURNED_WITHIN = "SVHTTDL"
RETURNED_WITHIN_WHY = "Bổ sung thời hạn của từng việc trước khi gửi."
PROGRESS = {"SKHDT": 60, "HCN": 75, "SNV": 40, "BTV": 70, "DPTTH": 70, "BDVTU": 50}
"""Who is still at work at the end, and how far in percent."""

LATEST = {"SGTVT": 0, "SNGV": -2}
"""Whose result comes in the last days: the working day, counted from the last one."""

NEVER_ENDING = (ObligationKind.STANDING, ObligationKind.EVENT)
"""Tasks that go on all the year."""

HEADS_OF_ASKED = {"BDVTU": "bdv.tb"}
"""A unit whose head is its only person here."""

PART = "Rà soát quy chế phối hợp với Mặt trận Tổ quốc và đoàn thể cùng cấp; gửi bản sửa đổi."
SECOND_PART = "Tổ chức đối thoại trực tiếp giữa người đứng đầu với Nhân dân và gửi biên bản."


def task_scenes(plan: Plan) -> Iterator[Scene]:
    """Yield what units do on the tasks that the plan gives them, in no order of time."""
    tasks = Assignment.objects.filter(plan=plan, parent__isnull=True).select_related("unit")
    for place, task in enumerate(tasks.order_by("unit__code", "pk")):
        if task.unit.code != NOT_TAKEN_ON:
            yield from _Way(task, place).scenes()


@dataclass(frozen=True)
class _Way:
    """The way of one task. ``place``: among all, by which its days and minutes are spread."""

    task: Assignment
    place: int

    @property
    def code(self) -> str:
        return str(self.task.unit.code)

    @property
    def head(self) -> str:
        return HEADS_OF_ASKED.get(self.code) or leader_of(self.code)

    @property
    def writer(self) -> str:
        return HEADS_OF_ASKED.get(self.code) or writer_of(self.code)

    def scenes(self) -> Iterator[Scene]:
        taken_on = later(FIRST_DAY, self.place % 6)
        if self.code == HANDED_BACK:
            back = {"told": "trả lại việc được giao, nêu lý do", "reason": HANDED_BACK_WHY}
            yield self.act(at(taken_on, 10), self.head, "hand_back", **back)
            again = {"told": "giao lại, trả lời lý do", "reason": OFFERED_AGAIN_WHY}
            yield self.act(at(later(taken_on, 2), 9), RECEIVERS[0], "offer_again", **again)
            taken_on = later(taken_on, 4)
        yield self.act(at(taken_on, 10, self.place), self.head, "accept")
        yield self.do(at(later(taken_on, 1), 9, self.place), self.head, self._name)
        yield from self._work()

    def _work(self) -> Iterator[Scene]:
        begun = later(RESULTS_FROM, -6)
        is_plan = self.task.obligation.kind == ObligationKind.UNIT_PLAN
        if self.code in WITH_OWN_PLAN and is_plan:
            yield from _own_plan(self, later(OWN_PLANS_FROM, WITH_OWN_PLAN.index(self.code)))
        elif self.code == GIVES_PARTS and is_plan:
            yield from _parts(self)
        elif self.code in PROGRESS or self.task.obligation.kind in NEVER_ENDING:
            yield self.note(at(begun, 15, self.place), 20)
            yield self.note(at(later(begun, 80), 15, self.place), PROGRESS.get(self.code, 70))
        else:
            yield self.note(at(begun, 15, self.place), 40)
            yield from self._result()

    def _result(self) -> Iterator[Scene]:
        day = later(RESULTS_FROM, self.place % 12)
        if self.code in LATEST:
            day = later(LAST_RESULT, LATEST[self.code])
        yield from self.result(day)
        if self.code == RETURNED_WITHIN:
            yield self.act(at(day, 16), self.head, "return", reason=RETURNED_WITHIN_WHY)
            day = later(day, 1)
            yield self.report(day)
        yield self.act(at(later(day, 1), 9, self.place), self.head, "approve")
        checked = later(day, 3)
        if self.code == SENT_BACK:
            back = {"told": "trả lại kết quả chưa đủ", "reason": SENT_BACK_WHY}
            yield self.act(at(checked, 9), RECEIVERS[1], "send_back", **back)
            day = later(checked, 2)
            yield self.report(day)
            yield self.act(at(later(day, 1), 9, self.place), self.head, "approve")
            checked = later(day, 3)
        yield self.act(at(checked, 14, self.place), RECEIVERS[1], "verify")

    def result(self, day: dt.date) -> Iterator[Scene]:
        """A file that shows the result, then the result itself."""
        yield self.do(at(day, 10, self.place), self.writer, self._add_file)
        yield self.report(day)

    def report(self, day: dt.date) -> Scene:
        return self.act(
            at(day, 14, self.place), self.writer, "report", result="Đã hoàn thành; có tệp kèm theo."
        )

    def note(self, moment: dt.datetime, progress: int) -> Scene:
        return self.do(moment, self.writer, partial(self._note, progress=progress))

    def act(self, moment: dt.datetime, who: str, act: str, *, told: str = "", **data: Any) -> Scene:
        """Let somebody do an act at the task's open desk."""
        return self.do(moment, who, partial(self._perform, act=act, data=data), told)

    def do(
        self, moment: dt.datetime, who: str, play: Callable[[Story, Scene], None], told: str = ""
    ) -> Scene:
        return Scene(moment, who, told, play)

    def _perform(self, story: Story, scene: Scene, *, act: str, data: dict[str, Any]) -> None:
        story.at_desk_of(scene, "assignment", self.task, act, **data)

    def _name(self, story: Story, scene: Scene) -> None:
        people = story.people
        named = {"person_in_charge": people[self.head], "officers": [people[self.writer]]}
        story.at_desk_of(scene, "assignment", self.task, "name", **named)

    def _note(self, story: Story, scene: Scene, *, progress: int) -> None:
        with story.acting_in(scene) as writer:
            note_progress(
                assignment_id=self.task.pk,
                text=f"Đã làm được khoảng {progress}% khối lượng.",
                progress_pct=progress,
                actor=writer,
            )

    def _add_file(self, story: Story, scene: Scene) -> None:
        with story.acting_in(scene) as writer:
            add_evidence(
                kind="assignment",
                pk=self.task.pk,
                file_name="ket-qua.txt",
                data=f"Kết quả của {self.task.unit_name}: {self.task.text}\n".encode(),
                actor=writer,
            )


# A unit's own plan --------------------------------------------------------------------------------


def _own_plan(way: _Way, day: dt.date) -> Iterator[Scene]:
    """The unit draws its plan up here; its release completes the task."""
    out = later(day, 2)
    yield way.do(at(day, 9), way.writer, partial(_begin_plan, way=way))
    checker = username(way.code, "tp")
    for moment, who, act, data in (
        (at(day, 15), way.writer, "submit", {}),
        (at(later(day, 1), 9), checker, "pass", {}),
        (at(later(day, 1), 14), clerk_of(way.code), "pass", {}),
        (at(out, 8), way.head, "sign", {}),
        (at(out, 9), clerk_of(way.code), "assign", {"issued_on": out}),
        (at(out, 9, 15), clerk_of(way.code), "seal", {}),
        (at(out, 9, 30), clerk_of(way.code), "release", {}),
    ):
        told = "phát hành kế hoạch của cơ quan mình" if act == "release" else ""
        yield way.do(moment, who, partial(_at_plan, way=way, act=act, data=data), told)


def _begin_plan(story: Story, scene: Scene, *, way: _Way) -> None:
    way.task.refresh_from_db()
    with story.acting_in(scene) as writer:
        start_unit_plan(assignment_id=way.task.pk, seen_hash=way.task.content_hash, actor=writer)


def _at_plan(story: Story, scene: Scene, *, way: _Way, act: str, data: dict[str, Any]) -> None:
    way.task.refresh_from_db()
    story.at_desk_of(scene, "plan", way.task.unit_plan, act, **data)


# Parts of a district's task -----------------------------------------------------------------------


@dataclass(frozen=True)
class _Part:
    """A part of a district's task. ``days``: when it is reported, from its due day; None: never."""

    number: int
    text: str
    given: dt.datetime
    due_on: dt.date
    days: int | None = None
    asks_for: dt.date | None = None
    asked: dt.datetime | None = None
    is_granted: bool = False


def _parts(way: _Way) -> Iterator[Scene]:
    """All communes get a part in spring, two a second one in autumn, of which one is overdue."""
    spring, summer = dt.date(2020, 5, 29), dt.date(2020, 6, 12)
    yield way.note(on(6, 15, 15), 60)
    for number in range(1, 8):
        given = on(4, 27, 10, number)
        part = _Part(number, PART, given, spring, days=-3 - number % 3)
        if number == 3:
            part = _Part(number, PART, given, spring, 9, summer, on(5, 27, 9), is_granted=True)
        elif number == 5:
            part = _Part(number, PART, given, spring, days=2)
        yield from _way_of_part(way, part)
    given, asked = on(10, 12, 10), on(12, 7, 15)
    wanted = dt.date(2020, 12, 18)
    for part in (
        _Part(1, SECOND_PART, given, dt.date(2020, 11, 30), asks_for=wanted, asked=asked),
        _Part(2, SECOND_PART, given, dt.date(2020, 12, 10)),
    ):
        yield from _way_of_part(way, part)


def _way_of_part(way: _Way, part: _Part) -> Iterator[Scene]:
    code = f"{way.code}-{part.number:02d}"
    held: dict[str, Assignment] = {}
    give = partial(_give, way=way, part=part, code=code, held=held)
    told = "giao một phần việc cho từng xã, phường" if part.number == 1 else ""
    yield way.do(part.given, way.head, give, told)
    commune = _Communes(code, held, part.number)
    day = later(part.given.date(), 2)
    yield commune.do(at(day, 9), leader_of(code), "accept")
    yield commune.do(at(day, 10), leader_of(code), "name")
    if part.asked is not None:
        ask = partial(_ask, held=held, wanted=part.asks_for)
        yield Scene(part.asked, writer_of(code), "đề nghị gia hạn", ask)
    if part.is_granted and part.asked is not None:
        granted = at(later(part.asked.date(), 1), 9)
        yield Scene(granted, way.head, "đồng ý gia hạn", partial(_grant, held=held))
    if part.days is not None:
        reported = later(part.due_on, part.days)
        yield commune.do(at(reported, 8), writer_of(code), "report")
        yield commune.do(at(reported, 14), leader_of(code), "approve")
        yield commune.do(at(reported, 16), way.writer, "verify")


@dataclass(frozen=True)
class _Communes:
    """A commune at work on a part. ``held``: where the part is kept once it is given."""

    code: str
    held: dict[str, Assignment]
    minute: int

    def do(self, moment: dt.datetime, who: str, act: str) -> Scene:
        return Scene(
            moment + dt.timedelta(minutes=self.minute), who, "", partial(self._perform, act=act)
        )

    def _perform(self, story: Story, scene: Scene, *, act: str) -> None:
        people, data = story.people, {}
        if act == "name":
            data = {
                "person_in_charge": people[leader_of(self.code)],
                "officers": [people[writer_of(self.code)]],
            }
        elif act == "report":
            data = {"result": "Đã rà soát và gửi bản sửa đổi."}
        story.at_desk_of(scene, "assignment", self.held[self.code], act, **data)


def _give(
    story: Story, scene: Scene, *, way: _Way, part: _Part, code: str, held: dict[str, Assignment]
) -> None:
    way.task.refresh_from_db()
    with story.acting_in(scene) as head:
        held[code] = start_part(
            assignment_id=way.task.pk,
            unit_id=Unit.objects.get(code=code).pk,
            text=part.text,
            due_on=part.due_on,
            seen_hash=way.task.content_hash,
            actor=head,
        )


def _ask(
    story: Story, scene: Scene, *, held: dict[str, Assignment], wanted: dt.date | None
) -> None:
    (task,) = held.values()
    task.refresh_from_db()
    with story.acting_in(scene) as officer:
        start_extension(
            assignment_id=task.pk,
            wanted_due_on=wanted,
            reason="Chờ ý kiến của Mặt trận Tổ quốc cùng cấp.",
            seen_hash=task.content_hash,
            actor=officer,
        )


def _grant(story: Story, scene: Scene, *, held: dict[str, Assignment]) -> None:
    (task,) = held.values()
    request = ExtensionRequest.objects.get(assignment=task)
    story.at_desk_of(scene, "extension", request, "grant")
