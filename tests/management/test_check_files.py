"""``dvcq_check`` names work that was left undone and files that are not as recorded; ``dvcq_tick
--again`` lets somebody order the work anew."""

from __future__ import annotations

import datetime as dt
import json
from io import StringIO
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from dvcq_workflow.host import get_host
from dvcq_workflow.labels.files import REPORTS, WORK_REPORTS
from dvcq_workflow.models import AuditEvent, IssuedDocument, Plan, WorkOrder
from dvcq_workflow.selectors import storage
from tests.services.storing import order_of, overwrite
from tests.worlds import World, issued_file


@pytest.fixture(autouse=True)
def files_of_its_own(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


FILES = 4
"""What a released plan has: itself and its approval sheet, each in two formats."""


def check(*options: str) -> dict[str, Any]:
    said = StringIO()
    try:
        call_command("dvcq_check", *options, "--json", stdout=said)
        status = 0
    except SystemExit as end:
        status = int(str(end.code))
    answer = json.loads(said.getvalue())
    assert status == (0 if answer["agree"] else 1)
    return answer


def told(*options: str) -> tuple[list[str], list[str], int]:
    """Return the lines of standard output and error, and the exit status."""
    out, err, status = StringIO(), StringIO(), 0
    with translation.override("en"):
        try:
            call_command("dvcq_check", *options, stdout=out, stderr=err)
        except SystemExit as end:
            status = int(str(end.code))
    return out.getvalue().splitlines(), err.getvalue().splitlines(), status


def tick(*options: str) -> str:
    out = StringIO()
    with translation.override("en"):
        call_command("dvcq_tick", *options, stdout=out)
    return out.getvalue()


def give_up(plan: Plan) -> None:
    WorkOrder.objects.filter(pk=order_of(plan).pk).update(
        state=WorkOrder.State.FAILED, attempts=8, last_problem="OSError"
    )


def rules(answer: dict[str, Any]) -> list[tuple[str, str]]:
    return [(said["rule"], said["plan"]) for said in answer["disagreements"]]


def test_work_that_waits_its_turn_is_nothing_to_name(province: World) -> None:
    province.issue_plan(run_work=False)
    assert check()["agree"]


def test_work_that_was_given_up_is_named_with_its_plan_and_problem(province: World) -> None:
    province.issue_plan()
    plan = province.issue_plan(run_work=False)
    give_up(plan)
    assert rules(check()) == [("work_failed", str(plan.uid))]
    _out, (line,), status = told()
    assert status == 1
    assert "8 times" in line
    assert "OSError" in line
    assert "--again" in line


def test_work_that_nobody_has_done_for_an_hour_is_named(province: World) -> None:
    plan = province.issue_plan(run_work=False)
    long_ago = get_host().now() - dt.timedelta(hours=2)
    WorkOrder.objects.filter(pk=order_of(plan).pk).update(not_before=long_ago)
    assert rules(check("--all")) == [("work_overdue", str(plan.uid))]


def test_a_released_document_without_a_file_is_named(province: World) -> None:
    plan = province.issue_plan(run_work=False)
    order_of(plan).delete()
    assert rules(check("--all")) == [("file_not_made", str(plan.uid))]
    assert check(str(province.start_plan().uid))["agree"]


def test_what_was_given_up_is_begun_anew_by_a_named_person_and_done(province: World) -> None:
    failed = province.issue_plan(run_work=False)
    lost = province.issue_plan(run_work=False)
    give_up(failed)
    order_of(lost).delete()
    said = tick("--again", "--actor", province.clerk.get_username())
    assert "begun anew: 2" in said
    assert IssuedDocument.objects.filter(plan__in=[failed, lost]).count() == 2 * FILES
    assert check()["agree"]
    again = AuditEvent.objects.filter(code="work_ordered_again")
    assert set(again.values_list("actor_id", flat=True)) == {province.clerk.pk}
    assert "begun anew: 0" in tick("--again", "--actor", province.clerk.get_username())


@pytest.mark.parametrize("options", [("--again",), ("--again", "--actor", "nobody")])
@pytest.mark.usefixtures("province")
def test_nobody_in_particular_orders_nothing_anew(options: tuple[str, ...]) -> None:
    with pytest.raises(CommandError):
        tick(*options)


def test_who_does_not_look_after_the_files_is_told_so_in_a_sentence(province: World) -> None:
    give_up(province.issue_plan(run_work=False))
    with pytest.raises(CommandError) as refused:
        tick("--again", "--actor", province.drafter.get_username())
    assert str(refused.value).endswith(".")


def test_files_as_they_were_issued_are_counted(province: World) -> None:
    province.issue_plan()
    province.issue_plan()
    answer = check("--files")
    assert (answer["files"], answer["files_not_as_recorded"], answer["agree"]) == (
        2 * FILES,
        0,
        True,
    )
    assert "files" not in check()
    out, err, status = told("--files")
    assert (out[-1], err, status) == (
        f"Kept files read again: {2 * FILES}; not as recorded: 0",
        [],
        0,
    )


def spoiled(province: World) -> list[IssuedDocument]:
    """One file of each of four plans: whole, altered, lost, cut short."""
    documents = [issued_file(province.issue_plan()) for _file in range(4)]
    overwrite(documents[1].storage_key, b"\x00" * documents[1].size_bytes)
    default_storage.delete(documents[2].storage_key)
    overwrite(documents[3].storage_key, b"\x00")
    return documents


def test_the_first_bad_file_is_named_and_all_are_counted(province: World) -> None:
    documents = spoiled(province)
    out, (line,), status = told("--files")
    assert (out, status) == ([f"Kept files read again: {4 * FILES}; not as recorded: 3"], 1)
    assert line.startswith(str(documents[1].plan.uid))
    assert documents[1].file_name in line
    assert rules(check("--files", "--all")) == [
        ("document_altered", str(documents[1].plan.uid)),
        ("document_missing", str(documents[2].plan.uid)),
        ("document_altered", str(documents[3].plan.uid)),
    ]


def test_the_files_of_one_plan_are_looked_at_alone(province: World) -> None:
    documents = spoiled(province)
    assert check("--files", str(documents[0].plan.uid))["agree"]
    assert check("--files", str(documents[2].plan.uid))["files"] == FILES


def test_as_many_queries_for_a_batch_of_files_as_for_one(
    province: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert [kept.problem for kept in storage.files_read_again()].count("") >= 1
        return len(seen)

    province.issue_plan()
    one = queries()
    for _plan in range(4):
        province.issue_plan()
    assert queries() == one == 2
    monkeypatch.setattr(storage, "FILES_AT_ONCE", 2 * FILES)
    assert [kept.document.pk for kept in storage.files_read_again()] == sorted(
        IssuedDocument.objects.values_list("pk", flat=True)
    )
    assert queries() == 4


def test_every_sentence_of_work_and_files_is_whole() -> None:
    given = dict.fromkeys(("kind", "attempts", "problem", "day", "number", "name"), "x")
    for sentence in (*WORK_REPORTS.values(), *REPORTS.values()):
        for language in ("en", "vi"):
            with translation.override(language):
                assert (str(sentence) % given).endswith(".")
