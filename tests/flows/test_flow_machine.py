"""Whatever anybody tries, in whatever order: no state that the law forbids, nothing left by a
refusal, and record, flow and desk always agree.

``FLOW_MACHINE=200x60`` runs 200 examples of 60 steps, others each time; the default is bounded for
CI and always the same.
"""

from __future__ import annotations

import datetime as dt
import os
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import QuerySet
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from viewflow.workflow.models import Process, Task

from dvcq_workflow.flows.agreement import look_at_plans
from dvcq_workflow.flows.runner import perform
from dvcq_workflow.models import (
    AccessLog,
    Approval,
    AuditEvent,
    Desk,
    Issuance,
    Membership,
    Opinion,
    PersonalValue,
    PlanReturn,
    Substitution,
)
from dvcq_workflow.rules.desks import Role, Step
from dvcq_workflow.rules.errors import RuleViolation
from dvcq_workflow.selectors.content import content_of
from dvcq_workflow.services.people import end_membership, end_substitution, save_membership
from tests.flows.flow_model import (
    CONSULTED,
    ENDED,
    NUMBERED,
    OWN_DESKS,
    RETURNING,
    SEALED,
    SIGNED,
    People,
    Place,
    PlanModel,
    hands_of,
)
from tests.substitutions import stand_in
from tests.worlds import World, make_province, seat

EXAMPLES, STEPS = (int(n) for n in os.environ.get("FLOW_MACHINE", "30x25").split("x"))
MORNING = dt.datetime(2020, 6, 1, 1, tzinfo=dt.UTC)
TODAY = dt.date(2020, 6, 1)
YESTERDAY, LAST_DAY = dt.date(2020, 5, 31), dt.date(2020, 12, 31)

SEATS = {
    "drafter": {("THNV", "specialist")},
    "second_drafter": {("THNV", "specialist")},
    "head": {("THNV", "head"), ("VPUB", "format_checker")},
    "second_head": {("THNV", "head"), ("THNV", "specialist")},
    "format_checker": {("VPUB", "format_checker")},
    "clerk": {("VPUB", "records_clerk"), ("VPUB", "format_checker")},
    "office_head": {("VPUB", "head")},
    "vice_chairman": {("UBND", "leader"), ("THNV", "specialist"), ("VPUB", "records_clerk")},
    "chairman": {("UBND", "leader"), ("THNV", "specialist")},
    "head_SGDDT": {("SGDDT", "head")},
    "head_STTTT": {("STTTT", "head")},
    "outsider": {("HCL", "specialist")},
    "stranger": set(),
}
NAMES = sorted(SEATS)
USUAL = {
    "draft": ("submit", "drafter"),
    "check_content": ("pass", "head"),
    "check_format": ("pass", "format_checker"),
    "sign": ("sign", "vice_chairman"),
    "number": ("assign", "clerk"),
    "seal": ("seal", "clerk"),
    "release": ("release", "clerk"),
    "close_consultation": ("close", "drafter"),
}
DESK_ACTS = {
    "draft": ["save", "submit", "consult", "withdraw", "hand_over"],
    "close_consultation": ["close", "withdraw", "hand_over"],
    "give_opinion": ["give", "claim", "give_back"],
    "check_content": ["pass", "return", "withdraw", "claim", "give_back"],
    "check_format": ["pass", "return", "withdraw", "claim", "give_back"],
    "sign": ["sign", "return", "refuse", "withdraw", "claim", "give_back"],
    "number": ["assign", "return", "claim", "give_back"],
    "seal": ["seal", "return", "claim", "give_back"],
    "release": ["release", "return", "claim", "give_back"],
}
NOT_COUNTED = (AccessLog, PersonalValue)
"""A refusal is kept in the one, and names who was refused in the other."""

SOUND = {"reason": "Lý do.", "text": 1, "units": ("SGDDT",), "to": "second_drafter", "agrees": True}

