"""The register as a file: whole where it is whole, an extract where it is not, always on record."""

from __future__ import annotations

import hashlib
import io
import json
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dvcq_workflow.models import AccessLog
from dvcq_workflow.rules.desks import Step
from dvcq_workflow.rules.errors import NotPermitted, RuleViolation
from dvcq_workflow.rules.notices import NoticeKind
from dvcq_workflow.selectors.registers import RegisterFilter, register_books
from dvcq_workflow.services import registers
from dvcq_workflow.services.registers import export_register
from tests.services.noticing import released
from tests.worlds import World

ALL = RegisterFilter()


def books(world: World, who: Any, wanted: RegisterFilter = ALL) -> Any:
    return register_books(who, world.today(), wanted, limit=100)


def void_number(world: World, reason: str = "Sai nơi nhận.") -> Any:
    plan = world.plan_at(Step.SEAL)
    world.act(plan, Step.SEAL, "return", world.clerk, reason=reason)
    return plan


def test_the_register_holds_every_number_ascending_void_ones_with_their_reason(
    province: World,
) -> None:
    province.issue_plan()
    void_number(province)
    province.plan_at(Step.SEAL)
    (book,) = books(province, province.clerk)
    assert [line.number for line in book.lines] == [1, 2, 3]
    assert (book.scope, book.year, book.code) == ("", province.today().year, "VB")
    notes = [line.note for line in book.lines]
    assert notes == ["", "Số đã hủy. Lý do: Sai nơi nhận.", "Chưa phát hành"]
    sent = [(line.copies, line.sent_on) for line in book.lines]
    assert sent[1:] == [(None, None)] * 2
    assert sent[0][0]
    assert sent[0][1] == province.today()


def test_the_archive_s_line_says_who_keeps_a_copy_and_is_no_recipient(province: World) -> None:
    province.issue_plan()
    ((line,),) = [book.lines for book in books(province, province.clerk)]
    assert line.kept_by.startswith("VT")
    assert not [text for text in line.recipients if "Lưu" in text]


def test_a_void_line_says_what_its_number_had_been_taken_for(province: World) -> None:
    plan = void_number(province)
    numbered = plan.subject
    content = province.content(subject="Trích yếu viết lại")
    province.act(plan, Step.DRAFT, "save", province.drafter, content=content)
    plan.refresh_from_db()
    assert plan.subject == "Trích yếu viết lại"
    ((line,),) = [book.lines for book in books(province, province.clerk)]
    assert line.title == f"Kế hoạch: {numbered}"


def test_a_notice_stands_under_its_own_type_and_subject(province: World) -> None:
    plan = province.issue_plan()
    released(province, plan, NoticeKind.CORRECTION)
    (book,) = books(province, province.clerk)
    assert book.lines[1].title == "Công văn: Về kế hoạch đã ban hành"
    assert book.lines[1].full_number.endswith("/UBND-THNV")


def test_who_sees_only_some_lines_gets_an_extract(province: World) -> None:
    province.issue_plan()
    void_number(province)
    recipient = province.people["advising_head"]
    (whole,) = books(province, province.clerk)
    assert whole.scope == ""
    (seen,) = books(province, province.consulted_heads[0])
    assert [line.number for line in seen.lines] == [1]
    assert seen.scope == "những văn bản mà người trích được xem"
    assert books(province, recipient)[0].scope == ""


@pytest.mark.parametrize(
    ("wanted", "scope"),
    [
        pytest.param(RegisterFilter(words="dân vận"), "từ ngữ “dân vận”", id="words"),
        pytest.param(RegisterFilter(number=1, symbol="KH"), "số 1/KH", id="number"),
    ],
)
def test_what_was_chosen_is_said(province: World, wanted: RegisterFilter, scope: str) -> None:
    province.issue_plan()
    (book,) = books(province, province.clerk, wanted)
    assert book.scope == scope


def test_a_year_alone_leaves_the_book_whole(province: World) -> None:
    province.issue_plan()
    (book,) = books(province, province.clerk, RegisterFilter(year=province.today().year))
    assert book.scope == ""


def test_void_numbers_alone_are_an_extract(province: World) -> None:
    province.issue_plan()
    void_number(province)
    (book,) = books(province, province.clerk, RegisterFilter(only_void=True))
    assert ([line.number for line in book.lines], book.scope) == ([2], "các số đã hủy")


@pytest.mark.audits("export_register")
@pytest.mark.parametrize("file_format", ["pdf", "xlsx"])
def test_who_takes_the_register_away_is_on_record_with_what_they_took(
    province: World, file_format: str
) -> None:
    province.issue_plan()
    wanted = RegisterFilter(year=province.today().year, words="dân vận")
    file = export_register(wanted=wanted, file_format=file_format, actor=province.clerk)
    assert file.name == f"trich-so-dang-ky-van-ban-di-{province.today().year}.{file_format}"
    log = AccessLog.objects.get(kind=AccessLog.Kind.DOWNLOAD)
    assert (log.actor_id, log.subject, log.stream) == (province.clerk.pk, "register", None)
    assert json.loads(log.envelope)["details"] == {
        "file": file.name,
        "filter": {
            "year": province.today().year,
            "words": "dân vận",
            "number": None,
            "symbol": "",
            "only_void": False,
        },
        "lines": 1,
        "sha256": hashlib.sha256(file.data).hexdigest(),
    }


def test_who_is_no_longer_active_takes_nothing_away(province: World) -> None:
    province.issue_plan()
    type(province.clerk)._default_manager.filter(pk=province.clerk.pk).update(is_active=False)
    with pytest.raises(NotPermitted, match="person_inactive"):
        export_register(wanted=ALL, file_format="pdf", actor=province.clerk)
    assert not AccessLog.objects.filter(kind=AccessLog.Kind.DOWNLOAD).exists()


@pytest.mark.parametrize("who", ["stranger", "outsider"])
def test_who_may_see_no_line_is_told_that_there_is_none(province: World, who: str) -> None:
    province.issue_plan()
    with pytest.raises(RuleViolation, match="register_empty"):
        export_register(wanted=ALL, file_format="xlsx", actor=province.people[who])
    refused = AccessLog.objects.get(kind=AccessLog.Kind.REFUSED)
    assert (refused.code, refused.subject) == ("register_empty", "register")


def test_a_register_too_long_for_one_file_is_refused(
    province: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    province.issue_plan()
    province.issue_plan()
    monkeypatch.setitem(registers.MAX_LINES, "pdf", 1)
    with pytest.raises(RuleViolation, match="register_too_long"):
        export_register(wanted=ALL, file_format="pdf", actor=province.clerk)
    monkeypatch.setitem(registers.MAX_LINES, "pdf", 2)
    assert export_register(wanted=ALL, file_format="pdf", actor=province.clerk).data


def test_a_letter_that_paper_lacks_in_a_reason_keeps_no_register_from_print(
    province: World,
) -> None:
    void_number(province, reason="Nhầm số 🎉")
    assert export_register(wanted=ALL, file_format="pdf", actor=province.clerk).data
    data = export_register(wanted=ALL, file_format="xlsx", actor=province.clerk).data
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert "Nhầm số 🎉" in sheet["J7"].value


def test_as_many_queries_for_many_lines_as_for_one(province: World) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            books(province, province.clerk)
        return len(seen)

    void_number(province)
    one = asked()
    for _ in range(2):
        province.issue_plan()
        void_number(province)
    assert asked() == one <= 10
