"""Field history by simple-history, through our own subclass (``HistoricalRecords`` unpatched).

What differs, and why (each measured, see docs/explanation/history.md):

* the row is copied by ``INSERT … SELECT`` from the table, so that a dirty attribute, an ``F()``
  or a partial instance cannot write a history that never was; a delete's row comes from the
  instance, because the table has it no more;
* nothing goes past it: neither a setting, nor a flag on the instance, nor a fixture;
* history itself is neither rewritten nor deleted through the ORM;
* rows of one act have one date, so that the later one is told by its id;
* the actor, the reason's act and the date come from the current act, never from a thread-local
  request: commands and jobs have an author too;
* the user is a plain integer: deleting a user must not UPDATE history.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import connections, models, router
from django.db.models import Exists, OuterRef, Q
from simple_history.manager import HistoricalQuerySet, HistoryManager
from simple_history.models import HistoricalRecords

from dvcq_workflow.context import HistoryRow, current_act
from dvcq_workflow.models.base import AppendOnlyManager, AuditedQuerySet, RefusedWriteError
from dvcq_workflow.models.statements import (
    converted,
    insert_select_sql,
    insert_sql,
    prepared,
    update_and_copy_sql,
)
from dvcq_workflow.rules.canonical import digest

META_COLUMNS = (
    "history_date",
    "history_change_reason",
    "history_type",
    "history_user_id",
    "act_uid",
)


class PastQuerySet(AuditedQuerySet, HistoricalQuerySet):
    """Reads a past, and refuses to rewrite it."""

    def latest_of_each(self) -> PastQuerySet:
        """Return the last row of each record; of rows with one date, the one written last."""
        later = self.filter(
            Q(history_date__gt=OuterRef("history_date"))
            | Q(history_date=OuterRef("history_date"), history_id__gt=OuterRef("history_id")),
            **{self._pk_attr: OuterRef(self._pk_attr)},
        )
        return self.filter(~Exists(later))


class PastManager(HistoryManager):
    """What ``Model.history`` and ``row.history`` give."""

    def bulk_history_create(self, *args: Any, **kwargs: Any) -> None:
        raise RefusedWriteError("History is written row by row, by the save that it tells of.")


class ActColumns(models.Model):
    """What our history rows have besides simple-history's: the uid that all rows of one act
    share, and no way to alter or delete them."""

    act_uid = models.UUIDField()

    objects = AppendOnlyManager()

    class Meta:
        abstract = True
        base_manager_name = "objects"

    def save(self, *args: Any, **kwargs: Any) -> None:
        raise RefusedWriteError("History is written by the save that it tells of.")

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise RefusedWriteError("History is written once and stays.")


class AuditedRecords(HistoricalRecords):
    """History of one model, written as the table has it and named by its act.

    ``read_by``: column of the row that this one is a part of, where the parts of one row are read
    as they were: also those that are no more, which no live table names.
    """

    def __init__(self, *, read_by: str = "", **options: Any) -> None:
        self.read_by = read_by
        options.setdefault("bases", (ActColumns,))
        options.setdefault("history_id_field", models.BigAutoField())
        options.setdefault("history_change_reason_field", models.TextField(null=True))
        options.setdefault("history_user_id_field", models.BigIntegerField())
        options.setdefault("history_manager", PastManager)
        options.setdefault("historical_queryset", PastQuerySet)
        super().__init__(**options)

    @property
    def _date_indexing(self) -> bool:
        """One index of our own serves ``as_of``; simple-history's on the date alone does not."""
        return False

    def fields_included(self, model: type[models.Model]) -> list[Any]:
        """Leave out what a model declares personal: history cannot be erased."""
        personal = getattr(model, "PERSONAL_FIELDS", ())
        return [f for f in super().fields_included(model) if f.attname not in personal]

    def copy_fields(self, model: type[models.Model]) -> dict[str, models.Field[Any, Any]]:
        """Copy the columns without their indexes: a past is read by its row, through one index
        of our own, and each further index would be paid on every write."""
        fields = super().copy_fields(model)
        for field in fields.values():
            field.db_index = False
        return fields

    def get_meta_options(self, model: type[models.Model]) -> dict[str, Any]:
        """Add the index by which a row's past is read, newest first."""
        options = super().get_meta_options(model)
        name = f"dvcq_h_{model._meta.model_name}"[:30]
        pk = model._meta.pk
        indexes = [models.Index(fields=[pk.attname, "-history_date", "-history_id"], name=name)]
        if self.read_by:
            indexes.append(models.Index(fields=[self.read_by], name=f"dvcq_hp_{name[7:]}"[:30]))
        options["indexes"] = tuple(indexes)
        return options

    def get_extra_fields(self, model: type[models.Model], fields: Any) -> dict[str, Any]:
        """Find a row's neighbours by date and id: rows of one act have one date."""
        extra = super().get_extra_fields(model, fields)
        extra["next_record"] = property(lambda row: _neighbour(row, model, newer=True))
        extra["prev_record"] = property(lambda row: _neighbour(row, model, newer=False))
        return extra

    def add_extra_methods(self, cls: type[models.Model]) -> None:
        """Give no way to save without history."""
        cls.save_without_historical_record = _refuse_silence  # type: ignore[attr-defined]

    def finalize(self, sender: type[models.Model], **kwargs: Any) -> None:
        """Stand before a save as well: a fixture writes the row without ``save``."""
        super().finalize(sender, **kwargs)
        if sender is self.cls:
            sender._records = self
            models.signals.pre_save.connect(_refuse_fixture, sender=sender, weak=False)

    def post_save(
        self, instance: models.Model, created: bool, using: str | None = None, **kwargs: Any
    ) -> None:
        """Write the row of a save, whatever settings and flags say."""
        if instance.__dict__.pop("_history_is_kept", False):
            return
        self.create_historical_record(instance, "+" if created else "~", using=using)

    def pre_delete(self, instance: models.Model, **kwargs: Any) -> None:
        """Nothing to load here: ``AuditedModel.delete`` reads the row as it is, just before."""

    def post_delete(self, instance: models.Model, using: str | None = None, **kwargs: Any) -> None:
        """Write the row of a deletion, whatever settings say."""
        self.create_historical_record(instance, "-", using=using)

    def create_history_model(self, model: type[models.Model], inherited: bool) -> Any:
        """Remember the history model: asking its manager for it costs more than the INSERT."""
        self.history_model = super().create_history_model(model, inherited)
        return self.history_model

    def create_historical_record(
        self, instance: models.Model, history_type: str, using: str | None = None
    ) -> None:
        """Write one history row and hand its digest to the current act."""
        act = current_act()
        connection = connections[using or router.db_for_write(self.history_model)]
        meta = dict(
            zip(META_COLUMNS, (act.at, None, history_type, act.actor_id, act.uid), strict=True)
        )
        names = self._names()
        if history_type == "-":
            row = self._from_instance(instance, names, meta, connection)
        else:
            row = self._from_table(instance, names, meta, connection)
        self._hand_over(instance, row)

    def update_and_keep(self, instance: models.Model, values: dict[str, Any], using: str) -> bool:
        """Update a row and write its history in one statement (PostgreSQL); whether there was
        such a row. One round trip under the lock instead of two."""
        act = current_act()
        connection = connections[using]
        meta = dict(zip(META_COLUMNS, (act.at, None, "~", act.actor_id, act.uid), strict=True))
        names = self._names()
        model = type(instance)
        sql = update_and_copy_sql(model, self.history_model, tuple(values), names, META_COLUMNS)
        with connection.cursor() as cursor:
            cursor.execute(
                sql,
                [
                    *prepared(model, values, connection),
                    instance.pk,
                    *prepared(self.history_model, meta, connection),
                ],
            )
            written = cursor.fetchone()
        if written is None:
            return False
        columns = ("history_id", *names, *META_COLUMNS)
        self._hand_over(instance, converted(self.history_model, columns, written, connection))
        return True

    def _names(self) -> tuple[str, ...]:
        return tuple(field.attname for field in self.history_model.tracked_fields)

    def _hand_over(self, instance: models.Model, row: dict[str, Any]) -> None:
        table = instance._meta.model_name or ""
        digest = digest_of_row(table, row)
        current_act().history.append(HistoryRow(table, row["history_id"], digest))

    def _from_instance(
        self,
        instance: models.Model,
        names: tuple[str, ...],
        meta: dict[str, Any],
        connection: Any,
    ) -> dict[str, Any]:
        values = {name: getattr(instance, name) for name in names} | meta
        with connection.cursor() as cursor:
            cursor.execute(
                insert_sql(self.history_model, tuple(values), connection.vendor),
                prepared(self.history_model, values, connection),
            )
            return {"history_id": cursor.fetchone()[0], **values}

    def _from_table(
        self,
        instance: models.Model,
        names: tuple[str, ...],
        meta: dict[str, Any],
        connection: Any,
    ) -> dict[str, Any]:
        sql = insert_select_sql(
            type(instance), self.history_model, names, META_COLUMNS, connection.vendor
        )
        with connection.cursor() as cursor:
            cursor.execute(sql, [*prepared(self.history_model, meta, connection), instance.pk])
            written = cursor.fetchone()
        columns = ("history_id", *names, *META_COLUMNS)
        return converted(self.history_model, columns, written, connection)


