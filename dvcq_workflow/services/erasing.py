"""Erasing what the record knows of a person by name; what they did stays, and stays provable."""

from __future__ import annotations

from typing import Any

from dvcq_workflow.audit.recorder import record_event
from dvcq_workflow.models.audit import PersonalValue
from dvcq_workflow.rules.errors import RuleViolation
from dvcq_workflow.rules.plans import require_reason
from dvcq_workflow.selectors.people import own_seats_of
from dvcq_workflow.services.keeping import keeping


def erase_personal_values(*, person: Any, reason: str, actor: Any) -> int:
    """Erase a person's name, addresses and free-text reasons from behind the commitments of all
    events and access records; return how many values that were.

    No event changes: it still tells the person by number, seat and title, and its hash holds.

    Raises:
        NotPermitted, Conflict: as ``keeping``.
        RuleViolation: ``reason_missing``, ``reason_too_long``, ``person_in_office``.

    Source: law 91/2025/QH15 on the protection of personal data (erasure at the end of the purpose).
    """
    with keeping(None, actor=actor, channel="command") as entry:
        reason = require_reason(reason)
        if own_seats_of(person, entry.on):
            raise RuleViolation("person_in_office")
        count, _each = PersonalValue.objects.filter(subject_id=person.pk).delete()
        if count:
            record_event(
                "personal_values_erased",
                stream=entry.stream,
                seat=entry.seat,
                reason=reason,
                details={"person": person.pk, "values": count},
            )
        return count
