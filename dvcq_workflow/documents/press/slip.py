"""The approval sheet (phiếu trình) of a plan: from its facts to what is printed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import replace

from dvcq_workflow.documents.press import slip_words as said
from dvcq_workflow.documents.press import words
from dvcq_workflow.documents.press.coverage import with_stand_in
from dvcq_workflow.documents.press.letter import running
from dvcq_workflow.documents.press.plan import canonical_text, printed_date
from dvcq_workflow.documents.press.sheet import (
    Grid,
    Line,
    Sheet,
    Source,
    printable,
    printable_texts,
    type_name,
)
from dvcq_workflow.documents.press.slip_facts import (
    ApprovalFacts,
    Content,
    Hand,
    Opinion,
    Return,
    Round,
    Step,
    Void,
)
from dvcq_workflow.rules.canonical import canonical_json, digest_text
from dvcq_workflow.rules.formats import short_date

_GROUP = 16
# So many digits tell the versions of one plan apart; the whole hash stands above.
_SHORT = 8


def approval_sheet(facts: ApprovalFacts) -> Sheet:
    """Return what an approval sheet prints. It bears no number and no signature: it tells what the
    record holds, and is dated by the last act that it tells of.

    Raises:
        RuleViolation: ``content_malformed``, where the facts have no canonical form.
    """
    day = facts.told_at.date()
    text = canonical_text(lambda: canonical_json(facts.to_json()))
    kind = type_name(facts.document_type)
    subject = said.SUBJECT.format(type=kind, subject=running(printable(facts.subject)))
    return Sheet(
        parent_heading=printable(facts.parent_heading),
        heading_lines=printable_texts(facts.heading_lines),
        number_line="",
        place_date=printed_date(facts.place, day.year, day),
        draft_mark="",
        type_name=said.TYPE_NAME,
        subject=subject,
        change_line="",
        body=tuple(_body(facts)),
        recipients=(),
        authority=(),
        signer="",
        appendices=(),
        issued_on=day,
        content_hash=digest_text(text),
        dated_on=day,
        source=Source(words.APPROVAL_SOURCE, text),
    )


def with_stand_ins(sheet: Sheet) -> Sheet:
    """Return an approval sheet as a PDF can hold it: □ for each letter that our typeface lacks.

    Nobody can mend a reason or an opinion that was given, so such a letter may not keep the sheet
    from being printed; the data inside the file keep it as it was typed.
    """
    return replace(
        sheet,
        parent_heading=with_stand_in(sheet.parent_heading),
        heading_lines=tuple(map(with_stand_in, sheet.heading_lines)),
        place_date=with_stand_in(sheet.place_date),
        subject=with_stand_in(sheet.subject),
        body=tuple(
            Line(part.role, with_stand_in(part.text))
            if isinstance(part, Line)
            else Grid(part.columns, tuple(tuple(map(with_stand_in, row)) for row in part.rows))
            for part in sheet.body
        ),
    )


def _body(facts: ApprovalFacts) -> Iterator[Line | Grid]:
    yield Line("section", said.DRAFT)
    yield _grid(said.ABOUT_COLUMNS, _about(facts))
    yield Line("section", said.ROUNDS)
    if not facts.rounds:
        yield Line("text", said.NO_ROUND)
    for each in facts.rounds:
        yield from _round(each)
    yield Line("section", said.STEPS)
    yield _grid(said.STEP_COLUMNS, (_step(step) for step in facts.steps))
    yield Line("section", said.RETURNS)
    yield from _returns(facts.returns)
    if facts.voided:
        yield Line("section", said.VOIDED)
        yield Line("text", said.VOID_INTRO)
        yield _grid(said.VOID_COLUMNS, (_void(void, facts.returns) for void in facts.voided))
    yield Line("text", said.TOLD.format(seq=facts.seq, at=_moment(facts.told_at)))


def _grid(columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Grid:
    return Grid(columns, tuple(tuple(printable(cell) for cell in row) for row in rows))


# -- the draft


def _about(facts: ApprovalFacts) -> Iterator[tuple[str, ...]]:
    number = next((step for step in facts.steps if step.number), None)
    digest = facts.content.hash
    groups = (digest[at : at + _GROUP] for at in range(0, len(digest), _GROUP))
    yield said.ISSUING, facts.issuing_unit
    if facts.advising_unit:
        yield said.ADVISING, facts.advising_unit
    yield said.DRAFTING, facts.drafting_unit
    drafters = (said.SINCE.format(who=_person(d), at=_moment(d.at)) for d in facts.drafters)
    yield said.DRAFTERS, "; ".join(drafters)
    yield said.NUMBER, _large(_given(number)) if number else said.NO_NUMBER
    yield said.STATUS, said.STATUSES.get(facts.status, facts.status)
    if facts.content.version is not None:
        yield said.CONTENT, str(facts.content.version)
    yield said.HASH, " ".join(groups)


# -- opinions


def _round(round_: Round) -> Iterator[Line | Grid]:
    sent = {
        "number": round_.number,
        "content": _small(_content(round_.content)),
        "at": _moment(round_.opened_at),
        "due": short_date(round_.due_on),
    }
    yield Line("titled_item", said.ROUND.format(**sent))
    if question := printable(round_.question):
        yield Line("text", said.QUESTION.format(text=question))
    yield _grid(said.OPINION_COLUMNS, (_opinion(opinion) for opinion in round_.opinions))
    yield Line("text", _closing(round_))


def _closing(round_: Round) -> str:
    if round_.closed_at is None:
        return said.STILL_OPEN
    reason = printable(round_.closing_reason)
    sentence = said.CLOSED_EARLY if reason else said.CLOSED
    return sentence.format(at=_moment(round_.closed_at), reason=reason)


def _opinion(opinion: Opinion) -> tuple[str, ...]:
    state = said.OPINION_STATES.get(opinion.state, opinion.state)
    text = f"{state}: {opinion.text}" if opinion.text else state
    hand = _hand(opinion.hand) if opinion.hand else ""
    is_owed = opinion.state == "commented" and not opinion.answer
    return opinion.unit, text, hand, said.UNANSWERED if is_owed else opinion.answer


# -- steps, returns, what no longer counts


def _step(step: Step) -> tuple[str, ...]:
    name = said.STEP_NAMES[step.key]
    if step.hand is None or step.content is None:
        return name, said.NOT_YET, "", ""
    more = [" / ".join(step.lines), said.POLICIES.get(step.policy, step.policy), _given(step)]
    who = "; ".join(text for text in (_person(step.hand), *more) if text)
    return name, who, _moment(step.hand.at), _content(step.content)


def _given(step: Step) -> str:
    """Return number and date that the document was given, and why on paper; empty for none."""
    if not step.number or step.numbered_on is None:
        return ""
    text = said.GIVEN_NUMBER.format(number=step.number, day=short_date(step.numbered_on))
    on_paper = said.ON_PAPER.format(reason=step.paper_reason) if step.paper_reason else ""
    return f"{text}; {on_paper}" if on_paper else text


def _returns(returns: tuple[Return, ...]) -> Iterator[Line | Grid]:
    count = sum(row.kind == "returned" for row in returns)
    yield Line("text", said.RETURNED.format(count=count) if count else said.NO_RETURN)
    if returns:
        yield _grid(
            said.RETURN_COLUMNS,
            (_return(at, row, returns) for at, row in enumerate(returns, start=1)),
        )


def _return(at: int, row: Return, returns: tuple[Return, ...]) -> tuple[str, ...]:
    desk = said.DESKS.get(row.step, row.step)
    place = str(at) if row.kind == "returned" else _ended(at, returns)
    return place, desk, _hand(row.hand), _content(row.content), row.reason


def _ended(at: int, returns: tuple[Return, ...]) -> str:
    """Return how a return is named elsewhere on the sheet; ``at`` is counted from 1."""
    row = returns[at - 1]
    return said.RETURN_KINDS[row.kind].format(count=at)


def _void(void: Void, returns: tuple[Return, ...]) -> tuple[str, ...]:
    name = said.STEP_NAMES[void.key]
    if void.number:
        name = f"{name}: {said.VOID_NUMBER.format(number=void.number)}"
    why = _ended(void.ended_by, returns) if void.ended_by else said.CHANGED_SINCE
    return name, _hand(void.hand), _content(void.content), why


# -- the parts of all of them


def _person(hand: Hand) -> str:
    whom = said.FOR_WHOM.format(name=hand.for_whom) if hand.for_whom else ""
    return ", ".join(text for text in (hand.name, hand.title, hand.unit, whom) if text)


def _hand(hand: Hand) -> str:
    return f"{_person(hand)}; {_moment(hand.at)}"


def _content(content: Content) -> str:
    shown = f"{content.hash[:_SHORT]}…"
    if content.version is None:
        return said.UNFROZEN.format(hash=shown)
    return said.VERSION.format(number=content.version, hash=shown)


def _moment(at: dt.datetime) -> str:
    return said.MOMENT.format(time=f"{at:%H:%M}", day=short_date(at.date()))


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]


def _large(text: str) -> str:
    return text[:1].upper() + text[1:]
