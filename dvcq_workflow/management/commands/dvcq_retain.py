"""The end of records: what its terms have ended goes, in the record keeper's name and on record."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from dvcq_workflow.labels import sentence_of
from dvcq_workflow.management.actors import account_named
from dvcq_workflow.rules.errors import RuleViolation
from dvcq_workflow.rules.retention import Terms
from dvcq_workflow.services.retention import Pruned, prune_record


class Command(BaseCommand):
    """Say what would go; with --yes take it out."""

    help = "Take out of the record what its terms have ended, below a checkpoint kept outside."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--accesses-before",
            type=dt.date.fromisoformat,
            metavar="YYYY-MM-DD",
            help="views, downloads and refusals of before that day",
        )
        parser.add_argument(
            "--plans-ended-before",
            type=dt.date.fromisoformat,
            metavar="YYYY-MM-DD",
            help="the history of plans that ended, and whose last event is of before that day",
        )
        parser.add_argument("--reason", required=True, help="why, as it goes on record")
        parser.add_argument(
            "--actor", required=True, metavar="USERNAME", help="the keeper of the record"
        )
        parser.add_argument(
            "--key", action="append", default=[], metavar="HEX", help="a public key to trust"
        )
        parser.add_argument("--yes", action="store_true", help="take it out; else only say what")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        actor = account_named(options["actor"])
        try:
            pruned = prune_record(
                terms=Terms(options["accesses_before"], options["plans_ended_before"]),
                reason=options["reason"],
                actor=actor,
                dry_run=not options["yes"],
                keys=options["key"],
            )
        except RuleViolation as violation:
            raise CommandError(sentence_of(violation)) from violation
        if options["json"]:
            told = {"done": options["yes"], **vars(pruned)}
            self.stdout.write(json.dumps(told, ensure_ascii=True))
        else:
            self._tell(pruned, done=options["yes"])

    def _tell(self, pruned: Pruned, *, done: bool) -> None:
        said = vars(pruned)
        counts = _(
            "Access records: %(accesses)s. Ended plans: %(plans)s, with %(events)s events and "
            "%(history)s history rows. Names, addresses and reasons: %(values)s. All below "
            "checkpoint %(checkpoint)s."
        )
        self.stdout.write(counts % said)
        if not done:
            self.stdout.write(_("Nothing was removed. Add --yes to remove it."))
        else:
            numbers = ", ".join(f"#{seq}" for seq in pruned.told_by) or "–"
            self.stdout.write(
                _("Removed, on record in the directory's events: %(numbers)s")
                % {"numbers": numbers}
            )
