"""An auditor posts a note of their own on a plan, and nothing else."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from dvcq_workflow.audit.proving import prove
from dvcq_workflow.audit.rows import audited_models, prove_rows
from dvcq_workflow.labels import sentence_of
from dvcq_workflow.models import AccessLog, AuditEvent, Desk, IssuedDocument, PersonalValue, Plan
from dvcq_workflow.rules.desks import APPROVAL_STEPS, Step
from dvcq_workflow.rules.errors import NotPermitted, NotVisible, RuleViolation
from dvcq_workflow.services.audit_notes import write_audit_note
from tests.services.noticing import drafted
from tests.web.reading import address, as_person, text_of
from tests.worlds import World

NOTE = "Đã đối chiếu với bản giấy ngày ký; khớp.\nCần hỏi thêm văn thư."


@pytest.fixture
def plan(province: World) -> Plan:
    return province.plan_at(Step.CHECK_CONTENT)


@pytest.mark.audits("write_audit_note")
def test_a_note_is_an_event_of_the_plan_and_its_words_can_be_erased(
    province: World, plan: Plan
) -> None:
    seq = write_audit_note(uid=plan.uid, text=f" {NOTE} ", actor=province.auditor)
    event = AuditEvent.objects.get(stream=plan.stream, seq=seq)
    said = json.loads(event.envelope)
    assert (event.code, said["actor"]["id"]) == ("audit_note_written", province.auditor.pk)
    assert said["actor"]["role"] == "auditor"
    assert (said["changes"], said["history"]) == ([], [])
    assert said["content_hash"] == plan.content_hash
    assert NOTE not in event.envelope
    value = PersonalValue.objects.get(pk=said["reason"])
    assert (value.value, value.subject_id) == (NOTE, province.auditor.pk)
    assert prove(first_only=False).breaks == []
    assert list(prove_rows()) == []


@pytest.mark.parametrize("who", ["drafter", "head", "chairman", "clerk", "keeper"])
def test_nobody_but_an_auditor_writes_one(who: str, province: World, plan: Plan) -> None:
    before = AuditEvent.objects.count()
    person = province.people[who]
    with pytest.raises((NotPermitted, NotVisible)) as refusal:
        write_audit_note(uid=plan.uid, text=NOTE, actor=person)
    assert AuditEvent.objects.count() == before
    kept = AccessLog.objects.latest("pk")
    assert (kept.actor_id, kept.code) == (person.pk, refusal.value.code)


def test_who_does_not_see_the_plan_is_told_that_there_is_none(province: World, plan: Plan) -> None:
    with pytest.raises(NotVisible, match="plan_not_found"):
        write_audit_note(uid=plan.uid, text=NOTE, actor=province.outsider)
    answer = as_person(province.outsider).post(address("plan_note", uid=plan.uid), {"note": NOTE})
    assert answer.status_code == 404
    answer = as_person(province.auditor).post(address("plan_note", uid=uuid.uuid4()), {"note": "x"})
    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("text", "code"), [(" \n ", "audit_note_empty"), ("x" * 4001, "audit_note_too_long")]
)
def test_a_note_that_cannot_be_kept_is_given_back(
    text: str, code: str, province: World, plan: Plan
) -> None:
    before = AuditEvent.objects.count()
    answer = as_person(province.auditor).post(address("plan_note", uid=plan.uid), {"note": text})
    assert answer.status_code == 422
    assert AuditEvent.objects.count() == before
    assert text.strip() in text_of(answer)
    assert AccessLog.objects.latest("pk").code == code
    assert sentence_of(RuleViolation(code, limit=4000))


def test_it_is_written_on_the_history_page_and_read_there(province: World, plan: Plan) -> None:
    history = address("plan_timeline", uid=plan.uid)
    auditor = as_person(province.auditor)
    assert address("plan_note", uid=plan.uid) in text_of(auditor.get(history))
    answer = auditor.post(address("plan_note", uid=plan.uid), {"note": NOTE})
    seq = AuditEvent.objects.latest("pk").seq
    assert (answer.status_code, answer["Location"]) == (302, f"{history}#e{seq}")
    for reader in (province.auditor, province.chairman):
        page = text_of(as_person(reader).get(history))
        assert "Note of an auditor" in page
        assert "Cần hỏi thêm văn thư." in page
    acts = text_of(auditor.get(address("acts") + f"?person={province.auditor.pk}"))
    assert "Cần hỏi thêm văn thư." in acts


def test_others_who_see_the_plan_read_that_there_is_a_note_and_not_its_words(
    province: World, plan: Plan
) -> None:
    write_audit_note(uid=plan.uid, text=NOTE, actor=province.auditor)
    page = text_of(as_person(province.drafter).get(address("plan_timeline", uid=plan.uid)))
    assert "Note of an auditor" in page
    assert "văn thư" not in page
    assert address("plan_note", uid=plan.uid) not in page


SETS_NO_ROW = frozenset({"language", "plan_note"})
"""What an auditor may post: the language of the pages they read, and a note."""


OF_THE_YEAR = frozenset(f"desk_{step}" for step in set(Step) - set(APPROVAL_STEPS))
"""Desks of a plan's year: ``tests.architecture.test_doors`` has an auditor post to each of them."""


