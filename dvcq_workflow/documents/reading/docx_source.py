"""DOCX files: refused where they could harm, else read into lines, one for each paragraph or row.

Nothing is unpacked to disk, no part is read beyond its bound, no XML with a document type is read.
"""

from __future__ import annotations

import io
import zipfile
import zlib

from lxml import etree

from dvcq_workflow.documents.reading.docx_text import DocumentText
from dvcq_workflow.documents.reading.letters import clean, single_spaced
from dvcq_workflow.documents.reading.passages import Line
from dvcq_workflow.rules.errors import RuleViolation

MAX_PARTS = 2_000
MAX_EXPANDED_BYTES = 50 * 1024 * 1024
MAX_PART_BYTES = 10 * 1024 * 1024
MAX_PARAGRAPHS = 30_000
MAX_CHARACTERS = 1_000_000

_ENCODINGS = (None, "UTF-8", "utf-8", "UTF-16", "utf-16", "US-ASCII", "us-ascii", "ASCII", "ascii")


def docx_lines(data: bytes, *, filename: str) -> tuple[list[Line], list[str]]:
    """Return the lines of a DOCX file and how they are shown; a line is a paragraph or a table row.

    Raises:
        RuleViolation: ``import_damaged``, ``import_docx_too_large``, ``import_macros``,
            ``import_encrypted``, ``import_unsafe_xml``, ``import_not_docx``,
            ``import_text_too_long``.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = _safe_parts(archive, filename)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError):
        raise RuleViolation("import_damaged") from None
    document = _tree(parts["word/document.xml"])
    numbering = _tree(parts["word/numbering.xml"]) if "word/numbering.xml" in parts else None
    styles = _tree(parts["word/styles.xml"]) if "word/styles.xml" in parts else None
    return _lines(DocumentText(document, numbering, styles))


def _safe_parts(archive: zipfile.ZipFile, filename: str) -> dict[str, bytes]:
    """Check every member, read those with text."""
    members = archive.infolist()
    if len(members) > MAX_PARTS:
        raise RuleViolation("import_docx_too_large", limit_mb=MAX_EXPANDED_BYTES >> 20)
    if sum(member.file_size for member in members) > MAX_EXPANDED_BYTES:
        raise RuleViolation("import_docx_too_large", limit_mb=MAX_EXPANDED_BYTES >> 20)
    names = {member.filename for member in members}
    if any(member.flag_bits & 0x1 for member in members) or "EncryptedPackage" in names:
        raise RuleViolation("import_encrypted")
    macros = any(name.lower().endswith(("vbaproject.bin", "vbadata.xml")) for name in names)
    if macros or filename.lower().endswith((".docm", ".dotm")):
        raise RuleViolation("import_macros")
    if "word/document.xml" not in names:
        raise RuleViolation("import_not_docx")
    wanted = {"word/document.xml", "word/numbering.xml", "word/styles.xml"}
    found: dict[str, bytes] = {}
    for member in members:
        if not member.filename.lower().endswith((".xml", ".rels")):
            continue
        content = _bounded(archive, member)
        _refuse_document_type(content)
        if member.filename == "[Content_Types].xml" and b"macroEnabled" in content:
            raise RuleViolation("import_macros")
        if member.filename in wanted:
            found[member.filename] = content
    return found


def _bounded(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """Read a member, never more than the bound, whatever size it declares."""
    with archive.open(member) as stream:
        content = stream.read(MAX_PART_BYTES + 1)
    if len(content) > MAX_PART_BYTES:
        raise RuleViolation("import_docx_too_large", limit_mb=MAX_PART_BYTES >> 20)
    return content


def _refuse_document_type(content: bytes) -> None:
    # UTF-16 puts a zero byte beside every letter of the declaration.
    plain = content.replace(b"\x00", b"")
    if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
        raise RuleViolation("import_unsafe_xml")


def _tree(content: bytes) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError:
        raise RuleViolation("import_damaged") from None
    info = root.getroottree().docinfo
    # An encoding of seven bits or of a mainframe would hide a document type from the check above.
    if info.internalDTD is not None or info.encoding not in _ENCODINGS:
        raise RuleViolation("import_unsafe_xml")
    return root


def _lines(document: DocumentText) -> tuple[list[Line], list[str]]:
    lines: list[Line] = []
    shown: list[str] = []
    length = 0
    for block in document.blocks():
        if block.cells is None:
            raw, cells = clean(block.text), None
        else:
            cells = tuple(single_spaced(clean(cell)) for cell in block.cells)
            raw = " | ".join(cells)
        length += len(raw)
        if length > MAX_CHARACTERS or len(shown) >= MAX_PARAGRAPHS:
            raise RuleViolation("import_text_too_long", limit=MAX_CHARACTERS)
        shown.append(raw.rstrip())
        text = single_spaced(raw)
        if text.strip("| "):
            lines.append(Line(len(shown), raw.rstrip(), text, cells=cells, table=block.table))
    return lines, shown
