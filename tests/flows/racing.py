"""Two hands at one desk, again and again: what is raced, and what must come of it.

Shared by the tests (some pairs) and the bench (very many). PostgreSQL alone: SQLite has one
writer at a time.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Barrier
from typing import Any

from django.db import connection, connections

from dvcq_workflow.flows.agreement import look_at_plans
from dvcq_workflow.flows.runner import perform
from dvcq_workflow.models import AuditEvent, Desk, Issuance, Opinion, Plan
from dvcq_workflow.rules.desks import STEP_IN, Role, Step
from dvcq_workflow.rules.errors import Conflict
from tests.worlds import PATH, World, seat

HANDS = 4
REASON = "Đề nghị bổ sung nơi nhận."
STEPS = [step for step, _act, _role in PATH]


@dataclass
class Tally:
    """What came of the races of one kind. ``as_due``: pairs that ended as they must; ``busy``:
    acts that gave up waiting for a lock, or were chosen as a deadlock's victim."""

    pairs: int = 0
    as_due: int = 0
    effects: int = 0
    conflicts: int = 0
    busy: int = 0
    seconds: float = 0.0
    odd: list[str] = field(default_factory=list)


class Racing:
    """A province, plans in stock at every desk, and hands that act at the same moment."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.stock: dict[Step, list[Plan]] = defaultdict(list)
        self.tally = Tally()
        self.hands = ThreadPoolExecutor(HANDS)
        seat(world, "second_head", "THNV", Role.HEAD, "Phó Trưởng phòng")
        seat(world, "second_checker", "VPUB", Role.FORMAT_CHECKER, "Chuyên viên thứ hai")
        seat(world, "second_clerk", "VPUB", Role.RECORDS_CLERK, "Văn thư thứ hai")

    def take(self, step: Step) -> Plan:
        """Return a plan at the desk of ``step``: the one nearest to it, carried there."""
        for near in reversed(STEPS[: STEPS.index(step) + 1]):
            if self.stock[near]:
                return self._carry(self.stock[near].pop(), step)
        return self._carry(self.world.start_plan(), step)

    def put(self, plan: Plan) -> None:
        """Put a plan back, at the desk where it lies now."""
        plan.refresh_from_db()
        step = STEP_IN.get(plan.state)
        if step in STEPS:
            self.stock[step].append(plan)

    def _carry(self, plan: Plan, step: Step) -> Plan:
        at = STEPS.index(STEP_IN[plan.state])
        for here, act, role in PATH[at : STEPS.index(step)]:
            self.world.act(plan, here, act, self.world.people[role])
        return plan

    def race(
        self, plans: Sequence[Plan], *clicks: tuple[Plan, Step, str, str, dict[str, Any]]
    ) -> tuple[list[list[str]], int]:
        """Click at once; return which acts each plan's record tells of, and how many hands were
        told that they came too late."""
        acts = [self._click(*click) for click in clicks]
        marks = [_last_event(plan) for plan in plans]
        started = time.perf_counter()
        results = self.at_once(acts)
        self.tally.seconds += time.perf_counter() - started
        late = [result.code for result in results if isinstance(result, Conflict)]
        self.tally.busy += late.count("plan_busy")
        self.tally.conflicts += len(late)
        self.tally.effects += len(results) - len(late)
        return [_acts_since(plan, mark) for plan, mark in zip(plans, marks, strict=True)], len(late)

    def _click(
        self, plan: Plan, step: Step, act: str, who: str, data: dict[str, Any]
    ) -> Callable[[], Any]:
        click = self.click_at(self.world.desk(plan, step), plan, act, self.world.people[who])
        return lambda: click(**data)

    def click_at(self, desk: Desk, plan: Plan, act: str, actor: Any) -> Callable[..., Any]:
        """Return what a click at a desk does, with the content as it is now before the person."""
        place = (Step(desk.step), desk.task.process_id, desk.task_id)
        given = {"act": act, "actor": actor, "seen_hash": plan.content_hash}
        return lambda **data: perform(*place, data=data, **given)

    def at_once(self, acts: Sequence[Callable[[], Any]]) -> list[Any]:
        """Do the acts at the same moment, each on a connection of its own."""
        gate = Barrier(len(acts))

        def run(act: Callable[[], Any]) -> Any:
            connection.ensure_connection()
            gate.wait(timeout=30)
            try:
                return act()
            except Conflict as conflict:
                return conflict

        return list(self.hands.map(run, acts, timeout=60))

    def close(self) -> None:
        """Close the hands' connections; what they counted reaches the database's statistics."""
        gate = Barrier(HANDS)

        def leave(_hand: int) -> None:
            gate.wait(timeout=30)
            connections.close_all()

        list(self.hands.map(leave, range(HANDS)))
        self.hands.shutdown()


@contextmanager
def racing_in(world: World) -> Iterator[Racing]:
    """Lend a racing ground, and take the hands' connections away after it."""
    racing = Racing(world)
    try:
        yield racing
    finally:
        racing.close()


