"""Pictures of each kind of document for the manual: ``python -m tests.documents.pictures``.

Run by hand from the repository's root; it plays a demonstration of its own, lets the notices go
out, and writes the first and the last page of each PDF into ``docs/pictures``. Needs poppler.
"""

from __future__ import annotations

import datetime as dt
import importlib
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parent.parent.parent
FOLDER = REPOSITORY / "docs" / "pictures"
DOTS_PER_INCH = "64"


def pages_of(name: str, pdf: bytes, folder: Path) -> None:
    """Write the first and the last page of a file as pictures in shades of grey."""
    with tempfile.TemporaryDirectory() as place:
        file = Path(place, "x.pdf")
        file.write_bytes(pdf)
        told = subprocess.run(["pdfinfo", file], check=True, capture_output=True, text=True)
        count = int(told.stdout.partition("Pages:")[2].split()[0])
        for page, end in {1: "first", count: "last" if count > 1 else "first"}.items():
            which = ["-f", str(page), "-l", str(page), "-singlefile", "-r", DOTS_PER_INCH, "-gray"]
            target = folder / f"document-{name}-{end}"
            subprocess.run(["pdftoppm", "-png", *which, file, target], check=True)


def let_notices_out(people: dict[str, Any], plan: Any) -> None:
    """Send the correction that lies ready, then recall the plan."""
    notices = importlib.import_module("dvcq_workflow.services.notices")
    rules = importlib.import_module("dvcq_workflow.rules.notices")
    correction = plan.notices.get()
    seen = {"notice_id": correction.pk, "seen_hash": correction.content_hash}
    at = importlib.import_module("dvcq_workflow.host").get_host().now()
    with acting(people["vp.vt1"], at):
        notices.release_notice(**seen, issued_on=at.date(), actor=people["vp.vt1"])
    written = rules.NoticeText(
        symbol="TB-UBND",
        place="Trà Vinh",
        subject="Thu hồi Kế hoạch số 19/KH-UBND ngày 06 tháng 4 năm 2020",
        text="Kế hoạch được lập lại theo nhiệm vụ mới của năm và sẽ gửi đến các đơn vị sau.",
        reason="Nhiệm vụ trong năm đã thay đổi.",
    )
    kind = rules.NoticeKind.RECALL
    with acting(people["thnv.cv1"], at):
        recall = notices.draft_notice(
            plan_id=plan.pk, kind=kind, written=written, actor=people["thnv.cv1"]
        )
    seen = {"notice_id": recall.pk, "seen_hash": recall.content_hash}
    with acting(people["ubnd.pct1"], at):
        notices.sign_notice(**seen, actor=people["ubnd.pct1"])
    with acting(people["vp.vt1"], at):
        notices.release_notice(**seen, issued_on=at.date(), actor=people["vp.vt1"])


def acting(actor: Any, at: dt.datetime) -> Any:
    """Open an act of that day, as the demonstration does."""
    services = importlib.import_module("dvcq_workflow.services.acting")
    return services.acting(actor=actor, channel="command", at=at)


def take_all(folder: Path) -> None:
    """Print each kind from the demonstration's record."""
    models = importlib.import_module("dvcq_workflow.models")
    sheets = importlib.import_module("dvcq_workflow.selectors.sheets")
    registers = importlib.import_module("dvcq_workflow.services.registers")
    filters = importlib.import_module("dvcq_workflow.selectors.registers")
    users = importlib.import_module("django.contrib.auth").get_user_model()
    people = {user.get_username(): user for user in users._default_manager.all()}
    plan = models.Plan.objects.filter(issuances__isnull=False, changes_plan=None).earliest("pk")
    draft = models.Plan.objects.filter(issuances=None, changes_plan__isnull=False).earliest("pk")
    let_notices_out(people, plan)
    papers = {
        "plan": sheets.sheet_of_issue(plan.issuances.get(notice=None, state="released")),
        "draft": sheets.sheet_of_draft(draft),
        "approval-sheet": sheets.sheet_of_approval(plan, "pdf"),
    } | {
        str(notice.kind): sheets.sheet_of_notice(notice)
        for notice in models.PlanNotice.objects.filter(plan=plan)
    }
    for name, sheet in papers.items():
        pages_of(name, sheets.file_of(sheet, "pdf"), folder)
    book = registers.export_register(
        wanted=filters.RegisterFilter(), file_format="pdf", actor=people["vp.vt1"]
    )
    pages_of("register", book.data, folder)


def take_samples(folder: Path) -> None:
    """Print what the demonstration does not hold: reports of every kind, and a chasing letter."""
    press = importlib.import_module("dvcq_workflow.documents.press")
    shapes = importlib.import_module("tests.documents.press.reports")
    letter = press.chasing_sheet(shapes.letter_content(), shapes.letter_frame(), shapes.SENT)
    pages_of("chasing", press.write_pdf(letter), folder)
    for kind in press.ReportKind:
        sheet = press.report_sheet(shapes.report_doc(kind), shapes.SENT)
        pages_of(f"report-{kind}", press.write_pdf(sheet), folder)


def main(folder: Path) -> None:
    """Play a demonstration in a folder of its own, and print."""
    with tempfile.TemporaryDirectory() as place:
        os.environ.pop("DATABASE_URL", None)
        os.environ["PROVINCE_VAR_DIR"] = place
        os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
        sys.path[:0] = [str(REPOSITORY), str(REPOSITORY / "example_project")]
        importlib.import_module("django").setup()
        call = importlib.import_module("django.core.management").call_command
        call("migrate", verbosity=0)
        call("demo", "--json", stdout=sys.stderr)
        folder.mkdir(parents=True, exist_ok=True)
        take_all(folder)
        take_samples(folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
