"""A year from the first draft of its plan to its last day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from dvcq_workflow.flows.starting import start_next_year, start_plan
from dvcq_workflow.jobs.runner import run_due
from dvcq_workflow.jobs.ticking import run_year
from dvcq_workflow.management.simulating import initiatives, texts
from dvcq_workflow.management.simulating.desks import play_desks
from dvcq_workflow.management.simulating.playing import Play
from dvcq_workflow.management.simulating.province import enter_days_off
from dvcq_workflow.models.plans import Plan
from dvcq_workflow.rules.desks import Role
from dvcq_workflow.rules.plans import Status

TOO_MANY_ROUNDS = 1000


def first_day(year: int) -> dt.date:
    """Return the first of January."""
    return dt.date(year, 1, 1)


def days_of(year: int) -> int:
    """Return how many days a year has."""
    return (first_day(year + 1) - first_day(year)).days


def play_year(play: Play, year: int) -> Iterator[dt.date]:
    """Play a year day by day, and yield each day when it is over."""
    play.host.turn_to(first_day(year))
    enter_days_off(play.province, year)
    for number in range(days_of(year)):
        day = first_day(year) + dt.timedelta(days=number)
        play.host.turn_to(day)
        if play.host.is_working_day(day):
            _begin_plan(play, year)
            play_desks(play)
            _take_initiative(play)
        _tick(play)
        yield day


def _tick(play: Play) -> None:
    """Do what ``dvcq_tick`` does. An order that failed waits for its own moment."""
    with play.trying("tick"):
        run_year()
    for _round in range(TOO_MANY_ROUNDS):
        done = 0
        with play.trying("run_due"):
            done = run_due()
        if not done:
            return


def _begin_plan(play: Play, year: int) -> None:
    """Begin the year's plan: the first one from a blank page, each next one from the last."""
    wanted = Plan.objects.filter(level=Plan.Level.PROVINCE)
    if wanted.filter(year=year).exclude(status__in=[Status.WITHDRAWN, Status.REFUSED]).exists():
        return
    province = play.province
    drafter = play.one_of(province.having({Role.SPECIALIST}, province.room.pk))
    before = wanted.filter(year=year - 1, status=Status.ISSUED).first()
    if before is not None:
        carried = initiatives.carried_over(play, before)
        with play.trying("start_next_year"):
            start_next_year(plan_id=before.pk, carried=carried, actor=drafter)
        return
    with play.trying("start_plan"):
        start_plan(
            actor=drafter,
            content=texts.plan_of(province.committee, year),
            issuing_unit=province.committee,
            drafting_unit=province.room,
            advising_unit=province.receiver,
            signing_authority=province.signing_power,
        )


def _take_initiative(play: Play) -> None:
    initiatives.begin_reports(play)
    initiatives.work_on_tasks(play)
    initiatives.begin_consolidations(play)
    for plan in Plan.objects.filter(level=Plan.Level.PROVINCE, status=Status.ISSUED).order_by("pk"):
        initiatives.raise_obstacles(play, plan)
        initiatives.give_withdrawn_anew(play, plan)
        initiatives.chase(play, plan)
