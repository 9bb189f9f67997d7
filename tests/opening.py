"""A plan whose text says who is to do what, issued and its year opened, and what it leaves open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from dvcq_workflow.jobs.runner import run_due
from dvcq_workflow.models import Plan, Unit, YearOpening
from dvcq_workflow.rules.content import Node
from dvcq_workflow.services.units import save_unit
from tests.snapshots import kept
from tests.worlds import FOUNDED, World

NOBODY = "Sở Không Có Trong Danh Mục"
"""A name that stands for no unit of the directory."""

REPORTING = (
    "Định kỳ hàng quý (ngày 10 của tháng cuối quý), 6 tháng (ngày 10 tháng 6), năm (ngày 25 tháng "
    "11), các sở, ban, ngành tỉnh, UBND cấp huyện báo cáo kết quả về Sở Nội vụ để tổng hợp, báo "
    "cáo UBND tỉnh./."
)
ORGANISING = (
    Node("section", "I", "NỘI DUNG"),
    Node("item", "1", "Học tập, tuyên truyền"),
    Node("bullet", "", "Phổ biến các văn bản về công tác dân vận."),
    Node("section", "II", "TỔ CHỨC THỰC HIỆN"),
    Node("item", "1", "Các sở, ban, ngành tỉnh:"),
    Node("bullet", "", "Xây dựng kế hoạch cụ thể của cơ quan mình."),
    Node("item", "2", f"{NOBODY}: tuyên truyền."),
    Node("paragraph", "", REPORTING),
)


def issued(
    world: World, *, nodes: Sequence[Node] = ORGANISING, year: int | None = None, **more: Any
) -> Plan:
    """Return a plan that is issued and whose year nobody opened yet; if not told otherwise of next
    year, so that nothing is over."""
    of_year = year or world.today().year + 1
    content = replace(world.content(), nodes=tuple(nodes), year=of_year)
    return world.issue_plan(content=content, run_work=False, **more)


@kept
def opened(world: World, **given: Any) -> Plan:
    """Return such a plan with its year opened."""
    plan = issued(world, **given)
    run_all()
    plan.refresh_from_db()
    return plan


def run_all() -> None:
    """Run every work order, and what each orders."""
    while run_due(limit=1000):
        pass


def number_of(plan: Plan, code: str) -> int:
    """Return the number of what the opening left open, by its code."""
    problems = YearOpening.objects.get(plan=plan).problems
    return next(at for at, each in enumerate(problems) if each["code"] == code)


def party_body(world: World) -> Unit:
    """A body of the Party: the committee can only ask it."""
    unit = Unit(
        code="BDVTU",
        name="Ban Dân vận Tỉnh ủy",
        abbreviation="BDVTU",
        kind=Unit.Kind.PARTY,
        place="Trà Vinh",
        valid_from=FOUNDED,
    )
    return save_unit(unit=unit, actor=world.keeper)
