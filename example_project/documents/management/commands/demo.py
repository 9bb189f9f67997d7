"""``manage.py demo``: seeds a province, carries one plan to its issue, and plays its year."""

from __future__ import annotations

import hashlib
import io
import json
import time
from argparse import ArgumentParser
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from tqdm import tqdm

from documents import clock
from documents.demo.afterwards import leave_open
from documents.demo.cast import prepare_story
from documents.demo.story import SCENES, Scene, play
from documents.demo.summary import summary_of
from documents.demo.telling import happenings, logins, state_of_plan
from documents.demo.year import ENDS, scenes_of_year
from dvcq_workflow.conf import conf
from dvcq_workflow.documents.reading import read_plan
from dvcq_workflow.labels import sentence_of
from dvcq_workflow.models import Evidence, IssuedDocument, Plan, PlanImport, Unit
from dvcq_workflow.models.append_only import unprotect
from dvcq_workflow.rules.errors import RuleViolation

SAMPLE = Path(__file__).resolve().parents[2] / "sample_plan.txt"
PLAYED_BEFORE = "Bản mẫu đã dựng từ trước; không làm lại việc gì. Hiện có:"


class Command(BaseCommand):
    """Plays the demonstration once; a second run tells what is there and changes nothing."""

    help = (
        "Dựng một tỉnh mẫu, đưa một kế hoạch qua mọi bàn xử lý đến khi ban hành, rồi qua cả năm "
        "thực hiện."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Say what may be asked of the demonstration."""
        parser.add_argument("--json", action="store_true", help="chỉ in bản tóm tắt JSON")
        parser.add_argument(
            "--plan", type=Path, metavar="FILE", help="văn bản kế hoạch (TXT, DOCX)"
        )
        parser.add_argument(
            "--reset", action="store_true", help="xóa cơ sở dữ liệu mẫu rồi dựng lại từ đầu"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Play the story unless it was played, then print what there is."""
        began = time.perf_counter()
        path: Path = options["plan"] or SAMPLE
        data = _read(path)
        _require_tables()
        plan = _played_plan()
        another = plan is not None and options["plan"] and not _is_played_from(plan, data)
        if plan is None or another or options["reset"]:
            _require_plan(data, path.name)
        anew = bool(options["reset"] or another)
        played: list[Scene] = []
        if plan is None or anew:
            plan, played = self._play(path.name, data, anew=anew, quiet=options["json"])
            _seal()
        seconds = round(time.perf_counter() - began, 1)
        summary = {**summary_of(plan), "seconds": seconds}
        if options["json"]:
            self.stdout.write(json.dumps(summary, ensure_ascii=False, indent=1))
        else:
            self.stdout.write(happenings(played) if played else PLAYED_BEFORE)
            self.stdout.write(state_of_plan(summary))
            self.stdout.write(logins())

    def _play(self, name: str, data: bytes, *, anew: bool, quiet: bool) -> tuple[Plan, list[Scene]]:
        """Seed and play in one transaction: a plan that is refused on its way leaves all as it
        was."""
        try:
            with transaction.atomic():
                if anew:
                    _start_anew()
                _require_empty()
                story = prepare_story(name, data)
                plan = play(story, _shown(SCENES, quiet))
                year = scenes_of_year(plan)
                play(story, _shown(year, quiet))
                leave_open(story, plan)
                transaction.on_commit(partial(clock.run_on_from, ENDS))
        except RuleViolation as violation:
            raise CommandError(sentence_of(violation)) from violation
        return plan, [*SCENES, *year]


def _shown(scenes: Sequence[Scene], quiet: bool) -> Any:
    """Return the scenes, with a bar on a terminal."""
    bar: Any = tqdm(scenes, unit=" việc", desc="Diễn tiến", disable=True if quiet else None)
    return bar


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as problem:
        raise CommandError(f"Không đọc được tệp {path}. Hãy kiểm tra đường dẫn.") from problem


def _require_plan(data: bytes, name: str) -> None:
    """Refuse a text that is no plan before anything is made, or emptied, for it."""
    try:
        read_plan(data, filename=name)
    except RuleViolation as violation:
        raise CommandError(sentence_of(violation)) from violation


def _require_tables() -> None:
    """Make the tables where there are none yet: the demonstration runs on a bare machine."""
    if Plan._meta.db_table not in connection.introspection.table_names():
        call_command("migrate", verbosity=0)


def _require_empty() -> None:
    if Unit.objects.exists():
        raise CommandError(
            "Cơ sở dữ liệu này đã có danh mục đơn vị. Hãy chạy bản mẫu trên một cơ sở dữ liệu "
            "trống."
        )


def _played_plan() -> Plan | None:
    """Return the plan that an earlier run carried to issue, if there is one."""
    opened = PlanImport.objects.filter(
        plan__isnull=False, uploaded_by__username=SCENES[0].who
    ).order_by("pk")
    first = opened.select_related("plan").first()
    return first.plan if first else None


def _is_played_from(plan: Plan, data: bytes) -> bool:
    sha256 = hashlib.sha256(data).hexdigest()
    return PlanImport.objects.filter(plan=plan, sha256=sha256).exists()


def _seal() -> None:
    """Sign a first checkpoint: pages of proof and exports then have something to show."""
    if not conf.SEALING_KEY:
        return
    quiet = io.StringIO()
    if not Path(conf.SEALING_KEY).exists():
        call_command("dvcq_seal", new_key=Path(conf.SEALING_KEY), stdout=quiet)
    call_command("dvcq_seal", stdout=quiet)


def _start_anew() -> None:
    """Empty the demonstration's database, and nothing but a demonstration's.

    A record in use is never emptied: it is refused outside DEBUG, and where the units were not
    seeded by this command.
    """
    if not settings.DEBUG:
        raise CommandError("Chỉ dựng lại bản mẫu khi DEBUG=1.")
    if Unit.objects.exists() and _played_plan() is None:
        raise CommandError("Cơ sở dữ liệu này không phải bản mẫu nên không xóa.")
    transaction.on_commit(partial(_forget_files, _keys_of_files()))
    # PostgreSQL empties no table while a deferred key waits to be checked.
    connection.check_constraints()
    unprotect(connection)
    call_command("flush", interactive=False, verbosity=0)


def _keys_of_files() -> set[str]:
    rows = (IssuedDocument.objects, Evidence.objects)
    return {key for kind in rows for key in kind.values_list("storage_key", flat=True)}


def _forget_files(known: set[str]) -> None:
    """Delete the files of an earlier demonstration, but for those that the new one made again: a
    file is kept under the hash of its bytes."""
    for key in known - _keys_of_files():
        default_storage.delete(key)
