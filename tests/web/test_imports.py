"""Bringing in a plan's text: upload or paste, preview, correct, confirm or drop."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from dvcq_workflow.conf import conf
from dvcq_workflow.models import AccessLog, Desk, Issuance, Plan, PlanImport
from dvcq_workflow.rules.content import content_from_json
from dvcq_workflow.services.imports import open_pasted
from dvcq_workflow.web import imports
from dvcq_workflow.web.forms.imports import ImportContentForm
from tests.web.posting import client_of, posted_content, says, shows
from tests.worlds import World

TEXT = """ỦY BAN NHÂN DÂN
TỈNH TRÀ VINH
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 07/KH-UBND
Trà Vinh, ngày 05 tháng 3 năm 2019

KẾ HOẠCH
Công tác dân vận chính quyền năm 2019

Thực hiện Quyết định số 553/QĐ-UBND ngày 15/3/2016, kế hoạch năm như sau:

I. MỤC ĐÍCH
1. Chính quyền gần dân hơn.

II. TỔ CHỨC THỰC HIỆN
1. Sở Nội vụ theo dõi, tổng hợp.
- Báo cáo kết quả với Ủy ban nhân dân tỉnh.

Nơi nhận:
- Các sở, ban, ngành tỉnh;
- Lưu: VT, THNV.

TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH
Trần Văn Mẫu
"""
NEW = "Trích yếu do người nhập sửa lại"


@pytest.fixture
def opened(province: World) -> PlanImport:
    """A text that awaits the drafter's word."""
    return open_pasted(unit=province.room, text=TEXT, actor=province.drafter)


def start(world: World, who: Any = None, **posted: Any) -> Any:
    client = client_of(who or world.drafter)
    given = {"unit": str(world.room.pk), "text": "", **posted}
    return client.post(reverse("dvcq_workflow:import_start"), given)


def url_of(opened: PlanImport) -> str:
    return reverse("dvcq_workflow:import", args=[opened.uid])


def confirm(world: World, opened: PlanImport, who: Any = None, **changes: Any) -> Any:
    opened = PlanImport.objects.get(pk=opened.pk)
    content = content_from_json(opened.content)
    posted = {
        **posted_content(content, ImportContentForm(base=content)),
        "draft-issuing_unit": str(world.province.pk),
        "issued-issuing_unit": str(world.province.pk),
        "issued-number": "7",
        "issued-issued_on": "05/3/2019",
        "issued-reason": "Kế hoạch ban hành trước khi có hệ thống",
        **changes,
    }
    return client_of(who or world.drafter).post(url_of(opened), posted)


def test_a_pasted_text_leads_to_its_preview(province: World) -> None:
    response = start(province, text=TEXT)
    opened = PlanImport.objects.get()
    assert response.status_code == 302
    assert response.url == url_of(opened)
    assert (opened.unit, opened.uploaded_by) == (province.room, province.drafter)


def test_an_uploaded_file_leads_to_its_preview(province: World) -> None:
    file = SimpleUploadedFile("ke-hoach.txt", TEXT.encode())
    assert start(province, file=file).status_code == 302
    assert PlanImport.objects.get().file_name == "ke-hoach.txt"


def test_neither_file_nor_text_asks_for_one(province: World) -> None:
    response = start(province)
    assert response.status_code == 422
    assert not PlanImport.objects.exists()


def test_a_text_that_is_no_plan_is_refused_and_given_back(province: World) -> None:
    response = start(province, text="Đây chỉ là một bức thư.")
    assert response.status_code == 422
    assert says(response, "import_no_plan")
    assert shows(response, "Đây chỉ là một bức thư.")
    assert AccessLog.objects.filter(kind=AccessLog.Kind.REFUSED, code="import_no_plan").exists()


