"""The working calendar of Viet Nam, laid for some years and from the Government's decisions."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from dvcq_workflow.documents.calendars import days_in_file, days_of_years
from dvcq_workflow.labels import sentence_of
from dvcq_workflow.labels.days import DAY_STATES, KINDS_OF_DAYS, WRITTEN_OVER, long_day
from dvcq_workflow.management.actors import account_named
from dvcq_workflow.rules.calendars import DayFacts, DayState
from dvcq_workflow.rules.errors import RuleViolation
from dvcq_workflow.services.calendars import LaidDay, lay_calendar


class Command(BaseCommand):
    """Lay days in the calendar; what stands there otherwise is told and left."""

    help = "Lay days off and swapped working days in the calendar. Twice writes nothing twice."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("years", nargs="*", type=int, metavar="YEAR")
        parser.add_argument(
            "--file",
            type=Path,
            help="days by the Government's decision, CSV or JSON; they go before the rules' days",
        )
        parser.add_argument(
            "--actor", required=True, metavar="USERNAME", help="a master data keeper"
        )
        parser.add_argument(
            "--replace", action="store_true", help="write over days that stand otherwise"
        )
        parser.add_argument("--dry-run", action="store_true", help="only say what would be laid")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        actor = account_named(options["actor"])
        try:
            laid = lay_calendar(
                days=_wanted(options["years"], options["file"]),
                actor=actor,
                replace=options["replace"],
                dry_run=options["dry_run"],
            )
        except RuleViolation as violation:
            raise CommandError(sentence_of(violation)) from violation
        if options["json"]:
            self.stdout.write(json.dumps([_told(each) for each in laid], ensure_ascii=True))
        else:
            self._tell(laid, dry_run=options["dry_run"])

    def _tell(self, laid: Sequence[LaidDay], *, dry_run: bool) -> None:
        for each in laid:
            kind, name = KINDS_OF_DAYS[each.facts.kind], each.facts.name
            self.stdout.write(f"{long_day(each.facts.day)} | {kind} | {name} | {_said(each)}")
        written = sum(each.is_written for each in laid)
        left = sum(each.state is DayState.DIFFERS and not each.is_written for each in laid)
        counts = {"written": written, "stood": len(laid) - written - left, "left": left}
        if dry_run:
            self.stdout.write(_("Nothing was written. Leave out --dry-run to write."))
        else:
            self.stdout.write(
                _("Days laid: %(written)s. Stood already: %(stood)s. Left otherwise: %(left)s.")
                % counts
            )


def _wanted(years: Sequence[int], path: Path | None) -> list[DayFacts]:
    """Return the days of the years, with those of the file in their place."""
    if not years and path is None:
        raise CommandError(_("Name at least one year, or a file."))
    found = {facts.day: facts for facts in days_of_years(years)}
    if path is not None:
        try:
            data = path.read_bytes()
        except OSError as problem:
            raise CommandError(
                _("%(file)s cannot be read: %(why)s") % {"file": path, "why": problem.strerror}
            ) from problem
        found |= {facts.day: facts for facts in days_in_file(data)}
    return sorted(found.values(), key=lambda facts: facts.day)


def _said(each: LaidDay) -> str:
    if each.state is not DayState.DIFFERS or each.standing is None:
        return str(DAY_STATES[each.state])
    words = WRITTEN_OVER if each.is_written else DAY_STATES[DayState.DIFFERS]
    said = (str(KINDS_OF_DAYS[each.standing.kind]), each.standing.name, each.standing.decided_by)
    return str(words) % {"standing": ", ".join(part for part in said if part)}


def _told(each: LaidDay) -> dict[str, Any]:
    return {
        "day": each.facts.day.isoformat(),
        "kind": each.facts.kind,
        "name": each.facts.name,
        "decided_by": each.facts.decided_by,
        "state": str(each.state),
        "written": each.is_written,
    }
