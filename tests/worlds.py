"""A small province, built by calling services, and plans carried over its desks.

Users are named by their role. Nobody here is a superuser.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission

from dvcq_workflow.flows.runner import perform
from dvcq_workflow.flows.starting import start_plan
from dvcq_workflow.host import get_host
from dvcq_workflow.jobs.runner import run_due
from dvcq_workflow.models import (
    Desk,
    IssuedDocument,
    Membership,
    NumberSeries,
    Plan,
    SigningAuthority,
    Unit,
    UnitGroup,
    UnitGroupMember,
)
from dvcq_workflow.rules.content import PlanContent
from dvcq_workflow.rules.desks import Role, Step
from dvcq_workflow.services.issuance import open_number_series
from dvcq_workflow.services.people import save_membership, save_signing_authority
from dvcq_workflow.services.units import save_group_member, save_unit, save_unit_group
from tests.contents import small_content
from tests.snapshots import kept

FOUNDED = dt.date(2020, 1, 1)
BASIS = "Quyết định phân công công tác"

CONSULTED = (
    ("SGDDT", "Sở Giáo dục và Đào tạo"),
    ("STTTT", "Sở Thông tin và Truyền thông"),
    ("SYT", "Sở Y tế"),
)
MORE_DEPARTMENTS = tuple((f"SO{n:02d}", f"Sở chuyên ngành {n:02d}") for n in range(1, 31))

PATH = (
    (Step.DRAFT, "submit", "drafter"),
    (Step.CHECK_CONTENT, "pass", "head"),
    (Step.CHECK_FORMAT, "pass", "format_checker"),
    (Step.SIGN, "sign", "vice_chairman"),
    (Step.NUMBER, "assign", "clerk"),
    (Step.SEAL, "seal", "clerk"),
    (Step.RELEASE, "release", "clerk"),
)
"""The desks from draft to issue, without a consultation: step, act, who in this world."""


@dataclass
class World:
    """One province with a person for every desk. ``at``: a clock of its own for ``act``; it goes
    on by a minute each time. None: the host's clock."""

    units: dict[str, Unit] = field(default_factory=dict)
    people: dict[str, Any] = field(default_factory=dict)
    authorities: dict[str, SigningAuthority] = field(default_factory=dict)
    series: NumberSeries | None = None
    at: dt.datetime | None = None

    @property
    def province(self) -> Unit:
        return self.units["UBND"]

    @property
    def office(self) -> Unit:
        return self.units["VPUB"]

    @property
    def room(self) -> Unit:
        return self.units["THNV"]

    @property
    def advising(self) -> Unit:
        return self.units["SNV"]

    @property
    def consulted_units(self) -> list[Unit]:
        return [self.units[code] for code, _name in CONSULTED]

    @property
    def consulted_heads(self) -> list[Any]:
        """The heads of ``consulted_units``, in their order."""
        return [self.people[f"head_{code}"] for code, _name in CONSULTED]

    @property
    def drafter(self) -> Any:
        return self.people["drafter"]

    @property
    def head(self) -> Any:
        """Head of the drafting unit."""
        return self.people["head"]

    @property
    def format_checker(self) -> Any:
        return self.people["format_checker"]

    @property
    def chairman(self) -> Any:
        return self.people["chairman"]

    @property
    def vice_chairman(self) -> Any:
        return self.people["vice_chairman"]

    @property
    def clerk(self) -> Any:
        """Records clerk of the provincial office."""
        return self.people["clerk"]

    @property
    def stranger(self) -> Any:
        """Logs in, sits nowhere."""
        return self.people["stranger"]

    @property
    def outsider(self) -> Any:
        """Specialist of a district that no plan names."""
        return self.people["outsider"]

    @property
    def keeper(self) -> Any:
        """Master data keeper."""
        return self.people["keeper"]

    @property
    def auditor(self) -> Any:
        return self.people["auditor"]

    def today(self) -> dt.date:
        """Return the local date of this world's clock."""
        return self.at.astimezone(LOCAL).date() if self.at else get_host().today()

    def content(self, **changes: Any) -> PlanContent:
        """Return a small content, complete but for the signature block of its signer."""
        return small_content(self.province, **changes)

    def start_plan(self, *, by: Any = None, **draft: Any) -> Plan:
        """Begin a plan on its drafter's desk, to be signed by the Vice Chairman."""
        given = {
            "content": self.content(),
            "issuing_unit": self.province,
            "drafting_unit": self.room,
            "advising_unit": self.advising,
            "signing_authority": self.authorities["vice_chairman"],
            **draft,
        }
        return start_plan(actor=by or self.drafter, at=self._tick(), **given)

    def desk(self, plan: Plan, step: Step, *, unit: Unit | None = None) -> Desk:
        """Return the open desk of a step (of a unit, where several are asked)."""
        desks = Desk.objects.filter(plan=plan, step=str(step), state=Desk.State.OPEN)
        if unit is not None:
            desks = desks.filter(unit=unit)
        return desks.select_related("task").get()

    def act(
        self,
        plan: Plan,
        step: Step,
        act: str,
        by: Any,
        *,
        unit: Unit | None = None,
        seen_hash: str | None = None,
        **data: Any,
    ) -> Any:
        """Do an act at the open desk of ``step``, having seen the content as it is now."""
        desk = self.desk(plan, step, unit=unit)
        plan.refresh_from_db()
        result = perform(
            step,
            desk.task.process_id,
            desk.task_id,
            act=act,
            actor=by,
            seen_hash=plan.content_hash if seen_hash is None else seen_hash,
            data=data,
            at=self._tick(),
        )
        plan.refresh_from_db()
        return result

    @kept
    def plan_at(self, step: Step, *, plan: Plan | None = None, **draft: Any) -> Plan:
        """Return a plan that lies at the desk of ``step``, every desk before it done."""
        plan = plan or self.start_plan(**draft)
        for next_step, act, role in PATH:
            if next_step is step:
                return plan
            data = {"issued_on": self.today()} if act == "assign" else {}
            self.act(plan, next_step, act, self.people[role], **data)
        raise ValueError(step)

    @kept
    def issue_plan(self, *, plan: Plan | None = None, run_work: bool = True, **draft: Any) -> Plan:
        """Return a plan carried over all desks to its issue, its work orders done."""
        plan = self.plan_at(Step.RELEASE, plan=plan, **draft)
        self.act(plan, Step.RELEASE, "release", self.clerk)
        if run_work:
            moment = self._tick()
            while run_due(at=moment):
                pass  # what one order does may order more
            plan.refresh_from_db()
        return plan

    @kept
    def issue_without_tasks(self) -> Plan:
        """Return an issued plan whose text names nobody, so that its year opens with no task."""
        content = self.content()
        bare = tuple(node for node in content.nodes if "Sở Nội vụ" not in node.text)
        return self.issue_plan(content=replace(content, nodes=bare))

    def consult(self, plan: Plan, *, units: list[Unit] | None = None) -> None:
        """Send a draft to the consulted units, due in a week."""
        asked = self.consulted_units if units is None else units
        self.act(
            plan,
            Step.DRAFT,
            "consult",
            self.drafter,
            unit_ids=[unit.pk for unit in asked],
            due_on=self.today() + dt.timedelta(days=7),
            question="Đề nghị quý cơ quan góp ý.",
        )

    def _tick(self) -> dt.datetime | None:
        if self.at is not None:
            self.at += dt.timedelta(minutes=1)
        return self.at


