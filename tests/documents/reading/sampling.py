"""Reading the samples of this folder, and short forms of what was found in them."""

from __future__ import annotations

from pathlib import Path

from dvcq_workflow.documents.reading import ReadPlan, read_plan

SAMPLES = Path(__file__).parent / "samples"


def read(name: str) -> ReadPlan:
    path = SAMPLES / f"{name}.txt"
    return read_plan(path.read_bytes(), filename=path.name)


def shape(plan: ReadPlan) -> list[tuple[str | None, list[tuple[str | None, int]], int]]:
    """Return (section, [(item, bullets)], closing paragraphs) for each section."""
    return [
        (s.no, [(i.no, len(i.bullets)) for i in s.items], len(s.paragraphs)) for s in plan.sections
    ]


def cited(plan: ReadPlan) -> dict[str, tuple[str | None, str | None, int]]:
    return {
        c.symbol: (c.kind, c.date.isoformat() if c.date else None, len(c.mentions))
        for c in plan.citations
    }


def told(plan: ReadPlan) -> list[tuple[str, bool, int]]:
    return [(a.actor, a.binding, len(a.tasks)) for a in plan.assignments]


def codes(plan: ReadPlan) -> list[str]:
    return [warning.code for warning in plan.warnings]
