"""Pages for auditors: a plan as it was, its proof, who looked, who could sign, acts on record."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dvcq_workflow.audit.sealing import Signature, seal
from dvcq_workflow.audit.signing import new_key
from dvcq_workflow.host import get_host
from dvcq_workflow.models import AccessLog, AuditEvent, Membership, PersonalValue, Plan
from dvcq_workflow.models.append_only import unprotect
from dvcq_workflow.models.people import SigningAuthority
from dvcq_workflow.rules.desks import Role, Step
from dvcq_workflow.rules.errors import NotPermitted
from dvcq_workflow.selectors.as_of import plan_then
from dvcq_workflow.selectors.content import content_of
from dvcq_workflow.services.access import grant_view, revoke_view
from dvcq_workflow.services.people import end_signing_authority, save_signing_authority
from dvcq_workflow.services.units import save_unit
from tests.web.reading import address, as_person, queries_of, text_of
from tests.worlds import PATH, World, make_province, seat

NOON = dt.datetime(2020, 3, 2, 5, 0, tzinfo=dt.UTC)
FOR_AUDITORS = ("plan_proof", "plan_accesses", "plan_powers")
OF_A_PLAN = ("plan_timeline", "plan_as_of", *FOR_AUDITORS)


@pytest.fixture
def of_march(db: Any) -> World:
    """A province whose clock stands at 2 March 2020 and goes on by a minute an act."""
    return make_province(at=NOON)


def page_of(name: str, plan: Plan, who: Any, query: str = "") -> str:
    answer = as_person(who).get(address(name, uid=plan.uid) + query)
    assert answer.status_code == 200
    return text_of(answer)


def reworded(world: World, plan: Plan, subject: str) -> None:
    content = world.content(subject=subject)
    world.act(plan, Step.DRAFT, "save", world.drafter, content=content)


# Who may -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FOR_AUDITORS)
@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("auditor", 200),
        ("chairman", 200),
        ("drafter", 403),
        ("clerk", 403),
        ("outsider", 404),
        ("stranger", 404),
    ],
)
def test_auditors_and_the_issuing_body_s_leaders_alone_see_these_pages(
    province: World, name: str, who: str, status: int
) -> None:
    plan = province.plan_at(Step.CHECK_CONTENT)
    answer = as_person(province.people[who]).get(address(name, uid=plan.uid))
    assert answer.status_code == status


@pytest.mark.parametrize("name", OF_A_PLAN)
def test_each_look_at_a_page_about_the_past_is_on_record(province: World, name: str) -> None:
    plan = province.start_plan()
    page_of(name, plan, province.auditor)
    look = AccessLog.objects.latest("pk")
    assert (look.kind, look.subject, look.actor_id) == ("view", name, province.auditor.pk)
    assert look.stream_id == plan.stream_id


def test_who_is_not_let_in_is_on_record_too(province: World) -> None:
    plan = province.start_plan()
    as_person(province.drafter).get(address("plan_accesses", uid=plan.uid))
    refused = AccessLog.objects.latest("pk")
    assert (refused.kind, refused.subject) == ("refused", "plan_accesses")
    assert (refused.code, refused.stream_id) == ("history_not_yours", plan.stream_id)


@pytest.mark.parametrize(("who", "links"), [("auditor", True), ("drafter", False)])
def test_the_history_leads_to_the_pages_that_the_viewer_may_see(
    province: World, who: str, links: bool
) -> None:
    plan = province.start_plan()
    page = page_of("plan_timeline", plan, province.people[who])
    assert address("plan_as_of", uid=plan.uid) in page
    for name in FOR_AUDITORS:
        assert (address(name, uid=plan.uid) in page) == links


@pytest.mark.parametrize(
    ("who", "links"), [("auditor", True), ("chairman", True), ("drafter", False), ("clerk", False)]
)
def test_acts_on_record_stand_in_the_navigation_of_those_who_may_see_them(
    province: World, who: str, links: bool
) -> None:
    page = text_of(as_person(province.people[who]).get(address("inbox")))
    assert (address("acts") in page) == links


# The plan as it was ------------------------------------------------------------------------------


def test_a_plan_is_shown_as_it_was_when_the_day_ended(of_march: World) -> None:
    plan = of_march.start_plan(content=of_march.content(subject="Tên cũ của kế hoạch"))
    of_march.at = NOON + dt.timedelta(days=3)
    reworded(of_march, plan, "Tên mới của kế hoạch")
    page = page_of("plan_as_of", plan, of_march.auditor, "?on=02/3/2020")
    assert "Tên cũ của kế hoạch" in page
    assert "At the end of 02/3/2020" in page
    assert "the words have the content code" in page
    assert "<del>" in page
    assert "<ins>" in page
    later = page_of("plan_as_of", plan, of_march.auditor, "?on=2020-03-06")
    assert "word for word the same today" in later


def test_state_number_desk_and_units_are_those_of_that_moment(of_march: World) -> None:
    plan = of_march.plan_at(Step.SIGN)
    of_march.at = NOON + dt.timedelta(days=4)
    for step, act, who in PATH[3:]:
        data = {"issued_on": of_march.today()} if act == "assign" else {}
        of_march.act(plan, step, act, of_march.people[who], **data)
    page = page_of("plan_as_of", plan, of_march.auditor, "?on=02/3/2020")
    assert "Awaiting signature" in page
    assert "Sign, Ủy ban nhân dân tỉnh Trà Vinh" in page
    assert "No number yet" in page
    now = page_of("plan_as_of", plan, of_march.auditor, "?on=06/3/2020")
    assert "01/KH-UBND" in now
    assert "on no desk" in now


def test_a_unit_renamed_since_bears_the_name_it_had(province: World) -> None:
    plan = province.start_plan()
    province.room.name = "Phòng Tổng hợp và Nội vụ"
    save_unit(unit=province.room, actor=province.keeper)
    page = page_of("plan_as_of", plan, province.auditor, "?event=1")
    assert "<dd>Phòng THNV</dd>" in page
    assert "Draft, Phòng THNV" in page
    assert "<dd>Phòng Tổng hợp và Nội vụ</dd>" in page_of("plan_as_of", plan, province.auditor)


def test_before_it_was_begun_there_is_no_plan(of_march: World) -> None:
    plan = of_march.start_plan()
    page = page_of("plan_as_of", plan, of_march.auditor, "?on=01/3/2020")
    assert "had not been begun" in page
    assert plan.subject not in page.split("</h1>")[1]


def test_a_frozen_version_is_shown_word_for_word(province: World) -> None:
    plan = province.plan_at(Step.CHECK_CONTENT)
    first = plan.subject
    province.act(plan, Step.CHECK_CONTENT, "return", province.head, reason="Sửa tên.")
    reworded(province, plan, "Kế hoạch có tên khác hẳn")
    page = page_of("plan_as_of", plan, province.auditor, "?version=1")
    assert first in page
    assert "Frozen as version 1" in page
    assert "Kế hoạch có tên khác hẳn" in page


def test_the_plan_after_each_of_its_acts_has_the_content_code_it_had(province: World) -> None:
    plan = province.plan_at(Step.CHECK_CONTENT)
    province.act(plan, Step.CHECK_CONTENT, "return", province.head, reason="Sửa đoạn.")
    content = content_of(plan)
    shorter = replace(content, nodes=content.nodes[:-1], subject="Khác")
    province.act(plan, Step.DRAFT, "save", province.drafter, content=shorter)
    province.issue_plan(plan=plan)
    events = AuditEvent.objects.filter(stream=plan.stream).order_by("seq")
    for event in events:
        then = plan_then(plan, event.at)
        assert then is not None
        assert then.is_whole, event.seq
        assert f"After event no. {event.seq}" in page_of(
            "plan_as_of", plan, province.auditor, f"?event={event.seq}"
        )


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("?on=hôm qua", "is not a day"),
        ("?on=31/02/2020", "is not a day"),
        ("?on=01/01/0001", "is not a day"),
        ("?on=%00", ""),
        ("?version=7", "There is no version 7"),
        ("?version=x", ""),
        ("?version=999999999999999", "There is no version"),
        ("?event=999999999999999", "There is no event"),
        ("?on=31/12/2200", ""),
    ],
)
def test_a_moment_that_cannot_be_read_is_told_in_one_sentence(
    province: World, query: str, told: str
) -> None:
    plan = province.start_plan()
    page = page_of("plan_as_of", plan, province.drafter, query)
    assert told in page
    assert plan.subject in page


def test_as_of_asks_as_many_queries_for_a_long_life_as_for_a_short_one(province: World) -> None:
    short, long = province.start_plan(), province.start_plan()
    reworded(province, short, "Một tên khác")
    for turn in range(5):
        reworded(province, long, f"Tên lần {turn}")
    client = as_person(province.auditor)
    path = "?event=1"
    asked = queries_of(client, address("plan_as_of", uid=short.uid) + path)
    assert queries_of(client, address("plan_as_of", uid=long.uid) + path) == asked
    with CaptureQueriesContext(connection) as told:
        plan_then(long, get_host().now())
    assert len(told) <= 12


# State of proof ----------------------------------------------------------------------------------


def sealed() -> None:
    """Seal all there is; the test's own transaction still runs, as after a restore."""

    def sign(text: bytes) -> Signature:
        return Signature(*get_host().sign_bytes(text))

    seal(sign, at=get_host().now(), after_restore=True)


