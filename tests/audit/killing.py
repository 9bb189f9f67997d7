"""People at work who are killed in the middle of it, and what the record says afterwards.

    DATABASE_URL=… python -m tests.audit.killing ROUNDS

The database holds a province of ``tests.worlds``. One parent sets Django up and forks a child for
each round; the child acts without a pause and is killed (SIGKILL) at a random moment. After each
round the whole record is proven. It prints one line of JSON, and ends with 1 where a round is torn.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import django

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "example_project"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
if __name__ == "__main__":
    django.setup()

from django.contrib.auth import get_user_model
from django.db import connection, connections

from dvcq_workflow.audit.proving import prove
from dvcq_workflow.audit.rows import prove_rows
from dvcq_workflow.flows.agreement import look_at_plans
from dvcq_workflow.models import Desk, NumberSeries, SigningAuthority, Unit
from dvcq_workflow.rules.desks import Step
from dvcq_workflow.services.units import save_unit
from dvcq_workflow.services.viewing import view_plan
from tests.worlds import PATH, World

LIFE = (0.005, 0.25)
"""Seconds from a child's first act to its end; an act takes some hundredths."""
NAME = "dvcq_killed"
BEGUN, ENDED = b"(", b")"
REASON = "Đề nghị bổ sung nơi nhận."


def found_world() -> World:
    """Return the province that the database holds."""
    users = get_user_model()._default_manager.all()
    powers = SigningAuthority.objects.select_related("user")
    return World(
        units={unit.code: unit for unit in Unit.objects.all()},
        people={user.get_username(): user for user in users},
        authorities={power.user.get_username(): power for power in powers},
        series=NumberSeries.objects.first(),
    )


def acts_without_end(world: World, chance: random.Random) -> Iterator[Callable[[], Any]]:
    """Yield one act after another: at desks, on master data, and looks."""
    acts = {step: (act, who) for step, act, who in PATH}
    while True:
        desks = Desk.objects.filter(state=Desk.State.OPEN, step__in=[str(s) for s in acts])
        desk = desks.select_related("plan").order_by("?").first()
        if desk is None or chance.random() < 0.15:
            yield world.start_plan
            continue
        yield lambda plan=desk.plan: view_plan(uid=plan.uid, actor=world.drafter)
        if chance.random() < 0.3:
            yield lambda: _rename(world, chance)
        if desk.step == Step.CHECK_CONTENT and chance.random() < 0.4:
            yield lambda plan=desk.plan: world.act(
                plan, Step.CHECK_CONTENT, "return", world.head, reason=REASON
            )
            continue
        step = Step(desk.step)
        act, who = acts[step]
        data = {"issued_on": world.today()} if act == "assign" else {}
        yield lambda plan=desk.plan, step=step, act=act, who=who, data=data: world.act(
            plan, step, act, world.people[who], **data
        )


def _rename(world: World, chance: random.Random) -> None:
    unit = Unit.objects.get(pk=world.advising.pk)
    unit.name = f"Sở Nội vụ {chance.randrange(10**6)}"
    save_unit(unit=unit, actor=world.keeper)


def _live(tell: int, seed: int) -> None:
    """What a child does until it is killed."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SET application_name = '{NAME}'")
    for act in acts_without_end(found_world(), random.Random(seed)):
        os.write(tell, BEGUN)
        act()
        os.write(tell, ENDED)


def one_round(seed: int) -> bool:
    """Let a child act and kill it; return whether it was in the middle of an act."""
    connections.close_all()  # a child must not speak on its parent's connection
    listen, tell = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            _live(tell, seed)
        finally:
            os._exit(1)
    os.close(tell)
    heard = os.read(listen, 1)  # its first act has begun, or it failed
    time.sleep(random.Random(seed).uniform(*LIFE))
    os.kill(child, signal.SIGKILL)
    _pid, status = os.waitpid(child, 0)
    while more := os.read(listen, 4096):
        heard += more
    os.close(listen)
    if not os.WIFSIGNALED(status):
        raise RuntimeError("The child ended by itself: see its traceback above.")
    _wait_for_its_server_process()
    return heard.endswith(BEGUN)


def _wait_for_its_server_process() -> None:
    """PostgreSQL notices that the client is gone when the statement is done, and rolls back."""
    if connection.vendor != "postgresql":
        return
    sql = (
        "SELECT count(*) FROM pg_stat_activity "
        "WHERE application_name = %s AND datname = current_database()"
    )
    for _each in range(3_000):
        with connection.cursor() as cursor:
            cursor.execute(sql, [NAME])
            if cursor.fetchone() == (0,):
                return
        time.sleep(0.01)
    raise RuntimeError("The server still serves who was killed half a minute ago.")


def torn() -> list[str]:
    """Return whatever does not agree: events and chain, history and live rows, desks and flow."""
    proof = prove(first_only=False)
    return [
        *(f"{found.code} {found.where}" for found in (*proof.breaks, *prove_rows())),
        *(
            f"plan {finding.plan.pk} {said.rule}"
            for finding in look_at_plans()
            for said in finding.disagreements
        ),
    ]


def main() -> int:
    """Play the rounds; say how many were torn, and how many were killed within an act."""
    rounds, started = int(sys.argv[1]), time.monotonic()
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else random.randrange(10**6)
    within, bad = 0, list[str]()
    for number in range(rounds):
        within += one_round(seed + number)
        bad += [f"round {number}: {said}" for said in torn()]
        if bad:
            break
    told = {
        "rounds": rounds,
        "within_an_act": within,
        "torn": bad,
        "events": prove().events,
        "seconds": round(time.monotonic() - started, 1),
        "seed": seed,
    }
    sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
    return 1 if bad else 0


if __name__ == "__main__":
    raise SystemExit(main())
