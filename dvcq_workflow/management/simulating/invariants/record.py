"""Of the record: events, rows, numbers, post, work."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator
from typing import Any

from dvcq_workflow.audit.proving import prove
from dvcq_workflow.audit.rows import audited_models, prove_rows
from dvcq_workflow.management.simulating.playing import Play
from dvcq_workflow.models.audit import AuditEvent
from dvcq_workflow.models.chasing import Digest, Reminder
from dvcq_workflow.models.desks import Desk
from dvcq_workflow.models.documents import Issuance, NumberSeries
from dvcq_workflow.selectors.work import undone_work

ONE_MESSAGE_EACH = {"obstacle_informed", "chasing_letter"}


def every_act_has_its_event(play: Play) -> Iterator[str]:
    """Each desk that somebody left has an event of that person, plan and moment; the chain of every
    stream holds from its first event to its last."""
    events = set(AuditEvent.objects.values_list("stream_id", "actor_id", "at"))
    left = Desk.objects.filter(state=Desk.State.DONE).order_by("pk")
    for pk, *act in left.values_list("pk", "plan__stream_id", "done_by_id", "done_at"):
        yield "" if tuple(act) in events else f"desk {pk}"
    proof = prove(first_only=False)
    yield from ("" for _event in range(proof.events + proof.accesses))
    yield from (f"{each.where} [{each.code}]" for each in proof.breaks)


def every_row_is_its_last_event(play: Play) -> Iterator[str]:
    """Every live row is what its last history row says, and an event tells of each of these."""
    for model in audited_models():
        yield from ("" for _row in range(model._default_manager.count()))
    yield from (f"{each.where} [{each.code}]" for each in prove_rows())


def numbers_have_no_gap(play: Play) -> Iterator[str]:
    """A register counts on from where it began, one at a time, and never back in time."""
    taken: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    rows = Issuance.objects.order_by("series_id", "number", "pk")
    for series, number, issued_on in rows.values_list("series_id", "number", "issued_on"):
        taken[series].append((number, issued_on))
    for pk, first in NumberSeries.objects.order_by("pk").values_list("pk", "continues_at"):
        latest = None
        for expected, (number, issued_on) in enumerate(taken[pk], start=first):
            fits = number == expected and (latest is None or issued_on >= latest)
            yield "" if fits else f"series {pk} [{number} of {issued_on}; {expected}, {latest}]"
            latest = issued_on


def nothing_is_sent_twice(play: Play) -> Iterator[str]:
    """A person is told once a day, of one thing once for one cause and day; the post was given what
    the record says was sent."""
    digests = list(Digest.objects.order_by("pk").values_list("user_id", "day"))
    yield from _twice("digest", digests)
    told = ("duty_id", "assignment_id", "kind", "due_on", "user_id")
    yield from _twice("reminder", Reminder.objects.order_by("pk").values_list(*told))
    post = play.host.told
    sent = [each for each in post if each.kind == "reminders"]
    yield from _twice("message", [each.key for each in sent])
    single = [(each.kind, each.path) for each in post if each.kind in ONE_MESSAGE_EACH]
    yield from _twice("message", single)
    on_record = sorted(user for user, _day in digests)
    is_same = on_record == sorted(user for each in sent for user in each.user_ids)
    yield "" if is_same else f"post [{len(sent)}; {len(digests)}]"


def _twice(name: str, things: Iterable[Hashable]) -> Iterator[str]:
    for thing, count in Counter(things).items():
        yield f"{name} {thing} [{count}]" if count > 1 else ""


def no_work_is_left(play: Play) -> Iterator[str]:
    """What had to follow an act has followed."""
    for undone in undone_work(play.host.now()):
        what = undone.order or undone.issuance
        yield f"{undone.code} {what} [{undone.params}]"
    yield ""


def nothing_was_unforeseen(play: Play) -> Iterator[str]:
    """Whatever was tried was done or refused by a rule."""
    yield from ("" for _act in range(sum(play.tally.acts.values())))
    yield from play.tally.surprises
