"""The package's URLs: a host includes them once, at a prefix of its choice."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from dvcq_workflow.flows.nodes import DeskView
from dvcq_workflow.flows.plan_approval import PlanApprovalFlow
from dvcq_workflow.flows.starting import start_imported_plan, start_plan
from dvcq_workflow.web.drafts import StartDraft
from dvcq_workflow.web.imports import ConfirmImport, StartImport

app_name = "dvcq_workflow"

desks: list[URLPattern | URLResolver] = [
    node.desk_path for node in PlanApprovalFlow.instance.nodes() if isinstance(node, DeskView)
]

urlpatterns: list[URLPattern | URLResolver] = [
    *desks,
    path("drafts/new/", StartDraft.as_view(start_plan=start_plan), name="draft_start"),
    path("imports/", StartImport.as_view(), name="import_start"),
    path(
        "imports/<uuid:uid>/",
        ConfirmImport.as_view(start_plan=start_imported_plan),
        name="import",
    ),
]
