"""The package's settings: one dict, ``DVCQ_WORKFLOW``, each key typed and with a default."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from django.conf import settings
from django.core.signals import setting_changed

SETTING = "DVCQ_WORKFLOW"


@dataclass(frozen=True)
class Defaults:
    """Every key there is. A key that is not here is a mistake that a system check reports."""

    HOST: str = "dvcq_workflow.host.DefaultHost"
    BASE_TEMPLATE: str = "dvcq_workflow/base.html"
    MAX_UPLOAD_BYTES: int = 20 * 1024 * 1024
    PAGE_SIZE: int = 50
    LOCK_TIMEOUT_SECONDS: int = 5


KEYS: dict[str, type] = {field.name: type(field.default) for field in fields(Defaults)}


class Conf:
    """Reads ``DVCQ_WORKFLOW`` once and again whenever a test changes it."""

    def __init__(self) -> None:
        self._values: Defaults | None = None

    def __getattr__(self, name: str) -> Any:
        if name not in KEYS:
            raise AttributeError(name)
        if self._values is None:
            given = getattr(settings, SETTING, {})
            self._values = Defaults(**{key: given[key] for key in given if key in KEYS})
        return getattr(self._values, name)

    def reload(self) -> None:
        """Forget what was read; the next access reads the settings anew."""
        self._values = None


conf = Conf()


def _reload(*, setting: str, **kwargs: Any) -> None:
    if setting == SETTING:
        conf.reload()


setting_changed.connect(_reload)
