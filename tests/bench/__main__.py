"""Run every figure on SQLite, and on PostgreSQL where ``DATABASE_URL`` names one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

from tests.bench.measuring import Figure

TOPICS = (
    "imports",
    "press",
    "writes",
    "approvals",
    "lists",
    "proofs",
    "histories",
    "inboxes",
    "races",
    "writers",
    "kills",
    "faults",
    "registers",
    "ticks",
    "consolidations",
    "boards",
    "openings",
)
"""Modules beside this one, each with its ``figures``."""
RESULTS = Path(os.environ.get("BENCH_JSON", "var/bench.json"))


def main() -> int:
    """Print one table and write one JSON file; 1 where a gate does not hold."""
    urls = {"sqlite": f"sqlite:///{tempfile.mkdtemp()}/bench.sqlite3"}
    if os.environ.get("DATABASE_URL", "").startswith("postgres"):
        urls["postgresql"] = os.environ["DATABASE_URL"]
    topics = sys.argv[1:] or list(TOPICS)
    results = {vendor: [r for t in topics for r in _run(url, t)] for vendor, url in urls.items()}
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.write_text(json.dumps(results, indent=1, ensure_ascii=False))
    _print_table(results)
    return 0 if all(row["holds"] for rows in results.values() for row in rows) else 1


def _run(url: str, topic: str) -> list[dict[str, object]]:
    """Measure one topic in a process and a database of its own, whose rows no other topic laid. One
    that breaks is a figure that does not hold; the others are measured all the same."""
    environment = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    command = [sys.executable, "-m", "tests.bench.one", topic]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.stderr.write(done.stderr)
        return [asdict(Figure(f"{topic} broke", done.returncode, "exit", 0)) | {"holds": False}]
    return json.loads(done.stdout.splitlines()[-1])


def _print_table(results: dict[str, list[dict[str, object]]]) -> None:
    out = sys.stdout.write
    out(f"{'database':<12}{'figure':<48}{'value':>10} {'unit':<8}{'gate':>6}  holds  note\n")
    for vendor, rows in results.items():
        for row in rows:
            gate = "–" if row["gate"] is None else f"{row['gate']:g}"
            holds = "yes" if row["holds"] else "NO"
            out(
                f"{vendor:<12}{row['name']:<48}{row['value']:>10.2f} {row['unit']:<8}"
                f"{gate:>6}  {holds:<5}  {row['note']}\n"
            )


if __name__ == "__main__":
    raise SystemExit(main())
