"""Office files are archives: refused where they could harm, else their parts as bytes.

Nothing is unpacked to disk, no part is read beyond its bound, no XML with a document type is read.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from dataclasses import dataclass
from enum import Enum, auto

_XML = (".xml", ".rels")
_MACROS = ("vbaproject.bin", "vbadata.xml")


class Flaw(Enum):
    """Why an archive is not read."""

    DAMAGED = auto()
    TOO_LARGE = auto()
    MACROS = auto()
    ENCRYPTED = auto()
    UNSAFE_XML = auto()
    OTHER_KIND = auto()


class PackageError(Exception):
    """An archive that is not read; each door says so in a sentence of its own."""

    def __init__(self, flaw: Flaw) -> None:
        super().__init__(flaw.name)
        self.flaw = flaw


@dataclass(frozen=True)
class PackageKind:
    """One kind of office file. ``main``: the part without which it is none; ``with_macros``:
    endings of file names that say that it has macros; the bounds: how many parts, bytes of all
    of them, bytes of one."""

    main: str
    with_macros: tuple[str, ...]
    max_parts: int
    max_bytes: int
    max_part_bytes: int


def safe_parts(data: bytes, kind: PackageKind, *, filename: str) -> dict[str, bytes]:
    """Return the XML parts of an archive by name, each within its bound.

    Raises:
        PackageError: with its flaw.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _checked(archive, kind, filename)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError):
        raise PackageError(Flaw.DAMAGED) from None


def _checked(archive: zipfile.ZipFile, kind: PackageKind, filename: str) -> dict[str, bytes]:
    """Check every member, read those with text."""
    members = archive.infolist()
    if len(members) > kind.max_parts or sum(m.file_size for m in members) > kind.max_bytes:
        raise PackageError(Flaw.TOO_LARGE)
    names = {member.filename for member in members}
    if any(member.flag_bits & 0x1 for member in members) or "EncryptedPackage" in names:
        raise PackageError(Flaw.ENCRYPTED)
    macros = any(name.lower().endswith(_MACROS) for name in names)
    if macros or filename.lower().endswith(kind.with_macros):
        raise PackageError(Flaw.MACROS)
    if kind.main not in names:
        raise PackageError(Flaw.OTHER_KIND)
    found: dict[str, bytes] = {}
    for member in members:
        if member.filename.lower().endswith(_XML):
            content = _bounded(archive, member, kind.max_part_bytes)
            _refuse_document_type(content)
            if member.filename == "[Content_Types].xml" and b"macroEnabled" in content:
                raise PackageError(Flaw.MACROS)
            found[member.filename] = content
    return found


def _bounded(archive: zipfile.ZipFile, member: zipfile.ZipInfo, limit: int) -> bytes:
    """Read a member, never more than the bound, whatever size it declares."""
    with archive.open(member) as stream:
        content = stream.read(limit + 1)
    if len(content) > limit:
        raise PackageError(Flaw.TOO_LARGE)
    return content


def _refuse_document_type(content: bytes) -> None:
    # UTF-16 puts a zero byte beside every letter of the declaration.
    plain = content.replace(b"\x00", b"")
    if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
        raise PackageError(Flaw.UNSAFE_XML)
