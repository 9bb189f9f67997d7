"""Printing the real plan, where it is at hand: each run prints words that none printed before.

typst keeps what it laid out before; a plan printed twice would show that and not the work.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count

from dvcq_workflow.documents.confirming import content_of_read
from dvcq_workflow.documents.press import (
    Imprint,
    plan_docx,
    plan_pdf,
    require_printable_plan,
)
from dvcq_workflow.documents.reading import read_plan
from dvcq_workflow.rules.content import PlanContent
from tests.bench.imports import SEED
from tests.bench.measuring import Figure, median_ms

IMPRINT = Imprint(number=19, issued_on=dt.date(2020, 4, 6))


def figures() -> Iterator[Figure]:
    """Yield the time to print the real plan in both formats; nothing where it is not there."""
    if not SEED.exists():
        return
    read = read_plan(SEED.read_bytes(), filename=SEED.name)
    fresh = _fresh(content_of_read(read, today=dt.date(2020, 1, 1)))
    start = time.perf_counter()
    plan_pdf(fresh(), IMPRINT)
    first_ms = (time.perf_counter() - start) * 1000
    yield Figure("PDF of the real plan, the first of a process", first_ms, "ms")
    time_ms = median_ms(lambda: plan_pdf(fresh(), IMPRINT), runs=30)
    yield Figure("PDF of the real plan", time_ms, "ms", 40)
    time_ms = median_ms(lambda: plan_docx(fresh(), IMPRINT), runs=30)
    yield Figure("DOCX of the real plan", time_ms, "ms", 60)
    time_ms = median_ms(lambda: require_printable_plan(fresh()), runs=100)
    yield Figure("whether the real plan can be printed", time_ms, "ms", 1)


def _fresh(content: PlanContent) -> Callable[[], PlanContent]:
    """Return a maker of contents of which every paragraph differs from all before."""
    turns = count()

    def made() -> PlanContent:
        turn = next(turns)
        nodes = tuple(replace(node, text=f"{node.text} {turn}") for node in content.nodes)
        return replace(content, nodes=nodes, subject=f"{content.subject} ({turn})")

    return made
