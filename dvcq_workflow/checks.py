"""System checks: a host's mistakes, each with an id, what is wrong, and a line to paste."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import AppConfig, apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from django.db import models
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.utils.module_loading import import_string

from dvcq_workflow.conf import KEYS, SETTING, Settings
from dvcq_workflow.documents.press.typesetting import faces_of
from dvcq_workflow.host import DefaultHost
from dvcq_workflow.models.base import AuditedModel

TAG = "dvcq_workflow"

NEEDED_APPS = ("viewflow", "viewflow.workflow", "guardian", "simple_history")

FACES = ("regular", "bold", "italic", "bold italic")

SAFE_ON_DELETE = (models.PROTECT, models.RESTRICT, models.DO_NOTHING)
"""What may happen to an audited row when what it points to goes. All else (``CASCADE``,
``SET_NULL``, ``SET_DEFAULT``, ``SET``) writes behind the back of history."""


def register_checks() -> None:
    """Make all checks known to Django; called once, when the app is ready."""
    for check in (
        check_settings,
        check_host,
        check_typeface,
        check_base_template,
        check_surroundings,
        check_audited_models,
    ):
        register(check, TAG)


def check_settings(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Each key of ``DVCQ_WORKFLOW`` is known and has its type."""
    given = getattr(settings, SETTING, {})
    if not isinstance(given, dict):
        return [
            Error(f"{SETTING} is not a dict.", hint=f"Write: {SETTING} = {{}}", id=f"{TAG}.E001")
        ]
    return [message for key, value in given.items() for message in _key_messages(key, value)]


def _key_messages(key: str, value: Any) -> Iterator[CheckMessage]:
    if key not in KEYS:
        yield Error(
            f"{SETTING} has the key {key!r}, which does not exist.",
            hint=f"Remove it. The keys are: {', '.join(KEYS)}.",
            id=f"{TAG}.E002",
        )
        return
    kind = KEYS[key]
    # A bool is an int to Python, and True no page size; hence "is" and not isinstance.
    if type(value) is not kind or (isinstance(value, int) and value < 1):
        wanted = "a string" if kind is str else "a whole number from 1 up"
        default = getattr(Settings(), key)
        yield Error(
            f"{SETTING}[{key!r}] is {value!r} and must be {wanted}.",
            hint=f"Remove the key, or write: {SETTING} = {{{key!r}: {default!r}}}",
            id=f"{TAG}.E003",
        )


def check_host(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """``HOST`` names a subclass of ``DefaultHost`` that can be imported."""
    path = _text("HOST")
    try:
        found = import_string(path)
    except ImportError as problem:
        return [
            Error(
                f'{SETTING}["HOST"] cannot be imported: {problem}',
                hint=f'Write: {SETTING} = {{"HOST": "{Settings.HOST}"}}',
                id=f"{TAG}.E004",
            )
        ]
    if isinstance(found, type) and issubclass(found, DefaultHost):
        return []
    return [
        Error(
            f'{SETTING}["HOST"] is {path}, which is not a subclass of DefaultHost.',
            hint="Import it from dvcq_workflow.host and write: class YourHost(DefaultHost): …",
            id=f"{TAG}.E005",
        )
    ]


def check_typeface(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """The family that the host sets PDFs in lies in its folder, with all four faces."""
    try:
        found = import_string(_text("HOST"))
    except ImportError:
        return []
    if not (isinstance(found, type) and issubclass(found, DefaultHost)):
        return []
    typeface = found().typeface()
    faces = faces_of(typeface)
    missing = [face for face in FACES if face not in faces]
    if not missing:
        return []
    return [
        Error(
            f"{typeface.folder} lacks faces of {typeface.family!r}: {', '.join(missing)}.",
            hint="Put the four font files there, or leave typeface() of your host away.",
            id=f"{TAG}.E011",
        )
    ]


def check_base_template(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """``BASE_TEMPLATE`` is found, so that pages have a frame."""
    name = _text("BASE_TEMPLATE")
    try:
        get_template(name)
    except TemplateDoesNotExist:
        return [
            Error(
                f'{SETTING}["BASE_TEMPLATE"] is {name}, and there is no such template.',
                hint=f'Write: {SETTING} = {{"BASE_TEMPLATE": "{Settings.BASE_TEMPLATE}"}}',
                id=f"{TAG}.E010",
            )
        ]
    return []


def _text(key: str) -> str:
    """The text that the host gives for ``key``, or its default where it gives none."""
    given = getattr(settings, SETTING, {})
    value = given.get(key) if isinstance(given, dict) else None
    return value if isinstance(value, str) else str(getattr(Settings(), key))


def check_surroundings(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """What the package stands on is installed and set so that nothing is lost silently."""
    return [*_missing_apps(), *_switched_off_history(), *_loose_engine(), *_loose_sqlite()]


def _missing_apps() -> Iterator[CheckMessage]:
    missing = [name for name in NEEDED_APPS if not apps.is_installed(name)]
    if missing:
        lines = ", ".join(f'"{name}"' for name in missing)
        yield Error(
            f"INSTALLED_APPS lacks {lines}.",
            hint=f'Put before "dvcq_workflow": {lines}',
            id=f"{TAG}.E006",
        )


def _switched_off_history() -> Iterator[CheckMessage]:
    if not getattr(settings, "SIMPLE_HISTORY_ENABLED", True):
        yield Error(
            "SIMPLE_HISTORY_ENABLED is off, so that acts would leave no history.",
            hint="Write: SIMPLE_HISTORY_ENABLED = True",
            id=f"{TAG}.E007",
        )


def _loose_engine() -> Iterator[CheckMessage]:
    if getattr(settings, "VIEWFLOW", {}).get("AUTOREGISTER", True):
        yield Warning(
            "viewflow adds two middlewares of its own to this project's list.",
            hint='Write: VIEWFLOW = {"AUTOREGISTER": False}',
            id=f"{TAG}.W001",
        )


def _loose_sqlite() -> Iterator[CheckMessage]:
    for alias, database in settings.DATABASES.items():
        options = database.get("OPTIONS", {})
        if not database.get("ENGINE", "").endswith("sqlite3"):
            continue
        if str(options.get("transaction_mode", "")).upper() != "IMMEDIATE":
            mode = '{"transaction_mode": "IMMEDIATE"}'
            yield Warning(
                f"Two people who save at once can fail half-way on the SQLite database {alias!r}.",
                hint=f'Write: DATABASES["{alias}"]["OPTIONS"] = {mode}',
                id=f"{TAG}.W002",
            )


def check_audited_models(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """No audited row can change without a save that history sees."""
    audited = [model for model in apps.get_models() if issubclass(model, AuditedModel)]
    return [message for model in audited for message in _unseen_writes(model)]


def _unseen_writes(model: type[AuditedModel]) -> Iterator[CheckMessage]:
    for field in model._meta.get_fields():
        if field.auto_created:
            continue
        if field.many_to_many:
            yield Error(
                f"{model.__name__}.{field.name} is many-to-many: history does not see its rows.",
                hint="Write a model for the connection, as a subclass of AuditedModel.",
                obj=model,
                id=f"{TAG}.E009",
            )
        elif field.remote_field is not None and not _is_safe(field.remote_field):
            yield Error(
                f"{model.__name__}.{field.name} can be changed by the deletion of another row.",
                hint=f"Write: {field.name} = models.ForeignKey(…, on_delete=models.PROTECT)",
                obj=model,
                id=f"{TAG}.E008",
            )


def _is_safe(relation: Any) -> bool:
    return getattr(relation, "on_delete", models.PROTECT) in SAFE_ON_DELETE
