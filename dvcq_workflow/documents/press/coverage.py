"""Which characters can be printed, so that a text that cannot is stopped before it is signed.

The standards for PDFs that are kept forbid a letter without a shape and a letter of private use,
and a letter taken from some other font would be of another size.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import chain

from dvcq_workflow.documents.press import words
from dvcq_workflow.documents.press.layout import ROLES
from dvcq_workflow.documents.press.plan import Imprint, plan_sheet
from dvcq_workflow.documents.press.sheet import Line, Sheet, printable
from dvcq_workflow.rules.content import PlanContent
from dvcq_workflow.rules.errors import RuleViolation

# What all four faces in documents/fonts hold, in hexadecimal, without private use, formats and the
# stand-in for an object. A test reads the fonts and compares.
RANGES = (
    "20-7e a0-ac ae-34e 350-36f 374-375 37a-37e 384-38a 38c 38e-3a1 3a3-3ce 3d0-513 51a-51d "
    "1d00-1dca 1dfe-1e9b 1e9e 1ea0-1ef9 1f00-1f15 1f18-1f1d 1f20-1f45 1f48-1f4d 1f50-1f57 1f59 "
    "1f5b 1f5d 1f5f-1f7d 1f80-1fb4 1fb6-1fc4 1fc6-1fd3 1fd6-1fdb 1fdd-1fef 1ff2-1ff4 1ff6-1ffe "
    "2000-200a 2010 2012-2022 2026 202f-2030 2032-2034 2039-203a 203c 203e 2044 205e 2074-2079 "
    "207f-2089 2090-2094 20a0-20b5 20bf 20f0 2105 2113 2116-2117 2122 2126 212e 214d-214e "
    "2153-2154 215b-215e 2184 2190-2195 21a8 21d4 2202 2206 220f 2211-2212 2215 2219-221a "
    "221e-221f 2229 222b 2248 2260-2262 2264-2265 2302 2310 2320-2321 2500 2502 250c 2510 2514 "
    "2518 251c 2524 252c 2534 253c 2550-256c 2580 2584 2588 258c 2590-2593 25a0-25a1 25aa-25ac "
    "25b2 25ba 25bc 25c4 25ca-25cc 25cf-25d9 25e6 263a-263c 2640 2642 2660 2663 2665-2666 "
    "2669-266c 266f 2c60-2c6d 2c71-2c77 2e17 a717-a721 a788-a78c fb01-fb02 fe20-fe23"
)
# They have no shape and print nothing wherever they stand: soft hyphens, joiners, breaks of no
# width, selectors of a variant. Text pasted from web pages is full of them.
SHAPELESS = frozenset(
    "\u00ad\u034f\u200b\u200c\u200d\u2060\u2061\u2062\u2063\u2064"
    "\u206a\u206b\u206c\u206d\u206e\u206f\ufe0e\ufe0f"
)
# What a text carries to the template: where a word may be broken, and around what may not be. They
# are of private use, so no text that is printed holds them.
BREAK_MARK = "\ue000"
WHOLE_MARK = "\ue001"

_MOST_NAMED = 5
_LACKING = re.compile(r'the text `"(?P<text>.*?)"` could not be displayed', re.S)
_PLACE_LETTERS = 60


def _covered(ranges: str) -> Iterator[str]:
    for span in ranges.split():
        first, _, last = span.partition("-")
        yield from map(chr, range(int(first, 16), int(last or first, 16) + 1))


PRINTABLE = frozenset(_covered(RANGES)) | SHAPELESS


def unprintable_characters(text: str) -> tuple[str, ...]:
    """Return the characters of ``text`` that our typeface lacks, each once, in their order."""
    missing = set(text) - PRINTABLE
    return tuple(sorted(missing, key=text.index))


def without_shapeless(text: str) -> str:
    """Return ``text`` without the characters that have no shape."""
    if SHAPELESS.isdisjoint(text):
        return text
    return "".join(letter for letter in text if letter not in SHAPELESS)


def with_stand_in(text: str) -> str:
    """Return ``text`` with □ for each letter that our typeface lacks: for papers about what was
    said long ago, which nobody can mend any more."""
    lacking = {letter for letter in set(text) if unprintable_characters(letter + letter.upper())}
    if not lacking:
        return text
    return "".join(words.STAND_IN if letter in lacking else letter for letter in text)


def require_printable(sheet: Sheet) -> None:
    """Refuse a sheet with a letter that our typeface lacks.

    Raises:
        RuleViolation: ``text_not_printable``, with the first place of such letters.
    """
    for text in _texts(sheet):
        if missing := unprintable_characters(text):
            raise not_printable(missing, text)


def require_printable_texts(texts: Iterable[str]) -> None:
    """Refuse texts, such as those of a form, that could not be printed.

    Raises:
        RuleViolation: ``text_not_printable``.
    """
    for text in map(printable, texts):
        if missing := unprintable_characters(text):
            raise not_printable(missing, text)


def require_printable_plan(content: PlanContent) -> None:
    """Refuse a plan that could not be printed; opens no font and takes under a millisecond.

    Raises:
        RuleViolation: ``text_not_printable``; ``content_malformed``, where the content has no
            canonical form.
    """
    # Nearly every plan passes by its set of letters; only where one is odd is the place looked for.
    text = unicodedata.normalize("NFC", " ".join(_written(content)))
    if unprintable_characters(text) or unprintable_characters(text.upper()):
        require_printable(plan_sheet(content, Imprint(is_draft=True)))


def _written(content: PlanContent) -> Iterator[str]:
    """Give all texts of a content that are printed, as they are stored."""
    yield from (content.parent_heading, *content.heading_lines, content.document_type)
    yield from (content.symbol, content.place, content.subject, *content.preamble)
    for node in content.nodes:
        yield from (node.number, node.text)
    for table in content.appendices:
        yield from chain((table.title,), table.columns, *table.rows)
    for line in content.recipients:
        yield from (line.text, line.purpose)
    signature = content.signature
    yield from (*signature.authority_lines, signature.position, signature.name)
    if content.changes is not None:
        yield content.changes.number


def not_printable(characters: Iterable[str], text: str) -> RuleViolation:
    """Return the refusal of ``text``: its first words, and the characters by sight and number."""
    named = [f"{_shown(letter)}U+{ord(letter):04X}" for letter in characters]
    more = ", …" if len(named) > _MOST_NAMED else ""
    place = text if len(text) <= _PLACE_LETTERS else text[:_PLACE_LETTERS].rstrip() + "…"
    return RuleViolation(
        "text_not_printable",
        characters=", ".join(named[:_MOST_NAMED]) + more,
        place=without_shapeless(place),
    )


def lacking_in(complaint: str) -> RuleViolation | None:
    """Return the refusal behind a complaint of the typesetter; None where it is of something else.

    A host's own typeface is known to the typesetter alone.
    """
    found = _LACKING.search(complaint)
    return not_printable(dict.fromkeys(found["text"]), found["text"]) if found else None


def _shown(letter: str) -> str:
    return f"{letter} " if unicodedata.category(letter)[0] in "LNPS" else ""


def _texts(sheet: Sheet) -> Iterator[str]:
    """Give every text of a sheet as it is printed, in the order of the paper."""
    yield from _as_printed("parent_heading", sheet.parent_heading)
    yield from _as_printed("heading", *sheet.heading_lines)
    yield from (sheet.number_line, sheet.place_date, sheet.draft_mark)
    yield from _as_printed("type_name", sheet.type_name)
    yield from (sheet.subject, sheet.change_line, *sheet.addressees)
    for part in sheet.body:
        if isinstance(part, Line):
            yield from _as_printed(part.role, part.text)
        else:
            yield from chain(part.columns, *part.rows)
    yield from sheet.recipients
    yield from _as_printed("authority", *sheet.authority)
    yield sheet.signer
    for table in sheet.appendices:
        yield table.label
        yield from _as_printed("appendix_title", table.title)
        yield from chain((table.note,), table.columns, *table.rows)


def _as_printed(role: str, *texts: str) -> Iterator[str]:
    """A letter may be in the typeface and its capital not."""
    return (text.upper() if ROLES[role].has_caps else text for text in texts)
