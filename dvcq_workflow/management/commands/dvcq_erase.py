"""What the record knows of a person by name is erased; what they did stays."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from dvcq_workflow.labels import sentence_of
from dvcq_workflow.management.actors import account_named
from dvcq_workflow.rules.errors import RuleViolation
from dvcq_workflow.services.erasing import erase_personal_values


class Command(BaseCommand):
    """Erase a person's names, addresses and reasons, in a master data keeper's name."""

    help = "Erase a person's names, addresses and reasons from the record; no event changes."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("person", metavar="USERNAME", help="whose values")
        parser.add_argument("--reason", required=True, help="why, as it goes on record")
        parser.add_argument(
            "--as", dest="actor", required=True, metavar="USERNAME", help="a master data keeper"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        people = {name: account_named(options[name]) for name in ("actor", "person")}
        try:
            count = erase_personal_values(reason=options["reason"], **people)
        except RuleViolation as violation:
            raise CommandError(sentence_of(violation)) from violation
        self.stdout.write(_("Values erased: %(count)s") % {"count": count})
