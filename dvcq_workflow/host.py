"""The one adapter between this package and its host. A host subclasses ``DefaultHost``.

Methods speak ids and small dataclasses, so that a host never imports our rows.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
)
from django.core.exceptions import SuspiciousOperation
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db.models import Q
from django.utils import timezone
from django.utils.module_loading import import_string

from dvcq_workflow.conf import conf
from dvcq_workflow.documents.press import OURS, Typeface
from dvcq_workflow.models.calendars import CalendarDay
from dvcq_workflow.models.people import Membership, Substitution
from dvcq_workflow.rules.desks import NOT_STOOD_IN_FOR, Policy, Role, Seat
from dvcq_workflow.rules.files import storage_key


@dataclass(frozen=True)
class Notice:
    """Something to tell a unit's people; ``path`` leads to the page where they can act.

    ``key``: where it is not empty, the same for the same message, should it come a second time.
    """

    kind: str
    user_ids: tuple[int, ...]
    title: str
    path: str
    due_on: dt.date | None = None
    key: str = ""


class DefaultHost:
    """What a host decides, with defaults that read this package's own tables.

    ``files_folder``: where in Django's default storage issued files are kept.
    ``storage_problems``: every exception by which ``store_document`` and ``open_document`` may say
    that the storage failed; a host whose backend raises others names them here.
    """

    files_folder = "dvcq"
    storage_problems: tuple[type[Exception], ...] = (OSError, SuspiciousOperation)

    def now(self) -> dt.datetime:
        """Return the moment of an act, aware. Only the outermost caller asks."""
        return timezone.now()

    def today(self) -> dt.date:
        """Return the local date of ``now``."""
        return timezone.localdate(self.now())

    def person_name(self, user: Any) -> str:
        """Return a person's name as pages and records show it."""
        return user.get_full_name() or user.get_username()

    def units_of(self, user_id: int, on: dt.date) -> tuple[Seat, ...]:
        """Return the seats a person holds on a day; none for somebody without."""
        rows = Membership.objects.filter(
            Q(valid_until__isnull=True) | Q(valid_until__gte=on),
            user_id=user_id,
            valid_from__lte=on,
        ).order_by("pk")
        return tuple(
            Seat(r.unit_id, Role(r.role), r.title, r.pk, unit_name=r.unit.name)
            for r in rows.select_related("unit")
        )

    def stood_in_by(self, user_id: int, on: dt.date) -> tuple[Seat, ...]:
        """Return the seats of absent people at which a person stands in on a day, each with
        ``principal_id`` and the title of the place.

        A seat held for another is not passed on again, and an account that is closed leaves
        nothing to stand in for.
        """
        rows = Substitution.objects.filter(
            substitute_id=user_id, valid_from__lte=on, valid_until__gte=on, user__is_active=True
        ).order_by("pk")
        return tuple(
            replace(seat, principal_id=row.user_id, title="", principal_title=seat.title)
            for row in rows
            for seat in self.units_of(row.user_id, on)
            if (seat.unit_id, seat.role) == (row.unit_id, Role(row.role))
            and seat.role not in NOT_STOOD_IN_FOR
        )

    def policies_of(self, unit_id: int) -> frozenset[Policy]:
        """Return what a unit's own working rules allow beyond the general rule; by default
        nothing. What is done under a policy is recorded as such."""
        return frozenset()

    def is_working_day(self, day: dt.date) -> bool:
        """Return whether offices work that day: the calendar's table first, then the plain week."""
        kind = CalendarDay.objects.filter(day=day).values_list("kind", flat=True).first()
        if kind is not None:
            return kind == CalendarDay.Kind.WORKING
        return day.weekday() < 5

    def notify(self, notice: Notice) -> None:
        """Tell people. The default tells nobody: inboxes show every task anyway."""

    def typeface(self) -> Typeface:
        """Return the family that PDFs are set in: the one that comes with the package, or the
        host's own Times New Roman. Asked for every file, so a host returns the same value."""
        return OURS

    def store_document(self, name: str, data: bytes) -> str:
        """Keep an issued file and return the key by which ``open_document`` finds it.

        The same name and bytes have one key, and keeping them again writes nothing twice: whoever
        stored them may have died before they were on record. What lies there half-written is
        written anew. A key has at most ``rules.files.MAX_KEY`` letters and never changes.

        Raises: one of ``storage_problems``.
        """
        key = storage_key(self.files_folder, name, data)
        if default_storage.exists(key):
            if self.open_document(key) == data:
                return key
            default_storage.delete(key)
        saved = default_storage.save(key, ContentFile(data))
        if saved != key and default_storage.exists(key):
            # Another worker was faster by a moment; the caller compares what lies there.
            default_storage.delete(saved)
            return key
        return saved

    def open_document(self, key: str) -> bytes:
        """Return the bytes kept under ``key``.

        Raises: FileNotFoundError, where nothing is kept under it; one of ``storage_problems``.
        """
        with default_storage.open(key, "rb") as file:
            return file.read()

    def sign_bytes(self, data: bytes) -> tuple[str, str]:
        """Sign and return the public key and the signature, Ed25519, both in hex. A host with a
        signing device asks it here.

        Raises:
            FileNotFoundError: ``SEALING_KEY`` names no file.
            ValueError: the file holds no such key.
        """
        key = load_pem_private_key(Path(conf.SEALING_KEY).read_bytes(), password=None)
        if not isinstance(key, Ed25519PrivateKey):
            raise ValueError(type(key).__name__)
        public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        return public.hex(), key.sign(data).hex()

    def publish_checkpoint(self, name: str, text: str) -> None:
        """Keep a signed checkpoint outside the database, under a name of its own; the same twice
        is one. Without ``SEALS_FOLDER`` nothing is kept, and a rewritten database proves itself.
        """
        if conf.SEALS_FOLDER:
            Path(conf.SEALS_FOLDER, name).write_text(text + "\n", encoding="utf-8")

    def published_checkpoints(self) -> list[str]:
        """Return all checkpoints that were kept outside, in any order."""
        folder = Path(conf.SEALS_FOLDER) if conf.SEALS_FOLDER else None
        files = sorted(folder.glob("checkpoint-*.json")) if folder else []
        return [file.read_text(encoding="utf-8") for file in files]


@lru_cache(maxsize=4)
def _host_at(path: str) -> DefaultHost:
    return import_string(path)()


def get_host() -> DefaultHost:
    """Return the host's adapter, as ``DVCQ_WORKFLOW["HOST"]`` names it."""
    return _host_at(conf.HOST)