@pytest.fixture
def with_key(settings: Any, tmp_path: Any) -> None:
    path = tmp_path / "key.pem"
    path.write_bytes(new_key())
    settings.DVCQ_WORKFLOW = {**getattr(settings, "DVCQ_WORKFLOW", {}), "SEALING_KEY": str(path)}


def test_an_untouched_plan_holds_though_nothing_is_sealed_yet(province: World) -> None:
    page = page_of("plan_proof", province.start_plan(), province.auditor)
    assert "Each row of this plan is the one that was recorded" in page
    assert "No checkpoint has been made yet" in page


@pytest.mark.usefixtures("with_key")
def test_the_state_of_proof_tells_up_to_which_event_a_plan_is_sealed(province: World) -> None:
    plan = province.start_plan()
    sealed()
    page = page_of("plan_proof", plan, province.auditor)
    assert "All events up to no. 1 are sealed" in page
    assert "Its signature is that of its key" in page
    key, _signature = get_host().sign_bytes(b"")
    assert key in page
    reworded(province, plan, "Tên khác")
    assert "Sealed up to event no. 1; not yet: no. 2 to 2" in page_of(
        "plan_proof", plan, province.auditor
    )


@pytest.mark.usefixtures("with_key")
@pytest.mark.parametrize(
    ("sql", "told"),
    [
        (
            "SET envelope = replace(envelope, 'plan', 'plam') WHERE stream_id = %s AND seq = 2",
            "the event is not the one that was recorded",
        ),
        (
            "SET actor_id = actor_id + 1 WHERE stream_id = %s AND seq = 2",
            "a column says something else",
        ),
        (
            "SET seq = seq + 1 WHERE stream_id = %s AND seq = 3",
            "an event is missing",
        ),
    ],
    ids=["envelope", "column", "gap"],
)
def test_a_row_that_was_tampered_with_is_named_on_the_page(
    province: World, sql: str, told: str
) -> None:
    plan = province.plan_at(Step.CHECK_FORMAT)
    sealed()
    connection.check_constraints()
    unprotect(connection)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE dvcq_workflow_auditevent {sql}", [plan.stream_id])
    page = page_of("plan_proof", plan, province.auditor)
    assert "Something is not as it was recorded" in page
    assert told in page


