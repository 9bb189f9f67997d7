"""From bytes to lines: what kind of file it is, how it is encoded, what is refused at the door."""

from __future__ import annotations

import re

from dvcq_workflow.documents.reading.docx_source import docx_lines
from dvcq_workflow.documents.reading.letters import clean, single_spaced
from dvcq_workflow.documents.reading.passages import Line, Source
from dvcq_workflow.rules.errors import RuleViolation

MAX_FILE_BYTES = 20 * 1024 * 1024
MAX_TEXT_CHARACTERS = 1_000_000
MAX_LINES = 30_000

# What a copy from an editor puts around headings.
_BOLD = re.compile(r"(?:#{1,4} )?\*{2}([^*]{1,400})\*{2}|#{1,4} (?=[A-ZĐIVX])")

# The first bytes of files that are no plan's text, and the code that says so.
_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "import_pdf"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "import_old_word"),
    (b"{\\rtf", "import_rtf"),
    (b"\x89PNG", "import_image"),
    (b"\xff\xd8\xff", "import_image"),
    (b"GIF8", "import_image"),
    (b"II*\x00", "import_image"),
    (b"MM\x00*", "import_image"),
)
_MARKUP = re.compile(rb"\s*<(?:!doctype html|html|\?xml|!DOCTYPE|svg|body)", re.IGNORECASE)
_LINE_END = re.compile("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
_VIETNAMESE = re.compile("[ạ-ỹẠ-ỸăĂđĐĩĨũŨơƠưƯ]")
# What TCVN3, VNI and twice-encoded texts are full of, and Vietnamese in Unicode has not.
_STRANGE = re.compile("[\u0080-\u00bf×÷ØøåÅÛûïÏöÖäÄëËñÑ]|Ã.|á[»º]")


def source_of(data: bytes, *, filename: str) -> Source:
    """Read a file's bytes into lines.

    Raises:
        RuleViolation: ``import_file_too_large``, ``import_empty``, ``import_binary`` and the codes
            that name a kind of file or an encoding that is not read.
    """
    if len(data) > MAX_FILE_BYTES:
        raise RuleViolation("import_file_too_large", limit_mb=MAX_FILE_BYTES // (1024 * 1024))
    if not data.strip():
        raise RuleViolation("import_empty")
    for signature, code in _SIGNATURES:
        if data.startswith(signature):
            raise RuleViolation(code)
    if data.startswith(b"PK"):
        lines, shown = docx_lines(data, filename=filename)
        return _checked(Source(tuple(lines), False, tuple(shown)))
    return source_of_text(_decoded(data))


def source_of_text(text: str) -> Source:
    """Read a text, as pasted or decoded, into lines."""
    if "\x00" in text[:MAX_TEXT_CHARACTERS]:
        raise RuleViolation("import_binary")
    if len(text) > MAX_TEXT_CHARACTERS:
        raise RuleViolation("import_text_too_long", limit=MAX_TEXT_CHARACTERS)
    shown = [clean(line).rstrip() for line in _LINE_END.split(text)]
    if len(shown) > MAX_LINES:
        raise RuleViolation("import_text_too_long", limit=MAX_TEXT_CHARACTERS)
    lines: list[Line] = []
    gap = False
    for no, raw in enumerate(shown, 1):
        single = _BOLD.sub(r"\1", single_spaced(raw))
        if not single:
            gap = True
            continue
        lines.append(Line(no, raw, single, after_gap=gap))
        gap = False
    return _checked(Source(tuple(lines), True, tuple(shown)))


def _checked(source: Source) -> Source:
    if not source.lines:
        raise RuleViolation("import_empty")
    sample = " ".join(line.text for line in source.lines[:400])[:40_000]
    letters = sum(c.isalpha() for c in sample)
    vietnamese = len(_VIETNAMESE.findall(sample))
    strange = len(_STRANGE.findall(sample))
    if letters >= 40 and vietnamese * 50 < letters and strange * 25 > letters:
        raise RuleViolation("import_old_font")
    return source


def _decoded(data: bytes) -> str:
    """Decode UTF-8, or UTF-16 that says so by its mark; everything else is refused by name."""
    for mark, encoding in (
        (b"\xef\xbb\xbf", "utf-8-sig"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if data.startswith(mark):
            return _strictly(data, encoding)
    if b"\x00" in data[:65536]:
        raise RuleViolation("import_binary")
    if _MARKUP.match(data[:512]):
        raise RuleViolation("import_markup")
    return _strictly(data, "utf-8")


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        control = sum(byte < 9 or 13 < byte < 32 for byte in data[:4096])
        code = "import_binary" if control > 40 else "import_wrong_encoding"
        raise RuleViolation(code) from None
