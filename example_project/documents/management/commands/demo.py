"""``manage.py demo``: seeds a province and carries one plan over all desks to its issue."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import time
from argparse import ArgumentParser
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from tqdm import tqdm

from documents.demo.afterwards import leave_absence, leave_amendment, leave_correction
from documents.demo.people import (
    KEEPER,
    LOGINS,
    PASSWORD,
    give_powers,
    make_accounts,
    seat_people,
)
from documents.demo.province import seed_province
from documents.demo.registers import enter_incoming
from documents.demo.story import SCENES, Scene, Story, play
from documents.demo.summary import summary_of
from documents.demo.tables import table
from documents.demo.waiting import leave_waiting
from dvcq_workflow.conf import conf
from dvcq_workflow.documents.reading import read_plan
from dvcq_workflow.host import get_host
from dvcq_workflow.labels import sentence_of
from dvcq_workflow.models import IssuedDocument, Plan, PlanImport, Unit
from dvcq_workflow.models.append_only import unprotect
from dvcq_workflow.models.people import ROLE_NAMES
from dvcq_workflow.models.plans import STATUS_NAMES
from dvcq_workflow.rules.errors import RuleViolation
from dvcq_workflow.rules.formats import short_date
from dvcq_workflow.rules.plans import Status
from dvcq_workflow.selectors.content import content_of

SAMPLE = Path(__file__).resolve().parents[2] / "sample_plan.txt"
ADDRESS = "http://127.0.0.1:8000/"


class Command(BaseCommand):
    """Plays the demonstration once; a second run tells what is there and changes nothing."""

    help = "Dựng một tỉnh mẫu và đưa một kế hoạch qua mọi bàn xử lý đến khi ban hành."

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
        told = plan is None or anew
        if plan is None or anew:
            plan = self._play(path.name, data, anew=anew, quiet=options["json"])
            _seal()
        seconds = round(time.perf_counter() - began, 1)
        summary = {**summary_of(plan), "seconds": seconds}
        if options["json"]:
            self.stdout.write(json.dumps(summary, ensure_ascii=False, indent=1))
        else:
            self._tell(summary, told)

    def _play(self, name: str, data: bytes, *, anew: bool, quiet: bool) -> Plan:
        """Seed and play in one transaction: a plan that is refused on its way leaves all as it
        was."""
        try:
            with transaction.atomic():
                if anew:
                    _start_anew()
                _require_empty()
                enter_incoming()
                people = make_accounts()
                province = seed_province(people[KEEPER])
                seat_people(province, people)
                powers = give_powers(province, people)
                plan = play(Story(people, powers, name, data), self._shown(quiet))
                content, now = content_of(plan), get_host().now()
                leave_waiting(people, powers, content, now)
                leave_correction(people, plan)
                leave_amendment(people, powers["ubnd.pct2"], plan, content, now)
                leave_absence(people, now)
        except RuleViolation as violation:
            raise CommandError(sentence_of(violation)) from violation
        return plan

    def _shown(self, quiet: bool) -> Any:
        """Return the scenes, with a bar on a terminal."""
        bar: Any = tqdm(SCENES, unit=" việc", desc="Diễn tiến", disable=True if quiet else None)
        return bar

    def _tell(self, summary: dict[str, Any], told: bool) -> None:
        counts = summary["counts"]
        if not told:
            self.stdout.write("Bản mẫu đã dựng từ trước; không làm lại việc gì. Hiện có:")
        else:
            rows = [_told(scene) for scene in SCENES]
            self.stdout.write(table(("Ngày giờ", "Tài khoản", "Việc đã làm"), rows))
        rows = [
            ("Số, ký hiệu", summary["number"]),
            ("Ngày ban hành", short_date(dt.date.fromisoformat(summary["issued_on"]))),
            ("Tình trạng", str(STATUS_NAMES[Status(summary["status"])])),
            ("Mã băm nội dung", summary["content_hash"]),
            ("Phần / mục / gạch đầu dòng", _joined(counts, "sections", "items", "bullets")),
            ("Văn bản viện dẫn / lượt nhắc", _joined(counts, "citations", "mentions")),
            ("Dòng nơi nhận / đơn vị nhận", _joined(counts, "recipients", "recipient_units")),
            ("Sự kiện / lần trả lại / ý kiến", _joined(counts, "events", "returns", "opinions")),
            *((f"Tệp {file['name']}", f"{file['size']} byte") for file in summary["files"]),
            ("Thời gian", f"{summary['seconds']} giây"),
        ]
        self.stdout.write(table(("Kế hoạch", ""), rows))
        rows = [(login.username, str(ROLE_NAMES[login.role]), login.name) for login in LOGINS]
        self.stdout.write(table(("Tài khoản", "Vai trò", "Tên"), rows))
        self.stdout.write(f"Mật khẩu chung: {PASSWORD}\nXem tại: {ADDRESS}")


def _joined(counts: dict[str, int], *names: str) -> str:
    return " / ".join(str(counts[name]) for name in names)


def _told(scene: Scene) -> tuple[str, str, str]:
    return f"{scene.at:%d/%m/%Y %H:%M}", scene.who, scene.told


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
    for key in IssuedDocument.objects.values_list("storage_key", flat=True):
        transaction.on_commit(partial(default_storage.delete, key))
    # PostgreSQL empties no table while a deferred key waits to be checked.
    connection.check_constraints()
    unprotect(connection)
    call_command("flush", interactive=False, verbosity=0)
