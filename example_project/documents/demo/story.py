"""One plan carried over every desk to its issue, on the clock of 24/3 to 06/4/2020.

Each scene acts as a page does: by the person who holds the desk, through ``flows.runner``. The
plan goes out for opinions once and is returned once on its way.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from django.db.models import QuerySet

from documents import clock
from documents.demo.when import on
from dvcq_workflow.flows.runner import perform
from dvcq_workflow.flows.starting import start_imported_plan
from dvcq_workflow.jobs.runner import run_due
from dvcq_workflow.models import Desk, Opinion, Plan, SigningAuthority, Unit
from dvcq_workflow.rules.content import PlanContent
from dvcq_workflow.rules.desks import Step
from dvcq_workflow.selectors.content import content_of
from dvcq_workflow.services.acting import acting
from dvcq_workflow.services.imports import open_import
from dvcq_workflow.services.issuance import open_number_series

CHANNEL = "command"
ISSUED_ON = dt.date(2020, 4, 6)
OPINIONS_DUE_ON = dt.date(2020, 3, 31)
FIRST_NUMBER = 19
LAST_PAPER_DATE = dt.date(2020, 4, 3)
ASKED = ("SNV", "STTTT", "BDVTU")


class Act(NamedTuple):
    """When somebody acts, and who: what an act at a desk must know of its scene."""

    at: dt.datetime
    who: str


class Scene(NamedTuple):
    """One act of the story: when, by whom, told how, done how."""

    at: dt.datetime
    who: str
    told: str
    play: Callable[[Story, Scene], None]


@dataclass
class Story:
    """The cast and the plan on its way. ``file_name`` and ``data``: the text that is imported."""

    people: dict[str, Any]
    powers: dict[str, SigningAuthority]
    file_name: str
    data: bytes
    plan: Plan | None = None

    def at_desk(self, scene: Scene | Act, step: Step, act: str, **data: Any) -> None:
        """Do ``act`` at the plan's open desk, having seen the content as it is now."""
        plan = self.current_plan()
        desks = Desk.objects.filter(plan=plan, step=str(step), state=Desk.State.OPEN)
        if step is Step.GIVE_OPINION:
            desks = desks.filter(unit__memberships__user=self.people[scene.who])
        self._perform(scene, desks, act, plan.content_hash, data)

    def at_desk_of(
        self, scene: Scene | Act, kind: str, subject: Any, act: str, **data: Any
    ) -> None:
        """Do ``act`` at the open desk of a subject of the year, having seen it as it is now."""
        subject.refresh_from_db()
        desks = Desk.objects.filter(**{kind: subject}, state=Desk.State.OPEN)
        self._perform(scene, desks, act, subject.content_hash, data)

    def _perform(
        self, scene: Scene | Act, desks: QuerySet[Desk], act: str, seen: str, data: dict[str, Any]
    ) -> None:
        desk = desks.select_related("task").get()
        perform(
            Step(desk.step),
            desk.task.process_id,
            desk.task_id,
            act=act,
            actor=self.people[scene.who],
            seen_hash=seen,
            data=data,
            channel=CHANNEL,
            at=scene.at,
        )

    @contextmanager
    def acting_in(self, scene: Scene | Act) -> Iterator[Any]:
        """Act outside any desk, and give the person who does."""
        actor = self.people[scene.who]
        with acting(actor=actor, channel=CHANNEL, at=scene.at):
            yield actor

    def current_plan(self) -> Plan:
        """Return the plan as it stands now."""
        if self.plan is None:
            raise RuntimeError("The story begins with the import.")
        return Plan.objects.get(pk=self.plan.pk)


def play(story: Story, scenes: Iterable[Scene]) -> Plan:
    """Play the scenes in order, each at its moment of the province's clock, and return the plan;
    what was ordered meanwhile is done at the end."""
    last = None
    for scene in scenes:
        with clock.stopped_at(scene.at):
            scene.play(story, scene)
        last = scene
    if last is not None:
        with clock.stopped_at(last.at):
            finish_orders(last.at)
    return story.current_plan()


