"""The real plan as the press takes it, read from beside the repository."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

from dvcq_workflow.documents.confirming import content_of_read
from dvcq_workflow.documents.press import Imprint
from dvcq_workflow.documents.reading import read_plan
from dvcq_workflow.rules.content import PlanContent


def real_content(path: Path) -> PlanContent:
    """Return the content of the real plan; its agency's name in two lines, as it was printed."""
    read = read_plan(path.read_bytes(), filename=path.name)
    content = content_of_read(read, today=dt.date(2020, 1, 1))
    return replace(content, heading_lines=("ỦY BAN NHÂN DÂN", "TỈNH TRÀ VINH"))


def real_imprint() -> Imprint:
    """Return number and date of the real plan."""
    return Imprint(number=19, issued_on=dt.date(2020, 4, 6))
