"""``dvcq_simulate``: a year played by random people breaks nothing, whatever is broken by hand is
found, and the host's own data are never touched."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import F, QuerySet

from dvcq_workflow.conf import conf
from dvcq_workflow.host import get_host
from dvcq_workflow.labels.simulation import LOOKED_AT, THERE
from dvcq_workflow.management.commands.dvcq_simulate import Command
from dvcq_workflow.management.simulating import database
from dvcq_workflow.management.simulating.host import simulated_host
from dvcq_workflow.management.simulating.looking import INVARIANTS, Looked, look_at
from dvcq_workflow.management.simulating.playing import Play
from dvcq_workflow.management.simulating.province import FEWEST_UNITS, shared
from dvcq_workflow.management.simulating.simulation import (
    COUNTED,
    FIRST_YEAR,
    YearPlayed,
    begin,
    simulate,
)
from dvcq_workflow.management.simulating.years import first_day
from dvcq_workflow.models import (
    Assignment,
    AssignmentUnit,
    AuditEvent,
    Consolidation,
    Desk,
    Issuance,
    Plan,
    Reminder,
    Report,
    ReportVersion,
    WorkOrder,
)
from dvcq_workflow.models.append_only import unprotect
from dvcq_workflow.rules.canonical import canonical_json, digest_text
from dvcq_workflow.signals import plan_issued
from tests.architecture.source import REPOSITORY

pytestmark = [pytest.mark.django_db, pytest.mark.long]

UNITS = 12


@pytest.fixture(scope="module")
def year(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[Play, YearPlayed]]:
    """A year of twelve units, played once for all that is broken in it below."""
    with (
        django_db_blocker.unblock(),
        transaction.atomic(),
        simulated_host(first_day(FIRST_YEAR)) as host,
    ):
        play = begin(UNITS, 1, host)
        yield play, next(simulate(play, 1))
        transaction.set_rollback(True)


@pytest.fixture
def play(year: tuple[Play, YearPlayed]) -> Iterator[Play]:
    """That year, put right again after the test."""
    with transaction.atomic():
        yield year[0]
        transaction.set_rollback(True)


def rows(model: Any) -> QuerySet[Any]:
    """Return rows past the audited managers, to be broken."""
    return QuerySet(model=model).order_by("pk")


def only(found: QuerySet[Any]) -> QuerySet[Any]:
    """Return the first of some rows, as a queryset that can be changed."""
    return QuerySet(model=found.model).filter(pk=found[0].pk)


def test_a_year_played_by_random_people_breaks_nothing(year: tuple[Play, YearPlayed]) -> None:
    _play, played = year
    assert [each for each in played.looked if each.broken] == []
    assert played.holds
    assert [each.code for each in played.looked if not each.looked_at] == []
    assert played.refusals  # people of every kind tried what they may not


def test_the_year_has_something_of_everything(year: tuple[Play, YearPlayed]) -> None:
    _play, played = year
    assert [name for name, count in played.there.items() if not count] == []
    assert set(played.acts) >= {
        "release.release",
        "start_unit_plan",
        "verify.verify",
        "decide_extension.grant",
        "check_report.accept",
        "check_report.send_back",
        "write_report.nothing",
        "deliver.deliver",
        "acknowledge.acknowledge",
        "inform.inform",
        "release_letter",
    }


def lose_a_task_s_state() -> None:
    done = only(rows(Assignment).filter(status="done"))
    done.update(status="lost", done_at=None, done_on=None)


def lose_a_report_s_state() -> None:
    only(rows(Report).filter(status="accepted")).update(status="lost")


def give_a_task_a_second_lead() -> None:
    task = rows(Assignment)[0]
    unit = rows(Assignment).exclude(unit=task.unit)[0].unit
    rows(AssignmentUnit).bulk_create(
        [AssignmentUnit(assignment=task, unit=unit, unit_name=unit.name, role="lead")]
    )


def move_a_plan_without_its_flow() -> None:
    only(rows(Plan)).update(status="sealed")


def open_a_desk_behind_the_engine() -> None:
    done = Desk.objects.filter(state="done", assignment__status="done").earliest("pk")
    Desk.objects.filter(pk=done.pk).update(state="open", done_at=None)


def alter_an_event() -> None:
    unprotect(connection)
    only(rows(AuditEvent).filter(code="assignment_accepted")).update(actor_id=0)


def alter_a_row() -> None:
    only(rows(Assignment)).update(text="Việc khác.")


def alter_a_delivered_figure() -> None:
    made = rows(Consolidation).filter(delivered_at__isnull=False)[0]
    version = rows(ReportVersion).filter(consolidation=made, content_hash=made.content_hash)[0]
    content = json.loads(version.content)
    line = next(each for each in content["figures"] if each["number"] not in (None, "7"))
    line["number"] = "7"
    text = canonical_json(content)
    unprotect(connection)
    only(rows(ReportVersion).filter(pk=version.pk)).update(
        content=text, content_hash=digest_text(text)
    )
    only(rows(Consolidation).filter(pk=made.pk)).update(content_hash=digest_text(text))


def move_the_day_first_set() -> None:
    only(rows(Assignment).filter(due_on__isnull=False)).update(due_on=dt.date(2030, 1, 1))


def let_a_request_be_overdue() -> None:
    only(rows(Assignment).filter(strength="request")).update(effective_due_on=dt.date(2026, 1, 2))


def remind_twice() -> None:
    reminder = rows(Reminder)[0]
    said = {f.attname: getattr(reminder, f.attname) for f in Reminder._meta.concrete_fields}
    again = {**said, "id": None, "uid": uuid4(), "key": "again"}
    rows(Reminder).bulk_create([Reminder(**again)])


def leave_a_gap_in_a_register() -> None:
    last = rows(Issuance).order_by("-pk")[0]
    only(rows(Issuance).filter(pk=last.pk)).update(number=F("number") + 1)


def give_work_up() -> None:
    order = WorkOrder.objects.earliest("pk")
    WorkOrder.objects.filter(pk=order.pk).update(state="failed", done_at=None)


BREAKS: dict[str, Callable[[], None]] = {
    "task_partition": lose_a_task_s_state,
    "report_partition": lose_a_report_s_state,
    "one_lead": give_a_task_a_second_lead,
    "plans_at_desks": move_a_plan_without_its_flow,
    "no_orphans": open_a_desk_behind_the_engine,
    "events": alter_an_event,
    "rows": alter_a_row,
    "consolidations": alter_a_delivered_figure,
    "first_days": move_the_day_first_set,
    "requests": let_a_request_be_overdue,
    "sent_once": remind_twice,
    "numbers": leave_a_gap_in_a_register,
    "work_done": give_work_up,
}


@pytest.mark.parametrize("code", BREAKS)
def test_what_is_broken_by_hand_is_found(code: str, play: Play) -> None:
    assert look_at(code, play).broken == 0
    BREAKS[code]()
    found = look_at(code, play)
    assert found.broken > 0
    assert found.first


def test_a_message_that_goes_out_again_is_found(play: Play) -> None:
    again = next(each for each in play.host.told if each.kind == "reminders")
    play.host.told.append(again)
    found = look_at("sent_once", play)
    play.host.told.remove(again)
    assert again.key in found.first


def test_a_fault_of_the_programme_is_found_and_does_not_stop_the_play(play: Play) -> None:
    with play.trying("act"):
        raise KeyError("nobody foresaw this")
    assert "act: KeyError" in look_at("foreseen", play).first
    play.tally.surprises.clear()


def test_every_invariant_can_fail_and_has_its_words() -> None:
    assert set(BREAKS) | {"foreseen"} == set(INVARIANTS)
    assert set(LOOKED_AT) == set(INVARIANTS)
    assert set(THERE) == set(COUNTED)


@pytest.mark.parametrize("units", [FEWEST_UNITS, 12, 150, 1000])
def test_units_are_of_every_kind_and_as_many_as_asked_for(units: int) -> None:
    share = shared(units)
    assert sum(share) == units
    assert all(share)


def test_nobody_outside_hears_of_a_simulation() -> None:
    heard: list[str] = []

    def listen(**facts: Any) -> None:
        heard.append(facts["number"])

    plan_issued.connect(listen)
    own = conf.HOST
    with simulated_host(first_day(FIRST_YEAR)) as host:
        assert plan_issued.send(sender=Plan, number="1") == []
        assert get_host() is host
        shelf = host.shelf
        kept = host.store_document("a.pdf", b"a")
        assert host.open_document(kept) == b"a"
    assert plan_issued.has_listeners(Plan)
    assert plan_issued.disconnect(listen)
    assert heard == []
    assert own == conf.HOST
    assert not shelf.exists()


def test_it_begins_with_enough_units_and_outside_of_every_transaction() -> None:
    with pytest.raises(CommandError, match="6"):
        call_command("dvcq_simulate", units=5)
    with pytest.raises(CommandError):
        call_command("dvcq_simulate", units=6)


@pytest.mark.parametrize(
    ("hosts_own", "simulations"),
    [
        ("province", "province_simulation"),
        ("/var/lib/province.sqlite3", "/var/lib/province_simulation.sqlite3"),
        (":memory:", "file:dvcq_simulation?mode=memory&cache=shared"),
    ],
)
def test_its_database_stands_beside_the_host_s(hosts_own: str, simulations: str) -> None:
    assert database.name_beside(hosts_own) == simulations


PROBE = """
import django
django.setup()
from dvcq_workflow.management.simulating.database import own_database
from dvcq_workflow.models import Unit
with own_database(keep=False) as name:
    print(name, Unit.objects.count(), sep=chr(10))