def run(racing: Racing, name: str, pairs: int) -> Tally:
    """Race one kind so many times and return what came of it."""
    racing.tally = tally = Tally()
    for pair in range(pairs):
        tally.pairs += 1
        said = KINDS[name](racing)
        if said is None:
            tally.as_due += 1
        else:
            tally.odd.append(f"pair {pair}: {said}")
    return tally


def two_returns(racing: Racing) -> str | None:
    plan = racing.take(Step.CHECK_CONTENT)
    here = (plan, Step.CHECK_CONTENT, "return")
    (acts,), late = racing.race(
        [plan], (*here, "head", {"reason": REASON}), (*here, "second_head", {"reason": REASON})
    )
    racing.put(plan)
    return _unless(acts == ["plan_returned"] and late == 1, acts, late)


def an_opinion_and_the_close_of_its_round(racing: Racing) -> str | None:
    """Who is in time is heard; either way the round is closed once and the draft comes back."""
    world, plan = racing.world, racing.take(Step.DRAFT)
    world.consult(plan, units=world.consulted_units[:1])
    (acts,), late = racing.race(
        [plan],
        (plan, Step.GIVE_OPINION, "give", "head_SGDDT", {"agrees": True, "text": ""}),
        (plan, Step.CLOSE_CONSULTATION, "close", "drafter", {"reason": "Đã quá hạn."}),
    )
    racing.put(plan)
    opinion = Opinion.objects.filter(consultation__plan=plan).latest("pk")
    heard = (["opinion_given", "consultation_closed"], 0, "agreed")
    missed = (["consultation_closed"], 1, "passed_over")
    return _unless((acts, late, opinion.state) in (heard, missed), acts, late)


def two_confirmations(racing: Racing) -> str | None:
    plan = racing.take(Step.CHECK_CONTENT)
    here = (plan, Step.CHECK_CONTENT, "pass")
    (acts,), late = racing.race([plan], (*here, "head", {}), (*here, "second_head", {}))
    racing.put(plan)
    return _unless(acts == ["content_checked"] and late == 1, acts, late)


def two_claims(racing: Racing) -> str | None:
    plan = racing.take(Step.CHECK_FORMAT)
    here = (plan, Step.CHECK_FORMAT, "claim")
    (acts,), late = racing.race(
        [plan], (*here, "format_checker", {}), (*here, "second_checker", {})
    )
    keeper = racing.world.desk(plan, Step.CHECK_FORMAT).assigned_to
    racing.world.act(plan, Step.CHECK_FORMAT, "give_back", keeper)
    racing.put(plan)
    return _unless(acts == ["desk_claimed"] and late == 1, acts, late)


def a_double_click(racing: Racing) -> str | None:
    plan = racing.take(Step.CHECK_FORMAT)
    click = (plan, Step.CHECK_FORMAT, "pass", "format_checker", {})
    (acts,), late = racing.race([plan], click, click)
    racing.put(plan)
    return _unless(acts == ["format_checked"] and late == 1, acts, late)


def a_signature_and_a_return(racing: Racing) -> str | None:
    plan = racing.take(Step.SIGN)
    (acts,), late = racing.race(
        [plan],
        (plan, Step.SIGN, "sign", "vice_chairman", {}),
        (plan, Step.SIGN, "return", "chairman", {"reason": REASON}),
    )
    racing.put(plan)
    return _unless(acts in (["plan_signed"], ["plan_returned"]) and late == 1, acts, late)