def test_proof_asks_as_many_queries_for_many_events_as_for_few(province: World) -> None:
    short, long = province.start_plan(), province.issue_plan()
    client = as_person(province.auditor)
    asked = queries_of(client, address("plan_proof", uid=short.uid))
    assert queries_of(client, address("plan_proof", uid=long.uid)) == asked


# Views, downloads, refusals ----------------------------------------------------------------------


def test_the_access_log_tells_who_looked_and_who_was_refused(province: World) -> None:
    plan = province.plan_at(Step.CHECK_CONTENT)
    as_person(province.head).get(address("plan", uid=plan.uid))
    with pytest.raises(NotPermitted):
        province.act(plan, Step.CHECK_CONTENT, "pass", province.clerk)
    page = page_of("plan_accesses", plan, province.auditor)
    rows = page.split("<tbody>")[1]
    assert province.head.get_full_name() in rows
    assert "Not let in: " in rows
    assert "This desk belongs to another unit or role" in rows
    assert "127.0.0.1" in rows
    refused = page_of("plan_accesses", plan, province.auditor, "?kind=refused")
    assert province.head.get_full_name() not in refused.split("<tbody>")[1]
    mine = page_of("plan_accesses", plan, province.auditor, f"?person={province.head.pk}")
    assert "Not let in" not in mine.split("<tbody>")[1]
    none = page_of("plan_accesses", plan, province.auditor, "?until=01/01/2020")
    assert "Nothing on record fits" in none