def issued_file(plan: Plan, file_format: str = "docx", kind: str = "document") -> IssuedDocument:
    """Return one of a plan's own issued files."""
    rows = plan.documents.filter(issuance__notice__isnull=True)
    return rows.get(kind=kind, file_format=file_format)


LOCAL = dt.timezone(dt.timedelta(hours=7))


@kept
def make_province(size: str = "small", *, at: dt.datetime | None = None) -> World:
    """Build a province: its committee, office, drafting room, departments, a district, people.

    ``size``: "small", or "large" with thirty more departments. ``at``: see ``World``.
    """
    world = World(at=at)
    keeper = world.people["keeper"] = make_user("keeper", "Quản trị danh mục tỉnh")
    keeper.user_permissions.add(Permission.objects.get(codename="keep_directory"))
    _make_units(world, size)
    _make_people(world)
    _make_powers(world)
    year = world.today().year
    world.series = open_number_series(unit=world.province, year=year, code="VB", actor=world.clerk)
    return world


def make_user(username: str, name: str) -> Any:
    """Make an account that can log in by ``client.force_login``; no rights at all."""
    model = get_user_model()
    user = model(username=username)
    if any(f.name == "full_name" for f in model._meta.get_fields()):
        user.full_name = name
    else:
        user.last_name = name
    user.set_unusable_password()
    user.save()
    return user


