"""Writing flows as files: BPMN 2.0 for engines and modellers, SVG for people."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from dvcq_workflow.documents.diagram import Picture, bpmn_xml, draw
from dvcq_workflow.flows.graphs import graph_of
from dvcq_workflow.flows.registry import all_flows


class Command(BaseCommand):
    """Write one .bpmn and one .svg for each flow; what stands in the folder is replaced."""

    help = "Write flows as BPMN 2.0 XML and as SVG."
    # Flows are read from code: no database or host setting matters.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        which = parser.add_mutually_exclusive_group()
        which.add_argument("flow", nargs="?", help="code of one flow")
        which.add_argument("--all", action="store_true", help="every flow")
        parser.add_argument("--output", type=Path, required=True, metavar="DIR", help="folder")

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["output"]
        files = {}
        for code in codes_asked(options):
            graph = graph_of(code, all_flows()[code])
            picture = Picture(title=graph.name, description=graph.name, uid=code)
            files[folder / f"{code}.bpmn"] = bpmn_xml(graph)
            files[folder / f"{code}.svg"] = draw(graph, picture).encode()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for path, data in files.items():
                path.write_bytes(data)
        except (OSError, ValueError):
            raise CommandError(
                _(
                    "Nothing can be written to %(output)s. Give a folder that exists or can be "
                    "made, and that you may write to."
                )
                % {"output": folder}
            ) from None
        for path in files:
            self.stdout.write(_("Written: %(file)s") % {"file": path})


def codes_asked(options: dict[str, Any]) -> list[str]:
    """Return the codes of the flows to write.

    Raises:
        CommandError: no flow is named, or none has that code.
    """
    known = ", ".join(sorted(all_flows()))
    if options["all"]:
        return sorted(all_flows())
    if not options["flow"]:
        raise CommandError(
            _("Name one flow, or add --all for every flow. Known: %(known)s.") % {"known": known}
        )
    if options["flow"] not in all_flows():
        raise CommandError(
            _("There is no flow %(code)s. Known: %(known)s.")
            % {"code": options["flow"], "known": known}
        )
    return [options["flow"]]
