"""What a host may listen to. Sent after commit, in the past tense, with ids and not rows."""

from __future__ import annotations

import logging
from typing import Any

from django.dispatch import Signal

logger = logging.getLogger(__name__)

plan_issued = Signal()
"""``plan_uid``, ``number`` (as printed), ``issued_on`` (date), ``content_hash``."""

desk_offered = Signal()
"""``desk_uid``, ``plan_uid``, ``step``, ``unit_code``, ``due_on`` (date or None)."""

work_ordered = Signal()
"""``order_id``: a work order was committed and may be run. For ``jobs`` first of all."""


def tell(signal: Signal, *, sender: Any, **facts: Any) -> None:
    """Send a signal after commit. A host's receiver that fails is logged and stops nobody: the
    act is done, and the next receiver must hear of it too."""
    for receiver, answer in signal.send_robust(sender=sender, **facts):
        if isinstance(answer, Exception):
            logger.error("A receiver failed: %r", receiver, exc_info=answer)
