"""Whatever the ORM is asked to do, the past can be rebuilt and its end is the live table."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.db.models import F, ObjectDoesNotExist
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from dvcq_workflow.audit.proving import prove
from dvcq_workflow.audit.recorder import lock_directory, record_event
from dvcq_workflow.audit.rows import prove_rows
from dvcq_workflow.models import AuditEvent, NumberSeries
from dvcq_workflow.models.base import RefusedWriteError
from dvcq_workflow.models.history import digest_of_row
from dvcq_workflow.rules.canonical import digest_text
from dvcq_workflow.rules.errors import RuleViolation
from dvcq_workflow.services.acting import acting
from tests.models.rows import NOON, Rows

KEYS = st.integers(0, 4)
TYPES = st.lists(st.sampled_from(["KH", "CT", "Đ", '"']), max_size=3)
NUMBERS = st.integers(1, 9)
TRACKED = ("code", "continues_at", "document_types")


class RandomWrites(RuleBasedStateMachine):
    """Rows of one model under random writes; ``model`` is what the table should hold."""

    actor: Any
    unit: Any

    def __init__(self) -> None:
        super().__init__()
        self.frame = transaction.atomic()
        self.frame.__enter__()
        self.model: dict[int, tuple[Any, ...]] = {}
        self.held: dict[int, NumberSeries] = {}
        self.moments: list[tuple[dt.datetime, dict[int, tuple[Any, ...]]]] = []
        self.at = NOON

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.frame.__exit__(None, None, None)

    def act(self, *writes: Any) -> None:
        """Do writes in one recorded act; each returns what it makes of the model."""
        self.at += dt.timedelta(minutes=1)
        with acting(actor=self.actor, at=self.at):
            for write in writes:
                write()
            record_event("number_series_opened", stream=lock_directory())
        self.moments.append((self.at, dict(self.model)))

    def fresh(self, key: int) -> NumberSeries | None:
        row = self.held.get(key)
        return NumberSeries.objects.filter(pk=row.pk).first() if row else None

    @rule(key=KEYS, number=NUMBERS, types=TYPES)
    def create(self, key: int, number: int, types: list[str]) -> None:
        if self.fresh(key) is not None:
            return
        row = NumberSeries(unit=self.unit, year=2020, code=f"S{key}", continues_at=number)
        row.document_types = types

        def write() -> None:
            row.save()
            self.held[key] = row
            self.model[row.pk] = (row.code, number, list(types))

        self.act(write)

    @rule(key=KEYS, number=NUMBERS, types=TYPES, names=st.sets(st.sampled_from(TRACKED)))
    def save_some_fields_of_a_dirty_row(
        self, key: int, number: int, types: list[str], names: set[str]
    ) -> None:
        row = self.fresh(key)
        if row is None:
            return
        row.continues_at, row.document_types = number, types
        code, old_number, old_types = self.model[row.pk]

        def write() -> None:
            row.save(update_fields=names)
            self.model[row.pk] = (
                code,
                number if "continues_at" in names else old_number,
                types if "document_types" in names else old_types,
            )

        self.act(write)

    @rule(key=KEYS, number=NUMBERS, types=TYPES)
    def save_one_field_and_then_the_rest(self, key: int, number: int, types: list[str]) -> None:
        row = self.fresh(key)
        if row is None:
            return
        row.continues_at, row.document_types = number, types

        def write() -> None:
            row.save(update_fields=["document_types"])
            row.save()
            self.model[row.pk] = (self.model[row.pk][0], number, types)

        self.act(write)

    @rule(key=KEYS, numbers=st.lists(NUMBERS, min_size=1, max_size=3))
    def save_several_times_in_one_act(self, key: int, numbers: list[int]) -> None:
        row = self.fresh(key)
        if row is None:
            return

        def write() -> None:
            for number in numbers:
                row.continues_at = number
                row.save()
            self.model[row.pk] = (self.model[row.pk][0], numbers[-1], self.model[row.pk][2])

        self.act(write)

    @rule(key=KEYS, number=NUMBERS)
    def save_a_partial_instance(self, key: int, number: int) -> None:
        held = self.held.get(key)
        row = held and NumberSeries.objects.only("year").filter(pk=held.pk).first()
        if not row:
            return
        row.continues_at = number

        def write() -> None:
            row.save()
            self.model[row.pk] = (self.model[row.pk][0], number, self.model[row.pk][2])

        self.act(write)

    @rule(key=KEYS, number=NUMBERS)
    def add_in_the_database(self, key: int, number: int) -> None:
        row = self.fresh(key)
        if row is None:
            return
        row.continues_at = F("continues_at") + number

        def write() -> None:
            row.save()
            code, old, types = self.model[row.pk]
            self.model[row.pk] = (code, old + number, types)

        self.act(write)

    @rule(key=KEYS, number=NUMBERS)
    def save_an_instance_held_for_long(self, key: int, number: int) -> None:
        row = self.held.get(key)
        if row is None or self.fresh(key) is None:
            return
        row.refresh_from_db()
        row.continues_at = number

        def write() -> None:
            row.save()
            self.model[row.pk] = (self.model[row.pk][0], number, self.model[row.pk][2])

        self.act(write)

    @rule(key=KEYS, number=NUMBERS)
    def delete_a_dirty_row(self, key: int, number: int) -> None:
        row = self.fresh(key)
        if row is None:
            return
        row.continues_at = number
        pk = row.pk

        def write() -> None:
            row.delete()
            del self.model[pk]

        self.act(write)

    @rule(key=KEYS)
    def save_a_row_that_is_gone(self, key: int) -> None:
        row = self.held.get(key)
        if row is None or self.fresh(key) is not None:
            return
        row.continues_at = 77
        with pytest.raises((DatabaseError, ObjectDoesNotExist)), acting(actor=self.actor):
            row.save()

    @rule(key=KEYS)
    def be_refused_half_way(self, key: int) -> None:
        row = self.fresh(key)
        if row is None:
            return
        row.continues_at = 88
        with pytest.raises(RuleViolation), acting(actor=self.actor):
            save_and_refuse(row)

    @rule(key=KEYS)
    def try_to_write_past_history(self, key: int) -> None:
        row = self.fresh(key)
        with pytest.raises(RefusedWriteError):
            NumberSeries.objects.filter(code=f"S{key}").update(continues_at=99)
        with pytest.raises(RefusedWriteError):
            NumberSeries.objects.all().delete()
        if row is not None:
            with pytest.raises(RefusedWriteError):
                NumberSeries.objects.bulk_update([row], ["continues_at"])

    @invariant()
    def the_table_is_as_the_model_says(self) -> None:
        table = {row.pk: told(row) for row in NumberSeries.objects.all()}
        assert table == self.model

    @invariant()
    def the_past_ends_in_the_table(self) -> None:
        assert self.rebuilt(self.at) == self.model

    @invariant()
    def every_moment_can_be_rebuilt(self) -> None:
        for at, model in self.moments[-3:]:
            assert self.rebuilt(at) == model
            found = {row.pk: told(row) for row in NumberSeries.history.as_of(at)}
            assert found == model

    @invariant()
    def each_history_row_stands_in_an_event_with_its_digest(self) -> None:
        events = [
            json.loads(e.envelope)
            for e in AuditEvent.objects.order_by("stream_id", "seq")
            if digest_text(e.envelope) == e.digest
        ]
        listed = {
            history_id: digest
            for event in events
            for table, history_id, digest in event["history"]
            if table == "numberseries"
        }
        for past in NumberSeries.history.all():
            read = {f.attname: getattr(past, f.attname) for f in past._meta.concrete_fields}
            assert listed.pop(past.history_id) == digest_of_row("numberseries", read)
        assert listed == {}

    @invariant()
    def the_whole_record_is_proven(self) -> None:
        assert prove(first_only=False).breaks == []
        assert list(prove_rows()) == []

    def rebuilt(self, at: dt.datetime) -> dict[int, tuple[Any, ...]]:
        """Play the history rows up to a moment, oldest first."""
        found: dict[int, tuple[Any, ...]] = {}
        for past in NumberSeries.history.filter(history_date__lte=at).order_by("history_id"):
            if past.history_type == "-":
                assert found.pop(past.id) == told(past)
            else:
                assert (past.id in found) is (past.history_type == "~")
                found[past.id] = told(past)
        return found


def save_and_refuse(row: NumberSeries) -> None:
    row.save()
    raise RuleViolation("series_exists", code=row.code, year=row.year)


def told(row: Any) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in TRACKED)


def test_after_random_writes_the_past_is_whole_and_ends_in_the_live_rows(rows: Rows) -> None:
    RandomWrites.actor, RandomWrites.unit = rows.actor, rows.keep(rows.unit())
    run_state_machine_as_test(
        RandomWrites,
        settings=settings(
            max_examples=12,
            stateful_step_count=18,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
