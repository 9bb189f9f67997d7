"""Field history by simple-history, through our own subclass (``HistoricalRecords`` unpatched).

What differs, and why (each measured, see docs/explanation/history.md):

* the row is copied by ``INSERT … SELECT`` from the table, so that a dirty attribute, an ``F()``
  or a partial instance cannot write a history that never was; a delete's row comes from the
  instance, because the table has it no more;
* the actor, the reason's act and the date come from the current act, never from a thread-local
  request: commands and jobs have an author too;
* the user is a plain integer: deleting a user must not UPDATE history.
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import Any

from django.db import connections, models, router
from django.db.models.expressions import Col
from simple_history.models import HistoricalRecords

from dvcq_workflow.context import HistoryRow, current_act
from dvcq_workflow.rules.canonical import digest

META_COLUMNS = (
    "history_date",
    "history_change_reason",
    "history_type",
    "history_user_id",
    "act_uid",
)


class ActColumns(models.Model):
    """The uid that all rows of one act share."""

    act_uid = models.UUIDField()

    class Meta:
        abstract = True


class AuditedRecords(HistoricalRecords):
    """History of one model, written as the table has it and named by its act."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("bases", (ActColumns,))
        options.setdefault("history_id_field", models.BigAutoField())
        options.setdefault("history_change_reason_field", models.TextField(null=True))
        options.setdefault("history_user_id_field", models.BigIntegerField())
        super().__init__(**options)

    @property
    def _date_indexing(self) -> bool:
        """One index of our own serves ``as_of``; simple-history's on the date alone does not."""
        return False

    def get_meta_options(self, model: type[models.Model]) -> dict[str, Any]:
        """Add the index by which a row's past is read, newest first."""
        options = super().get_meta_options(model)
        name = f"dvcq_h_{model._meta.model_name}"[:30]
        pk = model._meta.pk
        options["indexes"] = (
            models.Index(fields=[pk.attname, "-history_date", "-history_id"], name=name),
        )
        return options

    def create_historical_record(
        self, instance: models.Model, history_type: str, using: str | None = None
    ) -> None:
        """Write one history row and hand its digest to the current act."""
        act = current_act()
        history_model = getattr(instance, self.manager_name).model
        alias = using or router.db_for_write(history_model)
        meta = (act.at, None, history_type, act.actor_id, act.uid)
        columns = self._columns(instance)
        if history_type == "-":
            row = self._from_instance(history_model, instance, columns, meta, alias)
        else:
            row = self._from_table(history_model, instance, columns, meta, alias)
        table = instance._meta.model_name or ""
        act.history.append(HistoryRow(table, row["history_id"], digest_of_row(table, row)))

    def _columns(self, instance: models.Model) -> list[models.Field[Any, Any]]:
        personal = getattr(instance, "PERSONAL_FIELDS", ())
        return [f for f in self.fields_included(instance) if f.attname not in personal]

    def _from_instance(
        self,
        history_model: type[models.Model],
        instance: models.Model,
        columns: list[models.Field[Any, Any]],
        meta: tuple[Any, ...],
        alias: str,
    ) -> dict[str, Any]:
        values = {f.attname: getattr(instance, f.attname) for f in columns}
        row = history_model(**values, **dict(zip(META_COLUMNS, meta, strict=True)))
        row.save(using=alias, force_insert=True)
        return {f.attname: getattr(row, f.attname) for f in history_model._meta.concrete_fields}

    def _from_table(
        self,
        history_model: type[models.Model],
        instance: models.Model,
        columns: list[models.Field[Any, Any]],
        meta: tuple[Any, ...],
        alias: str,
    ) -> dict[str, Any]:
        connection = connections[alias]
        sql = _insert_select_sql(
            type(instance), history_model, tuple(f.column for f in columns), connection.vendor
        )
        fields = history_model._meta
        prepared = [
            fields.get_field(name).get_db_prep_save(value, connection)
            for name, value in zip(META_COLUMNS, meta, strict=True)
        ]
        with connection.cursor() as cursor:
            cursor.execute(sql, [*prepared, instance.pk])
            values = cursor.fetchone()
        names = ["history_id", *(f.attname for f in columns), *META_COLUMNS]
        return {
            name: _from_database(fields.get_field(name), value, connection)
            for name, value in zip(names, values, strict=True)
        }


@lru_cache(maxsize=256)
def _insert_select_sql(
    model: type[models.Model],
    history_model: type[models.Model],
    columns: tuple[str, ...],
    vendor: str,
) -> str:
    """Return the one statement that copies a live row; cached, because each save runs it."""
    quote = connections["default"].ops.quote_name
    copied = [quote(column) for column in columns]
    fields = history_model._meta
    added = [quote(fields.get_field(name).column) for name in META_COLUMNS]
    key = quote(fields.get_field("history_id").column)
    return (
        f"INSERT INTO {quote(fields.db_table)} ({', '.join(copied + added)}) "  # noqa: S608
        f"SELECT {', '.join(copied + ['%s'] * len(added))} "
        f"FROM {quote(model._meta.db_table)} WHERE {quote(model._meta.pk.column)} = %s "
        f"RETURNING {', '.join([key, *copied, *added])}"
    )


def _from_database(field: models.Field[Any, Any], value: Any, connection: Any) -> Any:
    """Return a raw column value as the field's Python value, as the ORM itself would."""
    expression = Col(field.model._meta.db_table, field)
    for convert in [
        *connection.ops.get_db_converters(expression),
        *expression.get_db_converters(connection),
    ]:
        value = convert(value, expression, connection)
    return value


def digest_of_row(table: str, row: dict[str, Any]) -> str:
    """Return the SHA-256 of a history row: its table, and each column as text or null."""
    return digest({"table": table, "row": {name: plain(value) for name, value in row.items()}})


def plain(value: Any) -> Any:
    """Return a column's value in the restricted JSON profile: the same on every database."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value)
