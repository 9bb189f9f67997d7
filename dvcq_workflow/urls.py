"""The package's URLs: a host includes them once, at a prefix of its choice."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.urls import URLPattern, URLResolver, path

from dvcq_workflow.flows.graphs import graph_of
from dvcq_workflow.flows.nodes import DeskView
from dvcq_workflow.flows.plan_approval import FLOW_CODE
from dvcq_workflow.flows.registry import all_flows
from dvcq_workflow.flows.runner import perform
from dvcq_workflow.flows.starting import (
    start_anew,
    start_consolidation,
    start_extension,
    start_imported_plan,
    start_next_year,
    start_obstacle,
    start_part,
    start_plan,
    start_report,
    start_unit_plan,
)
from dvcq_workflow.rules.notices import NoticeKind
from dvcq_workflow.services.consolidation_viewing import print_consolidation
from dvcq_workflow.services.exports import FORMATS
from dvcq_workflow.services.letters import print_letter
from dvcq_workflow.services.printing import print_approval_sheet, print_draft, print_notice
from dvcq_workflow.web.accesses import AccessesView
from dvcq_workflow.web.acts import ActsView
from dvcq_workflow.web.as_of import AsOfView
from dvcq_workflow.web.assignments import PlanTasksView, TaskPage, UnitTasksView
from dvcq_workflow.web.audit_notes import AuditNoteView
from dvcq_workflow.web.boards import BoardFigureView, BoardReportsView, BoardView
from dvcq_workflow.web.changing import ChangePlan
from dvcq_workflow.web.chasing import LetterPage, StartLetter
from dvcq_workflow.web.consolidations import (
    ConsolidationPage,
    FigurePage,
    FrozenContentView,
    PeriodsPage,
)
from dvcq_workflow.web.downloads import (
    CONTENT_TYPES,
    DocumentView,
    FlowDocumentView,
    PrintedView,
)
from dvcq_workflow.web.drafts import StartDraft
from dvcq_workflow.web.evidence import AddEvidence, EvidenceFileView
from dvcq_workflow.web.exports import FlowLogView, HistoryFileView
from dvcq_workflow.web.imports import ConfirmImport, StartImport
from dvcq_workflow.web.inbox import InboxView
from dvcq_workflow.web.language import LanguageView
from dvcq_workflow.web.matrix import (
    DutyChasesView,
    MatrixFileView,
    MatrixView,
    RemindersView,
)
from dvcq_workflow.web.next_year import NextYear
from dvcq_workflow.web.notices import NoticePage, StartNotice
from dvcq_workflow.web.obligations import SettleProblem, StateRule, StateTask, TakeBackTask
from dvcq_workflow.web.obstacles import ObstaclePage, PlanObstaclesView, RaiseObstacle
from dvcq_workflow.web.plans import PlanListView, PlanView
from dvcq_workflow.web.powers import PowersView
from dvcq_workflow.web.proof import ProofView
from dvcq_workflow.web.registers import RegisterFileView, RegisterView
from dvcq_workflow.web.report_books import ReportBookView
from dvcq_workflow.web.reports import ReportListView, ReportPage, StartReport
from dvcq_workflow.web.targets import TargetsView
from dvcq_workflow.web.timeline import TimelineView
from dvcq_workflow.web.years import YearView

app_name = "dvcq_workflow"

desks = [
    node.desk_path
    for flow_class in all_flows().values()
    for node in flow_class.instance.nodes()
    if isinstance(node, DeskView)
]
graphs = {code: partial(graph_of, code, flow_class) for code, flow_class in all_flows().items()}
flow_documents = [
    path(f"documents/{code}.bpmn", FlowDocumentView.as_view(graph=graph), name=f"bpmn_{code}")
    for code, graph in graphs.items()
]

flow_logs = [
    path(f"documents/{code}.xes", FlowLogView.as_view(flow=code), name=f"xes_{code}")
    for code in graphs
]
histories = [
    path(
        f"plans/<uuid:uid>/history.{file_format}",
        HistoryFileView.as_view(file_format=file_format),
        name=f"plan_history_{file_format}",
    )
    for file_format in FORMATS
]

PRINTED: tuple[tuple[str, str, Any], ...] = (
    ("plans/<uuid:uid>/draft", "plan_draft", print_draft),
    ("plans/<uuid:uid>/approval-sheet", "approval_sheet", print_approval_sheet),
    ("notices/<uuid:uid>/draft", "notice_draft", print_notice),
    ("letters/<uuid:uid>/draft", "letter_draft", print_letter),
    ("consolidations/<uuid:uid>/draft", "consolidation_draft", print_consolidation),
)
printed = [
    path(
        f"{route}.{file_format}",
        PrintedView.as_view(print_file=print_file, file_format=file_format),
        name=f"{name}_{file_format}",
    )
    for route, name, print_file in PRINTED
    for file_format in CONTENT_TYPES
]

chasing = [
    path("plans/<uuid:uid>/matrix/", MatrixView.as_view(), name="plan_matrix"),
    path("plans/<uuid:uid>/matrix.xlsx", MatrixFileView.as_view(), name="plan_matrix_xlsx"),
    path("plans/<uuid:uid>/chasing/", StartLetter.as_view(), name="letter_start"),
    path("letters/<uuid:uid>/", LetterPage.as_view(), name="chasing_letter"),
    path("duties/<uuid:uid>/chases/", DutyChasesView.as_view(), name="duty_chases"),
    path("reminders/", RemindersView.as_view(), name="reminders"),
]

boards = [
    path("plans/<uuid:uid>/board/", BoardView.as_view(), name="plan_board"),
    path("plans/<uuid:uid>/board/units/<uuid:unit_uid>/", BoardView.as_view(), name="unit_board"),
    path("plans/<uuid:uid>/board/reports/", BoardReportsView.as_view(), name="board_reports"),
    path(
        "plans/<uuid:uid>/board/figures/<int:key>/",
        BoardFigureView.as_view(),
        name="board_figure",
    ),
    path("plans/<uuid:uid>/targets/", TargetsView.as_view(), name="plan_targets"),
]

reports = [
    path("reports/", ReportListView.as_view(), name="report_list"),
    path("reports/<uuid:uid>/", ReportPage.as_view(), name="report"),
    path("reports/<uuid:uid>/form.xlsx", ReportBookView.as_view(), name="report_book"),
    path(
        "duties/<uuid:uid>/report/",
        StartReport.as_view(start_report=start_report),
        name="report_start",
    ),
    path("plans/<uuid:uid>/year/", YearView.as_view(), name="plan_year"),
    path("plans/<uuid:uid>/year/task/", StateTask.as_view(), name="state_task"),
    path("plans/<uuid:uid>/year/rule/", StateRule.as_view(), name="state_rule"),
    path(
        "plans/<uuid:uid>/year/problems/<int:number>/",
        SettleProblem.as_view(),
        name="year_problem",
    ),
    path(
        "plans/<uuid:uid>/year/problems/<int:number>/rule/",
        StateRule.as_view(),
        name="year_problem_rule",
    ),
    path(
        "plans/<uuid:uid>/year/tasks/<uuid:obligation_uid>/",
        TakeBackTask.as_view(),
        name="take_back_task",
    ),
]

tasks: list[URLPattern | URLResolver] = [
    path("tasks/", UnitTasksView.as_view(), name="unit_tasks"),
    path("plans/<uuid:uid>/tasks/", PlanTasksView.as_view(), name="plan_tasks"),
    path(
        "tasks/<uuid:uid>/",
        TaskPage.as_view(
            perform=perform,
            start_part=start_part,
            start_extension=start_extension,
            start_unit_plan=start_unit_plan,
            start_anew=start_anew,
        ),
        name="assignment",
    ),
    path("plans/<uuid:uid>/obstacles/", PlanObstaclesView.as_view(), name="plan_obstacles"),
    path(
        "plans/<uuid:uid>/obstacles/raise/",
        RaiseObstacle.as_view(start_obstacle=start_obstacle),
        name="obstacle_raise",
    ),
    path("obstacles/<uuid:uid>/", ObstaclePage.as_view(perform=perform), name="obstacle"),
    path(
        "plans/<uuid:uid>/next-year/",
        NextYear.as_view(start_next_year=start_next_year),
        name="next_year",
    ),
    path("evidence/<uuid:uid>/", EvidenceFileView.as_view(), name="evidence"),
    path(
        "tasks/<uuid:uid>/evidence/",
        AddEvidence.as_view(kind="assignment"),
        name="assignment_evidence",
    ),
    path(
        "reports/<uuid:uid>/evidence/", AddEvidence.as_view(kind="report"), name="report_evidence"
    ),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", InboxView.as_view(), name="inbox"),
    path("plans/", PlanListView.as_view(), name="plan_list"),
    path("plans/<uuid:uid>/", PlanView.as_view(graph=graphs[FLOW_CODE]), name="plan"),
    path("plans/<uuid:uid>/history/", TimelineView.as_view(), name="plan_timeline"),
    path("plans/<uuid:uid>/as-of/", AsOfView.as_view(), name="plan_as_of"),
    path("plans/<uuid:uid>/proof/", ProofView.as_view(), name="plan_proof"),
    path("plans/<uuid:uid>/accesses/", AccessesView.as_view(), name="plan_accesses"),
    path("plans/<uuid:uid>/powers/", PowersView.as_view(), name="plan_powers"),
    path("plans/<uuid:uid>/note/", AuditNoteView.as_view(), name="plan_note"),
    path("acts/", ActsView.as_view(), name="acts"),
    path("plans/<uuid:uid>/change/", ChangePlan.as_view(start_plan=start_plan), name="plan_change"),
    path(
        "plans/<uuid:uid>/correction/",
        StartNotice.as_view(kind=NoticeKind.CORRECTION),
        name="plan_correction",
    ),
    path(
        "plans/<uuid:uid>/recall/",
        StartNotice.as_view(kind=NoticeKind.RECALL),
        name="plan_recall",
    ),
    path("notices/<uuid:uid>/", NoticePage.as_view(), name="notice"),
    *boards,
    *chasing,
    *reports,
    path("documents/<uuid:uid>/", DocumentView.as_view(), name="document"),
    path("register/", RegisterView.as_view(), name="register"),
    path(
        "documents/register.pdf",
        RegisterFileView.as_view(file_format="pdf"),
        name="register_pdf",
    ),
    path(
        "documents/register.xlsx",
        RegisterFileView.as_view(file_format="xlsx"),
        name="register_xlsx",
    ),
    path(
        "plans/<uuid:uid>/consolidations/",
        PeriodsPage.as_view(start_consolidation=start_consolidation),
        name="plan_consolidations",
    ),
    path("consolidations/<uuid:uid>/", ConsolidationPage.as_view(), name="consolidation"),
    path(
        "consolidations/<uuid:uid>/figures/<int:key>/",
        FigurePage.as_view(),
        name="consolidation_figure",
    ),
    path(
        "consolidations/<uuid:uid>/content.json",
        FrozenContentView.as_view(),
        name="consolidation_content",
    ),
    path("language/", LanguageView.as_view(), name="language"),
    path("drafts/", StartDraft.as_view(start_plan=start_plan), name="draft_start"),
    path("imports/", StartImport.as_view(), name="import_start"),
    path(
        "imports/<uuid:uid>/",
        ConfirmImport.as_view(start_plan=start_imported_plan),
        name="import",
    ),
    *tasks,
    *printed,
    *histories,
    *flow_documents,
    *flow_logs,
    *desks,
]