def finish_orders(at: dt.datetime) -> None:
    """Run what is ordered and due, and what that orders in turn."""
    while run_due(at=at):
        pass


def with_slip(content: PlanContent) -> PlanContent:
    """Return the content with one word typed twice."""
    place = _place_of_slip(content)
    first, second, *rest = content.nodes[place].text.split(" ")
    return _with_text(content, place, " ".join([first, second, second, *rest]))


def without_slip(content: PlanContent) -> PlanContent:
    """Return the content with that word taken out again."""
    place = _place_of_slip(content)
    first, second, _twice, *rest = content.nodes[place].text.split(" ")
    return _with_text(content, place, " ".join([first, second, *rest]))


def _place_of_slip(content: PlanContent) -> int:
    return next(
        place
        for place, node in enumerate(content.nodes)
        if node.kind != "section" and len(node.text.split(" ")) > 2
    )


def _with_text(content: PlanContent, place: int, text: str) -> PlanContent:
    nodes = list(content.nodes)
    nodes[place] = replace(nodes[place], text=text)
    return replace(content, nodes=tuple(nodes))


def _import(story: Story, scene: Scene) -> None:
    drafter = story.people[scene.who]
    room = Unit.objects.get(code="THNV")
    with acting(actor=drafter, channel=CHANNEL, at=scene.at):
        opened = open_import(unit=room, file_name=story.file_name, data=story.data, actor=drafter)
    story.plan = start_imported_plan(
        import_id=opened.pk,
        issuing_unit=Unit.objects.get(code="UBND"),
        drafting_unit=room,
        advising_unit=Unit.objects.get(code="SNV"),
        signing_authority=story.powers["ubnd.pct1"],
        actor=drafter,
        channel=CHANNEL,
        at=scene.at,
    )


def _consult(story: Story, scene: Scene) -> None:
    story.at_desk(
        scene,
        Step.DRAFT,
        "consult",
        unit_ids=list(Unit.objects.filter(code__in=ASKED).values_list("pk", flat=True)),
        due_on=OPINIONS_DUE_ON,
        question="Đề nghị góp ý về nhiệm vụ và chế độ báo cáo của cơ quan mình.",
    )


def _comment(story: Story, scene: Scene) -> None:
    story.at_desk(
        scene,
        Step.GIVE_OPINION,
        "give",
        agrees=False,
        text="Thống nhất nội dung. Đề nghị rà soát lại câu chữ phần đầu.",
    )


def _agree(story: Story, scene: Scene) -> None:
    story.at_desk(scene, Step.GIVE_OPINION, "give", agrees=True, text="")


def _close(story: Story, scene: Scene) -> None:
    story.at_desk(
        scene,
        Step.CLOSE_CONSULTATION,
        "close",
        reason="Đã quá hạn góp ý; cơ quan chưa trả lời đã trao đổi thống nhất qua điện thoại.",
    )


def _answer(story: Story, scene: Scene) -> None:
    opinion = Opinion.objects.get(
        consultation__plan=story.current_plan(), state=Opinion.State.COMMENTED
    )
    story.at_desk(
        scene,
        Step.DRAFT,
        "answer",
        opinion_id=opinion.pk,
        response="Tiếp thu, đã rà soát lại câu chữ.",
    )


def _save_with_slip(story: Story, scene: Scene) -> None:
    content = with_slip(content_of(story.current_plan()))
    story.at_desk(scene, Step.DRAFT, "save", content=content)


def _submit(story: Story, scene: Scene) -> None:
    story.at_desk(scene, Step.DRAFT, "submit")


def _pass_content(story: Story, scene: Scene) -> None:
    story.at_desk(scene, Step.CHECK_CONTENT, "pass")


