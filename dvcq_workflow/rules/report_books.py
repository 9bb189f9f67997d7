"""A report's form that was filled in elsewhere: whether it is the one that is asked for."""

from __future__ import annotations

from dataclasses import dataclass

from dvcq_workflow.rules.errors import RuleViolation

FORM_VERSION = 1
"""How the form is laid out; a form of another layout is not read."""

MAX_SAID = 200
"""How much of what a wrong form says of itself is repeated to whoever chose it."""


@dataclass(frozen=True)
class Stamp:
    """What a form says of itself. ``report``: uid of its report; ``unit``, ``period``: in words;
    ``content_hash``: of what the report said when the form was taken."""

    form: str
    report: str
    unit: str
    period: str
    content_hash: str


def require_form_of(report: str, stamp: Stamp) -> None:
    """Refuse the form of another report, or of another layout. ``report``: the uid wanted.

    Raises:
        RuleViolation: ``book_of_other_form``, ``book_of_other_report``.
    """
    if stamp.form != str(FORM_VERSION):
        raise RuleViolation("book_of_other_form")
    if stamp.report != report:
        raise RuleViolation(
            "book_of_other_report", unit=stamp.unit[:MAX_SAID], period=stamp.period[:MAX_SAID]
        )
