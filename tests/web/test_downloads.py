"""Issued files leave through one door: checked, logged, and only for those who see the plan."""

from __future__ import annotations

import hashlib
import uuid

import pytest
from django.test import Client

from dvcq_workflow.host import get_host
from dvcq_workflow.models import AccessLog, IssuedDocument
from tests.web.reading import address, as_person, text_of
from tests.worlds import World, issued_file


@pytest.fixture
def document(province: World) -> IssuedDocument:
    """The file of a plan that was issued."""
    return issued_file(province.issue_plan())


def test_a_file_is_sent_as_it_was_stored_and_the_download_is_on_record(
    province: World, document: IssuedDocument
) -> None:
    answer = as_person(province.drafter).get(address("document", uid=document.uid))
    assert hashlib.sha256(answer.content).hexdigest() == document.sha256
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    log = AccessLog.objects.get(kind=AccessLog.Kind.DOWNLOAD)
    assert (log.actor_id, log.stream_id) == (province.drafter.pk, document.plan.stream_id)
    assert log.channel == "web"


@pytest.mark.parametrize("who", ["stranger", "outsider"])
def test_whoever_may_not_see_the_plan_gets_no_file_and_is_on_record(
    province: World, document: IssuedDocument, who: str
) -> None:
    person = province.people[who]
    answer = as_person(person).get(address("document", uid=document.uid))
    assert answer.status_code == 404
    refusal = AccessLog.objects.get(kind=AccessLog.Kind.REFUSED)
    assert (refusal.actor_id, refusal.subject) == (person.pk, "plan_document")
    assert refusal.stream_id == document.plan.stream_id


def test_whoever_is_not_logged_in_gets_no_file(client: Client, document: IssuedDocument) -> None:
    assert client.get(address("document", uid=document.uid)).status_code == 302


def test_a_file_that_is_not_there_looks_like_one_that_may_not_be_seen(province: World) -> None:
    answer = as_person(province.drafter).get(address("document", uid=uuid.uuid4()))
    assert answer.status_code == 404


def test_an_altered_file_is_not_sent(
    province: World, document: IssuedDocument, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(get_host()), "open_document", lambda self, key: b"altered")
    answer = as_person(province.drafter).get(address("document", uid=document.uid))
    assert answer.status_code == 422
    assert document.file_name in text_of(answer)