def _pass_format(story: Story, scene: Scene) -> None:
    story.at_desk(scene, Step.CHECK_FORMAT, "pass")


def _return(story: Story, scene: Scene) -> None:
    story.at_desk(
        scene,
        Step.SIGN,
        "return",
        reason="Câu đầu tiên của phần nội dung gõ lặp một từ. Sửa lại rồi trình ký.",
    )


def _mend(story: Story, scene: Scene) -> None:
    """The drafter takes the doubled word out: the content is again what was imported."""
    content = without_slip(content_of(story.current_plan()))
    story.at_desk(scene, Step.DRAFT, "save", content=content)


def _sign(story: Story, scene: Scene) -> None:
    story.at_desk(scene, Step.SIGN, "sign")


def _open_series(story: Story, scene: Scene) -> None:
    """The year's first plans were numbered on paper; this system goes on where it stopped."""
    clerk = story.people[scene.who]
    with acting(actor=clerk, channel=CHANNEL, at=scene.at):
        open_number_series(
            unit=Unit.objects.get(code="UBND"),
            year=2020,
            code="KH",
            document_types=("KH",),
            continues_at=FIRST_NUMBER,
            paper_until=LAST_PAPER_DATE,
            actor=clerk,
        )


def _number(story: Story, scene: Scene) -> None:
    story.at_desk(scene, Step.NUMBER, "assign", issued_on=ISSUED_ON)


def _seal(story: Story, scene: Scene) -> None:
    story.at_desk(scene, Step.SEAL, "seal")


def _release(story: Story, scene: Scene) -> None:
    story.at_desk(scene, Step.RELEASE, "release")


SCENES = (
    Scene(on(3, 24, 8, 30), "thnv.cv1", "nhập văn bản, xác nhận thành dự thảo", _import),
    Scene(on(3, 24, 10), "thnv.cv1", "gửi lấy ý kiến ba cơ quan, hạn 31/3", _consult),
    Scene(on(3, 27, 14), "snv.gd", "góp ý", _comment),
    Scene(on(3, 30, 9), "stttt.gd", "thống nhất", _agree),
    Scene(on(4, 1, 8), "thnv.cv1", "đóng đợt lấy ý kiến, nêu lý do thiếu một ý kiến", _close),
    Scene(on(4, 1, 9), "thnv.cv1", "trả lời ý kiến góp ý", _answer),
    Scene(on(4, 1, 10), "thnv.cv1", "sửa dự thảo (gõ lặp một từ)", _save_with_slip),
    Scene(on(4, 1, 10, 30), "thnv.cv1", "trình kiểm tra", _submit),
    Scene(on(4, 1, 15), "thnv.tp", "kiểm tra nội dung", _pass_content),
    Scene(on(4, 3, 8), "vp.tt1", "kiểm tra thể thức", _pass_format),
    Scene(on(4, 3, 9, 30), "ubnd.pct1", "trả lại, yêu cầu sửa từ gõ lặp", _return),
    Scene(on(4, 3, 10), "thnv.cv1", "sửa lại câu", _mend),
    Scene(on(4, 3, 10, 15), "thnv.cv1", "trình lại", _submit),
    Scene(on(4, 3, 14), "thnv.tp", "kiểm tra lại nội dung", _pass_content),
    Scene(on(4, 3, 16), "vp.tt1", "kiểm tra lại thể thức", _pass_format),
    Scene(on(4, 6, 7, 30), "vp.vt1", "mở sổ số năm 2020, nối tiếp sổ giấy từ số 19", _open_series),
    Scene(on(4, 6, 8), "ubnd.pct1", "ký thay Chủ tịch", _sign),
    Scene(on(4, 6, 9), "vp.vt1", "cấp số", _number),
    Scene(on(4, 6, 9, 15), "vp.vt1", "đóng dấu", _seal),
    Scene(on(4, 6, 9, 30), "vp.vt1", "phát hành", _release),
)
