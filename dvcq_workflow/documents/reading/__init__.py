"""Reading a plan from a file or a pasted text: found with its place, never invented or stored."""

from __future__ import annotations

from dvcq_workflow.documents.reading.reader import read_plan, read_plan_text
from dvcq_workflow.documents.reading.result import ReadPlan

__all__ = ["ReadPlan", "read_plan", "read_plan_text"]
