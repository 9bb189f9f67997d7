"""The register of issued documents as a file: only what its reader may see, and on record."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.utils import timezone

from dvcq_workflow.audit.recorder import record_access
from dvcq_workflow.documents.press import RegisterBook, register_pdf, register_xlsx
from dvcq_workflow.models.audit import AccessLog
from dvcq_workflow.selectors.registers import RegisterFilter, register_books
from dvcq_workflow.services.acting import acting

MAX_LINES = {"pdf": 5_000, "xlsx": 20_000}
"""Of one file. A PDF of 5,000 lines takes some seconds and a gigabyte of memory to print."""

_PRESSES: dict[str, Callable[[Sequence[RegisterBook]], bytes]] = {
    "pdf": register_pdf,
    "xlsx": register_xlsx,
}


@dataclass(frozen=True)
class RegisterFile:
    """A file of the register, and the name it is sent under."""

    name: str
    data: bytes


def export_register(*, wanted: RegisterFilter, file_format: str, actor: Any) -> RegisterFile:
    """Print the lines of the register that a person may see and asked for, and log that they took
    them away: by what they were chosen, how many, and the hash of the file.

    ``file_format``: pdf or xlsx.

    Raises:
        RuleViolation: ``register_empty``, ``register_too_long``, ``text_not_printable``.

    Source: decree 30/2020/ND-CP, Article 16 and Phụ lục IV; Phụ lục VI (history of access).
    """
    with acting(actor=actor, refused_on=("register", None)) as act:
        act.refused_on = ("register", None)
        on = timezone.localdate(act.at)
        books = register_books(actor, on, wanted, limit=MAX_LINES[file_format])
        data = _PRESSES[file_format](books)
        name = f"{_stem(books)}.{file_format}"
        record_access(
            AccessLog.Kind.DOWNLOAD,
            "register",
            act=act,
            stream=None,
            details={
                "file": name,
                "filter": asdict(wanted),
                "lines": sum(len(book.lines) for book in books),
                "sha256": hashlib.sha256(data).hexdigest(),
            },
        )
        return RegisterFile(name, data)


def _stem(books: Sequence[RegisterBook]) -> str:
    years = sorted({book.year for book in books})
    span = str(years[0]) if len(years) == 1 else f"{years[0]}-{years[-1]}"
    kind = "trich-so" if any(book.scope for book in books) else "so"
    return f"{kind}-dang-ky-van-ban-di-{span}"
