"""The event log is XES as the standard has it, and tells what the events tell."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation
from lxml import etree

from dvcq_workflow.audit.recorder import record_event
from dvcq_workflow.audit.xes import ERASED, NAMESPACE, Case, event_log
from dvcq_workflow.documents.diagram import bpmn_xml
from dvcq_workflow.flows.graphs import graph_of
from dvcq_workflow.flows.plan_approval import FLOW_CODE, PlanApprovalFlow
from dvcq_workflow.models import AuditEvent, Plan
from dvcq_workflow.models.audit import AuditStream, PersonalValue
from dvcq_workflow.rules.desks import Seat, Step
from dvcq_workflow.rules.errors import NotPermitted
from dvcq_workflow.selectors.histories import case_of
from dvcq_workflow.services.acting import acting
from dvcq_workflow.services.exports import export_flow
from tests.worlds import World

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
NCNAME = re.compile(r"[A-Za-z_][\w.-]*\Z")
NAME = re.compile(r"[A-Za-z_:][\w.:-]*\Z")
HEAD = ["extension", "global", "classifier", "attribute", "trace"]
LEXICAL = {
    "string": re.compile(r".*\Z", re.DOTALL),
    "date": re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}[+-]\d\d:\d\d\Z|1970-01-01T00:.*\Z"),
    "int": re.compile(r"-?\d+\Z"),
    "id": re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z"),
}


@pytest.fixture
def plan(province: World, django_capture_on_commit_callbacks: Any) -> Plan:
    """A plan that was consulted on, returned once, and issued."""
    plan = province.start_plan()
    province.consult(plan)
    for unit, head in zip(province.consulted_units, province.consulted_heads, strict=True):
        province.act(plan, Step.GIVE_OPINION, "give", head, unit=unit, agrees=True, text="")
    province.act(plan, Step.CLOSE_CONSULTATION, "close", province.drafter, reason="")
    plan = province.plan_at(Step.SIGN, plan=plan)
    province.act(plan, Step.SIGN, "return", province.vice_chairman, reason="Bổ sung số liệu.")
    with django_capture_on_commit_callbacks(execute=True):
        return province.issue_plan(plan=plan)


def log_of(plan: Plan) -> bytes:
    return event_log(FLOW_CODE, [case_of(plan)], zone=ZONE)


def tag(element: Any) -> str:
    return element.tag.removeprefix(f"{{{NAMESPACE}}}")


def attributes(element: Any) -> dict[str, str]:
    return {child.get("key"): child.get("value") for child in element if tag(child) in LEXICAL}


def events_in(data: bytes) -> list[dict[str, str]]:
    return [attributes(event) for event in etree.fromstring(data).iter(f"{{{NAMESPACE}}}event")]


def test_its_parts_stand_in_the_order_of_the_standard(plan: Plan) -> None:
    root = etree.fromstring(log_of(plan))
    assert (tag(root), root.get("xes.version"), root.get("xes.features")) == (
        "log",
        "1849.2016",
        "",
    )
    kinds = ["attribute" if tag(child) in LEXICAL else tag(child) for child in root]
    assert sorted(kinds, key=HEAD.index) == kinds
    assert set(kinds) == set(HEAD)
    for trace in root.iter(f"{{{NAMESPACE}}}trace"):
        parts = ["attribute" if tag(child) in LEXICAL else tag(child) for child in trace]
        assert sorted(parts) == parts
        assert set(parts) == {"attribute", "event"}


def test_each_attribute_is_of_its_type_and_stands_once(plan: Plan) -> None:
    root = etree.fromstring(log_of(plan))
    for element in root.iter():
        if tag(element) in LEXICAL:
            assert LEXICAL[tag(element)].match(element.get("value")), element.attrib
            assert NAME.match(element.get("key"))
        keys = [child.get("key") for child in element if tag(child) in LEXICAL]
        assert len(keys) == len(set(keys))


def test_each_prefix_is_declared_and_each_classifier_names_a_global(plan: Plan) -> None:
    root = etree.fromstring(log_of(plan))
    declared = {each.get("prefix") for each in root.iter(f"{{{NAMESPACE}}}extension")}
    used = {
        each.get("key").partition(":")[0] for each in root.iter() if ":" in (each.get("key") or "")
    }
    assert used <= declared == {"concept", "identity", "lifecycle", "org", "time"}
    given = {
        each.get("scope"): set(attributes(each)) for each in root.iter(f"{{{NAMESPACE}}}global")
    }
    for classifier in root.iter(f"{{{NAMESPACE}}}classifier"):
        assert NCNAME.match(classifier.get("name"))
        assert set(classifier.get("keys").split()) <= given["event"]
    for trace in root.iter(f"{{{NAMESPACE}}}trace"):
        assert given["trace"] <= set(attributes(trace))
    for event in events_in(log_of(plan)):
        assert given["event"] <= set(event)


def test_each_event_says_what_is_on_record_of_its_act(plan: Plan, province: World) -> None:
    told = events_in(log_of(plan))
    rows = list(AuditEvent.objects.filter(stream_id=plan.stream_id).order_by("seq"))
    assert len(told) == len(rows) > 10
    for event, row in zip(told, rows, strict=True):
        body = json.loads(row.envelope)
        assert (event["code"], event["seq"], event["digest"]) == (
            row.code,
            str(row.seq),
            row.digest,
        )
        assert event["concept:name"] == body["names"]["act"]
        at = dt.datetime.fromisoformat(event["time:timestamp"])
        assert (at, at.utcoffset()) == (row.at, dt.timedelta(hours=7))
        assert event["org:group"] == body["actor"]["unit_name"]
        assert event["org:role"] == body["actor"]["role_name"]
        assert event["org:resource"].startswith(f"{row.actor_id}: ")
    returned = next(event for event in told if event["code"] == "plan_returned")
    assert returned["reason"] == "Bổ sung số liệu."
    assert (returned["desk"], returned["lifecycle:transition"]) == ("sign", "complete")


def test_what_was_erased_reads_as_erased(plan: Plan) -> None:
    PersonalValue.objects.all().delete()
    told = events_in(log_of(plan))
    assert {event["org:resource"].partition(": ")[2] for event in told} == {ERASED}
    assert {event["reason"] for event in told if "reason" in event} == {ERASED}


def test_the_same_events_give_the_same_bytes(plan: Plan) -> None:
    assert log_of(plan) == log_of(plan)


def test_hostile_names_stay_text(province: World) -> None:
    hostile = 'a\x00\x0b"]]>&<event/>\ufffe\ud7ff𝒜 <!ENTITY x>'
    drafter = province.drafter
    drafter.full_name = hostile.replace("\x00", "")
    stream = AuditStream.objects.create(kind=AuditStream.Kind.PLAN)
    seat = Seat(unit_id=province.room.pk, role="specialist", title=hostile, unit_name=hostile)
    with acting(actor=drafter):
        record_event("draft_saved", stream=stream, seat=seat, reason=hostile.replace("\x00", ""))
    case = Case(str(stream.uid), stream.pk, "", hostile)
    (event,) = events_in(event_log(hostile, [case], zone=ZONE))
    for text in (event["org:group"], event["reason"], event["org:resource"]):
        assert '"]]>&<event/>' in text
        assert not set(text) & set("\x00\x0b\ufffe")


def test_queries_do_not_grow_with_plans(
    province: World, plan: Plan, django_assert_num_queries: Any
) -> None:
    province.issue_plan()
    cases = [case_of(each) for each in Plan.objects.order_by("pk")]
    for some in (cases[:1], cases):
        with django_assert_num_queries(2):
            event_log(FLOW_CODE, some, zone=ZONE)


def test_an_auditor_takes_the_flow_with_the_plans_they_see(plan: Plan, province: World) -> None:
    other = province.start_plan()
    data = export_flow(flow=FLOW_CODE, actor=province.auditor).data
    traces = [attributes(each) for each in etree.fromstring(data).iter(f"{{{NAMESPACE}}}trace")]
    assert [each["concept:name"] for each in traces] == [str(plan.uid), str(other.uid)]
    assert [each["number"] for each in traces] == ["01/KH-UBND", ""]


@pytest.mark.parametrize("who", ["chairman", "drafter", "stranger", "outsider"])
def test_nobody_else_takes_a_flow(plan: Plan, province: World, who: str) -> None:
    with pytest.raises(NotPermitted) as refusal:
        export_flow(flow=FLOW_CODE, actor=province.people[who])
    assert refusal.value.code == "flow_log_not_yours"


STEP_DONE = {
    "plan_submitted",
    "content_checked",
    "format_checked",
    "plan_returned",
    "plan_signed",
    "number_assigned",
    "plan_sealed",
    "plan_released",
    "year_opened",
}
"""Acts that bring a plan from one step of the flow to the next."""


@pytest.mark.filterwarnings("ignore")
def test_a_process_miner_reads_it_and_replays_it_over_the_flow(
    province: World, tmp_path: Path
) -> None:
    """One plan goes straight, one is returned once. A round of opinions is a sub-process with many
    instances, which PM4Py's nets do not have."""
    pm4py = pytest.importorskip("pm4py", reason="the extra dvcq-workflow[mining] is not installed")
    province.issue_plan()
    returned = province.plan_at(Step.SIGN)
    province.act(returned, Step.SIGN, "return", province.vice_chairman, reason="Bổ sung số liệu.")
    province.issue_plan(plan=returned)
    with translation.override("vi"):
        graph = graph_of(FLOW_CODE, PlanApprovalFlow)
    (tmp_path / "flow.bpmn").write_bytes(bpmn_xml(graph))
    log = export_flow(flow=FLOW_CODE, actor=province.auditor)
    (tmp_path / "log.xes").write_bytes(log.data)
    found = pm4py.read_xes(str(tmp_path / "log.xes"))
    streams = Plan.objects.values("stream_id")
    assert len(found) == AuditEvent.objects.filter(stream_id__in=streams).count()
    found.loc[found["code"] == "year_opened", "desk_name"] = graph.by_id["open_year"].name
    steps = found[found["code"].isin(STEP_DONE)].copy()
    steps["concept:name"] = steps["desk_name"]
    net = pm4py.convert_to_petri_net(pm4py.read_bpmn(str(tmp_path / "flow.bpmn")))
    replayed = pm4py.conformance_diagnostics_token_based_replay(steps, *net)
    assert [each["trace_is_fit"] for each in replayed] == [True, True]
    skipped = steps[steps["code"] != "format_checked"]
    replayed = pm4py.conformance_diagnostics_token_based_replay(skipped, *net)
    assert [each["trace_is_fit"] for each in replayed] == [False, False]
