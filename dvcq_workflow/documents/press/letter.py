"""Notices about an issued plan as they are printed: a correction (công văn), a recall (thông báo).

Source: decree 30/2020/ND-CP, Articles 8, 18.3 and 18.4, Phụ lục I, Mẫu 1.4 and 1.5.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from dvcq_workflow.documents.press import words
from dvcq_workflow.documents.press.plan import (
    Imprint,
    canonical_text,
    printed_date,
    printed_number,
    recipient_lines,
    recipient_text,
)
from dvcq_workflow.documents.press.sheet import (
    Line,
    Sheet,
    Source,
    printable,
    printable_texts,
    type_name,
    with_end_mark,
)
from dvcq_workflow.rules.canonical import canonical_json, digest_text
from dvcq_workflow.rules.content import RecipientLine, SignatureBlock
from dvcq_workflow.rules.formats import month_text
from dvcq_workflow.rules.notices import NoticeContent

_ABOUT = re.compile(r"(?:V/v|Về việc)\s+", re.I)
_PURPOSE = re.compile(r"\(([^()]*)\)\W*\Z")


@dataclass(frozen=True)
class Form:
    """How a type of document differs on paper. ``source``: name of the file of its data.

    ``has_type_name``: whether it prints the name of its type over the subject; without one the
    subject stands as "V/v …" under the number. ``has_addressees``: whether it says "Kính gửi:".
    """

    source: str
    has_type_name: bool = True
    has_addressees: bool = False


FORMS = {
    "CV": Form("cong-van.json", has_type_name=False, has_addressees=True),
    "TB": Form("thong-bao.json"),
}
"""By the abbreviation of the type; a type to come needs a line here and its words."""


@dataclass(frozen=True)
class NoticeFrame:
    """What stands around a notice's own words: who issues it, of which plan, to whom, signed how.

    ``plan_type`` and ``plan_subject``: those of the plan as issued. ``recipients``: the lines of
    the plan as issued, to whom its notices go too. ``signature``: empty before it is signed.
    """

    parent_heading: str
    heading_lines: tuple[str, ...]
    plan_type: str
    plan_subject: str
    recipients: tuple[RecipientLine, ...]
    signature: SignatureBlock = field(default_factory=SignatureBlock)


def notice_sheet(content: NoticeContent, frame: NoticeFrame, imprint: Imprint) -> Sheet:
    """Return what a notice prints, draft or released.

    Its body names the plan, then gives the drafter's paragraphs as they were written.
    ``imprint.issuer_name`` opens it.

    Raises:
        RuleViolation: ``content_malformed``, where the content has no canonical form.
    """
    form = FORMS[content.document_type]
    issued_on = None if imprint.is_draft else imprint.issued_on
    year = imprint.drafted_on.year if imprint.drafted_on else None
    text = canonical_text(lambda: canonical_json(content.to_json()))
    addressees, recipients = _sent_to(frame.recipients, form)
    subject = printable(content.written.subject)
    return Sheet(
        parent_heading=printable(frame.parent_heading),
        heading_lines=printable_texts(frame.heading_lines),
        number_line=f"Số: {printed_number(content.written.symbol, imprint)}",
        place_date=printed_date(content.written.place, year, issued_on),
        draft_mark=words.DRAFT_MARK if imprint.is_draft else "",
        type_name=type_name(content.document_type).upper() if form.has_type_name else "",
        subject=subject if form.has_type_name else letter_subject(subject),
        change_line="",
        body=tuple(Line("text", line) for line in _lines(content, frame, imprint)),
        recipients=recipients,
        authority=printable_texts((*frame.signature.authority_lines, frame.signature.position)),
        signer=printable(frame.signature.name),
        appendices=(),
        issued_on=issued_on,
        content_hash=digest_text(text),
        addressees=addressees,
        dated_on=issued_on or imprint.drafted_on,
        source=Source(form.source, text),
    )


def running(text: str) -> str:
    """Return a subject as it goes on a sentence: its first letter is small, unless the word is an
    abbreviation."""
    text = text.strip()
    first = text.split(" ", 1)[0]
    return text if first[1:2].isupper() else text[:1].lower() + text[1:]


def letter_subject(subject: str) -> str:
    """Return the subject of a công văn as it stands after "V/v", which may have been typed too."""
    return running(_without_about(printable(subject)))


def _without_about(subject: str) -> str:
    found = _ABOUT.match(subject)
    return subject[found.end() :] if found else subject


def _lines(content: NoticeContent, frame: NoticeFrame, imprint: Imprint) -> Iterator[str]:
    issuer = printable(imprint.issuer_name)
    kind = type_name(frame.plan_type)
    number = printable(content.plan_number)
    given = {
        "issuer": issuer,
        "short": f"{kind} số {number}",
        "plan": cited_plan(frame.plan_type, number, content.plan_date, issuer, frame.plan_subject),
    }
    yield words.NOTICE_OPENINGS[content.kind].format(**given).strip()
    written = printable_texts(content.written.text.splitlines())
    if words.NOTICE_CLOSED[content.kind] in " ".join(written).lower():
        yield from written[:-1]
        yield with_end_mark(written[-1])
        return
    yield from written
    yield words.NOTICE_CLOSINGS[content.kind].format(**given)


def cited_plan(kind: str, number: str, issued_on: dt.date, issuer: str, subject: str) -> str:
    """Return an issued plan as it is cited in full: type, number, date, issuer and subject.

    Source: decree 30/2020/ND-CP, Phụ lục I, II.6.
    """
    issuer = printable(issuer)
    return words.NOTICE_PLAN.format(
        type=type_name(kind),
        number=printable(number),
        day=_day(issued_on),
        of_issuer=f" của {issuer}" if issuer else "",
        about=_about(printable(subject)),
    )


def _day(day: dt.date) -> str:
    return f"ngày {day.day:02d} tháng {month_text(day.month)} năm {day.year}"


def _about(subject: str) -> str:
    """Return the subject of the plan in running text; one in capitals keeps its letters, because
    small ones could not tell its names."""
    if not subject:
        return ""
    if subject.isupper():
        return f" về “{subject}”"
    return " " + (running(subject) if subject.startswith("Về ") else f"về {running(subject)}")


def _sent_to(
    lines: tuple[RecipientLine, ...], form: Form
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return who is addressed, and the lines of "Nơi nhận".

    A document with addressees is sent to them "as above"; who is only informed receives a copy.
    """
    archive = tuple(line for line in lines if line.is_archive)
    others = tuple(line for line in lines if not line.is_archive)
    archive = archive or (RecipientLine(words.ARCHIVE, is_archive=True),)
    if not form.has_addressees:
        return (), recipient_lines((*others, *archive))
    asked = tuple(line for line in others if not _is_informed(line)) or others
    names = tuple(text for line in asked if (text := recipient_text(line)))
    copies = tuple(line for line in others if line not in asked)
    return names, recipient_lines((RecipientLine(words.AS_ABOVE), *copies, *archive))


def _is_informed(line: RecipientLine) -> bool:
    found = _PURPOSE.search(recipient_text(line))
    return found is not None and found[1].strip().lower() in words.FOR_INFORMATION
