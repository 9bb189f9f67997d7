"""Columns are read as the proof expects them, on either database."""

from __future__ import annotations

import datetime as dt

import pytest

from dvcq_workflow.audit.envelope import moment
from dvcq_workflow.audit.proving import prove
from dvcq_workflow.audit.recorder import lock_directory, record_event
from dvcq_workflow.audit.telling import EVENT
from dvcq_workflow.models import AuditEvent
from dvcq_workflow.services.acting import acting
from tests.models.rows import make_person


def test_events_are_read_in_the_order_of_their_columns() -> None:
    assert tuple(field.attname for field in AuditEvent._meta.concrete_fields) == EVENT


@pytest.mark.django_db
@pytest.mark.parametrize("microsecond", [0, 1, 10, 120_000, 100_000, 123_456, 999_990])
def test_a_moment_is_the_same_however_a_database_writes_its_fraction(microsecond: int) -> None:
    at = dt.datetime(2020, 4, 6, 3, 0, 9, microsecond, tzinfo=dt.UTC)
    with acting(actor=make_person("clerk"), at=at):
        record_event("unit_saved", stream=lock_directory())
    assert f'"at":"{moment(at)}"' in AuditEvent.objects.get().envelope
    assert prove(first_only=False).breaks == []