def a_withdrawal_and_a_check(racing: Racing) -> str | None:
    plan = racing.take(Step.CHECK_CONTENT)
    (acts,), late = racing.race(
        [plan],
        (plan, Step.CHECK_CONTENT, "withdraw", "drafter", {"reason": "Không còn cần thiết."}),
        (plan, Step.CHECK_CONTENT, "pass", "head", {}),
    )
    racing.put(plan)
    return _unless(acts in (["plan_withdrawn"], ["content_checked"]) and late == 1, acts, late)


def a_plan_and_one_under_it(racing: Racing) -> str | None:
    """Each goes its way, back and forth; neither waits for the other's lock in a circle."""
    plans = _family(racing)
    step = STEP_IN[plans[0].state]
    act, who, data = {
        Step.CHECK_CONTENT: ("return", "head", {"reason": REASON}),
        Step.DRAFT: ("submit", "drafter", {}),
    }[step]
    acts, late = racing.race(plans, *[(plan, step, act, who, data) for plan in plans])
    code = "plan_returned" if act == "return" else "plan_submitted"
    return _unless(acts == [[code]] * 2 and late == 0, acts, late)


def two_plans_numbered_by_two_hands_each(racing: Racing) -> str | None:
    """Two plans, two clerks at each: each plan is numbered once, and the numbers follow."""
    plans = [racing.take(Step.NUMBER) for _plan in range(2)]
    data = {"issued_on": racing.world.today()}
    before = Issuance.objects.count()
    acts, late = racing.race(
        plans,
        *[
            (plan, Step.NUMBER, "assign", clerk, data)
            for clerk in ("clerk", "second_clerk")
            for plan in plans
        ],
    )
    taken = Issuance.objects.filter(plan__in=plans).order_by("number")
    numbers = list(taken.values_list("number", flat=True))
    fine = acts == [["number_assigned"]] * 2 and late == 2
    return _unless(fine and numbers == [before + 1, before + 2], acts, late)


KINDS: dict[str, Callable[[Racing], str | None]] = {
    kind.__name__.replace("_", " "): kind
    for kind in (
        two_returns,
        an_opinion_and_the_close_of_its_round,
        two_confirmations,
        two_claims,
        a_double_click,
        a_signature_and_a_return,
        a_withdrawal_and_a_check,
        a_plan_and_one_under_it,
        two_plans_numbered_by_two_hands_each,
    )
}
"""In the order in which one kind leaves its plans where the next one wants them."""


def _family(racing: Racing) -> list[Plan]:
    """Return a plan and one of a unit under it, both at the content check."""
    children = Plan.objects.filter(parent_plan__isnull=False)
    child = children.select_related("parent_plan").first()
    if child is None:
        parent = racing.world.plan_at(Step.CHECK_CONTENT)
        child = racing.world.plan_at(Step.CHECK_CONTENT, parent_plan=parent)
    return [child.parent_plan, child]


def _unless(fine: bool, acts: Any, late: int) -> str | None:
    return None if fine else f"acts on record {acts}, too late {late}"


def _last_event(plan: Plan) -> int:
    return AuditEvent.objects.filter(stream_id=plan.stream_id).latest("seq").seq


def _acts_since(plan: Plan, mark: int) -> list[str]:
    events = AuditEvent.objects.filter(stream_id=plan.stream_id, seq__gt=mark).order_by("seq")
    return list(events.values_list("code", flat=True))


def gaps_and_doubles(world: World) -> tuple[int, int]:
    """Return how many numbers of the series are left out, and how many stand twice."""
    numbers = list(Issuance.objects.filter(series=world.series).values_list("number", flat=True))
    return max(numbers, default=0) - len(set(numbers)), len(numbers) - len(set(numbers))


def deadlocks() -> int:
    """Return how many deadlocks this database has seen since it was made."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        return int(cursor.fetchone()[0])


def disagreeing() -> list[str]:
    """Return what ``dvcq_check`` has to say of all plans."""
    return [
        f"{finding.plan.pk} {found.rule}"
        for finding in look_at_plans()
        for found in finding.disagreements
    ]
