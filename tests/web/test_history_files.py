"""A plan's history leaves through its page: for those who may, and on record."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pdfplumber
import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings
from lxml import etree

from dvcq_workflow.audit.signing import new_key
from dvcq_workflow.audit.verifier import main
from dvcq_workflow.documents.press import history_words as say
from dvcq_workflow.models import AccessLog, AuditEvent, Plan
from dvcq_workflow.models.audit import PersonalValue
from dvcq_workflow.rules.errors import RuleViolation
from dvcq_workflow.selectors.histories import history_of
from dvcq_workflow.services.viewing import view_plan
from tests.web.reading import address, as_person, text_of
from tests.worlds import World

FORMATS = ("zip", "pdf", "xlsx", "xes")
TYPES = {
    "zip": "application/zip",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xes": "application/xml",
}


@pytest.fixture(autouse=True)
def key(tmp_path: Path) -> Iterator[None]:
    """Without a key no ZIP is signed."""
    file = tmp_path / "key.pem"
    file.write_bytes(new_key())
    with override_settings(DVCQ_WORKFLOW={"SEALING_KEY": str(file)}):
        yield


@pytest.fixture
def plan(province: World, django_capture_on_commit_callbacks: Any) -> Plan:
    with django_capture_on_commit_callbacks(execute=True):
        plan = province.issue_plan()
    view_plan(uid=plan.uid, actor=province.drafter)
    return plan


@pytest.mark.audits("export_history")
def test_each_format_is_sent_and_its_hash_is_on_record(plan: Plan, province: World) -> None:
    for who in ("auditor", "chairman"):
        client = as_person(province.people[who])
        for file_format in FORMATS:
            answer = client.get(address(f"plan_history_{file_format}", uid=plan.uid))
            assert (answer.status_code, answer["Content-Type"]) == (200, TYPES[file_format])
            assert f'filename="lich-su-{plan.uid}.{file_format}"' in answer["Content-Disposition"]
            row = AccessLog.objects.latest("pk")
            said = json.loads(row.envelope)["details"]
            assert (row.kind, row.subject, row.channel) == (
                "download",
                "plan_history_export",
                "web",
            )
            assert said["format"] == file_format
            assert said["sha256"] == hashlib.sha256(answer.content).hexdigest()


@pytest.mark.parametrize("file_format", FORMATS)
@pytest.mark.parametrize(
    ("who", "status"), [("drafter", 403), ("stranger", 404), ("outsider", 404)]
)
def test_whoever_may_not_have_it_is_refused_and_that_is_on_record(
    plan: Plan, province: World, who: str, status: int, file_format: str
) -> None:
    person = province.people[who]
    answer = as_person(person).get(address(f"plan_history_{file_format}", uid=plan.uid))
    assert answer.status_code == status
    row = AccessLog.objects.latest("pk")
    assert (row.kind, row.actor_id, row.stream_id) == ("refused", person.pk, plan.stream_id)


def test_the_page_offers_them_to_those_who_may(plan: Plan, province: World) -> None:
    pages = {
        who: text_of(as_person(province.people[who]).get(address("plan_timeline", uid=plan.uid)))
        for who in ("auditor", "chairman", "drafter")
    }
    for file_format in FORMATS:
        url = address(f"plan_history_{file_format}", uid=plan.uid)
        assert [url in page for page in pages.values()] == [True, True, False]
    flow = address("xes_plan_approval")
    assert [page.count(flow) for page in pages.values()] == [1, 0, 0]


@pytest.mark.audits("export_flow")
def test_a_flow_s_log_is_on_record_with_the_number_of_plans(plan: Plan, province: World) -> None:
    answer = as_person(province.auditor).get(address("xes_plan_approval"))
    assert answer.status_code == 200
    assert len(etree.fromstring(answer.content).findall("{*}trace")) == 1
    row = AccessLog.objects.latest("pk")
    said = json.loads(row.envelope)["details"]
    assert (row.subject, said["flow"], said["plans"]) == ("flow_log", "plan_approval", 1)
    assert as_person(province.chairman).get(address("xes_plan_approval")).status_code == 403


def test_paper_workbook_and_record_say_the_same(plan: Plan, province: World) -> None:
    client = as_person(province.auditor)
    paper = client.get(address("plan_history_pdf", uid=plan.uid)).content
    with pdfplumber.open(io.BytesIO(paper)) as pdf:
        printed = [row for page in pdf.pages for row in page.extract_table()[1:]]
    workbook = client.get(address("plan_history_xlsx", uid=plan.uid)).content
    sheets = openpyxl.load_workbook(io.BytesIO(workbook)).worksheets
    acts, looks = (list(sheet.iter_rows(values_only=True)) for sheet in sheets)
    rows = acts[acts.index(say.SHEET_COLUMNS) + 2 :]
    events = list(AuditEvent.objects.filter(stream_id=plan.stream_id).order_by("seq"))
    assert [int(row[0]) for row in printed] == [row[0] for row in rows] == [e.seq for e in events]
    assert [row[10] for row in rows] == [event.digest for event in events]
    assert {row[5] for row in rows} >= {"Ký ban hành", "Cấp số"}
    assert looks[-2][1] == province.drafter.full_name


def test_what_was_erased_is_told_as_erased(plan: Plan, province: World) -> None:
    PersonalValue.objects.all().delete()
    book = history_of(plan, limit=100, with_accesses=True)
    assert {line.who for line in (*book.lines, *book.accesses)} == {say.ERASED}


def test_queries_grow_by_the_batch_and_not_by_the_act(
    plan: Plan, province: World, django_assert_max_num_queries: Any
) -> None:
    assert AuditEvent.objects.filter(stream_id=plan.stream_id).count() > 10
    for each in (plan, province.start_plan()):
        with django_assert_max_num_queries(15):
            history_of(each, limit=100, with_accesses=True)


def test_a_history_too_long_for_paper_is_refused_in_one_sentence(plan: Plan) -> None:
    with pytest.raises(RuleViolation) as refusal:
        history_of(plan, limit=3)
    assert refusal.value.code == "history_too_long"


def test_the_command_writes_in_a_person_s_name_and_verifies(
    plan: Plan, province: World, tmp_path: Path, capsys: Any
) -> None:
    out = tmp_path / "history.zip"
    call_command("dvcq_audit_export", str(plan.uid), "--as", "auditor", "--out", str(out))
    row = AccessLog.objects.latest("pk")
    assert (row.actor_id, row.channel, row.kind) == (province.auditor.pk, "command", "download")
    assert main([str(out)]) == 0
    capsys.readouterr()
    call_command("dvcq_verify", "--export", str(out), "--json")
    assert json.loads(capsys.readouterr().out)["holds"] is True
    out.write_bytes(out.read_bytes()[:-60])
    with pytest.raises(CommandError):
        call_command("dvcq_verify", "--export", str(out))
    call_command("dvcq_audit_export", str(plan.uid), "--as", "auditor", "--out", str(out))
    with pytest.raises(CommandError, match=r"manifest\.sig"):
        call_command("dvcq_verify", "--export", str(out), "--key", "00" * 32)


@pytest.mark.parametrize(
    "asked",
    [
        ["--as", "nobody"],
        ["--as", "drafter"],
        ["--as", "stranger", "--format", "pdf"],
        ["--as", "drafter", "--format", "xes"],
    ],
)
def test_the_command_refuses_in_one_sentence_and_writes_nothing(
    plan: Plan, province: World, tmp_path: Path, asked: list[str]
) -> None:
    out = tmp_path / "history"
    with pytest.raises(CommandError):
        call_command("dvcq_audit_export", str(plan.uid), *asked, "--out", str(out))
    nowhere = tmp_path / "none" / "history"
    with pytest.raises(CommandError):
        call_command("dvcq_audit_export", str(plan.uid), "--as", "auditor", "--out", str(nowhere))
    assert not out.exists()


def test_the_command_writes_the_log_of_a_flow(plan: Plan, province: World, tmp_path: Path) -> None:
    out = tmp_path / "flow.xes"
    call_command("dvcq_audit_export", "--flow", "plan_approval", "--as", "auditor", f"--out={out}")
    assert len(etree.parse(out).getroot().findall("{*}trace")) == 1
