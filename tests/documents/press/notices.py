"""Notices and approval facts of many shapes, in our own sentences, for the press."""

from __future__ import annotations

import datetime as dt
from typing import Any

from dvcq_workflow.documents.press import Imprint, NoticeFrame
from dvcq_workflow.documents.press.slip_facts import (
    ApprovalFacts,
    Content,
    Hand,
    Opinion,
    Return,
    Round,
    Step,
    Void,
)
from dvcq_workflow.rules.notices import DOCUMENT_TYPES, NoticeContent, NoticeKind, NoticeText
from tests.documents.press.plans import RECIPIENTS, SIGNATURE

RELEASED = Imprint(12, dt.date(2020, 4, 9), issuer_name="Ủy ban nhân dân tỉnh Trà Vinh")
DRAFTED = Imprint(
    is_draft=True,
    issuer_name="Ủy ban nhân dân tỉnh Trà Vinh",
    drafted_on=dt.date(2020, 4, 8),
)
LOCAL = dt.timezone(dt.timedelta(hours=7))


def notice_content(kind: NoticeKind = NoticeKind.CORRECTION, **written: str) -> NoticeContent:
    """Return the content of a notice about plan 19/KH-UBND; ``written`` replaces what was typed."""
    symbols = {NoticeKind.CORRECTION: "UBND-VX", NoticeKind.RECALL: "TB-UBND"}
    subjects = {NoticeKind.CORRECTION: "Đính chính", NoticeKind.RECALL: "Thu hồi"}
    given = {
        "symbol": symbols[kind],
        "place": "Trà Vinh",
        "subject": f"{subjects[kind]} Kế hoạch số 19/KH-UBND ngày 06/4/2020",
        "text": "1. Trang 2, dòng 3: “quý I” sửa thành “quý II”.\n2. Trang 5: bỏ dòng cuối.",
        "reason": "Sai sót khi đánh máy.",
        **written,
    }
    return NoticeContent(
        kind=kind,
        document_type=DOCUMENT_TYPES[kind],
        plan="00000000-0000-0000-0000-000000000001",
        plan_number="19/KH-UBND",
        plan_date=dt.date(2020, 4, 6),
        written=NoticeText(**given),
    )


def notice_frame(**changes: Any) -> NoticeFrame:
    """Return what stands around it; ``changes`` replace fields of it."""
    given: dict[str, Any] = {
        "parent_heading": "",
        "heading_lines": ("ỦY BAN NHÂN DÂN", "TỈNH TRÀ VINH"),
        "plan_type": "KH",
        "plan_subject": "Gần dân, hiểu dân trong hoạt động của chính quyền năm 2020",
        "recipients": RECIPIENTS,
        "signature": SIGNATURE,
        **changes,
    }
    return NoticeFrame(**given)


def at(day: int, hour: int, minute: int = 0) -> dt.datetime:
    """Return a local moment of April 2020."""
    return dt.datetime(2020, 4, day, hour, minute, tzinfo=LOCAL)


FIRST, SECOND = Content(1, "a1" * 32), Content(2, "b2" * 32)
DRAFTER = Hand("Người Soạn", at(1, 8), "Chuyên viên", "Phòng THNV")
HEAD = Hand("Người Kiểm Tra", at(2, 9), "Trưởng phòng", "Phòng THNV", for_whom="Người Vắng Mặt")
SIGNER = Hand("Người Ký", at(6, 10, 15), "Phó Chủ tịch", "UBND tỉnh", for_whom="Người Được Ký Thay")


def approval_facts(**changes: Any) -> ApprovalFacts:
    """Return the facts of a plan returned once, asked about once, signed and not yet numbered."""
    opinions = (
        Opinion("Sở Y tế", "commented", HEAD, "Ghi rõ chỉ tiêu.", "Đã ghi ở mục II."),
        Opinion("Sở Tài chính", "passed_over", None, "", ""),
    )
    given: dict[str, Any] = {
        "document_type": "KH",
        "subject": "Gần dân, hiểu dân trong hoạt động của chính quyền năm 2020",
        "year": 2020,
        "place": "Trà Vinh",
        "symbol": "KH-UBND",
        "parent_heading": "ỦY BAN NHÂN DÂN TỈNH TRÀ VINH",
        "heading_lines": ("PHÒNG THNV",),
        "issuing_unit": "Ủy ban nhân dân tỉnh Trà Vinh",
        "advising_unit": "Sở Nội vụ",
        "drafting_unit": "Phòng THNV",
        "status": "signed",
        "content": SECOND,
        "drafters": (DRAFTER,),
        "rounds": (
            Round(
                1, FIRST, "Xin góp ý.", at(1, 9), dt.date(2020, 4, 8), at(2, 8), "Gấp.", opinions
            ),
        ),
        "steps": (
            Step("submit", DRAFTER, SECOND),
            Step("content", HEAD, SECOND, policy="head_checks_own_draft"),
            Step("format", DRAFTER, SECOND),
            Step("signature", SIGNER, SECOND, ("TM. ỦY BAN NHÂN DÂN", "PHÓ CHỦ TỊCH")),
            Step("number"),
            Step("seal"),
            Step("release"),
        ),
        "returns": (Return("returned", "sign", SIGNER, "Sửa ngày báo cáo.", FIRST),),
        "voided": (Void("content", HEAD, FIRST, 1),),
        "seq": 42,
        "told_at": at(6, 10, 15),
        **changes,
    }
    return ApprovalFacts(**given)
