"""The proof of the record, or of an export: every event, access record and checkpoint."""

from __future__ import annotations

import json
import os
from itertools import islice
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.utils.translation import gettext as _

from dvcq_workflow.audit.found import Break, Proof
from dvcq_workflow.audit.proving import prove
from dvcq_workflow.audit.rows import prove_rows
from dvcq_workflow.audit.verifier import BAD, verify
from dvcq_workflow.host import get_host
from dvcq_workflow.labels.proof import BREAKS, RETAINED
from dvcq_workflow.models.append_only import unprotected_tables


class Command(BaseCommand):
    """Verify the whole record; name the first bad row and exit with 1."""

    help = "Prove that no event was altered, removed or reordered."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--all", action="store_true", help="go on after the first bad row")
        parser.add_argument(
            "--key", action="append", default=[], metavar="HEX", help="a public key to trust"
        )
        parser.add_argument(
            "--rows", action="store_true", help="also compare history and live rows with events"
        )
        parser.add_argument(
            "--jobs",
            type=int,
            default=os.cpu_count() or 1,
            help="processes for a long record (as many as there are processors)",
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument(
            "--export", type=Path, metavar="ZIP", help="verify an exported history instead"
        )
        parser.add_argument(
            "--checkpoint",
            action="append",
            default=[],
            type=Path,
            metavar="FILE",
            help="with --export: a checkpoint that was kept outside",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["export"]:
            self._verify_export(options)
            return
        published = get_host().published_checkpoints()
        proof = prove(
            first_only=not options["all"],
            keys=options["key"],
            published=published,
            jobs=options["jobs"],
        )
        if options["rows"] and (options["all"] or not proof.breaks):
            further = prove_rows()
            proof.breaks += further if options["all"] else islice(further, 1)
            proof.breaks += [Break("table_unguarded", t) for t in unprotected_tables(connection)]
        if options["json"]:
            self.stdout.write(json.dumps(told(proof), ensure_ascii=True, indent=1))
        else:
            self._tell(proof)
        if proof.breaks:
            raise CommandError(_sentence(proof.breaks[0]))

    def _verify_export(self, options: dict[str, Any]) -> None:
        """Run the program that lies in every export on one of them."""
        said: list[str] = []
        bad = None
        try:
            kept = [path.read_text(encoding="utf-8") for path in options["checkpoint"]]
            said.extend(verify(options["export"], set(options["key"]), kept))
        except BAD as problem:
            bad = str(problem)
        if options["json"]:
            told_of = {"holds": bad is None, "said": said, "bad": bad}
            self.stdout.write(json.dumps(told_of, ensure_ascii=True, indent=1))
        else:
            self.stdout.write("\n".join(said))
        if bad is not None:
            raise CommandError(_("The export does not hold: %(bad)s") % {"bad": bad})
        if not options["json"]:
            self.stdout.write(_("The export holds."))

    def _tell(self, proof: Proof) -> None:
        for found in proof.breaks[1:]:
            self.stderr.write(_sentence(found))
        for told_of in proof.retentions:
            self.stdout.write(str(RETAINED) % {**told_of, "day": told_of["at"][:10]})
        if proof.breaks:
            return
        said = {name: value for name, value in vars(proof).items() if name != "breaks"}
        self.stdout.write(
            _(
                "All hold: %(events)s events, %(accesses)s access records, %(checkpoints)s "
                "checkpoints; %(unsealed)s rows are not sealed yet."
            )
            % said
        )


def told(proof: Proof) -> dict[str, Any]:
    """Return a proof as the JSON that is printed."""
    return {
        "holds": not proof.breaks,
        **{name: value for name, value in vars(proof).items() if name != "breaks"},
        "breaks": [vars(found) for found in proof.breaks],
    }


def _sentence(found: Break) -> str:
    return f"{found.where}: {BREAKS[found.code]} [{found.code}]"
