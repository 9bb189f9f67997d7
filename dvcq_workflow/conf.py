"""The package's settings: one dict, ``DVCQ_WORKFLOW``, each key typed and with a default.

``docs/reference/settings.md`` says the same to a host; a test holds the two together.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, cast

from django.conf import settings
from django.core.signals import setting_changed

SETTING = "DVCQ_WORKFLOW"


@dataclass(frozen=True)
class Settings:
    """Every key there is. A key that is not here is a mistake that a system check reports."""

    HOST: str = "dvcq_workflow.host.DefaultHost"
    """Dotted path of the host's adapter, a subclass of ``DefaultHost``."""

    BASE_TEMPLATE: str = "dvcq_workflow/base.html"
    """The template that the package's pages extend: the host's frame around them."""

    MAX_UPLOAD_BYTES: int = 20 * 1024 * 1024
    """The largest file, in bytes, that a person may hand in."""

    PAGE_SIZE: int = 50
    """Rows on one page of a list."""

    LOCK_TIMEOUT_SECONDS: int = 5
    """How long an act waits for another person's on PostgreSQL before it is refused as busy."""

    SEALING_KEY: str = ""
    """Path of the private key (PEM, Ed25519) that signs checkpoints; made by ``dvcq_seal``."""

    SEALS_FOLDER: str = ""
    """Folder, on another machine's disk if possible, to which signed checkpoints are written."""


KEYS: dict[str, type] = {field.name: type(field.default) for field in fields(Settings)}


class _LazySettings:
    """Reads ``DVCQ_WORKFLOW`` at the first look, and again after a test has changed it."""

    def __init__(self) -> None:
        self._read: Settings | None = None

    def __getattr__(self, name: str) -> Any:
        if name not in KEYS:
            raise AttributeError(name)
        if self._read is None:
            given = getattr(settings, SETTING, {})
            self._read = Settings(**{key: given[key] for key in KEYS if key in given})
        return getattr(self._read, name)

    def forget(self) -> None:
        self._read = None


_lazy = _LazySettings()
conf = cast(Settings, _lazy)


def _reload(*, setting: str, **kwargs: Any) -> None:
    if setting == SETTING:
        _lazy.forget()


setting_changed.connect(_reload)
