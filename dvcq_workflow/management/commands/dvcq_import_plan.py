"""Reading a plan from a file at the command line: shown, or stored for a person."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from dvcq_workflow.documents.reading import ReadPlan, read_plan
from dvcq_workflow.documents.reading.source import MAX_FILE_BYTES
from dvcq_workflow.labels import sentence_of
from dvcq_workflow.labels.imports import WARNINGS
from dvcq_workflow.rules.errors import RuleViolation
from dvcq_workflow.rules.formats import short_date

STORING_OPTIONS = ("actor", "unit")


class Command(BaseCommand):
    """Read a plan (UTF-8 text or DOCX); with ``--dry-run`` nothing is written."""

    help = "Read a plan from a UTF-8 text or a DOCX file."
    # A file is read before any database or host setting matters.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the plan: a UTF-8 text or a DOCX file")
        parser.add_argument("--dry-run", action="store_true", help="show what was found, no more")
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        kept = parser.add_mutually_exclusive_group()
        kept.add_argument("--as-draft", action="store_true", help="store it as a draft")
        kept.add_argument("--as-issued", action="store_true", help="store it as already issued")
        parser.add_argument("--reason", help="why a plan is stored as already issued")
        parser.add_argument("--actor", metavar="USERNAME", help="who stores it")
        parser.add_argument("--unit", metavar="CODE", help="the unit for which it is stored")

    def handle(self, *args: Any, **options: Any) -> None:
        plan = self._read(options["file"])
        if not options["dry_run"]:
            require_storing_options(options)
        if options["json"]:
            utf8 = (getattr(self.stdout, "encoding", None) or "utf-8").lower().startswith("utf")
            self.stdout.write(json.dumps(plan.to_json(), ensure_ascii=not utf8, indent=1))
            return
        for line in summary_of(plan):
            self.stdout.write(line)

    def _read(self, path: Path) -> ReadPlan:
        """Read the file, never more of it than is allowed; say in one sentence why not."""
        try:
            if not path.is_file():
                raise RuleViolation("import_file_missing", file=path.name)
            with path.open("rb") as stream:
                data = stream.read(MAX_FILE_BYTES + 1)
            return read_plan(data, filename=path.name)
        except (OSError, ValueError):
            self._refuse(RuleViolation("import_file_missing", file=path.name))
        except RuleViolation as violation:
            self._refuse(violation)

    def _refuse(self, violation: RuleViolation) -> NoReturn:
        self.stderr.write(sentence_of(violation))
        raise SystemExit(1)


def require_storing_options(options: dict[str, Any]) -> None:
    """Refuse to store unless it is said how, by whom and for which unit.

    Raises:
        CommandError: names the options that are missing.
    """
    missing = [f"--{name}" for name in STORING_OPTIONS if not options[name]]
    if not (options["as_draft"] or options["as_issued"]):
        missing.insert(0, "--as-draft | --as-issued")
    if options["as_issued"] and not options["reason"]:
        missing.append("--reason")
    if missing:
        raise CommandError(
            _("To store a plan, add %(options)s; to only look at it, add --dry-run.")
            % {"options": ", ".join(missing)}
        )
    raise CommandError(_("Storing from the command line is not ready; use the page."))


def summary_of(plan: ReadPlan) -> Iterator[str]:
    """Give the lines that tell a clerk what was found."""
    header = plan.header
    items = [item for section in plan.sections for item in section.items]
    number = f"{header.number}/{header.symbol}" if header.number else header.symbol
    facts = (
        (_("Issuing body"), header.agency),
        (_("Parent body"), header.parent_agency),
        (_("Number and symbol"), number),
        (_("Place"), header.place),
        (_("Date of issue"), short_date(header.date) if header.date else None),
        (_("Title"), header.title),
        (_("Years") if header.years else _("Year"), _years(plan)),
        (_("Bases"), ", ".join(plan.bases)),
        (_("Sections"), len(plan.sections)),
        (_("Numbered items"), sum(item.no is not None for item in items)),
        (_("Points"), sum(len(item.bullets) for item in items)),
        (_("Documents cited"), len(plan.citations)),
        (_("Mentions of them"), sum(len(citation.mentions) for citation in plan.citations)),
        (_("Reporting rules"), len(plan.reporting_rules)),
        (_("Bodies with tasks"), len(plan.assignments)),
        (_("Tasks"), sum(len(found.tasks) for found in plan.assignments)),
        (_("Recipients"), len(plan.recipients)),
        (_("Signer"), plan.signature.signer if plan.signature else None),
    )
    for name, value in facts:
        yield f"{name}: {'-' if value in (None, '') else value}"
    for warning in plan.warnings:
        words = f" [{warning.text}]" if warning.text else ""
        place = _("Line %(line)s") % {"line": warning.line}
        yield f"{place}: {WARNINGS[warning.code]}{words}"


def _years(plan: ReadPlan) -> str | int | None:
    years = plan.header.years
    return f"{years[0]}-{years[1]}" if years else plan.header.year
