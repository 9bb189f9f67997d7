"""A chasing letter (công văn đôn đốc) as it is printed: to exactly the units that owe.

Source: decree 30/2020/ND-CP, Articles 8 and 18, Phụ lục I, II.5 and Mẫu 1.5.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from dvcq_workflow.documents.press import chasing_words as words
from dvcq_workflow.documents.press.letter import FORMS, letter_subject
from dvcq_workflow.documents.press.plan import (
    Imprint,
    canonical_text,
    printed_date,
    printed_number,
    recipient_lines,
)
from dvcq_workflow.documents.press.report import PlanNamed
from dvcq_workflow.documents.press.sheet import (
    Line,
    Sheet,
    Source,
    TableSheet,
    printable,
    printable_texts,
    with_end_mark,
)
from dvcq_workflow.documents.press.words import APPENDIX_LABEL, ARCHIVE, AS_ABOVE, DRAFT_MARK
from dvcq_workflow.rules.canonical import canonical_json, digest_text
from dvcq_workflow.rules.chasing import DOCUMENT_TYPE, LetterContent, Owed
from dvcq_workflow.rules.content import RecipientLine, SignatureBlock
from dvcq_workflow.rules.formats import short_date

MAX_ADDRESSEES = 20
"""More units than these are addressed by the appendix, which names each of them anyway."""


@dataclass(frozen=True)
class LetterFrame:
    """What stands around a letter's own words. ``recipients``: who receives a copy besides those
    addressed, and the archive's line. ``signature``: empty before it is signed."""

    parent_heading: str
    heading_lines: tuple[str, ...]
    plan: PlanNamed
    recipients: tuple[RecipientLine, ...] = ()
    signature: SignatureBlock = field(default_factory=SignatureBlock)


def chasing_sheet(content: LetterContent, frame: LetterFrame, imprint: Imprint) -> Sheet:
    """Return what a chasing letter prints, draft or released. ``imprint.issuer_name`` opens it.

    One unit reads what it owes in the text; of several, each finds it in the appendix.

    Raises:
        RuleViolation: ``content_malformed``, where the content has no canonical form.
    """
    issued_on = None if imprint.is_draft else imprint.issued_on
    text = canonical_text(lambda: canonical_json(content.to_json()))
    written = content.written
    is_list = len(content.units) > 1
    return Sheet(
        parent_heading=printable(frame.parent_heading),
        heading_lines=printable_texts(frame.heading_lines),
        number_line=f"Số: {printed_number(written.symbol, imprint)}",
        place_date=printed_date(written.place, content.counted_on.year, issued_on),
        draft_mark=DRAFT_MARK if imprint.is_draft else "",
        type_name="",
        subject=letter_subject(written.subject),
        change_line="",
        body=tuple(_body(content, frame, printable(imprint.issuer_name))),
        recipients=_recipients(frame),
        authority=printable_texts((*frame.signature.authority_lines, frame.signature.position)),
        signer=printable(frame.signature.name),
        appendices=(_appendix(content, imprint),) if is_list else (),
        issued_on=issued_on,
        content_hash=digest_text(text),
        addressees=_addressees(content),
        dated_on=issued_on or imprint.drafted_on,
        source=Source(FORMS[DOCUMENT_TYPE].source, text),
    )


def _body(content: LetterContent, frame: LetterFrame, issuer: str) -> Iterator[Line]:
    units = content.units
    given = {
        "issuer": issuer,
        "plan": frame.plan.cited,
        "day": short_date(content.counted_on),
        "lacking": _lacking(content.owed),
        "unit": printable(units[0]) if units else "",
        "count": len(units),
    }
    if len(units) > 1:
        yield Line("text", words.OPENING_MANY.format(**given).strip())
    else:
        yield Line("text", words.OPENING_ONE.format(**given).strip())
        last = len(content.owed)
        for at, thing in enumerate(content.owed, start=1):
            yield Line("text", f"- {_owed_line(thing, content)}{'.' if at == last else ';'}")
    written = printable_texts(content.written.text.splitlines())
    yield from (Line("text", text) for text in written[:-1])
    if written:
        yield Line("text", with_end_mark(written[-1]))


def _lacking(owed: tuple[Owed, ...]) -> str:
    kinds = {thing.is_report for thing in owed}
    return ", ".join(words.LACKING[kind] for kind in (True, False) if kind in kinds)


def _owed_line(thing: Owed, content: LetterContent) -> str:
    due = words.DUE.format(day=short_date(thing.due_on)) if thing.due_on else ""
    late = thing.days_late(content.counted_on)
    days = words.DAYS_LATE.format(days=late) if late is not None else ""
    return ", ".join(part for part in (printable(thing.what).rstrip(" ;.,"), due, days) if part)


def _addressees(content: LetterContent) -> tuple[str, ...]:
    names = printable_texts(content.units)
    return names if len(names) <= MAX_ADDRESSEES else (words.ALL_LISTED,)


def _recipients(frame: LetterFrame) -> tuple[str, ...]:
    archive = tuple(line for line in frame.recipients if line.is_archive)
    copies = tuple(line for line in frame.recipients if not line.is_archive)
    archive = archive or (RecipientLine(ARCHIVE, is_archive=True),)
    return recipient_lines((RecipientLine(AS_ABOVE), *copies, *archive))


def _appendix(content: LetterContent, imprint: Imprint) -> TableSheet:
    number = printed_number(content.written.symbol, imprint)
    issued_on = None if imprint.is_draft else imprint.issued_on
    day = printed_date("", content.counted_on.year, issued_on).rpartition(", ")[2]
    issuer = printable(imprint.issuer_name)
    return TableSheet(
        label=APPENDIX_LABEL,
        title=words.APPENDIX_TITLE,
        note=words.APPENDIX_NOTE.format(number=number, day=day, issuer=issuer),
        columns=words.APPENDIX_COLUMNS,
        rows=tuple(_rows(content)),
        middle=(3, 4, 5),
    )


def _rows(content: LetterContent) -> Iterator[tuple[str, ...]]:
    for order, thing in enumerate(content.owed, start=1):
        late = thing.days_late(content.counted_on)
        yield (
            str(order),
            printable(thing.unit),
            printable(thing.what),
            printable(thing.period),
            short_date(thing.due_on) if thing.due_on else "",
            "" if late is None else str(late),
        )
