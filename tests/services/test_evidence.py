"""Evidence: bytes kept once, with their hash; added by those concerned, read by those who see."""

from __future__ import annotations

import hashlib
import json
import uuid

import pytest

from dvcq_workflow.models import AccessLog, Assignment, AuditEvent, Evidence, Plan
from dvcq_workflow.rules.errors import NotPermitted, NotVisible, RuleViolation
from dvcq_workflow.rules.evidence import MAX_NAME, evidence_name
from dvcq_workflow.rules.obligations import ActorRole
from dvcq_workflow.services.evidence import add_evidence, read_evidence
from tests.tasking import give_task, staff
from tests.worlds import World

PHOTO = b"\x89PNG a picture"


@pytest.fixture
def world(province: World) -> World:
    return staff(province)


@pytest.fixture
def plan(world: World) -> Plan:
    return world.issue_plan()


@pytest.fixture
def task(world: World, plan: Plan) -> Assignment:
    return give_task(world, plan, others={"SGDDT": ActorRole.SUPPORTING})


def add(
    task: Assignment, who: object, name: str = "Ảnh hội nghị.png", data: bytes = PHOTO
) -> object:
    return add_evidence(kind="assignment", pk=task.pk, file_name=name, data=data, actor=who)


@pytest.mark.audits("add_evidence")
def test_a_file_is_kept_with_its_hash_and_the_record_says_so(
    world: World, task: Assignment
) -> None:
    before = task.content_hash
    row = add(task, world.people["officer"])
    assert isinstance(row, Evidence)
    sha256 = hashlib.sha256(PHOTO).hexdigest()
    assert (row.name, row.sha256, row.size_bytes) == ("Ảnh hội nghị.png", sha256, len(PHOTO))
    event = AuditEvent.objects.filter(stream=task.plan.stream).first()
    told = json.loads(event.envelope) if event else {}
    assert told["code"] == "evidence_added"
    assert told["files"] == [{"name": "Ảnh hội nghị.png", "sha256": sha256}]
    assert told["details"]["subject_uid"] == str(task.uid)
    task.refresh_from_db()
    assert task.content_hash != before


def test_a_supporting_unit_adds_for_itself(world: World, task: Assignment) -> None:
    row = add(task, world.people["helper"])
    assert isinstance(row, Evidence)
    assert row.unit == world.units["SGDDT"]


def test_the_same_bytes_twice_are_one_file(world: World, task: Assignment) -> None:
    first = add(task, world.people["officer"])
    events = AuditEvent.objects.count()
    assert add(task, world.people["helper"], name="khac.png") == first
    assert AuditEvent.objects.count() == events


def test_who_is_not_concerned_is_refused_and_no_byte_is_kept(
    world: World, task: Assignment
) -> None:
    with pytest.raises(NotVisible):
        add(task, world.outsider)
    with pytest.raises(NotPermitted):
        add(task, world.people["advising_specialist"])
    with pytest.raises(NotVisible):
        add_evidence(
            kind="assignment", pk=0, file_name="a.png", data=PHOTO, actor=world.people["officer"]
        )
    assert not Evidence.objects.exists()


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("ảnh", PHOTO, "evidence_without_name"),
        (".png", PHOTO, "evidence_without_name"),
        ("trang.html", PHOTO, "evidence_kind_unknown"),
        ("a.png", b"", "evidence_empty"),
    ],
)
def test_what_is_no_evidence_is_refused(
    world: World, task: Assignment, name: str, data: bytes, code: str
) -> None:
    with pytest.raises(RuleViolation) as refused:
        add(task, world.people["officer"], name=name, data=data)
    assert refused.value.code == code


@pytest.mark.audits("read_evidence")
def test_the_receiver_reads_it_and_the_download_is_on_record(
    world: World, task: Assignment
) -> None:
    row = add(task, world.people["officer"])
    assert isinstance(row, Evidence)
    found, data = read_evidence(uid=row.uid, actor=world.people["advising_specialist"])
    assert (found, data) == (row, PHOTO)
    log = AccessLog.objects.get(kind=AccessLog.Kind.DOWNLOAD)
    assert (log.subject, log.stream) == ("assignment", task.plan.stream)
    assert json.loads(log.envelope)["details"]["evidence"] == str(row.uid)


def test_another_recipient_of_the_plan_does_not_learn_of_it(world: World, task: Assignment) -> None:
    row = add(task, world.people["officer"])
    assert isinstance(row, Evidence)
    for uid in (row.uid, uuid.uuid4()):
        with pytest.raises(NotVisible):
            read_evidence(uid=uid, actor=world.people["head_STTTT"])
    assert not AccessLog.objects.filter(kind=AccessLog.Kind.DOWNLOAD).exists()


def test_a_name_is_stored_without_its_path_and_cut_before_its_ending() -> None:
    assert evidence_name("C:\\hồ sơ\\ảnh.JPG") == "ảnh.JPG"
    long = evidence_name("a" * 400 + ".pdf")
    assert len(long) == MAX_NAME
    assert long.endswith("a.pdf")
