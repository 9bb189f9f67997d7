"""What every row of the record shares: a uid for the outside, and no way round the history."""

from __future__ import annotations

import copy
import uuid
from collections.abc import Collection, Iterable
from functools import lru_cache
from typing import Any, Self

from django.db import DEFAULT_DB_ALIAS, connections, models, transaction
from django.utils.translation import gettext_lazy as _

from dvcq_workflow.context import Act, NoActError, RowChange, current_act


class RefusedWriteError(RuntimeError):
    """A write that history or the law would not see. A fault of the caller, not of a person."""


def _refusal(name: str) -> Any:
    def refuse(self: models.QuerySet[Any], *args: Any, **kwargs: Any) -> None:
        raise RefusedWriteError(
            f"{self.model.__name__}.objects.{name}() would leave no history: "
            "save each row through a service."
        )

    refuse.__name__ = name
    return refuse


class AuditedQuerySet(models.QuerySet[Any]):
    """Reads as any queryset; refuses each bulk write, because history would not see it."""

    update = _refusal("update")
    delete = _refusal("delete")
    bulk_create = _refusal("bulk_create")
    bulk_update = _refusal("bulk_update")
    update.alters_data = True
    delete.alters_data = True


class AppendOnlyQuerySet(AuditedQuerySet):
    """Rows come one at a time, by their one service, and stay."""


AuditedManager = models.Manager.from_queryset(AuditedQuerySet)
AppendOnlyManager = models.Manager.from_queryset(AppendOnlyQuerySet)