def _neighbour(row: Any, model: type[models.Model], *, newer: bool) -> Any:
    """Return the next or previous history row of the same record, or None."""
    way, order = ("gt", "") if newer else ("lt", "-")
    key = model._meta.pk.attname
    beyond = Q(**{f"history_date__{way}": row.history_date}) | Q(
        **{"history_date": row.history_date, f"history_id__{way}": row.history_id}
    )
    rows = type(row)._default_manager.filter(beyond, **{key: getattr(row, key)})
    return rows.order_by(f"{order}history_date", f"{order}history_id").first()


def _refuse_silence(row: models.Model, *args: Any, **kwargs: Any) -> None:
    raise RefusedWriteError(f"{type(row).__name__} is never saved without its history.")


def _refuse_fixture(sender: type[models.Model], raw: bool = False, **kwargs: Any) -> None:
    if raw:
        raise RefusedWriteError(f"A fixture would write {sender.__name__} without history.")


def digest_of_row(table: str, row: dict[str, Any]) -> str:
    """Return the SHA-256 of a history row: its table, and each column as text or null."""
    return digest({"table": table, "row": {name: plain(value) for name, value in row.items()}})


def plain(value: Any) -> Any:
    """Return a column's value in the restricted JSON profile: the same on every database."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return str(value)  # a choice is a str of its own class, which no JSON profile knows
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value)
