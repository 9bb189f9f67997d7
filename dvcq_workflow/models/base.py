"""What every row of the record shares: a uid for the outside, and no way round the history."""

from __future__ import annotations

import copy
import uuid
from collections.abc import Collection
from functools import lru_cache
from typing import Any, Self

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from dvcq_workflow.context import NoActError, RowChange, current_act


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

    objects = AuditedManager()

    class Meta:
        abstract = True
        base_manager_name = "objects"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the columns that changed; a save that changes nothing writes nothing."""
        act = current_act()
        if not transaction.get_connection(kwargs.get("using")).in_atomic_block:
            raise NoActError("A row may be written only inside a transaction.")
        created = self._state.adding
        changed = {} if created else self._changed_fields()
        if not created:
            wanted = kwargs.get("update_fields")
            kwargs["update_fields"] = list(changed) if wanted is None else wanted
            if not kwargs["update_fields"]:
                return
        super().save(*args, **kwargs)
        self._remember()
        shown = {n: pair for n, pair in changed.items() if n not in self.PERSONAL_FIELDS}
        act.changes.append(
            RowChange(self._meta.model_name or "", self.pk, "+" if created else "~", shown)
        )

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        act = current_act()
        row_id = self.pk
        result = super().delete(*args, **kwargs)
        act.changes.append(RowChange(self._meta.model_name or "", row_id, "-", {}))
        return result

    @classmethod
    def from_db(cls, db: str | None, field_names: Collection[str], values: Collection[Any]) -> Self:
        row = super().from_db(db, field_names, values)
        row._remember()
        return row

    def _changed_fields(self) -> dict[str, tuple[object, object]]:
        """Return old and new of each column that differs from what was loaded or last saved."""
        state = self.__dict__
        loaded: dict[str, object] = state.get("_loaded", {})
        return {
            name: (loaded.get(name), state[name])
            for name in _columns(type(self))
            if name in state and (name not in loaded or state[name] != loaded[name])
        }

    def _remember(self) -> None:
        state = self.__dict__
        self._loaded = {name: _kept(state[name]) for name in _columns(type(self)) if name in state}


@lru_cache(maxsize=128)
def _columns(model: type[models.Model]) -> tuple[str, ...]:
    return tuple(field.attname for field in model._meta.concrete_fields)


def _kept(value: Any) -> Any:
    """A list or dict may be changed in place: what was loaded is kept apart from it."""
    return copy.deepcopy(value) if isinstance(value, list | dict) else value


class AppendOnlyModel(models.Model):
    """A row that is written once. Saving it again or deleting it is refused."""

    objects = AppendOnlyManager()

    class Meta:
        abstract = True
        base_manager_name = "objects"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise RefusedWriteError(f"{type(self).__name__} is written once and stays.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise RefusedWriteError(f"{type(self).__name__} is written once and stays.")