def _make_units(world: World, size: str) -> None:
    kinds = Unit.Kind
    _unit(
        world,
        "UBND",
        "Ủy ban nhân dân tỉnh Trà Vinh",
        kinds.PROVINCE,
        short_name="UBND tỉnh",
        heading="ỦY BAN NHÂN DÂN|TỈNH TRÀ VINH",
    )
    province = world.units["UBND"]
    _unit(world, "VPUB", "Văn phòng Ủy ban nhân dân tỉnh", kinds.OFFICE, parent=province)
    _unit(world, "THNV", "Phòng THNV", kinds.ROOM, parent=world.units["VPUB"])
    province.records_office = world.units["VPUB"]
    save_unit(unit=province, actor=world.keeper)
    _unit(world, "SNV", "Sở Nội vụ", kinds.DEPARTMENT, parent=province)
    departments = CONSULTED + (MORE_DEPARTMENTS if size == "large" else ())
    for code, name in departments:
        _unit(world, code, name, kinds.DEPARTMENT, parent=province)
    _unit(world, "HCL", "Ủy ban nhân dân huyện Càng Long", kinds.DISTRICT, parent=province)
    group = UnitGroup(code="SO_NGANH", name="Các sở, ban, ngành tỉnh")
    save_unit_group(group=group, actor=world.keeper)
    for code in ("SNV", *(code for code, _name in departments)):
        member = UnitGroupMember(group=group, unit=world.units[code], valid_from=FOUNDED)
        save_group_member(member=member, actor=world.keeper)


def _unit(world: World, code: str, name: str, kind: str, **more: Any) -> None:
    unit = Unit(
        code=code,
        name=name,
        abbreviation=code,
        kind=kind,
        place="Trà Vinh",
        valid_from=FOUNDED,
        **more,
    )
    world.units[code] = save_unit(unit=unit, actor=world.keeper)


def _make_people(world: World) -> None:
    seat(world, "keeper", "UBND", Role.ADMINISTRATOR, "Quản trị danh mục")
    seat(world, "drafter", "THNV", Role.SPECIALIST, "Chuyên viên")
    seat(world, "second_drafter", "THNV", Role.SPECIALIST, "Chuyên viên thứ hai")
    seat(world, "head", "THNV", Role.HEAD, "Trưởng phòng")
    seat(world, "format_checker", "VPUB", Role.FORMAT_CHECKER, "Chuyên viên kiểm tra thể thức")
    seat(world, "clerk", "VPUB", Role.RECORDS_CLERK, "Văn thư")
    seat(world, "chairman", "UBND", Role.LEADER, "Chủ tịch")
    seat(world, "vice_chairman", "UBND", Role.LEADER, "Phó Chủ tịch")
    seat(world, "auditor", "UBND", Role.AUDITOR, "Kiểm toán viên")
    seat(world, "advising_specialist", "SNV", Role.SPECIALIST, "Chuyên viên")
    seat(world, "advising_head", "SNV", Role.HEAD, "Giám đốc")
    for code, _name in CONSULTED:
        seat(world, f"head_{code}", code, Role.HEAD, "Giám đốc")
    seat(world, "outsider", "HCL", Role.SPECIALIST, "Chuyên viên")
    world.people["stranger"] = make_user("stranger", "Người không thuộc đơn vị nào")


def seat(world: World, username: str, code: str, role: Role, title: str) -> Membership:
    """Seat a person, made if need be, in a unit since the province began."""
    unit = world.units[code]
    if username not in world.people:
        world.people[username] = make_user(username, f"{title} {unit.name}")
    membership = Membership(
        user=world.people[username], unit=unit, role=role, title=title, valid_from=FOUNDED
    )
    return save_membership(membership=membership, actor=world.keeper)


def _make_powers(world: World) -> None:
    world.authorities["chairman"] = _power(world, "chairman", ["TM. ỦY BAN NHÂN DÂN"], "CHỦ TỊCH")
    world.authorities["vice_chairman"] = _power(
        world,
        "vice_chairman",
        ["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH"],
        "PHÓ CHỦ TỊCH",
        on_behalf_of=world.chairman,
    )


def _power(
    world: World, who: str, prefixes: list[str], position: str, **more: Any
) -> SigningAuthority:
    authority = SigningAuthority(
        user=world.people[who],
        unit=world.province,
        prefixes=prefixes,
        position=position,
        signer_name=get_host().person_name(world.people[who]),
        basis=BASIS,
        valid_from=FOUNDED,
        **more,
    )
    return save_signing_authority(authority=authority, actor=world.keeper)
