"""Where auditing starts: rows that were there before it are taken into the record."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from dvcq_workflow.labels import sentence_of
from dvcq_workflow.management.actors import account_named
from dvcq_workflow.rules.errors import RuleViolation
from dvcq_workflow.services.baselines import record_baseline


class Command(BaseCommand):
    """Give each audited row without history its first history row, in somebody's name."""

    help = "Take rows that have no history into the record. Twice does nothing twice."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--as", dest="actor", required=True, metavar="USERNAME", help="a master data keeper"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        actor = account_named(options["actor"])
        try:
            count = record_baseline(actor=actor)
        except RuleViolation as violation:
            raise CommandError(sentence_of(violation)) from violation
        self.stdout.write(_("Rows taken into the record: %(count)s") % {"count": count})
