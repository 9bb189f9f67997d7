"""THE RECORD: rows and their constraints, nothing that decides."""

from dvcq_workflow.models.access import PlanGroupObjectPermission, PlanUserObjectPermission
from dvcq_workflow.models.approvals import Approval, PlanReturn
from dvcq_workflow.models.assignments import (
    Assignment,
    AssignmentOfficer,
    AssignmentUnit,
    ExtensionRequest,
    ProgressNote,
)
from dvcq_workflow.models.audit import AccessLog, AuditEvent, AuditStream, PersonalValue
from dvcq_workflow.models.calendars import CalendarDay
from dvcq_workflow.models.chasing import ChasedDuty, ChasingLetter, Digest, Reminder
from dvcq_workflow.models.checkpoints import Checkpoint, SealedLeaf
from dvcq_workflow.models.consolidations import Consolidation, ConsolidationSection
from dvcq_workflow.models.consultations import Consultation, Opinion
from dvcq_workflow.models.desks import Desk
from dvcq_workflow.models.documents import Issuance, IssuedDocument, NumberSeries
from dvcq_workflow.models.imports import PlanImport
from dvcq_workflow.models.indicators import Indicator
from dvcq_workflow.models.notices import PlanNotice
from dvcq_workflow.models.obligations import Obligation, ObligationActor, YearOpening, YearPolicy
from dvcq_workflow.models.obstacles import Obstacle
from dvcq_workflow.models.people import Membership, SigningAuthority, Substitution
from dvcq_workflow.models.plans import (
    CitedDocument,
    LegalBasis,
    Plan,
    PlanAppendix,
    PlanItem,
    PlanParty,
    Recipient,
    RecipientUnit,
)
from dvcq_workflow.models.processes import PlanProcess
from dvcq_workflow.models.reporting import (
    OutlineSection,
    PlanIndicator,
    ReportDuty,
    ReportingPeriod,
    ReportingRule,
)
from dvcq_workflow.models.reports import (
    Evidence,
    Report,
    ReportRemark,
    ReportSection,
    ReportValue,
    ReportVersion,
)
from dvcq_workflow.models.units import (
    OrganCode,
    Unit,
    UnitGroup,
    UnitGroupMember,
    UnitSuccession,
)
from dvcq_workflow.models.versions import PlanVersion
from dvcq_workflow.models.work import WorkOrder

__all__ = [
    "AccessLog",
    "Approval",
    "Assignment",
    "AssignmentOfficer",
    "AssignmentUnit",
    "AuditEvent",
    "AuditStream",
    "CalendarDay",
    "ChasedDuty",
    "ChasingLetter",
    "Checkpoint",
    "CitedDocument",
    "Consolidation",
    "ConsolidationSection",
    "Consultation",
    "Desk",
    "Digest",
    "Evidence",
    "ExtensionRequest",
    "Indicator",
    "Issuance",
    "IssuedDocument",
    "LegalBasis",
    "Membership",
    "NumberSeries",
    "Obligation",
    "ObligationActor",
    "Obstacle",
    "Opinion",
    "OrganCode",
    "OutlineSection",
    "PersonalValue",
    "Plan",
    "PlanAppendix",
    "PlanGroupObjectPermission",
    "PlanImport",
    "PlanIndicator",
    "PlanItem",
    "PlanNotice",
    "PlanParty",
    "PlanProcess",
    "PlanReturn",
    "PlanUserObjectPermission",
    "PlanVersion",
    "ProgressNote",
    "Recipient",
    "RecipientUnit",
    "Reminder",
    "Report",
    "ReportDuty",
    "ReportRemark",
    "ReportSection",
    "ReportValue",
    "ReportVersion",
    "ReportingPeriod",
    "ReportingRule",
    "SealedLeaf",
    "SigningAuthority",
    "Substitution",
    "Unit",
    "UnitGroup",
    "UnitGroupMember",
    "UnitSuccession",
    "WorkOrder",
    "YearOpening",
    "YearPolicy",
]
