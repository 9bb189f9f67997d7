"""The flows there are, by their code; a host adds its own in its ``AppConfig.ready``."""

from __future__ import annotations

from viewflow.workflow.base import Flow

from dvcq_workflow.flows import assignment, extension, obstacle
from dvcq_workflow.flows.consolidation import CONSOLIDATION, ConsolidationFlow
from dvcq_workflow.flows.plan_approval import FLOW_CODE, PlanApprovalFlow
from dvcq_workflow.flows.report import REPORT, ReportFlow

_FLOWS: dict[str, type[Flow]] = {
    FLOW_CODE: PlanApprovalFlow,
    assignment.FLOW_CODE: assignment.AssignmentFlow,
    extension.FLOW_CODE: extension.ExtensionFlow,
    obstacle.FLOW_CODE: obstacle.ObstacleFlow,
    REPORT: ReportFlow,
    CONSOLIDATION: ConsolidationFlow,
}


def register_flow(code: str, flow_class: type[Flow]) -> None:
    """Add a flow of the host's own.

    Raises:
        ValueError: the code is taken by another flow.
    """
    if _FLOWS.setdefault(code, flow_class) is not flow_class:
        raise ValueError(f"The code {code} belongs to {_FLOWS[code]}.")


def all_flows() -> dict[str, type[Flow]]:
    """Return every flow by its code."""
    return dict(_FLOWS)
