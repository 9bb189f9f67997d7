"""A host whose storage misbehaves as it is told, and what must hold of the record even so."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import DatabaseError
from django.db.models import QuerySet

from dvcq_workflow.host import DefaultHost, Notice
from dvcq_workflow.models import AuditEvent, IssuedDocument, Plan, WorkOrder

SECRET = "password=abc123"


class BackendError(Exception):
    """What a storage of somebody else's raises."""


class MoodyHost(DefaultHost):
    """Takes one mood for each file handed over or read, then behaves."""

    storage_problems = (*DefaultHost.storage_problems, BackendError)
    storing: list[str] = []
    reading: list[str] = []
    told: list[Notice] = []

    def notify(self, notice: Notice) -> None:
        type(self).told.append(notice)

    def store_document(self, name: str, data: bytes) -> str:
        mood = self.storing.pop(0) if self.storing and is_watched(name) else ""
        if mood == "down":
            raise OSError(SECRET)
        if mood == "backend":
            raise BackendError(SECRET)
        if mood == "half, then down":
            overwrite(super().store_document(name, data), data[: len(data) // 2])
            raise OSError(SECRET)
        key = super().store_document(name, data)
        if mood == "down after it":
            raise OSError(SECRET)
        if mood == "killed":
            raise SystemExit(SECRET)
        if mood == "kill -9":
            os.kill(os.getpid(), signal.SIGKILL)
        if mood == "other bytes":
            overwrite(key, data[:-1] + b"\xff")
        if mood == "nothing":
            default_storage.delete(key)
        if mood == "long key":
            return key + "x" * 300
        return key

    def open_document(self, key: str) -> bytes:
        mood = self.reading.pop(0) if self.reading else ""
        if mood == "down":
            raise ConnectionError(SECRET)
        if mood == "backend":
            raise BackendError(SECRET)
        return super().open_document(key)


HOST = f"{__name__}.{MoodyHost.__name__}"


def is_watched(name: str) -> bool:
    """Whether a name is that of the one file looked at: the plan's Word file, of the four that a
    release makes. The others have their orders, and need nothing of this one."""
    return name.endswith(".docx") and not name.startswith("phieu-trinh")


def overwrite(key: str, data: bytes) -> None:
    Path(default_storage.path(key)).write_bytes(data)


def kept_files() -> list[Path]:
    """Return the files in the storage that are the watched one."""
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*.docx") if is_watched(path.name)]


def order_of(plan: Plan) -> WorkOrder:
    """Return the order to print the watched file."""
    issuance = plan.issuances.get()
    return WorkOrder.objects.get(
        kind="store_document",
        payload__issuance_id=issuance.pk,
        payload__kind="document",
        payload__file_format="docx",
    )


def recorded_files() -> QuerySet[IssuedDocument]:
    """Return the rows of the watched file."""
    return IssuedDocument.objects.filter(kind="document", file_format="docx")


def told_of_storing() -> QuerySet[AuditEvent]:
    """Return the events that tell of the watched file."""
    told = '"details":{"format":"docx","kind":"document",'
    return AuditEvent.objects.filter(code="document_stored", envelope__contains=told)


def is_kept_once(plan: Plan) -> bool:
    """One document, one file, one event, and the bytes are those on record."""
    document = recorded_files().get(plan=plan)
    (file,) = kept_files()
    events = told_of_storing().filter(stream=plan.stream).count()
    data = DefaultHost().open_document(document.storage_key)
    return events == 1 and file.read_bytes() == data and len(data) == document.size_bytes


def fail_once(monkeypatch: Any, module: Any, name: str) -> None:
    """Let a function run to its end once, and its transaction fail after it."""
    whole = getattr(module, name)
    left = [True]

    def failing(*args: Any, **given: Any) -> Any:
        result = whole(*args, **given)
        if left:
            left.clear()
            raise DatabaseError(SECRET)
        return result

    monkeypatch.setattr(module, name, failing)
