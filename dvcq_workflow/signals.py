"""What a host may listen to. Sent after commit, in the past tense, with ids and not rows."""

from __future__ import annotations

from django.dispatch import Signal

plan_issued = Signal()
"""``plan_uid``, ``number`` (as printed), ``issued_on`` (date), ``content_hash``."""

desk_offered = Signal()
"""``desk_uid``, ``plan_uid``, ``step``, ``unit_code``, ``due_on`` (date or None)."""

work_ordered = Signal()
"""``order_id``: a work order was committed and may be run. For ``jobs`` first of all."""
