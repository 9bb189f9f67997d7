"""Tasks and obstacles on pages: desks, lists that add up, what one may not see."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from dvcq_workflow.flows.starting import start_assignment
from dvcq_workflow.models import (
    Assignment,
    Desk,
    Evidence,
    ExtensionRequest,
    Obligation,
    Obstacle,
    Plan,
    ProgressNote,
)
from dvcq_workflow.rules.assignments import AssignmentStatus as Status
from dvcq_workflow.rules.obligations import ActorRole, ObligationKind, Strength
from tests.tasking import do, give_task, offered_task, staff, task_at
from tests.web.posting import desk_url, says, shows
from tests.web.reading import address, as_person, queries_of, text_of
from tests.worlds import World


@pytest.fixture
def world(province: World) -> World:
    return staff(province)


@pytest.fixture
def plan(world: World) -> Plan:
    return world.issue_without_tasks()


def url_of_desk(kind: str, subject: Any) -> str:
    desk = Desk.objects.select_related("task").get(
        **{f"{kind}_id": subject.pk}, state=Desk.State.OPEN
    )
    return desk_url(desk)


def post(client: Client, path: str, subject: Any, choice: str, **typed: Any) -> Any:
    """Post a choice with the content as it is now before the person."""
    subject.refresh_from_db()
    data = {f"{choice}-{name}": value for name, value in typed.items()}
    return client.post(path, {"choice": choice, "seen_hash": subject.content_hash, **data})


def page_of(task: Assignment) -> str:
    return address("assignment", uid=task.uid)


# -- desks of a task


def test_a_task_goes_over_its_desks_on_pages(world: World, plan: Plan) -> None:
    task = offered_task(world, plan)
    people = world.people
    for who, choice, typed in (
        ("head_SYT", "accept", {}),
        (
            "head_SYT",
            "name",
            {"person_in_charge": people["deputy"].pk, "officers": [people["officer"].pk]},
        ),
        ("officer", "report", {"result": "Đã rà soát xong."}),
        ("head_SYT", "approve", {}),
        ("advising_specialist", "verify", {}),
    ):
        client = as_person(people[who])
        path = url_of_desk("assignment", task)
        shown = client.get(path)
        assert shown.status_code == 200
        assert shows(shown, task.text)
        assert post(client, path, task, choice, **typed).status_code == 302
    task.refresh_from_db()
    assert task.state is Status.DONE


@pytest.mark.parametrize(
    ("status", "choice"), [(Status.OFFERED, "hand_back"), (Status.AWAITING_APPROVAL, "return")]
)
def test_a_way_back_without_a_reason_is_refused_at_its_field(
    world: World, plan: Plan, status: Status, choice: str
) -> None:
    task = task_at(world, plan, status)
    client = as_person(world.people["head_SYT"])
    answer = post(client, url_of_desk("assignment", task), task, choice, reason=" ")
    assert answer.status_code == 422
    assert says(answer, "reason_missing")


def test_a_result_typed_while_the_task_changed_is_not_lost(world: World, plan: Plan) -> None:
    task = task_at(world, plan, Status.IN_PROGRESS)
    client = as_person(world.people["officer"])
    path = url_of_desk("assignment", task)
    data = {"choice": "report", "seen_hash": "0" * 64, "report-result": "Đã rà soát 12 thủ tục."}
    answer = client.post(path, data)
    assert answer.status_code == 409
    assert shows(answer, "Đã rà soát 12 thủ tục.")


@pytest.mark.audits("view_assignment")
def test_a_look_at_a_task_is_on_record(world: World, plan: Plan) -> None:
    task = offered_task(world, plan)
    as_person(world.people["head_SYT"]).get(page_of(task))
    assert plan.stream.accesses.filter(kind="view", subject="assignment").count() == 1


@pytest.mark.parametrize("who", ["outsider", "head_STTTT", "stranger"])
def test_whom_a_task_does_not_concern_finds_none_of_its_pages(
    world: World, plan: Plan, who: str
) -> None:
    task = offered_task(world, plan)
    client = as_person(world.people[who])
    assert client.get(page_of(task)).status_code == 404
    assert client.get(url_of_desk("assignment", task)).status_code == 404
    posted = post(client, url_of_desk("assignment", task), task, "accept")
    assert posted.status_code == 404
    assert task.text not in text_of(client.get(address("unit_tasks")))


# -- the page of a task


def test_a_note_a_part_and_a_request_are_given_on_a_task_s_page(world: World, plan: Plan) -> None:
    due = world.today() + dt.timedelta(days=20)
    task = task_at(world, plan, Status.IN_PROGRESS, due_on=due)
    head = as_person(world.people["head_SYT"])
    path = page_of(task)
    assert post(head, path, task, "note", text="Đang làm.", progress_pct="30").status_code == 302
    given = {"unit": world.units["PNVY"].pk, "text": "Phần việc.", "due_on": f"{due:%d/%m/%Y}"}
    assert post(head, path, task, "part", **given).status_code == 302
    later = due + dt.timedelta(days=9)
    asked = {"wanted_due_on": f"{later:%d/%m/%Y}", "reason": "Chờ số liệu."}
    assert post(head, path, task, "extension", **asked).status_code == 302
    assert ProgressNote.objects.filter(assignment=task, progress_pct=30).exists()
    part = Assignment.objects.get(parent=task)
    page = head.get(path)
    assert shows(page, "Đang làm.")
    assert page_of(part) in text_of(page)
    request = ExtensionRequest.objects.get(assignment=task)
    decider = as_person(world.people["advising_head"])
    at_desk = url_of_desk("extension", request)
    assert shows(decider.get(at_desk), "Chờ số liệu.")
    assert post(decider, at_desk, request, "grant", reason="").status_code == 302
    task.refresh_from_db()
    assert task.effective_due_on == later


def test_what_was_typed_into_a_refused_request_stays(world: World, plan: Plan) -> None:
    due = world.today() + dt.timedelta(days=20)
    task = task_at(world, plan, Status.IN_PROGRESS, due_on=due)
    client = as_person(world.people["officer"])
    asked = {"wanted_due_on": f"{due:%d/%m/%Y}", "reason": "Chờ số liệu cấp xã."}
    answer = post(client, page_of(task), task, "extension", **asked)
    assert answer.status_code == 422
    assert says(answer, "extension_not_later", day=due)
    assert shows(answer, "Chờ số liệu cấp xã.")


def test_a_request_is_taken_back_and_people_are_changed(world: World, plan: Plan) -> None:
    due = world.today() + dt.timedelta(days=20)
    task = task_at(world, plan, Status.IN_PROGRESS, due_on=due)
    head = as_person(world.people["head_SYT"])
    later = f"{due + dt.timedelta(days=9):%d/%m/%Y}"
    post(head, page_of(task), task, "extension", wanted_due_on=later, reason="Chờ.")
    assert post(head, page_of(task), task, "drop_extension").status_code == 302
    assert ExtensionRequest.objects.get().status == "withdrawn"
    people = {
        "person_in_charge": world.people["head_SYT"].pk,
        "officers": [world.people["second_officer"].pk],
    }
    assert post(head, page_of(task), task, "rename", **people).status_code == 302
    task.refresh_from_db()
    assert task.person_in_charge == world.people["head_SYT"]


def test_a_withdrawn_task_goes_to_another_unit_on_its_page(world: World, plan: Plan) -> None:
    task = offered_task(world, plan)
    client = as_person(world.people["advising_head"])
    answer = post(client, page_of(task), task, "withdraw", reason="Chuyển đơn vị.")
    assert answer.status_code == 302
    answer = post(
        client, page_of(task), task, "anew", unit=world.units["SGDDT"].pk, reason="Đúng việc."
    )
    other = Assignment.objects.exclude(pk=task.pk).get()
    assert answer["Location"] == page_of(other)


def test_a_supporting_unit_adds_and_is_offered_no_end(world: World, plan: Plan) -> None:
    task = offered_task(world, plan, others={"SGDDT": ActorRole.SUPPORTING})
    client = as_person(world.people["helper"])
    page = client.get(page_of(task))
    keys = {shown.choice.key for shown in page.context["shown_choices"]}
    assert keys == {"note"}
    assert post(client, page_of(task), task, "withdraw", reason="Hết.").status_code == 422
    file = SimpleUploadedFile("anh.png", b"picture")
    given = {"file": file, "back": page_of(task)}
    answer = client.post(address("assignment_evidence", uid=task.uid), given)
    assert (answer.status_code, answer["Location"]) == (302, page_of(task))
    row = Evidence.objects.get()
    sent = client.get(address("evidence", uid=row.uid))
    assert sent.content == b"picture"
    assert sent["X-Content-Type-Options"] == "nosniff"
    stranger = as_person(world.people["head_STTTT"])
    assert stranger.get(address("evidence", uid=row.uid)).status_code == 404
    again = {"file": SimpleUploadedFile("a.png", b"x"), "back": "//elsewhere.example/"}
    answer = client.post(address("assignment_evidence", uid=task.uid), again)
    assert answer["Location"] == address("inbox")
    odd = {"file": SimpleUploadedFile("a.html", b"x")}
    assert client.post(address("assignment_evidence", uid=task.uid), odd).status_code == 422


def test_the_unit_s_own_plan_is_begun_by_a_click(world: World, plan: Plan) -> None:
    task = task_at(world, plan, Status.IN_PROGRESS, kind=ObligationKind.UNIT_PLAN)
    client = as_person(world.people["officer"])
    answer = post(client, page_of(task), task, "unit_plan")
    own = Plan.objects.get(parent_plan=plan)
    assert answer["Location"] == desk_url(Desk.objects.get(plan=own))
    assert client.get(answer["Location"]).status_code == 200


# -- lists


def many_tasks(world: World, plan: Plan) -> list[Assignment]:
    today = world.today()
    days = {"SYT": -5, "SGDDT": 1, "STTTT": 30}
    found = [
        give_task(world, plan, unit=code, due_on=today + dt.timedelta(days=days[code]))
        for code in days
    ]
    asked = today - dt.timedelta(days=5)
    found.append(give_task(world, plan, due_on=asked, strength=Strength.REQUEST, text="Đề nghị."))
    return found


def test_the_issuing_side_sees_all_and_a_unit_its_own(world: World, plan: Plan) -> None:
    late, soon, far, request = many_tasks(world, plan)
    for task in (late, soon, far, request):
        start_assignment(assignment_id=task.pk, actor=world.clerk)
    path = address("plan_tasks", uid=plan.uid)
    full = as_person(world.people["advising_specialist"]).get(path)
    counts = {key: count for key, _name, count, _look, _icon in full.context["terms"]}
    assert counts == {
        "no_term": 1,
        "in_term": 1,
        "due_soon": 1,
        "overdue": 1,
        "done_on_time": 0,
        "done_late": 0,
    }
    assert sum(counts.values()) == Assignment.objects.count()
    for term, task in (
        ("overdue", late),
        ("due_soon", soon),
        ("in_term", far),
        ("no_term", request),
    ):
        rows = as_person(world.people["advising_specialist"]).get(f"{path}?term={term}")
        assert [row.task for row in rows.context["rows"]] == [task]
    own = as_person(world.people["head_SGDDT"]).get(path)
    assert [row.task for row in own.context["rows"]] == [soon]
    narrowed = full.client.get(f"{path}?unit=giao+duc&status=offered&q=Rà")
    assert [row.task for row in narrowed.context["rows"]] == [soon]
    assert as_person(world.outsider).get(path).status_code == 404


def test_lists_and_pages_ask_as_many_queries_for_many_as_for_few(world: World, plan: Plan) -> None:
    client = as_person(world.people["advising_specialist"])
    path = address("plan_tasks", uid=plan.uid)
    many_tasks(world, plan)
    few = queries_of(client, path)
    own = queries_of(as_person(world.people["head_SYT"]), address("unit_tasks"))
    for _round in range(3):
        many_tasks(world, plan)
    assert Obligation.objects.filter(origin="stated").count() == 16
    assert queries_of(client, path) == few
    assert queries_of(as_person(world.people["head_SYT"]), address("unit_tasks")) == own


# -- obstacles


def test_an_obstacle_goes_over_its_desks_on_pages(world: World, plan: Plan) -> None:
    officer = as_person(world.people["officer"])
    path = address("obstacle_raise", uid=plan.uid)
    assert officer.get(path).status_code == 200
    unit = world.units["SYT"].pk
    empty = officer.post(path, {"raise-unit": unit, "raise-text": "", "raise-proposal": "Bố trí."})
    assert empty.status_code == 422
    assert says(empty, "obstacle_text_missing")
    assert shows(empty, "Bố trí.")
    item = plan.items.order_by("position").first()
    assert item is not None
    typed = {"raise-unit": unit, "raise-text": "Thiếu kinh phí.", "raise-item": item.pk}
    assert officer.post(path, typed).status_code == 302
    row = Obstacle.objects.get()
    assert row.item == item
    people = world.people
    for who, choice, given in (
        ("advising_head", "escalate", {"opinion": "Vượt thẩm quyền."}),
        ("chairman", "decide", {"settlement": "Bố trí kinh phí."}),
        ("advising_specialist", "inform", {"units": [world.units["STTTT"].pk]}),
    ):
        client = as_person(people[who])
        desk = url_of_desk("obstacle", row)
        assert client.get(desk).status_code == 200
        assert post(client, desk, row, choice, **given).status_code == 302
    page = as_person(people["head_STTTT"]).get(address("obstacle", uid=row.uid))
    assert shows(page, "Bố trí kinh phí.")
    for who in ("head_SGDDT", "outsider"):
        other = as_person(people[who])
        assert other.get(address("obstacle", uid=row.uid)).status_code == 404
    listed = as_person(people["advising_head"]).get(address("plan_obstacles", uid=plan.uid))
    assert [each[0] for each in listed.context["rows"]] == [row]
    none = as_person(people["head_SGDDT"]).get(address("plan_obstacles", uid=plan.uid))
    assert none.context["rows"] == []


def test_an_obstacle_is_taken_back_on_its_page(world: World, plan: Plan) -> None:
    officer = as_person(world.people["officer"])
    typed = {"raise-unit": world.units["SYT"].pk, "raise-text": "Thiếu người."}
    officer.post(address("obstacle_raise", uid=plan.uid), typed)
    row = Obstacle.objects.get()
    path = address("obstacle", uid=row.uid)
    assert post(officer, path, row, "withdraw", reason="").status_code == 422
    assert post(officer, path, row, "withdraw", reason="Đã đủ.").status_code == 302
    row.refresh_from_db()
    assert row.status == "withdrawn"
    with pytest.raises(Desk.DoesNotExist):
        do("obstacle", row, "take_on", world.people["advising_head"])


# -- next year


def test_next_year_s_plan_is_begun_from_a_page(world: World, plan: Plan) -> None:
    task = give_task(world, plan)
    client = as_person(world.drafter)
    path = address("next_year", uid=plan.uid)
    page = client.get(path)
    assert page.status_code == 200
    assert shows(page, "553/QĐ-UBND")
    assert page.context["changes"]
    answer = client.post(path, {"carry": [str(task.pk)]})
    draft = Plan.objects.get(year=plan.year + 1)
    assert answer["Location"] == desk_url(Desk.objects.get(plan=draft))
    assert draft.obligations.get().carried_from == task
    assert client.post(path, {"carry": ["999999"]}).status_code == 422
    assert as_person(world.clerk).get(path).status_code == 403
    assert as_person(world.outsider).get(path).status_code == 404


def test_an_obstacle_says_with_whom_it_lies_and_leads_them_to_its_desk(
    world: World, plan: Plan
) -> None:
    typed = {"raise-unit": world.units["SYT"].pk, "raise-text": "Chưa có kinh phí."}
    as_person(world.people["officer"]).post(address("obstacle_raise", uid=plan.uid), typed)
    row = Obstacle.objects.get()
    path, desk = address("obstacle", uid=row.uid), url_of_desk("obstacle", row)
    takes = text_of(as_person(world.people["advising_head"]).get(path))
    assert "It lies with you" in takes
    assert takes.count(f'href="{desk}"') == 2
    reads = text_of(as_person(world.people["chairman"]).get(path))
    assert "Nothing to do here for you" in reads
    assert "It lies with you" not in reads
