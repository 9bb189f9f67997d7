"""Reading the real plan, where it is at hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from dvcq_workflow.documents.reading import read_plan
from tests.bench.measuring import Figure, median_ms

SEED = Path(__file__).resolve().parents[3] / "shared" / "seed" / "000_83981fcc74c33b90.txt"


def figures() -> Iterator[Figure]:
    """Yield the time to read the real plan; nothing where it is not there."""
    if SEED.exists():
        data = SEED.read_bytes()
        time_ms = median_ms(lambda: read_plan(data, filename=SEED.name), runs=30)
        yield Figure("import of the real plan", time_ms, "ms", 60)
