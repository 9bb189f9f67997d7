"""The package's URLs: a host includes them once, at a prefix of its choice."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from dvcq_workflow.flows.nodes import DeskView
from dvcq_workflow.flows.plan_approval import PlanApprovalFlow
from dvcq_workflow.flows.starting import start_imported_plan, start_plan
from dvcq_workflow.web.downloads import DocumentView
from dvcq_workflow.web.drafts import StartDraft
from dvcq_workflow.web.imports import ConfirmImport, StartImport
from dvcq_workflow.web.inbox import InboxView
from dvcq_workflow.web.language import LanguageView
from dvcq_workflow.web.plans import PlanListView, PlanView
from dvcq_workflow.web.registers import RegisterView
from dvcq_workflow.web.timeline import TimelineView

app_name = "dvcq_workflow"

desks = [node.desk_path for node in PlanApprovalFlow.instance.nodes() if isinstance(node, DeskView)]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", InboxView.as_view(), name="inbox"),
    path("plans/", PlanListView.as_view(), name="plan_list"),
    path("plans/<uuid:uid>/", PlanView.as_view(), name="plan"),
    path("plans/<uuid:uid>/history/", TimelineView.as_view(), name="plan_timeline"),
    path("documents/<uuid:uid>/", DocumentView.as_view(), name="document"),
    path("register/", RegisterView.as_view(), name="register"),
    path("language/", LanguageView.as_view(), name="language"),
    path("drafts/", StartDraft.as_view(start_plan=start_plan), name="draft_start"),
    path("imports/", StartImport.as_view(), name="import_start"),
    path(
        "imports/<uuid:uid>/",
        ConfirmImport.as_view(start_plan=start_imported_plan),
        name="import",
    ),
    *desks,
]
