"""The shape and colour of a plan's state; its word is ``labels``' and always stands beside."""

from __future__ import annotations

from dvcq_workflow.rules.plans import Status

STATUS_MARKS: dict[Status, tuple[str, str]] = {
    Status.ISSUED: ("ok", "ok"),
    Status.REPLACED: ("off", "back"),
    Status.RECALLED: ("late", "stop"),
    Status.REFUSED: ("late", "stop"),
    Status.WITHDRAWN: ("off", "stop"),
    Status.DRAFT: ("off", "pen"),
}
UNDER_WAY = ("here", "here")


def status_mark(status: Status) -> tuple[str, str]:
    """Return colour and shape of a state: under way, unless it says otherwise."""
    return STATUS_MARKS.get(status, UNDER_WAY)
