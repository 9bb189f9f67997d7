"""The example province: its registers, its notices, its host adapter, its look around our pages."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from documents.host import ProvinceHost
from documents.models import IncomingDocument, Notification, OutgoingDocument
from documents.receivers import register_plan

from dvcq_workflow.host import Notice, get_host
from dvcq_workflow.jobs.orders import notify_desks
from dvcq_workflow.models import Plan
from dvcq_workflow.rules.desks import Step
from tests.worlds import World

Captured = Callable[..., AbstractContextManager[Any]]
DAY = dt.date(2020, 4, 6)
PAGES = ("home", "incoming_list", "outgoing_list")


@pytest.fixture
def incoming(db: Any) -> IncomingDocument:
    return IncomingDocument.objects.create(
        number=1,
        arrived_on=DAY,
        sender="Văn phòng Chính phủ",
        symbol="30/2020/NĐ-CP",
        dated_on=dt.date(2020, 3, 5),
        subject="Nghị định về công tác văn thư",
    )


@pytest.mark.parametrize("name", PAGES)
def test_the_province_s_pages_ask_for_a_login(client: Client, name: str) -> None:
    answer = client.get(reverse(f"documents:{name}"))
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(reverse("login"))


@pytest.mark.parametrize("name", PAGES)
def test_anybody_who_is_logged_in_reads_the_registers(
    province: World, client: Client, name: str
) -> None:
    client.force_login(province.stranger)
    assert client.get(reverse(f"documents:{name}")).status_code == 200


def test_a_document_is_found_by_its_words(
    province: World, client: Client, incoming: IncomingDocument
) -> None:
    client.force_login(province.clerk)
    address = reverse("documents:incoming_list")
    assert incoming.symbol in client.get(address, {"q": "văn thư"}).content.decode()
    assert incoming.symbol not in client.get(address, {"q": "thủy lợi"}).content.decode()
    shown = client.get(reverse("documents:incoming", args=[incoming.pk])).content.decode()
    assert incoming.sender in shown


def test_the_host_that_settings_name_is_the_province_s() -> None:
    assert isinstance(get_host(), ProvinceHost)


def test_stored_files_come_back_byte_by_byte(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    host = ProvinceHost()
    first = host.store_document("19-KH-UBND.docx", b"one")
    second = host.store_document("19-KH-UBND.docx", b"two")
    assert (host.open_document(first), host.open_document(second)) == (b"one", b"two")


def test_a_notice_is_shown_to_those_it_concerns_and_nobody_else(
    province: World, client: Client
) -> None:
    notice = Notice(
        kind="desk_offered",
        user_ids=(province.head.pk, province.drafter.pk),
        title="Kiểm tra nội dung dự thảo",
        path="/dan-van/",
        due_on=DAY,
    )
    ProvinceHost().notify(notice)
    for person, told in ((province.head, True), (province.clerk, False)):
        client.force_login(person)
        shown = client.get(reverse("documents:home")).content.decode()
        assert ("Kiểm tra nội dung dự thảo" in shown) is told


def test_a_new_desk_is_told_to_those_who_sit_at_it(
    province: World, django_capture_on_commit_callbacks: Captured
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        plan = province.start_plan()
    mine = Notification.objects.get(user=province.drafter)
    assert plan.subject in mine.title
    with django_capture_on_commit_callbacks(execute=True):
        province.act(plan, Step.DRAFT, "submit", province.drafter)
    told = Notification.objects.exclude(user=province.drafter)
    assert [row.user for row in told] == [province.head]
    assert str(province.desk(plan, Step.CHECK_CONTENT).task_id) in told[0].path


def test_a_desk_that_is_done_by_now_is_told_to_nobody(province: World) -> None:
    plan = province.start_plan()
    desk = province.desk(plan, Step.DRAFT)
    province.act(plan, Step.DRAFT, "submit", province.drafter)
    notify_desks(plan_id=plan.pk, offered_at=desk.offered_at.isoformat(), actor=province.drafter)
    assert not Notification.objects.exists()


def test_an_issued_plan_is_registered_once_and_leads_to_its_page(
    province: World, client: Client
) -> None:
    plan = province.issue_plan()
    for _twice in range(2):
        register_plan(
            plan_uid=plan.uid, number="01/KH-UBND", issued_on=DAY, content_hash=plan.content_hash
        )
    entered = OutgoingDocument.objects.get(plan_uid=plan.uid)
    assert entered.subject == plan.subject
    assert "Sở Nội vụ" in entered.recipients
    client.force_login(province.clerk)
    shown = client.get(reverse("documents:outgoing", args=[entered.pk])).content.decode()
    assert reverse("dvcq_workflow:plan", args=[plan.uid]) in shown


def test_a_plan_that_does_not_exist_is_not_registered(db: Any) -> None:
    with pytest.raises(Plan.DoesNotExist):
        register_plan(plan_uid=uuid.UUID(int=0), number="1", issued_on=DAY, content_hash="0" * 64)


@pytest.mark.parametrize("debug", [True, False])
def test_demonstration_accounts_are_named_on_one_s_own_machine_alone(
    db: Any, client: Client, settings: Any, debug: bool
) -> None:
    settings.DEBUG = debug
    shown = client.get(reverse("login")).content.decode()
    assert ("thnv.cv1" in shown) is debug


def test_our_pages_stand_in_the_province_s_frame(province: World, client: Client) -> None:
    client.force_login(province.drafter)
    shown = client.get(reverse("dvcq_workflow:inbox")).content.decode()
    assert "Quản lý văn bản và điều hành" in shown
    assert "province/theme.css" in shown
    assert shown.index("dvcq_workflow/dvcq.css") < shown.index("province/theme.css")


@pytest.mark.parametrize(
    ("cookie", "language"),
    [pytest.param(None, "vi", id="by itself"), pytest.param("en", "en", id="as chosen")],
)
def test_the_province_speaks_vietnamese_unless_one_chose_otherwise(
    db: Any, client: Client, settings: Any, cookie: str | None, language: str
) -> None:
    if cookie:
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = cookie
    shown = client.get(reverse("login"), headers={"accept-language": "en-US"}).content.decode()
    assert f'<html lang="{language}"' in shown
