"""What may become of an issued plan: it is amended, replaced, corrected or recalled, never edited.

Source: decree 30/2020/ND-CP, Article 18.3 (an error of content is mended by a document of
equivalent form, an error of form by a công văn) and 18.4 (recall).
"""

from __future__ import annotations

from enum import StrEnum

from dvcq_workflow.rules.errors import RuleViolation
from dvcq_workflow.rules.plans import Status


class ChangeKind(StrEnum):
    """How a plan changes the issued plan that it names."""

    AMEND = "amend"
    REPLACE = "replace"


def require_in_force(status: Status) -> None:
    """Refuse to change what was never issued, or holds no more.

    Raises:
        RuleViolation: ``change_not_issued``, ``change_replaced_already``, ``change_recalled``.
    """
    if status is Status.REPLACED:
        raise RuleViolation("change_replaced_already")
    if status is Status.RECALLED:
        raise RuleViolation("change_recalled")
    if status is not Status.ISSUED:
        raise RuleViolation("change_not_issued")


def require_changeable(status: Status, *, issued_by: int, changed_by: int) -> None:
    """Refuse a plan that names one it cannot amend or replace.

    ``issued_by``: the body that issued the plan that is named; ``changed_by``: the body that is to
    issue the plan that names it.

    Raises:
        RuleViolation: ``change_other_body``, and as ``require_in_force``.
    """
    if issued_by != changed_by:
        raise RuleViolation("change_other_body")
    require_in_force(status)


def require_both_or_neither(kind: str, *, names_plan: bool) -> None:
    """Refuse a plan that is changed in no known way, or a way to change no plan.

    Raises:
        RuleViolation: ``change_incomplete``.
    """
    if names_plan != bool(kind) or (kind and kind not in set(ChangeKind)):
        raise RuleViolation("change_incomplete")
