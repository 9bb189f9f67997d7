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
from dvcq_workflow.flows.starting import start_imported_plan
from dvcq_workflow.labels import sentence_of
from dvcq_workflow.labels.imports import WARNINGS
from dvcq_workflow.models.plans import Plan
from dvcq_workflow.models.units import Unit
from dvcq_workflow.rules.errors import RuleViolation
from dvcq_workflow.rules.formats import short_date
from dvcq_workflow.selectors.people import user_by_name
from dvcq_workflow.services.acting import acting
from dvcq_workflow.services.imports import open_import, record_as_issued

STORING_OPTIONS = ("actor", "unit", "issuing_unit")


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
        parser.add_argument("--unit", metavar="CODE", help="the drafting unit")
        parser.add_argument("--issuing-unit", metavar="CODE", help="the issuing body")
        parser.add_argument("--advising-unit", metavar="CODE", help="the advising unit, if any")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["dry_run"]:
            require_storing_options(options)
        plan, data = self._read(options["file"])
        if not options["dry_run"]:
            self._store(plan, data, options)
        if options["json"]:
            utf8 = (getattr(self.stdout, "encoding", None) or "utf-8").lower().startswith("utf")
            self.stdout.write(json.dumps(plan.to_json(), ensure_ascii=not utf8, indent=1))
            return
        for line in summary_of(plan):
            self.stdout.write(line)

    def _store(self, plan: ReadPlan, data: bytes, options: dict[str, Any]) -> None:
        """Store what was read in one act of the named person, and say under which uid."""
        try:
            stored = store(plan, data, options)
        except RuleViolation as violation:
            self._refuse(violation)
        self.stderr.write(
            _("Stored as %(state)s: %(uid)s")
            % {"state": stored.get_status_display(), "uid": stored.uid}
        )

    def _read(self, path: Path) -> tuple[ReadPlan, bytes]:
        """Read the file, never more of it than is allowed; say in one sentence why not."""
        try:
            if not path.is_file():
                raise RuleViolation("import_file_missing", file=path.name)
            with path.open("rb") as stream:
                data = stream.read(MAX_FILE_BYTES + 1)
            return read_plan(data, filename=path.name), data
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
    missing = [f"--{name.replace('_', '-')}" for name in STORING_OPTIONS if not options[name]]
    if not (options["as_draft"] or options["as_issued"]):
        missing.insert(0, "--as-draft | --as-issued")
    if options["as_issued"] and not options["reason"]:
        missing.append("--reason")
    if missing:
        raise CommandError(
            _("To store a plan, add %(options)s; to only look at it, add --dry-run.")
            % {"options": ", ".join(missing)}
        )


def store(plan: ReadPlan, data: bytes, options: dict[str, Any]) -> Plan:
    """Store a read plan as its options say: through the same services as the pages.

    Raises:
        CommandError: no such account or unit.
        RuleViolation: ``import_without_number``, or what the services refuse.
    """
    actor = user_by_name(options["actor"])
    if actor is None:
        raise CommandError(_("There is no account %(name)s.") % {"name": options["actor"]})
    units: dict[str, Any] = {
        "issuing_unit": unit_by_code(options["issuing_unit"]),
        "drafting_unit": unit_by_code(options["unit"]),
    }
    if options["advising_unit"]:
        units["advising_unit"] = unit_by_code(options["advising_unit"])
    number, issued_on = plan.header.number, plan.header.date
    with acting(actor=actor, channel="command", refused_on=("plan_import", None)):
        opened = open_import(
            unit=units["drafting_unit"], file_name=options["file"].name, data=data, actor=actor
        )
        if options["as_draft"]:
            return start_imported_plan(actor=actor, import_id=opened.pk, **units)
        if number is None or issued_on is None:
            raise RuleViolation("import_without_number")
        return record_as_issued(
            import_id=opened.pk,
            number=number,
            issued_on=issued_on,
            reason=options["reason"],
            actor=actor,
            **units,
        )


def unit_by_code(code: str) -> Unit:
    """Return the unit of that code.

    Raises:
        CommandError: there is none.
    """
    unit = Unit.objects.filter(code=code).first()
    if unit is None:
        raise CommandError(_("There is no unit %(code)s.") % {"code": code})
    return unit


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
