"""THE RECORD: rows and their constraints, nothing that decides."""

from dvcq_workflow.models.access import PlanGroupObjectPermission, PlanUserObjectPermission
from dvcq_workflow.models.approvals import Approval, PlanReturn
from dvcq_workflow.models.audit import AccessLog, AuditEvent, AuditStream, PersonalValue
from dvcq_workflow.models.calendars import CalendarDay
from dvcq_workflow.models.checkpoints import Checkpoint, SealedLeaf
from dvcq_workflow.models.consultations import Consultation, Opinion
from dvcq_workflow.models.desks import Desk
from dvcq_workflow.models.documents import Issuance, IssuedDocument, NumberSeries
from dvcq_workflow.models.imports import PlanImport
from dvcq_workflow.models.indicators import Indicator
from dvcq_workflow.models.notices import PlanNotice
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
    "AuditEvent",
    "AuditStream",
    "CalendarDay",
    "Checkpoint",
    "CitedDocument",
    "Consultation",
    "Desk",
    "Indicator",
    "Issuance",
    "IssuedDocument",
    "LegalBasis",
    "Membership",
    "NumberSeries",
    "Opinion",
    "OrganCode",
    "PersonalValue",
    "Plan",
    "PlanAppendix",
    "PlanGroupObjectPermission",
    "PlanImport",
    "PlanItem",
    "PlanNotice",
    "PlanParty",
    "PlanProcess",
    "PlanReturn",
    "PlanUserObjectPermission",
    "PlanVersion",
    "Recipient",
    "RecipientUnit",
    "SealedLeaf",
    "SigningAuthority",
    "Substitution",
    "Unit",
    "UnitGroup",
    "UnitGroupMember",
    "UnitSuccession",
    "WorkOrder",
]
