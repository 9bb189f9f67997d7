"""The proof that record, flow and desk say the same of every plan, or which one does not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from dvcq_workflow.flows.agreement import Finding, look_at_plans
from dvcq_workflow.labels.agreement import DISAGREEMENTS
from dvcq_workflow.models.approvals import Approval
from dvcq_workflow.models.desks import STEP_NAMES
from dvcq_workflow.models.plans import Plan
from dvcq_workflow.rules.agreement import Disagreement

DESK_NAMES = {str(step): name for step, name in STEP_NAMES.items()}


class Command(BaseCommand):
    """Look at all plans, or at one; name the first disagreement and exit with 1."""

    help = "Prove that record, flow and desk agree for every plan."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("plan", nargs="?", type=UUID, help="uid of the one plan to look at")
        parser.add_argument("--all", action="store_true", help="go on after the first")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        uid = options["plan"]
        if uid is not None and not Plan.objects.filter(uid=uid).exists():
            raise CommandError(_("There is no plan %(uid)s.") % {"uid": uid})
        looked_at, told = 0, []
        for finding in look_at_plans(uid):
            looked_at += 1
            for said in told_of(finding):
                told.append(said)
                self._say(said, options)
                if not options["all"]:
                    break
            if told and not options["all"]:
                break
        self._conclude(looked_at, told, options)

    def _say(self, said: dict[str, str], options: dict[str, Any]) -> None:
        """Name each at once: among very many plans nobody waits for the last."""
        if not options["json"]:
            self.stderr.write("{plan} “{subject}”: {sentence} [{rule}]".format(**said))

    def _conclude(
        self, looked_at: int, told: list[dict[str, str]], options: dict[str, Any]
    ) -> None:
        if options["json"]:
            value = {"plans": looked_at, "agree": not told, "disagreements": told}
            utf8 = (getattr(self.stdout, "encoding", None) or "utf-8").lower().startswith("utf")
            self.stdout.write(json.dumps(value, ensure_ascii=not utf8, indent=1))
        elif not told:
            self.stdout.write(
                _("Record, flow and desk agree. Plans looked at: %(count)s") % {"count": looked_at}
            )
        if told:
            raise SystemExit(1)


def told_of(finding: Finding) -> Iterator[dict[str, str]]:
    """Give what is said of each disagreement: which plan, which rule, in one sentence."""
    for disagreement in finding.disagreements:
        yield {
            "plan": str(finding.plan.uid),
            "subject": finding.plan.subject,
            "rule": str(disagreement.rule),
            "sentence": str(DISAGREEMENTS[disagreement.rule]) % _in_words(disagreement),
        }


def _in_words(disagreement: Disagreement) -> dict[str, Any]:
    params = dict(disagreement.params)
    if "step" in params:
        params["step"] = DESK_NAMES.get(str(params["step"]), params["step"])
    if "kind" in params:
        params["kind"] = Approval.Kind(params["kind"]).label
    return params
