"""The history of a plan, or the log of a flow, written to a file in a person's name."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from dvcq_workflow.flows.registry import all_flows
from dvcq_workflow.labels import sentence_of
from dvcq_workflow.management.actors import account_named
from dvcq_workflow.rules.errors import RuleViolation
from dvcq_workflow.services.acting import acting
from dvcq_workflow.services.exports import FORMATS, Exported, export_flow, export_history


class Command(BaseCommand):
    """Write one file; that it was taken, and by whom, is on record as from a page."""

    help = "Export the history of a plan (zip, pdf, xlsx, xes), or the log of a flow (xes)."

    def add_arguments(self, parser: CommandParser) -> None:
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("plan", nargs="?", type=uuid.UUID, help="uid of the plan")
        which.add_argument("--flow", choices=sorted(all_flows()), help="the log of a whole flow")
        parser.add_argument(
            "--as", dest="actor", required=True, metavar="USERNAME", help="who takes it"
        )
        parser.add_argument("--out", type=Path, required=True, metavar="FILE")
        parser.add_argument("--format", choices=FORMATS, default="zip")

    def handle(self, *args: Any, **options: Any) -> None:
        actor = account_named(options["actor"])
        out: Path = options["out"]
        if not out.parent.is_dir():
            raise self._no_place(out)
        try:
            file = exported(actor, options)
        except RuleViolation as violation:
            raise CommandError(sentence_of(violation)) from violation
        try:
            out.write_bytes(file.data)
        except OSError as problem:
            raise self._no_place(out) from problem
        self.stdout.write(_("Written: %(file)s") % {"file": out})

    def _no_place(self, out: Path) -> CommandError:
        return CommandError(
            _(
                "Nothing can be written to %(output)s. Give a folder that exists or can be "
                "made, and that you may write to."
            )
            % {"output": out}
        )


def exported(actor: Any, options: dict[str, Any]) -> Exported:
    """Return the file that was asked for.

    Raises: as ``services.exports``.
    """
    with acting(actor=actor, channel="command"):
        if options["flow"]:
            return export_flow(flow=options["flow"], actor=actor)
        return export_history(uid=options["plan"], actor=actor, file_format=options["format"])