class PublicModel(models.Model):
    """A row that the outside may name: by ``uid``, never by its integer key."""

    uid = models.UUIDField(_("identifier"), default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        abstract = True


class AuditedModel(PublicModel):
    """A row whose every change is in history and in the event of its act.

    ``save`` works only inside an act and a transaction (``dvcq_workflow.context``).
    """

    PERSONAL_FIELDS: tuple[str, ...] = ()
    _records: Any

    objects = AuditedManager()

    class Meta:
        abstract = True
        base_manager_name = "objects"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the columns that changed; a save that changes nothing writes nothing.

        ``update_fields`` narrows it: what is left out stays as unsaved as it was.
        """
        act = _act_in_transaction(kwargs.get("using"))
        created = self._state.adding
        changed = {} if created else self._changed_fields(kwargs.pop("update_fields", None))
        if created:
            kwargs["force_insert"] = True  # a key given by hand must not overwrite a row
        elif changed:
            kwargs["update_fields"] = list(changed)
        else:
            return
        super().save(*args, **kwargs)
        self._read_computed(changed)
        self._remember(None if created else changed)
        shown = {n: pair for n, pair in changed.items() if n not in self.PERSONAL_FIELDS}
        act.changes.append(
            RowChange(self._meta.model_name or "", self.pk, "+" if created else "~", shown)
        )

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete the row. Its last history row tells what the table held, so it is read anew."""
        act = _act_in_transaction(kwargs.get("using"))
        self.refresh_from_db(fields=_columns(type(self)))
        row_id = self.pk
        result = super().delete(*args, **kwargs)
        act.changes.append(RowChange(self._meta.model_name or "", row_id, "-", {}))
        return result

    def validate_constraints(self, exclude: Collection[str] | None = None) -> None:
        """Leave it to the rules, which say in a sentence what a row may be; a form that asked here
        would tell a constraint's name. The database holds its constraints at the save."""

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        """Read the row, or some of its columns, anew: they are then as loaded, not as changed."""
        super().refresh_from_db(*args, **kwargs)
        fields = kwargs.get("fields", args[1] if len(args) > 1 else None)
        self._remember(None if fields is None else _attnames(type(self), fields))

    @classmethod
    def from_db(cls, db: str | None, field_names: Collection[str], values: Collection[Any]) -> Self:
        row = super().from_db(db, field_names, values)
        row._remember()
        return row

    def _changed_fields(
        self, wanted: Iterable[str] | None = None
    ) -> dict[str, tuple[object, object]]:
        """Return old and new of each column that differs from what was loaded or last saved;
        of ``wanted`` ones alone, where they are named."""
        state = self.__dict__
        names = _columns(type(self)) if wanted is None else _attnames(type(self), wanted)
        loaded = self._loaded_with(name for name in names if name in state)
        return {
            name: (loaded[name], state[name])
            for name in names
            if name in state and state[name] != loaded[name]
        }

    def _loaded_with(self, names: Iterable[str]) -> dict[str, Any]:
        """Return what was loaded; what was set without having been loaded is read first."""
        loaded: dict[str, Any] = self.__dict__.get("_loaded", {})
        blind = [name for name in names if name not in loaded]
        if not blind:
            return loaded
        return {**loaded, **type(self)._base_manager.values(*blind).get(pk=self.pk)}

    def _do_update(
        self,
        base_qs: Any,
        using: str | None,
        pk_val: Any,
        values: Any,
        update_fields: Any,
        forced_update: bool,
    ) -> bool:
        """On PostgreSQL let history update the row and keep it in one statement; a computed value,
        such as an ``F()``, takes the ORM's own way."""
        alias = using or DEFAULT_DB_ALIAS
        given = {field.attname: value for field, _model, value in values}
        computed = any(hasattr(value, "resolve_expression") for value in given.values())
        if connections[alias].vendor != "postgresql" or computed or not given:
            return super()._do_update(base_qs, using, pk_val, values, update_fields, forced_update)
        self._history_is_kept = self._records.update_and_keep(self, given, alias)
        return self._history_is_kept

    def _read_computed(self, changed: dict[str, tuple[object, object]]) -> None:
        """Read back what the database computed, such as an ``F()``: the event tells the value."""
        state = self.__dict__
        computed = [n for n in _columns(type(self)) if hasattr(state.get(n), "resolve_expression")]
        if computed:
            self.refresh_from_db(fields=computed)
            changed |= {n: (changed[n][0], state[n]) for n in computed if n in changed}

    def _remember(self, names: Iterable[str] | None = None) -> None:
        """Keep the columns (or the ``names`` among them) as what the table holds."""
        state = self.__dict__
        known = {} if names is None else state.get("_loaded", {})
        wanted = _columns(type(self)) if names is None else names
        self._loaded = {**known, **{name: _kept(state[name]) for name in wanted if name in state}}


def _act_in_transaction(using: str | None) -> Act:
    """Return the current act.

    Raises:
        NoActError: outside an act or a transaction, or inside a savepoint of its own.
    """
    act = current_act()
    connection = transaction.get_connection(using)
    if not connection.in_atomic_block:
        raise NoActError("A row may be written only inside a transaction.")
    if open_savepoints(connection) > act.savepoints:
        # Rolled back alone, it would leave its rows in what the act's event tells.
        raise NoActError("A row may not be written inside a savepoint within an act.")
    return act


def open_savepoints(connection: Any) -> int:
    """Return how many savepoints are open; blocks that share their outer one's are none."""
    return sum(1 for savepoint in connection.savepoint_ids if savepoint)


def _attnames(model: type[models.Model], names: Iterable[str]) -> tuple[str, ...]:
    """Return the columns behind names of fields; what is no column is left out."""
    columns = _columns(model)
    known = {field.name: field.attname for field in model._meta.concrete_fields}
    found = (known.get(name, name) for name in names)
    return tuple(name for name in found if name in columns)


@lru_cache(maxsize=128)
def _columns(model: type[models.Model]) -> tuple[str, ...]:
    return tuple(field.attname for field in model._meta.concrete_fields)


def _kept(value: Any) -> Any:
    """A list or dict may be changed in place: what was loaded is kept apart from it."""
    return copy.deepcopy(value) if isinstance(value, list | dict) else value


class AppendOnlyModel(models.Model):
    """A row that is written once. Saving it again or deleting it is refused."""

    WRITTEN_IN_AN_ACT = True

    objects = AppendOnlyManager()

    class Meta:
        abstract = True
        base_manager_name = "objects"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise RefusedWriteError(f"{type(self).__name__} is written once and stays.")
        kwargs["force_insert"] = True  # a key given by hand must not overwrite a row
        act = _act_in_transaction(kwargs.get("using")) if self.WRITTEN_IN_AN_ACT else None
        super().save(*args, **kwargs)
        if act is not None:
            act.changes.append(RowChange(self._meta.model_name or "", self.pk, "+", {}))

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise RefusedWriteError(f"{type(self).__name__} is written once and stays.")