def test_pages_of_the_access_log_leave_no_look_out(province: World, settings: Any) -> None:
    settings.DVCQ_WORKFLOW = {**getattr(settings, "DVCQ_WORKFLOW", {}), "PAGE_SIZE": 3}
    plan = province.start_plan()
    for _ in range(7):
        as_person(province.drafter).get(address("plan", uid=plan.uid))
    query, rows = "?person=" + str(province.drafter.pk), 0
    client = as_person(province.auditor)
    while query:
        answer = client.get(address("plan_accesses", uid=plan.uid) + query)
        rows += len(answer.context["rows"])
        query = answer.context["older"]
    assert rows == 7


def test_an_erased_name_says_so_in_the_access_log(province: World) -> None:
    plan = province.start_plan()
    as_person(province.drafter).get(address("plan", uid=plan.uid))
    PersonalValue.objects.all().delete()
    assert "erased as the law" in page_of("plan_accesses", plan, province.auditor)


# Who could sign ----------------------------------------------------------------------------------


def test_powers_are_told_as_the_record_said_them_on_that_day(of_march: World) -> None:
    plan = of_march.start_plan()
    page = page_of("plan_powers", plan, of_march.auditor, "?on=01/01/2020")
    assert "entered only later" in page
    today = page_of("plan_powers", plan, of_march.auditor)
    assert "KT. CHỦ TỊCH" in today
    assert "on record that day" in today
    assert "entered only later" not in today


def test_a_power_entered_afterwards_for_an_earlier_day_is_marked(province: World) -> None:
    plan = province.start_plan()
    yesterday = province.today() - dt.timedelta(days=1)
    late = SigningAuthority(
        user=province.chairman,
        unit=province.province,
        prefixes=["TM. ỦY BAN NHÂN DÂN"],
        position="CHỦ TỊCH",
        signer_name="Người được ủy quyền muộn",
        basis="Văn bản ký lùi ngày",
        valid_from=yesterday - dt.timedelta(days=30),
    )
    save_signing_authority(authority=late, actor=province.keeper)
    page = page_of("plan_powers", plan, province.auditor, f"?on={yesterday:%d/%m/%Y}")
    row = page.split("Người được ủy quyền muộn")[1].split("</tr>")[0]
    assert "entered only later" in row