"""


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Python as an operator does, with a database file in a folder."""
    environment = {
        **os.environ,
        "PROVINCE_VAR_DIR": str(folder),
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    environment.pop("DATABASE_URL", None)
    return subprocess.run(
        [sys.executable, *arguments],
        env=environment,
        cwd=REPOSITORY / "example_project",
        capture_output=True,
        text=True,
        check=False,
    )


def test_it_plays_in_an_empty_database_of_its_own_and_drops_it(tmp_path: Path) -> None:
    ended = run(tmp_path, "-c", PROBE)
    assert ended.stdout.split() == [str(tmp_path / "province_simulation.sqlite3"), "0"], (
        ended.stderr
    )
    assert not list(tmp_path.glob("*.sqlite3*"))


def test_a_database_that_is_there_is_never_played_in(tmp_path: Path) -> None:
    kept = tmp_path / "province_simulation.sqlite3"
    kept.write_bytes(b"a look of yesterday")
    ended = run(tmp_path, "manage.py", "dvcq_simulate", "--units", "6")
    assert ended.returncode == 1
    assert str(kept) in ended.stderr
    assert kept.read_bytes() == b"a look of yesterday"


def concluded(played: YearPlayed, **options: Any) -> tuple[int, str, str]:
    """Return exit status, output and error output at the end of a play."""
    said, told = StringIO(), StringIO()
    command = Command(stdout=said, stderr=told)
    command.options = {"units": UNITS, "years": 1, "seed": 1, "keep": False, **options}
    try:
        if not options.get("json"):
            command.say(played)
        command.conclude([played], "province_simulation", 1.5)
        status = 0
    except SystemExit as end:
        status = int(str(end.code))
    return status, said.getvalue(), told.getvalue()


def test_a_sound_play_is_told_as_a_table_and_ends_with_0(year: tuple[Play, YearPlayed]) -> None:
    status, said, told = concluded(year[1], json=False)
    assert (status, told) == (0, "")
    for each in year[1].looked:
        words = str(LOOKED_AT[each.code])
        line = next(line for line in said.splitlines() if line.startswith(words))
        assert line.removeprefix(words).split() == [str(each.looked_at), "0"]


def test_a_broken_invariant_ends_it_with_1_and_names_the_first_row(
    year: tuple[Play, YearPlayed],
) -> None:
    broken = replace(year[1], looked=[Looked("numbers", 9, 2, "series 4 [7; 6]")])
    status, said, told = concluded(broken, json=False)
    assert status == 1
    assert f"{LOOKED_AT['numbers']}: series 4 [7; 6]" in told
    status, said, told = concluded(broken, json=True)
    assert status == 1
    value = json.loads(said)
    assert (value["holds"], value["seed"]) == (False, 1)
    assert value["played"][0]["looked"][0]["first"] == "series 4 [7; 6]"
