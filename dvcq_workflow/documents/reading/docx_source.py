"""DOCX files: refused where they could harm, else read into lines, one for each paragraph or row of
a table."""

from __future__ import annotations

from lxml import etree

from dvcq_workflow.documents.reading.docx_text import DocumentText
from dvcq_workflow.documents.reading.letters import clean, single_spaced
from dvcq_workflow.documents.reading.packages import Flaw, PackageError, PackageKind, safe_parts
from dvcq_workflow.documents.reading.passages import Line
from dvcq_workflow.rules.errors import RuleViolation

DOCX = PackageKind(
    main="word/document.xml",
    with_macros=(".docm", ".dotm"),
    max_parts=2_000,
    max_bytes=50 * 1024 * 1024,
    max_part_bytes=10 * 1024 * 1024,
)
FLAWS = {
    Flaw.DAMAGED: "import_damaged",
    Flaw.TOO_LARGE: "import_docx_too_large",
    Flaw.MACROS: "import_macros",
    Flaw.ENCRYPTED: "import_encrypted",
    Flaw.UNSAFE_XML: "import_unsafe_xml",
    Flaw.OTHER_KIND: "import_not_docx",
}
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
        parts = safe_parts(data, DOCX, filename=filename)
    except PackageError as problem:
        limit_mb = DOCX.max_bytes >> 20
        raise RuleViolation(FLAWS[problem.flaw], limit_mb=limit_mb) from None
    document = _tree(parts["word/document.xml"])
    numbering = _tree(parts["word/numbering.xml"]) if "word/numbering.xml" in parts else None
    styles = _tree(parts["word/styles.xml"]) if "word/styles.xml" in parts else None
    return _lines(DocumentText(document, numbering, styles))


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
