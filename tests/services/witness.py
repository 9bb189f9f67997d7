"""What every service on master data owes: nothing written for the wrong person, an event for
the right one."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from dvcq_workflow.models import AccessLog, AuditEvent, AuditStream
from dvcq_workflow.rules.errors import NotPermitted

Write = Callable[[Any], Any]
"""Does one write as the actor it is given."""


def assert_refused_without_trace(write: Write, actor: Any, model: type[Any]) -> None:
    """The actor is refused; no row, no history and no event is left, and the refusal is kept."""
    before = (
        list(model.objects.order_by("pk").values()),
        model.history.count(),
        AuditEvent.objects.count(),
    )
    with pytest.raises(NotPermitted, match="directory_not_yours"):
        write(actor)
    after = (
        list(model.objects.order_by("pk").values()),
        model.history.count(),
        AuditEvent.objects.count(),
    )
    assert after == before
    refusal = AccessLog.objects.get(kind=AccessLog.Kind.REFUSED)
    assert (refusal.actor_id, refusal.code) == (actor.pk, "directory_not_yours")
    assert refusal.subject == "directory"


def last_directory_event() -> tuple[AuditEvent, dict[str, Any]]:
    """Return the directory's newest event and what its envelope says."""
    event = AuditEvent.objects.filter(stream__kind=AuditStream.Kind.DIRECTORY).latest("seq")
    return event, json.loads(event.envelope)