people = st.sampled_from(NAMES)
seeds = st.integers(0, 2**32 - 1)
typings = st.fixed_dictionaries(
    {
        "reason": st.sampled_from(["Lý do.", "Lý do.", " "]),
        "text": st.integers(0, 2),
        "units": st.sampled_from([("SGDDT",), ("SGDDT", "STTTT"), ("STTTT",), (), ("THNV",)]),
        "to": st.sampled_from(
            ["second_drafter", "second_head", "vice_chairman", "drafter", "clerk"]
        ),
        "agrees": st.booleans(),
    }
)
"""What somebody typed: sound or not; each act takes of it what it needs."""


class AnyHandAtAnyDesk(RuleBasedStateMachine):
    """Random acts by random people on one plan, beside a model of what must become of them."""

    world: World
    done: Counter[tuple[str, str]] = Counter()
    refusals = 0

    def __init__(self) -> None:
        super().__init__()
        self.frame = transaction.atomic()
        self.frame.__enter__()
        self.world.at = MORNING
        self.people = People({name: set(held) for name, held in SEATS.items()}, set(NAMES))
        self.thrown = 0
        self.plan = self.world.start_plan()
        self.model = PlanModel("drafter", authors={"drafter"})

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.frame.__exit__(None, None, None)

    # --- what is tried -------------------------------------------------------------------------

    @initialize(
        desks=st.integers(0, 6),
        units=st.sampled_from([(), (), ("SGDDT", "STTTT")]),
        wrote=st.sampled_from(["", "vice_chairman", "second_head"]),
    )
    def it_begins_somewhere(self, desks: int, units: tuple[str, ...], wrote: str) -> None:
        """Begin at any desk, or out for opinions, and with somebody who once held the draft: a
        random walk from a first draft seldom gets there."""
        if wrote:
            self.try_act("draft", "THNV", "hand_over", "drafter", "", **{**SOUND, "to": wrote})
            self.try_act("draft", "THNV", "save", wrote, "", **SOUND)
            self.try_act("draft", "THNV", "hand_over", wrote, "", **{**SOUND, "to": "drafter"})
        if units:
            asked = {**SOUND, "units": units}
            self.try_act("draft", "THNV", "consult", "drafter", "", **asked)
        else:
            self.the_usual_people_go_on(desks)

    @rule(desks=st.integers(1, 3))
    def the_usual_people_go_on(self, desks: int) -> None:
        """Take the plan some desks further, so that every desk is reached."""
        for _desk in range(desks):
            for step, unit in sorted(self.model.desks()):
                if step in USUAL:
                    act, who = USUAL[step]
                    who = self.model.drafter if step in OWN_DESKS else who
                    self.try_act(step, unit, act, who, "", **SOUND)

    @rule(seed=seeds, who=people, typed=typings)
    def somebody_acts_at_an_open_desk(self, seed: int, who: str, typed: dict[str, Any]) -> None:
        """Rightly or wrongly, for themselves, for somebody, or without saying for whom."""
        dice = self.dice(seed)
        acts = self.what_can_be_done()
        if acts:
            saying = dice.choice(["", "", "", who, "head", "clerk", "drafter"])
            self.try_act(*dice.choice(acts), who, saying, **typed)

    @rule(seed=seeds, typed=typings)
    def somebody_who_may_acts(self, seed: int, typed: dict[str, Any]) -> None:
        """Of what may be done, one thing, by one of those who may: right acts would else be rare.
        What ends a plan is taken seldom; where one has ended, another begins."""
        dice = self.dice(seed)
        if self.model.status in ENDED:
            self.another_begins(dice)
        may = [
            (*act, who)
            for act in self.what_can_be_done()
            for who in NAMES
            if self.allowed(*act, who, "", typed)
        ]
        mild = [choice for choice in may if choice[2] not in ("withdraw", "refuse")]
        if may:
            some = mild if mild and dice.random() < 0.75 else may
            act = dice.choice(sorted({choice[2] for choice in some}))
            self.try_act(*dice.choice([c for c in some if c[2] == act]), "", **typed)

    @rule(seed=seeds, typed=typings)
    def somebody_who_sits_there_but_may_not_tries(self, seed: int, typed: dict[str, Any]) -> None:
        """The near miss: the right seat, but a hand in the plan that forbids it, or a keeper."""
        near = [
            (step, unit, act, who)
            for step, unit, act in self.what_can_be_done()
            for who in NAMES
            if self.model.may_sit(step, unit, self.people.places(who))
            and not self.allowed(step, unit, act, who, "", typed)
        ]
        if near:
            self.try_act(*self.dice(seed).choice(near), "", **typed)

    def another_begins(self, dice: Random) -> None:
        drafting = {("THNV", "specialist"), ("THNV", "head")}
        may = [n for n in NAMES if n in self.people.active and self.people.seats[n] & drafting]
        if may:
            drafter = dice.choice(may)
            self.plan = self.world.start_plan(by=self.world.people[drafter])
            self.model = PlanModel(drafter, authors={drafter})

    def dice(self, seed: int) -> Random:
        """Dice that fall otherwise at every step: the same few seeds are drawn again and again."""
        self.thrown += 1
        return Random(seed + 7919 * self.thrown)

    def what_can_be_done(self) -> list[tuple[str, str, str]]:
        """Every act at every open desk, whoever may do it."""
        return [(*desk, act) for desk in sorted(self.model.desks()) for act in DESK_ACTS[desk[0]]]

    @rule(who=people, act=st.sampled_from(["save", "submit", "pass", "sign", "assign", "fly"]))
    def somebody_has_an_old_page_before_them(self, who: str, act: str) -> None:
        """A desk that is done, an act it does not have, or a content that is gone."""
        done = Desk.objects.filter(plan=self.plan).exclude(state=Desk.State.OPEN).first()
        if done is not None:
            self.refused(lambda: self.perform(done, act, who, "", self.data_for(act, SOUND)))
        for step, unit in sorted(self.model.desks()):
            desk, first = self.desk(step, unit), DESK_ACTS[step][0]
            data = self.data_for(first, SOUND)
            self.refused(
                lambda d=desk, a=first, x=data: self.perform(d, a, who, "", x, seen="0" * 64)
            )

    @rule(
        what=st.sampled_from(["stands in", "is back", "leaves", "returns", "account"]),
        who=people,
        other=people,
        index=st.integers(0, 5),
    )
    def something_changes_among_people(self, what: str, who: str, other: str, index: int) -> None:
        """Between two acts on the plan, as in a real office."""
        if what == "stands in":
            self.somebody_stands_in(who, other, index)
        elif what == "is back":
            self.an_absent_person_is_back(index)
        elif what == "leaves":
            self.somebody_leaves_a_seat(who, index)
        elif what == "returns":
            self.somebody_is_seated_again(who, index)
        else:
            self.an_account_is_closed_or_opened(who, active=index > 1)

    def somebody_stands_in(self, who: str, absent: str, index: int) -> None:
        held = sorted(self.people.seats[absent])
        if who == absent or not held:
            return
        unit, role = held[index % len(held)]
        if (who, absent, unit, role) not in self.people.substitutions:
            span = {"valid_from": TODAY, "valid_until": LAST_DAY}
            stand_in(self.world, who, absent, unit, Role(role), **span)
            self.people.substitutions.add((who, absent, unit, role))

    def an_absent_person_is_back(self, index: int) -> None:
        """It ends with yesterday; one that began today is moved into the past first."""
        running = sorted(self.people.substitutions)
        if not running:
            return
        who, absent, unit, role = ended = running[index % len(running)]
        row = Substitution.objects.get(
            user=self.world.people[absent],
            substitute=self.world.people[who],
            unit=self.world.units[unit],
            role=role,
            valid_until=LAST_DAY,
        )
        QuerySet(model=Substitution).filter(pk=row.pk).update(valid_from=YESTERDAY)
        row.refresh_from_db()
        end_substitution(substitution=row, ended_on=YESTERDAY, actor=self.world.keeper)
        self.people.substitutions.discard(ended)

    def somebody_leaves_a_seat(self, who: str, index: int) -> None:
        held = sorted(self.people.seats[who])
        if not held:
            return
        unit, role = held[index % len(held)]
        row = Membership.objects.get(
            user=self.world.people[who],
            unit=self.world.units[unit],
            role=role,
            valid_until__isnull=True,
        )
        end_membership(membership=row, ended_on=YESTERDAY, reason="x", actor=self.world.keeper)
        self.people.seats[who].discard((unit, role))

    def somebody_is_seated_again(self, who: str, index: int) -> None:
        gone = sorted(SEATS[who] - self.people.seats[who])
        if not gone:
            return
        unit, role = gone[index % len(gone)]
        row = Membership(
            user=self.world.people[who],
            unit=self.world.units[unit],
            role=role,
            title="Trở lại",
            valid_from=TODAY,
        )
        save_membership(membership=row, actor=self.world.keeper)
        self.people.seats[who].add((unit, role))

    def an_account_is_closed_or_opened(self, who: str, active: bool) -> None:
        users = get_user_model()._default_manager
        users.filter(pk=self.world.people[who].pk).update(is_active=active)
        (self.people.active.add if active else self.people.active.discard)(who)

    # --- doing it, and what the model says of it -------------------------------------------------

    def try_act(self, step: str, unit: str, act: str, who: str, saying: str, **typed: Any) -> None:
        """Do an act that the model allows and follow it there; or see it refused."""
        desk, data = self.desk(step, unit), self.data_for(act, typed)
        place = self.allowed(step, unit, act, who, saying, typed)
        if place is None:
            self.refused(lambda: self.perform(desk, act, who, saying, data))
            type(self).refusals += 1
            return
        self.perform(desk, act, who, saying, data)
        self.done[step, act] += 1
        principal = place.for_whom or ("chairman" if act == "sign" else "")
        self.follow(step, unit, act, who, place, typed)
        event = AuditEvent.objects.filter(stream=self.plan.stream).latest("seq")
        wanted = self.world.people[principal].pk if principal else None
        assert (event.actor_id, event.principal_id) == (self.world.people[who].pk, wanted)

    def allowed(
        self, step: str, unit: str, act: str, who: str, saying: str, typed: dict[str, Any]
    ) -> Place | None:
        """The place from which a person may do it; None where the law, or what they typed, does
        not let them."""
        model, places = self.model, self.people.places(who, saying)
        gives_reason = bool(typed["reason"].strip())
        if act in ("withdraw", "return", "refuse", "hand_over") and not gives_reason:
            return None
        if act == "withdraw":
            return model.place_for("draft", "THNV", who, places)
        if act == "hand_over":
            return self.may_hand_over(who, places, typed["to"])
        if act == "give_back":
            keeper = model.kept.get((step, unit))
            fine = keeper is not None and (keeper == who or gives_reason)
            return model.leads(unit, places, as_well=keeper == who) if fine else None
        if act == "claim":
            return self.may_claim(step, unit, who, places)
        fine = self.is_sound(act, who, typed)
        return model.place_for(step, unit, who, places) if fine else None

    def may_claim(self, step: str, unit: str, who: str, places: list[Place]) -> Place | None:
        keeper = self.model.kept.get((step, unit))
        if keeper == who:
            return None
        if keeper and self.model.may_sit(step, unit, self.people.places(keeper)):
            return None
        return self.model.place_for(step, unit, who, places, heeds_keeper=False)

    def may_hand_over(self, who: str, places: list[Place], to: str) -> Place | None:
        model = self.model
        drafts = {("THNV", "specialist"), ("THNV", "head")} & self.people.seats[to]
        judged = to in model.checked | model.formatted | model.signers
        if to == model.drafter or to not in self.people.active or not drafts or judged:
            return None
        return model.leads("THNV", places, as_well=who == model.drafter)

    def is_sound(self, act: str, who: str, typed: dict[str, Any]) -> bool:
        """Whether what was typed may be, and whether the signer has the power the block names."""
        wrote = self.model.authors | {self.model.drafter}
        gives_reason = bool(typed["reason"].strip())
        return {
            "sign": who == "vice_chairman" and "chairman" not in wrote,
            "refuse": who in ("vice_chairman", "chairman"),
            "consult": bool(typed["units"]) and "THNV" not in typed["units"],
            "give": typed["agrees"] or gives_reason,
            "close": not self.model.asked or gives_reason,
        }.get(act, True)

    def follow(
        self, step: str, unit: str, act: str, who: str, place: Place, typed: dict[str, Any]
    ) -> None:
        """Bring the model to where the act leads."""
        model, hands = self.model, hands_of(who, place)
        if act in ("save", "submit", "consult", "close"):
            model.writes(hands)
        if act == "claim":
            model.kept[step, unit] = who
        elif act == "give_back":
            del model.kept[step, unit]
        elif act == "hand_over":
            model.drafter = typed["to"]
        elif act == "consult":
            model.status, model.asked = CONSULTED, set(typed["units"])
        elif act == "give":
            model.asked.discard(unit)
            model.kept.pop((step, unit), None)
        elif act in ("close", "return"):
            assert act == "close" or step in RETURNING
            model.asked.clear()
            model.comes_back()
        elif act == "withdraw":
            model.status = "withdrawn"
            model.asked.clear()
        elif act != "save":
            signed_for = {"chairman"} if act == "sign" else set()
            model.goes_on(step, act, hands | signed_for)

    def data_for(self, act: str, typed: dict[str, Any]) -> dict[str, Any]:
        """What the act's page would hand on of what was typed."""
        reason = {"reason": typed["reason"]}
        units = sorted(self.world.units[code].pk for code in typed["units"])
        subject = f"Trích yếu {typed['text']}"
        return {
            "save": {"content": replace(content_of(self.plan), subject=subject)},
            "consult": {"unit_ids": units, "due_on": LAST_DAY},
            "hand_over": {"drafter": self.user(typed["to"]), **reason},
            "give": {"agrees": typed["agrees"], "text": typed["reason"]},
            "assign": {"issued_on": TODAY},
            **dict.fromkeys(("withdraw", "return", "refuse", "close", "give_back"), reason),
        }.get(act, {})

    def desk(self, step: str, unit: str) -> Desk:
        return self.world.desk(self.plan, Step(step), unit=self.world.units[unit])

    def user(self, name: str) -> Any:
        """Read the account anew, as each request does."""
        return get_user_model()._default_manager.get(pk=self.world.people[name].pk)

    def perform(
        self, desk: Desk, act: str, who: str, saying: str, data: dict[str, Any], seen: str = ""
    ) -> Any:
        self.plan.refresh_from_db()
        self.world.at += dt.timedelta(minutes=1)
        result = perform(
            Step(desk.step),
            desk.task.process_id,
            desk.task_id,
            act=act,
            actor=self.user(who),
            seen_hash=seen or self.plan.content_hash,
            data=data,
            at=self.world.at,
            principal=self.user(saying) if saying else None,
        )
        self.plan.refresh_from_db()
        return result

    def refused(self, attempt: Callable[[], Any]) -> None:
        """The act is refused, and leaves nothing but the one line that says so."""
        before, kept = everything(), AccessLog.objects.count()
        with pytest.raises(RuleViolation):
            attempt()
        assert everything() == before
        assert AccessLog.objects.count() == kept + 1

    # --- what always holds -----------------------------------------------------------------------

    @invariant()
    def the_plan_is_where_the_model_says(self) -> None:
        self.plan.refresh_from_db()
        assert self.plan.status == self.model.status
        assert self.plan.drafter_id == self.world.people[self.model.drafter].pk
        desks = Desk.objects.filter(plan=self.plan, state=Desk.State.OPEN)
        there = sorted(desks.values_list("step", "unit__code"))
        assert there == sorted(self.model.desks())
        assert len(there) <= 1 or self.plan.status == CONSULTED

    @invariant()
    def what_is_signed_was_checked_twice_by_two_who_did_not_draft_it(self) -> None:
        if self.plan.status not in (SIGNED, NUMBERED, SEALED, "issued"):
            return
        returned = PlanReturn.objects.filter(plan=self.plan).order_by("-at").first()
        valid = Approval.objects.filter(plan=self.plan, content_hash=self.plan.content_hash)
        hands: dict[str, set[int]] = {}
        for row in valid:
            if returned is None or row.at > returned.at:
                hands.setdefault(row.kind, set()).update({row.by_id, row.on_behalf_of_id} - {None})
        wrote = {self.world.people[name].pk for name in self.model.authors | {self.model.drafter}}
        assert {"content", "format", "signature"} <= hands.keys()
        assert not hands["content"] & hands["format"]
        assert not (hands["content"] | hands["format"] | hands["signature"]) & wrote

    @invariant()
    def a_number_is_held_from_numbering_on(self) -> None:
        numbers = Issuance.objects.filter(plan=self.plan).exclude(state=Issuance.State.VOID)
        assert numbers.count() == (self.plan.status in (NUMBERED, SEALED, "issued"))

    @invariant()
    def a_round_is_open_while_opinions_are_asked(self) -> None:
        awaited = Opinion.objects.filter(consultation__plan=self.plan, state=Opinion.State.ASKED)
        codes = set(awaited.values_list("unit__code", flat=True))
        assert codes == (self.model.asked if self.plan.status == CONSULTED else set())

    @invariant()
    def record_flow_and_desk_agree(self) -> None:
        (finding,) = look_at_plans(self.plan.uid)
        assert finding.disagreements == ()

    @invariant()
    def every_event_names_its_actor(self) -> None:
        known = {person.pk for person in self.world.people.values()}
        events = AuditEvent.objects.filter(stream=self.plan.stream)
        assert set(events.values_list("actor_id", flat=True)) <= known


