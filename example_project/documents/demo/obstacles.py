"""Obstacles: one settled by the receiver, one decided by the issuing body, two on their way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from documents.demo.offices import writer_of
from documents.demo.story import Scene, Story
from documents.demo.when import on
from dvcq_workflow.flows.starting import start_obstacle
from dvcq_workflow.models import Obstacle, Plan, PlanParty, Unit

HEAD, SPECIALIST, LEADER = "snv.gd", "snv.cv1", "ubnd.pct1"
TOLD = {
    "settle": "giải quyết vướng mắc theo thẩm quyền",
    "escalate": "trình Ủy ban nhân dân tỉnh vướng mắc vượt thẩm quyền",
    "decide": "quyết định giải quyết vướng mắc",
}


@dataclass(frozen=True)
class _Told:
    """What a unit says stands in the way. ``kept``: the row, once it is raised."""

    code: str
    text: str
    proposal: str
    kept: list[Obstacle] = field(default_factory=list)

    def raised(self, moment: Any) -> Scene:
        return Scene(moment, writer_of(self.code), "phản ánh vướng mắc", self._raise)

    def act(self, moment: Any, who: str, act: str, **data: Any) -> Scene:
        return Scene(moment, who, TOLD.get(act, ""), partial(self._perform, act=act, data=data))

    def _raise(self, story: Story, scene: Scene) -> None:
        unit = Unit.objects.get(code=self.code)
        with story.acting_in(scene) as writer:
            row = start_obstacle(
                plan_id=story.current_plan().pk,
                unit_id=unit.pk,
                text=self.text,
                proposal=self.proposal,
                actor=writer,
            )
        self.kept.append(row)

    def _perform(self, story: Story, scene: Scene, *, act: str, data: dict[str, Any]) -> None:
        story.at_desk_of(scene, "obstacle", self.kept[0], act, **data)


def obstacle_scenes(plan: Plan) -> Iterator[Scene]:
    """Yield what becomes of the obstacles of units that have a part in the plan, in no order of
    time."""
    parties = PlanParty.objects.filter(plan=plan).values_list("unit__code", flat=True)
    for told in (_settled(), _decided(), _escalated(), _raised()):
        scenes = list(told)
        if scenes[0].who in {writer_of(code) for code in parties}:
            yield from scenes


def _settled() -> Iterator[Scene]:
    told = _Told(
        "HCN",
        "Biểu số liệu chưa nói rõ đơn trùng nội dung tính một hay nhiều lần.",
        "Đề nghị hướng dẫn cách tính thống nhất.",
    )
    yield told.raised(on(7, 20, 9))
    yield told.act(on(7, 21, 8, 30), SPECIALIST, "take_on")
    words = "Đơn trùng nội dung của cùng một người tính một lần; áp dụng từ báo cáo quý III."
    yield told.act(on(7, 24, 10), HEAD, "settle", settlement=words)
    yield told.act(on(7, 24, 14), SPECIALIST, "inform")


def _decided() -> Iterator[Scene]:
    told = _Told(
        "STNMT",
        "Nhiều đơn về bồi thường, giải phóng mặt bằng liên quan hai huyện, chưa rõ nơi chủ trì.",
        "Đề nghị giao một cơ quan chủ trì giải quyết.",
    )
    yield told.raised(on(8, 3, 9))
    words = "Vượt thẩm quyền của Sở. Đề nghị Ủy ban nhân dân tỉnh giao Thanh tra tỉnh chủ trì."
    yield told.act(on(8, 5, 15), HEAD, "escalate", opinion=words)
    words = "Giao Thanh tra tỉnh chủ trì, hai huyện phối hợp; báo cáo kết quả trong quý III."
    yield told.act(on(8, 20, 9), LEADER, "decide", settlement=words)
    yield told.act(on(8, 21, 9), SPECIALIST, "inform")


def _escalated() -> Iterator[Scene]:
    told = _Told(
        "HTC",
        "Kinh phí tổ chức đối thoại với Nhân dân chưa có trong dự toán năm của xã.",
        "Đề nghị bổ sung kinh phí từ nguồn dự phòng.",
    )
    yield told.raised(on(11, 30, 9))
    words = "Việc bổ sung kinh phí thuộc thẩm quyền của Ủy ban nhân dân tỉnh; đề nghị xem xét."
    yield told.act(on(12, 3, 10), HEAD, "escalate", opinion=words)


def _raised() -> Iterator[Scene]:
    told = _Told(
        "TPTV",
        "Báo cáo năm và báo cáo quý IV gần ngày nhau, số liệu trùng nhiều.",
        "Đề nghị cho lồng ghép hai báo cáo.",
    )
    yield told.raised(on(12, 4, 9))
