"""The consolidated report of one period: its states and the acts that lead on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from dvcq_workflow.rules.canonical import normal_text
from dvcq_workflow.rules.errors import Conflict, NotPermitted, RuleViolation


class ConsolidationStatus(StrEnum):
    """The legal state of a consolidated report."""

    COLLECTING = "collecting"
    DRAFTED = "drafted"
    AWAITING_APPROVAL = "awaiting_approval"
    SIGNED = "signed"
    NUMBERED = "numbered"
    DELIVERED = "delivered"
    ACKNOWLEDGED = "acknowledged"
    WITHDRAWN = "withdrawn"


class ConsolidationAct(StrEnum):
    """An act that moves a consolidated report from one state to another."""

    DRAFT = "draft"
    COLLECT_AGAIN = "collect_again"
    SEND_FOR_APPROVAL = "send_for_approval"
    SIGN = "sign"
    RETURN = "return"
    ASSIGN_NUMBER = "assign_number"
    DELIVER = "deliver"
    ACKNOWLEDGE = "acknowledge"
    WITHDRAW = "withdraw"


_S, _A = ConsolidationStatus, ConsolidationAct
CLOSED = frozenset({_S.ACKNOWLEDGED, _S.WITHDRAWN})
DELIVERED_STATES = frozenset({_S.DELIVERED, _S.ACKNOWLEDGED})
"""States in which the figures are frozen and served as they were delivered."""

TRANSITIONS: dict[tuple[ConsolidationStatus, ConsolidationAct], ConsolidationStatus] = {
    (_S.COLLECTING, _A.DRAFT): _S.DRAFTED,
    (_S.DRAFTED, _A.COLLECT_AGAIN): _S.COLLECTING,
    (_S.DRAFTED, _A.SEND_FOR_APPROVAL): _S.AWAITING_APPROVAL,
    (_S.AWAITING_APPROVAL, _A.SIGN): _S.SIGNED,
    (_S.AWAITING_APPROVAL, _A.RETURN): _S.DRAFTED,
    (_S.SIGNED, _A.ASSIGN_NUMBER): _S.NUMBERED,
    (_S.SIGNED, _A.RETURN): _S.DRAFTED,
    (_S.NUMBERED, _A.DELIVER): _S.DELIVERED,
    (_S.DELIVERED, _A.ACKNOWLEDGE): _S.ACKNOWLEDGED,
    **{
        (state, _A.WITHDRAW): _S.WITHDRAWN
        for state in (_S.COLLECTING, _S.DRAFTED, _S.AWAITING_APPROVAL)
    },
}
"""Every move there is. What was delivered is never drawn back: a supplement shows what differs."""


def next_consolidation_status(
    status: ConsolidationStatus, act: ConsolidationAct
) -> ConsolidationStatus:
    """Return the state that ``act`` leads to.

    Raises:
        Conflict: ``consolidation_moved_on``; whoever asks has an older state before them.
    """
    try:
        return TRANSITIONS[status, act]
    except KeyError:
        raise Conflict("consolidation_moved_on") from None


class Counted(StrEnum):
    """Which reports a consolidation counts: all that the receiver holds and has not sent back, or
    only those that it accepted."""

    HANDED_IN = "handed_in"
    ACCEPTED = "accepted"


WRITERS_ACTS = frozenset(
    {"consolidation_drafted", "consolidation_saved", "consolidation_sent_for_approval"}
)
"""What its writers do; whoever does it does not sign it later."""

MAX_SUBJECT = 1000
MAX_TEXT = 100_000


@dataclass(frozen=True)
class Written:
    """What a writer wrote. ``texts``: by key of the section."""

    subject: str
    symbol: str
    place: str
    texts: Mapping[str, str]

    def stored(self) -> Written:
        """Return the texts as they are stored: NFC and single-spaced, paragraphs kept apart.

        Raises:
            RuleViolation: ``content_malformed``, ``content_field_too_long``.
        """
        head = {
            "subject": _kept(self.subject, MAX_SUBJECT),
            "symbol": _kept(self.symbol, 60),
            "place": _kept(self.place, 100),
        }
        texts = {key: _kept(text, MAX_TEXT) for key, text in self.texts.items()}
        return Written(
            **{name: text.replace("\n", " ") for name, text in head.items()}, texts=texts
        )


def require_complete(written: Written) -> None:
    """Refuse to send on a report that lacks its subject, symbol or place.

    Raises:
        RuleViolation: ``consolidation_incomplete``.
    """
    if not (written.subject and written.symbol and written.place):
        raise RuleViolation("consolidation_incomplete")


def require_adding_up(codes: Iterable[str]) -> None:
    """Refuse to go on with figures that are not the sums of their values.

    Raises:
        RuleViolation: ``consolidation_not_adding_up``.
    """
    wrong = ", ".join(codes)
    if wrong:
        raise RuleViolation("consolidation_not_adding_up", codes=wrong)


def require_other_than_writers(people: Iterable[int], writers: Iterable[int]) -> None:
    """Refuse a signature by one who wrote the report; the rule holds for whoever they act for.

    Raises:
        NotPermitted: ``writer_signs_own_consolidation``.

    Source: decree 30/2020/ND-CP, Articles 11.1 and 13.
    """
    if frozenset(people) & frozenset(writers):
        raise NotPermitted("writer_signs_own_consolidation")


def require_other_than_signers(people: Iterable[int], signers: Iterable[int | None]) -> None:
    """Refuse a number given by one who signed the report, or for whom it was signed.

    Raises:
        NotPermitted: ``signer_numbers_own_consolidation``.

    Source: decree 30/2020/ND-CP, Article 17.
    """
    if frozenset(people) & frozenset(signers):
        raise NotPermitted("signer_numbers_own_consolidation")


def require_supplementable(status: ConsolidationStatus, *, is_different: bool) -> None:
    """Refuse a supplement to what was not delivered, or from which nothing differs.

    Raises:
        RuleViolation: ``supplement_before_delivery``, ``supplement_without_difference``.
    """
    if status not in DELIVERED_STATES:
        raise RuleViolation("supplement_before_delivery")
    if not is_different:
        raise RuleViolation("supplement_without_difference")


def usual_subject(period: str, sequence: int) -> str:
    """Return the subject with which a draft begins. ``period``: in running text."""
    opening = f"Bổ sung lần {sequence} kết quả" if sequence else "Kết quả"
    return f"{opening} thực hiện công tác dân vận chính quyền {period}"


def _kept(text: str, limit: int) -> str:
    if "\x00" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise RuleViolation("content_malformed")
    lines = (normal_text(line) for line in text.splitlines())
    kept = "\n".join(line for line in lines if line)
    if len(kept) > limit:
        raise RuleViolation("content_field_too_long", text=kept[:40] + "…", limit=limit)
    return kept
