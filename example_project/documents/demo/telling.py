"""What the demonstration says on a terminal: what happened, what there is, who can log in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from documents.demo.people import LOGINS, PASSWORD, accounts_of_units
from documents.demo.story import Scene
from documents.demo.tables import table
from dvcq_workflow.labels.chasing import STANDING_NAMES
from dvcq_workflow.models.people import ROLE_NAMES
from dvcq_workflow.models.plans import STATUS_NAMES
from dvcq_workflow.rules.chasing import Standing
from dvcq_workflow.rules.formats import short_date
from dvcq_workflow.rules.plans import Status

ADDRESS = "http://127.0.0.1:8000/"


def happenings(scenes: Iterable[Scene]) -> str:
    """Return the table of what was done, without what needs no telling."""
    rows = [(f"{scene.at:%d/%m/%Y %H:%M}", scene.who, scene.told) for scene in scenes if scene.told]
    return table(("Ngày giờ", "Tài khoản", "Việc đã làm"), rows)


def state_of_plan(summary: Mapping[str, Any]) -> str:
    """Return the tables of the plan and of its year."""
    plan = table(("Kế hoạch", ""), list(_of_plan(summary)))
    return plan + table(("Cả năm", ""), list(_of_year(summary["year"])))


def logins() -> str:
    """Return the tables of accounts, with their password and where to use them."""
    rows = [(login.username, str(ROLE_NAMES[login.role]), login.name) for login in LOGINS]
    told = table(("Tài khoản", "Vai trò", "Tên"), rows)
    units = [(unit, ", ".join(names)) for unit, names in accounts_of_units()]
    told += table(("Đơn vị thực hiện kế hoạch", "Tài khoản"), units)
    return f"{told}Mật khẩu chung: {PASSWORD}\nXem tại: {ADDRESS}"


def _of_plan(summary: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    counts = summary["counts"]
    yield "Số, ký hiệu", summary["number"]
    yield "Ngày ban hành", _day(summary["issued_on"])
    yield "Tình trạng", str(STATUS_NAMES[Status(summary["status"])])
    yield "Mã băm nội dung", summary["content_hash"]
    yield "Phần / mục / gạch đầu dòng", _joined(counts, "sections", "items", "bullets")
    yield "Văn bản viện dẫn / lượt nhắc", _joined(counts, "citations", "mentions")
    yield "Dòng nơi nhận / đơn vị nhận", _joined(counts, "recipients", "recipient_units")
    yield "Sự kiện / lần trả lại / ý kiến", _joined(counts, "events", "returns", "opinions")
    for file in summary["files"]:
        yield f"Tệp {file['name']}", f"{file['size']} byte"
    yield "Thời gian", f"{summary['seconds']} giây"


def _of_year(year: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield "Đồng hồ của bản mẫu", _day(year["today"])
    yield "Đơn vị báo cáo / lượt báo cáo", _joined(year, "units", "duties")
    for standing, count in year["reports"].items():
        yield f"Báo cáo: {STANDING_NAMES[Standing(standing)]}", str(count)
    yield "Việc được giao / quá hạn", f"{sum(year['tasks'].values())} / {year['tasks']['overdue']}"
    yield "Trả lại việc / đề nghị gia hạn", _joined(year, "handed_back", "extensions")
    yield "Kế hoạch của đơn vị", str(year["unit_plans"])
    settled = ("obstacles", "obstacles_settled", "obstacles_escalated")
    yield "Vướng mắc / đã giải quyết / trình tỉnh", _joined(year, *settled)
    yield "Báo cáo tổng hợp / bổ sung", _joined(year, "consolidations", "supplements")
    yield "Công văn đôn đốc / lượt nhắc", _joined(year, "letters", "reminders")
    yield "Tệp đã phát hành / việc đang chờ", _joined(year, "files", "open_desks")


def _joined(counts: Mapping[str, int], *names: str) -> str:
    return " / ".join(str(counts[name]) for name in names)


def _day(text: str) -> str:
    return short_date(dt.date.fromisoformat(text))