POSTED = {"choice": "drop", "drop-reason": "Thôi.", "note": NOTE, "reason": "Thôi."}
"""What a desk or a page may look for: a choice, and reasons."""


REFUSED = {403, 404, 405, 422}
"""422: a form that offers an auditor no unit, so that nothing they send completes it."""


def patterns(found: Any = None) -> Iterator[URLPattern]:
    """Yield every address of ours."""
    for each in get_resolver("dvcq_workflow.urls").url_patterns if found is None else found:
        if isinstance(each, URLResolver):
            yield from patterns(each.url_patterns)
        else:
            yield each


def test_an_auditor_is_refused_every_other_post(province: World) -> None:
    plans = [province.plan_at(step) for step in (Step.DRAFT, Step.CHECK_CONTENT, Step.CHECK_FORMAT)]
    plans += [province.plan_at(step) for step in (Step.SIGN, Step.NUMBER, Step.SEAL, Step.RELEASE)]
    asked = province.start_plan()
    province.consult(asked)
    issued = province.issue_plan(plan=province.start_plan())
    notice = drafted(province, issued)
    uids = {
        "plan": [plan.uid for plan in (*plans, asked, issued)],
        "notice": [notice.uid],
        "document": [IssuedDocument.objects.earliest("pk").uid],
        "import": [uuid.uuid4()],
    }
    desks = Desk.objects.filter(state=Desk.State.OPEN).select_related("task")
    auditor = as_person(province.auditor)
    before = (AuditEvent.objects.count(), [model.history.count() for model in audited_models()])  # type: ignore[attr-defined]
    posted = 0
    for pattern in patterns():
        name, route = str(pattern.name), str(pattern.pattern)
        if name in SETS_NO_ROW or name in OF_THE_YEAR:
            continue
        if "<uuid:uid>" in route:
            kind = {"notices": "notice", "imports": "import"}.get(route.split("/")[0], "plan")
            kind = "document" if name == "document" else kind
            numbers = dict.fromkeys(re.findall(r"<int:(\w+)>", route), 1)
            others = {part: uuid.uuid4() for part in re.findall(r"<uuid:(\w+)>", route)}
            more = {**numbers, **others, "unit_uid": province.advising.uid}
            more = {part: given for part, given in more.items() if f":{part}>" in route}
            places = [{**more, "uid": uid} for uid in uids[kind]]
        elif "task_pk" in route:
            of_step = [desk for desk in desks if name == f"desk_{desk.step}"]
            places = [
                {"process_pk": desk.task.process_id, "task_pk": desk.task_id} for desk in of_step
            ]
            assert places, name
        else:
            places = [{}]
        for given in places:
            url = reverse(f"dvcq_workflow:{name}", kwargs=given)
            answer = auditor.post(url, POSTED)
            assert answer.status_code in REFUSED, (url, answer.status_code)
            posted += 1
    assert posted > 40
    after = (AuditEvent.objects.count(), [model.history.count() for model in audited_models()])  # type: ignore[attr-defined]
    assert after == before
