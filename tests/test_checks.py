"""A host's mistakes are told at start, each with a line to paste."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.checks import CheckMessage, run_checks
from django.core.management import call_command
from django.db import models

from dvcq_workflow import checks
from dvcq_workflow.documents.press import OURS, Typeface
from dvcq_workflow.host import DefaultHost
from dvcq_workflow.models.base import AuditedModel
from dvcq_workflow.models.units import Unit

GOOD = "dvcq_workflow.host.DefaultHost"


def messages() -> dict[str, CheckMessage]:
    """What the package's checks say now, by id without its prefix."""
    return {str(m.id).rsplit(".", 1)[1]: m for m in run_checks(tags=[checks.TAG])}


def test_the_example_project_has_nothing_to_be_told() -> None:
    said = io.StringIO()
    call_command("check", tags=[checks.TAG], stdout=said)
    assert messages() == {}
    assert "no issues" in said.getvalue()


@pytest.mark.parametrize(
    ("given", "expected", "told"),
    [
        pytest.param("HOST=…", "E001", "not a dict", id="no dict"),
        pytest.param({"HOTS": GOOD}, "E002", "'HOTS'", id="a key misspelt"),
        pytest.param({"PAGE_SIZE": "50"}, "E003", "whole number", id="a number as text"),
        pytest.param({"PAGE_SIZE": True}, "E003", "whole number", id="a truth for a number"),
        pytest.param({"MAX_UPLOAD_BYTES": 0}, "E003", "from 1 up", id="a limit of nothing"),
        pytest.param({"BASE_TEMPLATE": None}, "E003", "a string", id="no template"),
        pytest.param({"HOST": "hosts.Nowhere"}, "E004", "cannot be imported", id="no such host"),
        pytest.param({"BASE_TEMPLATE": "nowhere.html"}, "E010", "no such", id="no such template"),
        pytest.param({"HOST": "datetime.date"}, "E005", "not a subclass", id="a host of no kind"),
    ],
)
def test_a_mistake_in_the_settings_is_told_with_its_remedy(
    given: Any, expected: str, told: str, settings: Any
) -> None:
    settings.DVCQ_WORKFLOW = given
    said = messages()
    assert list(said) == [expected]
    assert told in said[expected].msg
    assert said[expected].hint


def test_a_missing_app_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apps, "is_installed", lambda name: name != "guardian")
    assert '"guardian"' in messages()["E006"].msg


def test_history_that_is_switched_off_is_an_error(settings: Any) -> None:
    settings.SIMPLE_HISTORY_ENABLED = False
    assert "E007" in messages()


@pytest.mark.parametrize("given", [{}, {"AUTOREGISTER": True}], ids=["silent", "said"])
def test_the_engine_s_middlewares_are_warned_of(given: dict[str, bool], settings: Any) -> None:
    settings.VIEWFLOW = given
    assert messages()["W001"].hint == 'Write: VIEWFLOW = {"AUTOREGISTER": False}'


@pytest.mark.parametrize(
    ("engine", "options", "warned"),
    [
        pytest.param("sqlite3", {}, True, id="SQLite as it comes"),
        pytest.param("sqlite3", {"transaction_mode": "DEFERRED"}, True, id="SQLite deferred"),
        pytest.param("sqlite3", {"transaction_mode": "IMMEDIATE"}, False, id="SQLite immediate"),
        pytest.param("postgresql", {}, False, id="PostgreSQL"),
    ],
)
def test_only_a_database_that_can_fail_half_way_is_warned_of(
    engine: str, options: dict[str, str], warned: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = {"ENGINE": f"django.db.backends.{engine}", "OPTIONS": options}
    monkeypatch.setattr(checks.settings, "DATABASES", {"default": database})
    assert ("W002" in messages()) is warned


def foreign_key(on_delete: Any) -> models.Field[Any, Any]:
    field = models.ForeignKey(Unit, on_delete=on_delete, null=True, related_name="+")
    field.set_attributes_from_name("unit")
    return field


class FakeMeta:
    """The fields of a model, without registering one."""

    def __init__(self, field: Any) -> None:
        self.field = field

    def get_fields(self) -> list[Any]:
        return [self.field]


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        pytest.param(foreign_key(models.PROTECT), [], id="protected"),
        pytest.param(foreign_key(models.SET_NULL), ["E008"], id="set to null"),
        pytest.param(foreign_key(models.CASCADE), ["E008"], id="deleted along"),
        pytest.param(models.ManyToManyField(Unit), ["E009"], id="many-to-many"),
        pytest.param(models.TextField(), [], id="plain"),
    ],
)
def test_an_audited_row_may_not_change_behind_the_back_of_history(
    field: Any, expected: list[str]
) -> None:
    model: Any = type("Ledger", (), {"_meta": FakeMeta(field), "PERSONAL_FIELDS": ()})
    told = [str(m.id).rsplit(".", 1)[1] for m in checks._unseen_writes(model)]
    assert told == expected


def test_every_audited_model_of_the_package_is_looked_at() -> None:
    audited = [m for m in apps.get_models() if issubclass(m, AuditedModel)]
    assert len(audited) > 10
    assert checks.check_audited_models(None) == []


class _Set(DefaultHost):
    """A host that names a typeface of its own."""

    given = Typeface("Times New Roman", Path("/nowhere"))

    def typeface(self) -> Typeface:
        return self.given


class PoorHost(_Set):
    """Its folder holds our family and not the one it names."""

    given = Typeface("Times New Roman", OURS.folder)


@pytest.mark.parametrize("host", ["_Set", "PoorHost"], ids=["no folder", "another family"])
def test_a_typeface_that_is_not_there_is_told_with_its_faces(host: str, settings: Any) -> None:
    settings.DVCQ_WORKFLOW = {"HOST": f"tests.test_checks.{host}"}
    said = messages()["E011"]
    assert "Times New Roman" in said.msg
    assert "regular, bold, italic, bold italic" in said.msg
    assert said.hint
