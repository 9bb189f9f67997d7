"""The nodes of our approval flow without a consultation, all of them the engine's own."""

from __future__ import annotations

from typing import Any

from viewflow import this
from viewflow.workflow import flow, lock

from dvcq_workflow.rules.plans import Status
from tests.bench.peer.models import PeerProcess


def _is(*states: Status) -> Any:
    return lambda activation: activation.process.record.status in states


def _page(request: Any, **kwargs: Any) -> None:
    raise NotImplementedError("Nothing is rendered in the bench.")


class PeerFlow(flow.Flow):
    """Seven desks, seven gates, a function and the ends."""

    process_class = PeerProcess
    lock_impl = lock.SelectForUpdateLock(nowait=False)

    start = flow.StartHandle(this.begin).Next(this.draft)
    draft = flow.View(_page).Next(this.after_draft)
    after_draft = (
        flow.Switch()
        .Case(this.check_content, _is(Status.CONTENT_CHECK))
        .Case(this.withdrawn, _is(Status.WITHDRAWN))
    )
    check_content = flow.View(_page).Next(this.after_content)
    after_content = (
        flow.Switch()
        .Case(this.check_format, _is(Status.FORMAT_CHECK))
        .Case(this.draft, _is(Status.DRAFT))
        .Case(this.withdrawn, _is(Status.WITHDRAWN))
    )
    check_format = flow.View(_page).Next(this.after_format)
    after_format = (
        flow.Switch()
        .Case(this.sign, _is(Status.AWAITING_SIGNATURE))
        .Case(this.draft, _is(Status.DRAFT))
        .Case(this.withdrawn, _is(Status.WITHDRAWN))
    )
    sign = flow.View(_page).Next(this.after_signature)
    after_signature = (
        flow.Switch()
        .Case(this.number, _is(Status.SIGNED))
        .Case(this.draft, _is(Status.DRAFT))
        .Case(this.refused, _is(Status.REFUSED))
        .Case(this.withdrawn, _is(Status.WITHDRAWN))
    )
    number = flow.View(_page).Next(this.after_number)
    after_number = (
        flow.Switch().Case(this.seal, _is(Status.NUMBERED)).Case(this.draft, _is(Status.DRAFT))
    )
    seal = flow.View(_page).Next(this.after_seal)
    after_seal = (
        flow.Switch().Case(this.release, _is(Status.SEALED)).Case(this.draft, _is(Status.DRAFT))
    )
    release = flow.View(_page).Next(this.after_release)
    after_release = (
        flow.Switch().Case(this.open_year, _is(Status.ISSUED)).Case(this.draft, _is(Status.DRAFT))
    )
    open_year = flow.Function(this.nothing).Next(this.issued)

    issued = flow.End()
    refused = flow.End()
    withdrawn = flow.End()

    def begin(self, activation: Any, record: Any) -> PeerProcess:
        """Tie the process to its plain plan."""
        activation.process.record = record
        return activation.process

    def nothing(self, activation: Any) -> None:
        """Where ours orders the year opened."""
