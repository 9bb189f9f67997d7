"""Every row is under history, or written once, or listed here with the reason why not."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.db import models
from simple_history.models import HistoricalRecords

from dvcq_workflow.models.base import AppendOnlyModel, AuditedModel, PublicModel
from dvcq_workflow.models.history import AuditedRecords

EXEMPT = {
    "AuditStream": "the line that events stand on; it never changes, and its row is their lock",
    "Desk": "who held it and when is told by the events of the acts that open and close it",
    "PersonalValue": "erasable by design: the events hold salted commitments to these values",
    "PlanGroupObjectPermission": "guardian's own table; services.access records grants as events",
    "PlanParty": "derived from the record for fast lists; the acts behind it are events",
    "PlanProcess": "the engine's token; the legal state and its history are the plan's",
    "PlanUserObjectPermission": "guardian's own table; services.access records grants as events",
    "YearOpening": "how far a job has come; what it did are events of their own",
    "WorkOrder": "a to-do list; what a finished order did is an event of its own",
}
"""Models without history, and why the auditor loses nothing."""

OWN_KEY = {"PersonalValue": "found by its commitment, and by nothing else"}
OWN_NAME = {"AuditEvent": "named by its stream and its number there, as the chain names it"}

OURS = [
    model
    for model in apps.get_app_config("dvcq_workflow").get_models(include_auto_created=True)
    if not hasattr(model, "history_object")
]
HISTORY = [
    model
    for model in apps.get_app_config("dvcq_workflow").get_models(include_auto_created=True)
    if hasattr(model, "history_object")
]


def ids(model: type[models.Model]) -> str:
    return model.__name__


@pytest.mark.parametrize("model", OURS, ids=ids)
def test_a_model_is_audited_or_written_once_or_exempt_with_a_reason(
    model: type[models.Model],
) -> None:
    ways = [
        issubclass(model, AuditedModel),
        issubclass(model, AppendOnlyModel),
        model.__name__ in EXEMPT,
    ]
    assert ways.count(True) == 1


def test_no_reason_is_given_for_a_model_that_is_gone() -> None:
    assert set(EXEMPT) - {model.__name__ for model in OURS} == set()


@pytest.mark.parametrize("model", [m for m in OURS if issubclass(m, AuditedModel)], ids=ids)
def test_an_audited_model_keeps_our_own_kind_of_history(model: type[AuditedModel]) -> None:
    records: Any = getattr(model, "history", None)
    assert records is not None
    tracked = model._meta.simple_history_manager_attribute
    assert tracked == "history"
    assert model.history.model in HISTORY  # type: ignore[attr-defined]
    assert {"act_uid", "history_user_id"} <= {f.attname for f in records.model._meta.fields}
    assert not model._meta.many_to_many


def test_history_is_never_kept_by_the_library_s_own_class() -> None:
    # Its rows come from thread-local requests and from dirty instances: see models/history.py.
    assert issubclass(AuditedRecords, HistoricalRecords)
    plain = [model for model in HISTORY if "act_uid" not in {f.attname for f in model._meta.fields}]
    assert plain == []


@pytest.mark.parametrize("model", OURS, ids=ids)
def test_nothing_goes_away_because_something_else_does(model: type[models.Model]) -> None:
    loose = {
        field.name: field.remote_field.on_delete.__name__
        for field in model._meta.get_fields()
        if getattr(field, "remote_field", None)
        and not field.auto_created
        and field.model is model
        and field.model.__module__.startswith("dvcq_workflow")
        and not _is_the_library_s(model, field.name)
        and field.remote_field.on_delete is not models.PROTECT
    }
    assert loose == {}


def _is_the_library_s(model: type[models.Model], name: str) -> bool:
    """Whether a field comes from an abstract or concrete base of an engine or of guardian."""
    return any(
        name in {f.name for f in base._meta.local_fields}
        for base in model.__mro__[1:]
        if hasattr(base, "_meta") and not base.__module__.startswith("dvcq_workflow")
    )


@pytest.mark.parametrize("model", OURS, ids=ids)
def test_keys_are_integers_inside_and_uids_outside(model: type[models.Model]) -> None:
    if model.__name__ in OWN_KEY:
        return
    key: Any = model._meta.pk
    while key.remote_field is not None:
        key = key.target_field
    assert isinstance(key, models.AutoField | models.BigAutoField)
    if issubclass(model, PublicModel) and model.__name__ not in OWN_NAME:
        assert model._meta.get_field("uid").unique


@pytest.mark.parametrize("model", [*OURS, *HISTORY], ids=ids)
def test_no_table_stands_outside_the_package_s_prefix(model: type[models.Model]) -> None:
    assert model._meta.db_table.startswith("dvcq_workflow_")
    names = [item.name for item in (*model._meta.constraints, *model._meta.indexes)]
    assert [name for name in names if not name.startswith("dvcq_")] == []
