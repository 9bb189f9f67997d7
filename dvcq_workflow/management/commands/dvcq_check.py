"""The proof that record, flow and desk say the same of every plan and its year, or where not; that
what must follow an act has followed; that rows are what their last events say; and that the kept
files are what was issued."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from tqdm import tqdm

from dvcq_workflow.audit.found import Break
from dvcq_workflow.audit.plan_rows import prove_rows_of
from dvcq_workflow.flows.agreement import Finding, look_at_plans
from dvcq_workflow.flows.year_agreement import YearFinding, look_at_years
from dvcq_workflow.host import get_host
from dvcq_workflow.labels.agreement import DISAGREEMENTS, SUBJECTS, YEAR_DISAGREEMENTS
from dvcq_workflow.labels.files import REPORTS, WORK_REPORTS
from dvcq_workflow.labels.proof import BREAKS
from dvcq_workflow.models.approvals import Approval
from dvcq_workflow.models.desks import STEP_NAMES
from dvcq_workflow.models.plans import Plan
from dvcq_workflow.rules.agreement import Disagreement
from dvcq_workflow.rules.formats import short_date
from dvcq_workflow.selectors.agreement import batches_of_plans
from dvcq_workflow.selectors.storage import KeptFile, count_of_files, files_read_again
from dvcq_workflow.selectors.work import Undone, undone_work

DESK_NAMES = {str(step): name for step, name in STEP_NAMES.items()}
Said = dict[str, str]


class Command(BaseCommand):
    """Look at all plans, or at one; name the first disagreement and exit with 1."""

    help = "Prove that record, flow and desk agree, and that no work was left undone."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("plan", nargs="?", type=UUID, help="uid of the one plan to look at")
        parser.add_argument("--all", action="store_true", help="go on after the first")
        parser.add_argument(
            "--rows", action="store_true", help="also compare rows with their history and events"
        )
        parser.add_argument("--files", action="store_true", help="read every kept file again")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        uid = options["plan"]
        if uid is not None and not Plan.objects.filter(uid=uid).exists():
            raise CommandError(_("There is no plan %(uid)s.") % {"uid": uid})
        self.options, self.told = options, list[Said]()
        plans = self._count(look_at_plans(uid), told_of)
        year = self._count(look_at_years(uid), told_of_year) if self._goes_on() else 0
        if self._goes_on():
            self._count(undone_work(get_host().now(), uid), told_of_work)
        if options["rows"] and self._goes_on():
            self._count(rows_that_differ(uid), told_of_row)
        files = self._read_files(uid) if options["files"] else None
        self._conclude(plans, year, files)

    def _goes_on(self) -> bool:
        return self.options["all"] or not self.told

    def _count(self, found: Iterator[Any], tell: Callable[[Any], Iterator[Said]]) -> int:
        """Name what is told of each, only the first unless all is asked for; count what was
        looked at."""
        count = 0
        for count, each in enumerate(found, start=1):
            for said in tell(each):
                self._say(said)
                if not self._goes_on():
                    return count
        return count

    def _read_files(self, uid: UUID | None) -> tuple[int, int]:
        """Read every file, name the first that is not as recorded, or all; return how many were
        read and how many are not."""
        read = bad = 0
        total = count_of_files(uid)
        quiet = self.options["json"] or not sys.stderr.isatty()
        for kept in tqdm(files_read_again(uid), total=total, disable=quiet, leave=False):
            read += 1
            if kept.problem:
                bad += 1
                if bad == 1 or self.options["all"]:
                    self._say(told_of_file(kept))
        return read, bad

    def _say(self, said: Said) -> None:
        """Name each at once: among very many plans nobody waits for the last."""
        self.told.append(said)
        if not self.options["json"]:
            self.stderr.write("{plan} “{subject}”: {sentence} [{rule}]".format(**said))

    def _conclude(self, plans: int, year: int, files: tuple[int, int] | None) -> None:
        if self.options["json"]:
            value: dict[str, Any] = {"plans": plans, "year": year, "agree": not self.told}
            if files is not None:
                value |= {"files": files[0], "files_not_as_recorded": files[1]}
            value["disagreements"] = self.told
            utf8 = (getattr(self.stdout, "encoding", None) or "utf-8").lower().startswith("utf")
            self.stdout.write(json.dumps(value, ensure_ascii=not utf8, indent=1))
        else:
            self._say_counts(plans, year, files)
        if self.told:
            raise SystemExit(1)

    def _say_counts(self, plans: int, year: int, files: tuple[int, int] | None) -> None:
        if not self.told:
            self.stdout.write(
                _(
                    "Record, flow and desk agree. Plans looked at: %(count)s; tasks, reports, "
                    "requests and obstacles of their years: %(year)s"
                )
                % {"count": plans, "year": year}
            )
        if files is not None:
            self.stdout.write(
                _("Kept files read again: %(read)s; not as recorded: %(bad)s")
                % {"read": files[0], "bad": files[1]}
            )


def _told(plan: Plan, rule: str, sentence: str) -> Said:
    return {"plan": str(plan.uid), "subject": plan.subject, "rule": rule, "sentence": sentence}


def told_of(finding: Finding) -> Iterator[Said]:
    """Give what is said of each disagreement: which plan, which rule, in one sentence."""
    for disagreement in finding.disagreements:
        sentence = str(DISAGREEMENTS[disagreement.rule]) % _in_words(disagreement)
        yield _told(finding.plan, str(disagreement.rule), sentence)


def told_of_year(finding: YearFinding) -> Iterator[Said]:
    """Give what is said of each disagreement on a subject of a plan's year: which one, which rule,
    in one sentence."""
    subject = finding.subject
    for disagreement in finding.disagreements:
        sentence = str(YEAR_DISAGREEMENTS[disagreement.rule]) % _in_words(disagreement)
        if subject is not None:
            names = {"unit": subject.unit_name, "subject": subject}
            sentence = f"{SUBJECTS[finding.kind] % names}: {sentence}"
        yield _told(finding.plan, str(disagreement.rule), sentence)


def told_of_work(undone: Undone) -> Iterator[Said]:
    """Give what is said of work that was not done."""
    params = {**undone.params}
    if "day" in params:
        params["day"] = short_date(params["day"])
    yield _told(undone.plan, undone.code, str(WORK_REPORTS[undone.code]) % params)


def rows_that_differ(uid: UUID | None) -> Iterator[tuple[Plan, Break]]:
    """Yield each row of the plans that is not what history and events say."""
    for plans in batches_of_plans(uid):
        found = prove_rows_of(plans)
        yield from ((plan, each) for plan in plans for each in found.get(plan.pk, ()))


def told_of_row(found: tuple[Plan, Break]) -> Iterator[Said]:
    """Give what is said of such a row: which one, and what is wrong with it."""
    plan, each = found
    yield _told(plan, each.code, f"{each.where}: {BREAKS[each.code]}")


def told_of_file(kept: KeptFile) -> Said:
    """Give what is said of a file that is not as recorded."""
    document = kept.document
    sentence = str(REPORTS[kept.problem]) % {"name": document.file_name}
    return _told(document.plan, kept.problem, sentence)


def _in_words(disagreement: Disagreement) -> dict[str, Any]:
    params = dict(disagreement.params)
    if "step" in params:
        params["step"] = DESK_NAMES.get(str(params["step"]), params["step"])
    if "kind" in params:
        params["kind"] = Approval.Kind(params["kind"]).label
    return params