def everything() -> dict[str, Any]:
    """How many rows stand in every table, and what the rows that change hold."""
    models = [m for m in apps.get_app_config("dvcq_workflow").get_models() if m not in NOT_COUNTED]
    counted = {m.__name__: m._base_manager.count() for m in [*models, Process, Task]}
    plan = apps.get_model("dvcq_workflow", "Plan")
    changing = (plan, Desk, Opinion, Issuance)
    return {
        **counted,
        **{f"{m.__name__} rows": list(m.objects.order_by("pk").values()) for m in changing},
    }


def make_crowd() -> World:
    """Seat everybody where ``SEATS`` has them, and nobody anywhere else."""
    world = make_province(at=MORNING)
    for name, held in SEATS.items():
        for unit, role in sorted(held):
            user = world.people.get(name)
            known = {"user": user, "unit": world.units[unit], "role": role}
            if user is None or not Membership.objects.filter(**known).exists():
                seat(world, name, unit, Role(role), f"{role} {unit}")
    return world


@pytest.mark.long
@pytest.mark.django_db
def test_no_order_of_acts_reaches_a_state_that_the_law_forbids() -> None:
    AnyHandAtAnyDesk.world = make_crowd()
    run_state_machine_as_test(
        AnyHandAtAnyDesk,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            derandomize="FLOW_MACHINE" not in os.environ,
            suppress_health_check=list(HealthCheck),
        ),
    )
    if "FLOW_MACHINE" not in os.environ:
        _require_that_it_got_about(AnyHandAtAnyDesk.done)


def _require_that_it_got_about(done: Counter[tuple[str, str]]) -> None:
    """A machine that only ever stood at the first desk would prove nothing."""
    assert {step for step, _act in done} == set(DESK_ACTS)
    missed = {act for acts in DESK_ACTS.values() for act in acts} - {act for _s, act in done}
    assert missed <= {"refuse", "withdraw"}  # an end may stay away in so short a walk
    assert AnyHandAtAnyDesk.refusals > EXAMPLES