def bomb() -> bytes:
    """A Word file whose text unpacks to 60 MB."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b" " * (60 << 20))
    return data.getvalue()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("bom.docx", bomb()),
        ("anh.txt", b"\x89PNG\r\n\x1a\n" + b"\0" * 100),
        ("tep.pdf", b"%PDF-1.7 ..."),
        ("hong.docx", b"PK\x03\x04 damaged"),
        ("rong.txt", b""),
    ],
    ids=["zip bomb", "picture", "pdf", "damaged", "empty"],
)
def test_a_hostile_file_is_refused_with_a_sentence(province: World, name: str, data: bytes) -> None:
    response = start(province, file=SimpleUploadedFile(name, data))
    assert response.status_code == 422
    assert b"dv-late" in response.content
    assert not PlanImport.objects.exists()


def test_a_file_too_large_is_refused_before_it_is_read(
    province: World, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.DVCQ_WORKFLOW = {**settings.DVCQ_WORKFLOW, "MAX_UPLOAD_BYTES": 1 << 20}
    monkeypatch.setattr(imports, "open_import", lambda **given: pytest.fail("was read"))
    response = start(province, file=SimpleUploadedFile("lon.txt", b"a" * ((1 << 20) + 1)))
    assert response.status_code == 422
    assert says(response, "import_file_too_large", limit_mb=conf.MAX_UPLOAD_BYTES >> 20)


def test_who_drafts_nowhere_is_told_so(province: World) -> None:
    client = client_of(province.stranger)
    assert client.get(reverse("dvcq_workflow:import_start")).status_code == 200
    response = start(province, who=province.stranger, text=TEXT)
    assert response.status_code == 422
    assert not PlanImport.objects.exists()


@pytest.mark.parametrize("page", ["import_start", "draft_start"])
def test_the_anonymous_are_asked_to_log_in(client: Client, db: Any, page: str) -> None:
    url = reverse(f"dvcq_workflow:{page}")
    for response in (client.get(url), client.post(url)):
        assert response.status_code == 302
        assert response.url.startswith(reverse("login"))


def test_the_preview_leads_every_finding_to_its_line(province: World, opened: PlanImport) -> None:
    page = client_of(province.drafter).get(url_of(opened))
    assert page.status_code == 200
    lines = TEXT.rstrip("\n").split("\n")
    assert page.content.count(b'<li id="l') == len(opened.source_lines) >= len(lines) - 1
    number_line = 1 + opened.source_lines.index("Số: 07/KH-UBND")
    assert f'href="#l{number_line}"' in page.content.decode()
    assert AccessLog.objects.filter(kind="view", subject="plan_import").count() == 1


@pytest.mark.parametrize("who", ["stranger", "outsider", "clerk", "chairman"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_an_import_is_hidden_from_other_units(
    province: World, opened: PlanImport, who: str, method: str
) -> None:
    client = client_of(province.people[who])
    assert getattr(client, method)(url_of(opened)).status_code == 404


def test_a_colleague_of_the_unit_may_go_on_with_it(province: World, opened: PlanImport) -> None:
    colleague = province.people["second_drafter"]
    assert client_of(colleague).get(url_of(opened)).status_code == 200
    assert confirm(province, opened, who=colleague, choice="keep").status_code == 302


def test_corrections_are_kept(province: World, opened: PlanImport) -> None:
    response = confirm(province, opened, choice="keep", subject=NEW)
    assert response.status_code == 302
    opened.refresh_from_db()
    assert (opened.content["subject"], opened.state) == (NEW, "open")


def test_a_button_of_the_page_writes_nothing(province: World, opened: PlanImport) -> None:
    response = confirm(province, opened, op="node:add", subject=NEW)
    assert response.status_code == 200
    assert shows(response, NEW)
    opened.refresh_from_db()
    assert opened.content["subject"] != NEW


def test_a_confirmed_draft_lies_on_the_desk_without_number_or_signature(
    province: World, opened: PlanImport
) -> None:
    response = confirm(province, opened, choice="draft", subject=NEW)
    assert response.status_code == 302
    plan = Plan.objects.get()
    assert (plan.subject, plan.status, plan.drafter) == (NEW, "draft", province.drafter)
    assert (plan.signature_name, plan.issuances.count()) == ("", 0)
    assert Desk.objects.get(plan=plan).assigned_to == province.drafter
    opened.refresh_from_db()
    assert opened.plan == plan


def test_a_draft_may_name_its_signer_at_once(province: World, opened: PlanImport) -> None:
    signer = province.authorities["chairman"]
    confirm(province, opened, choice="draft", **{"draft-signing_authority": str(signer.pk)})
    assert Plan.objects.get().signing_authority == signer


def test_an_issued_plan_keeps_its_own_number_and_date(province: World, opened: PlanImport) -> None:
    response = confirm(province, opened, choice="issued")
    assert response.status_code == 302
    issuance = Issuance.objects.get()
    assert issuance.full_number == "07/KH-UBND"
    assert (issuance.plan.status, issuance.plan.is_historical) == ("issued", True)
    assert not Desk.objects.exists()


def test_an_issued_plan_needs_a_reason(province: World, opened: PlanImport) -> None:
    response = confirm(province, opened, choice="issued", subject=NEW, **{"issued-reason": " "})
    assert response.status_code == 422
    assert says(response, "reason_missing")
    assert shows(response, NEW)
    opened.refresh_from_db()
    assert opened.content["subject"] != NEW


def test_a_field_that_cannot_be_read_is_marked_and_nothing_is_stored(
    province: World, opened: PlanImport
) -> None:
    response = confirm(
        province, opened, choice="issued", subject=NEW, **{"issued-issued_on": "hôm qua"}
    )
    assert response.status_code == 422
    assert shows(response, "hôm qua")
    assert shows(response, NEW)
    assert not Plan.objects.exists()


def test_an_import_is_confirmed_once(province: World, opened: PlanImport) -> None:
    assert confirm(province, opened, choice="draft").status_code == 302
    again = confirm(province, opened, choice="draft")
    assert again.status_code == 409
    assert says(again, "import_closed")
    assert Plan.objects.count() == 1


def test_an_import_is_dropped_with_a_reason(province: World, opened: PlanImport) -> None:
    refused = confirm(province, opened, choice="drop")
    assert refused.status_code == 422
    assert says(refused, "reason_missing")
    response = confirm(province, opened, choice="drop", **{"drop-reason": "Nhầm tệp"})
    assert response.status_code == 302
    opened.refresh_from_db()
    assert opened.state == "dropped"


def test_an_unknown_choice_changes_nothing(province: World, opened: PlanImport) -> None:
    response = confirm(province, opened, choice="explode", subject=NEW)
    assert response.status_code == 422
    assert says(response, "desk_act_unknown")
    opened.refresh_from_db()
    assert opened.content["subject"] != NEW


@pytest.mark.seed
def test_the_real_plan_comes_through_its_page_unchanged(province: World, seed_path: Path) -> None:
    file = SimpleUploadedFile("ke-hoach.txt", seed_path.read_bytes())
    start(province, file=file)
    opened = PlanImport.objects.get()
    before = content_from_json(opened.content).content_hash
    confirm(province, opened, choice="keep")
    opened.refresh_from_db()
    assert content_from_json(opened.content).content_hash == before