def test_a_power_that_had_ended_by_then_is_not_listed(province: World) -> None:
    plan = province.start_plan()
    end_signing_authority(
        authority=province.authorities["vice_chairman"],
        ended_on=province.today() - dt.timedelta(days=1),
        actor=province.keeper,
    )
    assert "KT. CHỦ TỊCH" not in page_of("plan_powers", plan, province.auditor)


def test_leave_to_see_the_plan_is_listed_until_it_is_taken_back(province: World) -> None:
    plan = province.start_plan()
    given = {"plan_id": plan.pk, "person": province.stranger, "actor": province.head}
    grant_view(reason="Phối hợp rà soát.", **given)
    page = page_of("plan_powers", plan, province.auditor)
    assert "Phối hợp rà soát." in page
    assert province.stranger.get_full_name() in page
    revoke_view(reason="Đã xong.", **given)
    assert "Phối hợp rà soát." not in page_of("plan_powers", plan, province.auditor)


def test_powers_ask_as_many_queries_for_many_people_as_for_few(province: World) -> None:
    plan = province.start_plan()
    client = as_person(province.auditor)
    asked = queries_of(client, address("plan_powers", uid=plan.uid))
    for n in range(3):
        seat(province, f"leader{n}", "UBND", Role.LEADER, "Phó Chủ tịch")
    assert Membership.objects.filter(unit=province.province).count() >= 6
    assert queries_of(client, address("plan_powers", uid=plan.uid)) == asked


# Acts across plans -------------------------------------------------------------------------------


def acts(who: Any, query: str = "") -> str:
    answer = as_person(who).get(address("acts") + query)
    assert answer.status_code == 200
    return text_of(answer)


def test_acts_of_a_person_are_told_across_plans(province: World) -> None:
    first = province.plan_at(Step.CHECK_FORMAT, content=province.content(subject="Kế hoạch một"))
    second = province.plan_at(Step.CHECK_FORMAT, content=province.content(subject="Kế hoạch hai"))
    page = acts(province.auditor, f"?person={province.head.pk}")
    assert page.count("Content checked</span>") == 2
    assert first.subject in page
    assert second.subject in page
    assert "Draft begun</span>" not in page
    assert "Draft begun</span>" in acts(province.auditor, f"?unit={province.room.pk}")
    assert "Nothing on record fits" in acts(province.auditor, f"?unit={province.advising.pk}")


def test_a_leader_reads_the_acts_on_their_own_body_s_plans_alone(province: World) -> None:
    seat(province, "elsewhere", "HCL", Role.LEADER, "Chủ tịch huyện")
    plan = province.start_plan()
    assert plan.subject in acts(province.chairman)
    assert plan.subject not in acts(province.people["elsewhere"])


@pytest.mark.parametrize("who", ["drafter", "clerk", "stranger", "keeper"])
def test_others_are_refused_the_acts_and_that_is_on_record(province: World, who: str) -> None:
    person = province.people[who]
    assert as_person(person).get(address("acts")).status_code == 403
    assert AccessLog.objects.latest("pk").subject == "acts"


def test_pages_of_acts_leave_none_out_and_ask_as_many_queries(
    province: World, settings: Any
) -> None:
    province.issue_plan()
    client = as_person(province.auditor)
    asked = queries_of(client, address("acts"))
    province.issue_plan()
    assert queries_of(client, address("acts")) == asked
    settings.DVCQ_WORKFLOW = {**getattr(settings, "DVCQ_WORKFLOW", {}), "PAGE_SIZE": 4}
    query, told = "?since=01/01/2020", []
    while query:
        answer = client.get(address("acts") + query)
        told += [act.digest for day in answer.context["days"] for act in day.acts]
        query = answer.context["older"]
    events = AuditEvent.objects.filter(stream__kind="plan").order_by("-pk")
    assert told == list(events.values_list("digest", flat=True))
