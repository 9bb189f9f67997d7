"""Any number of years played by random people, and what must hold looked at after each."""

from __future__ import annotations

import json
import sys
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from tqdm import tqdm

from dvcq_workflow.labels.simulation import LOOKED_AT, THERE
from dvcq_workflow.management.simulating.database import own_database
from dvcq_workflow.management.simulating.host import simulated_host
from dvcq_workflow.management.simulating.province import FEWEST_UNITS
from dvcq_workflow.management.simulating.simulation import (
    FIRST_YEAR,
    YearPlayed,
    begin,
    simulate,
)
from dvcq_workflow.management.simulating.years import days_of, first_day


class Command(BaseCommand):
    """Play, print what was looked at, and exit with 1 where something is broken."""

    help = (
        "Play years of a province with random people in a database of its own, and prove after "
        "each what must always hold."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--units", type=int, default=150, help="units that a plan reaches")
        parser.add_argument("--years", type=int, default=1, help="how many years are played")
        parser.add_argument("--seed", type=int, default=1, help="the same seed plays the same")
        parser.add_argument("--keep", action="store_true", help="leave the database for a look")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        self.options = options
        if options["units"] < FEWEST_UNITS or options["years"] < 1:
            raise CommandError(
                _("Give at least %(units)s units and one year.") % {"units": FEWEST_UNITS}
            )
        began = time.perf_counter()
        with own_database(keep=options["keep"]) as name:
            played = self._play()
        self.conclude(played, name, round(time.perf_counter() - began, 1))

    def _play(self) -> list[YearPlayed]:
        years = range(FIRST_YEAR, FIRST_YEAR + self.options["years"])
        quiet = self.options["json"] or not sys.stderr.isatty()
        days = sum(days_of(year) for year in years)
        played = []
        with (
            simulated_host(first_day(FIRST_YEAR)) as host,
            tqdm(total=days, unit=" d", disable=quiet, leave=False) as bar,
        ):
            play = begin(self.options["units"], self.options["seed"], host)
            for year in simulate(play, self.options["years"], lambda _day: bar.update()):
                played.append(year)
                if not self.options["json"]:
                    self.say(year)
        return played

    def say(self, year: YearPlayed) -> None:
        """Say of a year what is there and what was looked at, and name the first broken row."""
        there = "; ".join(f"{THERE[name]}: {count}" for name, count in year.there.items())
        self.stdout.write(
            _("Year %(year)s: acts %(acts)s, refused by a rule %(refused)s")
            % {
                "year": year.year,
                "acts": sum(year.acts.values()),
                "refused": sum(year.refusals.values()),
            }
        )
        self.stdout.write(_("There are now: %(there)s") % {"there": there})
        rows = [(_("What must hold"), _("looked at"), _("broken"))]
        rows += [(str(LOOKED_AT[e.code]), str(e.looked_at), str(e.broken)) for e in year.looked]
        first, *others = (max(map(len, column)) for column in zip(*rows, strict=True))
        for name, *numbers in rows:
            columns = (f"{n:>{width}}" for n, width in zip(numbers, others, strict=True))
            self.stdout.write("  ".join((name.ljust(first), *columns)))
        for each in year.looked:
            if each.broken:
                self.stderr.write(f"{LOOKED_AT[each.code]}: {each.first}")

    def conclude(self, played: list[YearPlayed], name: str, seconds: float) -> None:
        """Say how it ended, and end with 1 where something is broken."""
        holds = all(year.holds for year in played)
        if self.options["json"]:
            given = {key: self.options[key] for key in ("units", "years", "seed")}
            told = [year.to_json() for year in played]
            value = {**given, "seconds": seconds, "holds": holds, "played": told}
            self.stdout.write(json.dumps(value, indent=1))
        else:
            self.stdout.write(_("Seconds: %(seconds)s") % {"seconds": seconds})
            if self.options["keep"]:
                self.stdout.write(_("The database is kept: %(name)s") % {"name": name})
        if not holds:
            raise SystemExit(1)
