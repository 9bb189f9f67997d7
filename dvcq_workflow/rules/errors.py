"""How a rule says no: by a code. ``labels`` owns the sentence that a person reads."""

from __future__ import annotations

from typing import Any


class RuleViolation(Exception):
    """An act that the law, the plan's state or the person's rights do not allow.

    ``code`` is stable and has a sentence in ``labels``; ``params`` fill its placeholders.
    """

    def __init__(self, code: str, /, **params: Any) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params


class NotVisible(RuleViolation):
    """The person may not know that this record exists: pages answer 404."""


class NotPermitted(RuleViolation):
    """The person sees the record but may not do this act: pages answer 403."""


class Unavailable(RuleViolation):
    """What is outside of this system does not answer just now: pages answer 503."""


class Conflict(RuleViolation):
    """Somebody else was faster, or the content is no longer what was seen: pages answer 409."""
