"""The plan as it is being written: its head, its paragraphs, what it cites, who receives it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dvcq_workflow.models.audit import AuditStream
from dvcq_workflow.models.base import AuditedModel
from dvcq_workflow.models.history import AuditedRecords
from dvcq_workflow.models.people import SigningAuthority
from dvcq_workflow.models.units import Unit
from dvcq_workflow.rules.changes import ChangeKind
from dvcq_workflow.rules.plans import ONCE_ISSUED, Status
from dvcq_workflow.rules.text import fold

STATUS_NAMES = {
    Status.DRAFT: _("Being drafted"),
    Status.IN_CONSULTATION: _("Out for opinions"),
    Status.CONTENT_CHECK: _("Content being checked"),
    Status.FORMAT_CHECK: _("Format being checked"),
    Status.AWAITING_SIGNATURE: _("Awaiting signature"),
    Status.SIGNED: _("Signed, awaiting a number"),
    Status.NUMBERED: _("Numbered, awaiting the seal"),
    Status.SEALED: _("Sealed, awaiting release"),
    Status.ISSUED: _("Issued"),
    Status.REPLACED: _("Replaced by another plan"),
    Status.RECALLED: _("Recalled"),
    Status.REFUSED: _("Refused"),
    Status.WITHDRAWN: _("Withdrawn"),
}
CHANGE_NAMES = {ChangeKind.AMEND: _("Amends"), ChangeKind.REPLACE: _("Replaces")}
STATUS_CHOICES = [(status.value, name) for status, name in STATUS_NAMES.items()]


class Plan(AuditedModel):
    """An annual or multi-year plan of dân vận chính quyền of one issuing body.

    ``content_hash`` is that of the live content (``selectors.content``); number and date stand on
    its ``Issuance``, because they come after approval and are not part of what is approved.
    """

    class Level(models.TextChoices):
        PROVINCE = "province", _("Province")
        UNIT = "unit", _("Unit")

    class PreambleStyle(models.TextChoices):
        LINES = "lines", _("One basis a line")
        PARAGRAPH = "paragraph", _("A running paragraph")
        NONE = "none", _("None")

    stream = models.OneToOneField(AuditStream, on_delete=models.PROTECT, related_name="plan")
    document_type = models.CharField(_("document type"), max_length=10, default="KH")
    level = models.CharField(_("level"), max_length=10, choices=Level.choices)
    year = models.PositiveSmallIntegerField(_("year"))
    year_to = models.PositiveSmallIntegerField(_("last year"), null=True, blank=True)
    issuing_unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("issuing body")
    )
    advising_unit = models.ForeignKey(
        Unit,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("advising unit"),
    )
    drafting_unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("drafting unit")
    )
    parent_plan = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        related_name="unit_plans",
        null=True,
        blank=True,
        verbose_name=_("parent plan"),
    )
    changes_plan = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        related_name="changed_by",
        null=True,
        blank=True,
        verbose_name=_("issued plan that it changes"),
    )
    change_kind = models.CharField(
        _("how it changes it"),
        max_length=10,
        blank=True,
        choices=[(kind.value, name) for kind, name in CHANGE_NAMES.items()],
    )
    drafter = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("drafter"),
    )
    signing_authority = models.ForeignKey(
        SigningAuthority,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("who is to sign"),
    )
    heading_lines = models.JSONField(_("issuing body as printed"), default=list)
    parent_heading = models.CharField(_("parent agency as printed"), max_length=300, blank=True)
    symbol = models.CharField(_("symbol"), max_length=60)
    subject = models.TextField(_("subject"))
    subject_folded = models.TextField(editable=False)
    place = models.CharField(_("place of issue"), max_length=100)
    preamble_style = models.CharField(
        _("style of the bases"), max_length=10, choices=PreambleStyle.choices
    )
    preamble = models.JSONField(_("preamble"), default=list, blank=True)
    signature_lines = models.JSONField(_("authority lines"), default=list, blank=True)
    signature_position = models.CharField(_("position of the signer"), max_length=150, blank=True)
    signature_name = models.CharField(_("name of the signer"), max_length=150, blank=True)
    status = models.CharField(_("state"), max_length=20, choices=STATUS_CHOICES)
    content_hash = models.CharField(_("content hash"), max_length=64)
    is_historical = models.BooleanField(_("issued before the system"), default=False)
    year_opened_at = models.DateTimeField(_("year opened at"), null=True, blank=True)

    history = AuditedRecords()

    class Meta:
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        ordering = ["-year", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=[s.value for s in Status]), name="dvcq_plan_status_known"
            ),
            models.CheckConstraint(
                condition=Q(year_to__isnull=True) | Q(year_to__gt=F("year")),
                name="dvcq_plan_years_in_order",
            ),
            models.CheckConstraint(
                condition=Q(year__gte=1990) & Q(year__lte=2200), name="dvcq_plan_year_plausible"
            ),
            models.CheckConstraint(
                condition=Q(changes_plan__isnull=True, change_kind="")
                | Q(changes_plan__isnull=False, change_kind__in=[k.value for k in ChangeKind]),
                name="dvcq_plan_change_is_whole",
            ),
            models.CheckConstraint(
                condition=~Q(changes_plan=F("pk")), name="dvcq_plan_changes_another"
            ),
            models.UniqueConstraint(
                fields=["changes_plan"],
                condition=Q(
                    change_kind=ChangeKind.REPLACE.value,
                    status__in=sorted(s.value for s in ONCE_ISSUED),
                ),
                name="dvcq_plan_replaced_once",
            ),
        ]
        indexes = [
            models.Index(F("year").desc(), F("id").desc(), name="dvcq_plan_newest"),
            models.Index(fields=["status", "issuing_unit"], name="dvcq_plan_status_unit"),
        ]

    def __str__(self) -> str:
        return self.subject

    def save(self, *args: object, **kwargs: object) -> None:
        self.subject_folded = fold(self.subject)
        super().save(*args, **kwargs)

    @property
    def state(self) -> Status:
        """Its legal state, as the rules speak of it."""
        return Status(self.status)


class PlanItem(AuditedModel):
    """One paragraph of a plan. ``position`` orders the whole plan and has gaps, so that a
    paragraph put in between moves no other (``rules.ordering``)."""

    class Kind(models.TextChoices):
        SECTION = "section", _("Section")
        ITEM = "item", _("Numbered item")
        BULLET = "bullet", _("Bullet")
        PARAGRAPH = "paragraph", _("Paragraph")

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="items")
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="children", null=True, blank=True
    )
    position = models.PositiveIntegerField(_("position"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    number = models.CharField(_("number"), max_length=20, blank=True)
    text = models.TextField(_("text"))

    history = AuditedRecords(read_by="plan_id")

    class Meta:
        verbose_name = _("paragraph of a plan")
        verbose_name_plural = _("paragraphs of a plan")
        ordering = ["plan_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "position"], name="dvcq_item_position_once"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.text}".strip()[:80]


class PlanAppendix(AuditedModel):
    """A table at the end of a plan; ``rows`` are lists of cells, as many as ``columns``."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="appendices")
    position = models.PositiveIntegerField(_("position"))
    title = models.CharField(_("title"), max_length=500, blank=True)
    columns = models.JSONField(_("columns"))
    rows = models.JSONField(_("rows"))

    history = AuditedRecords(read_by="plan_id")

    class Meta:
        verbose_name = _("appendix")
        verbose_name_plural = _("appendices")
        ordering = ["plan_id", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "position"], name="dvcq_appendix_position_once"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class CitedDocument(AuditedModel):
    """A document that the plan cites, once, with how often. An open list, never complete."""

    class Validity(models.TextChoices):
        UNKNOWN = "unknown", _("Not looked up")
        IN_FORCE = "in_force", _("In force")
        EXPIRED = "expired", _("No longer in force")

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="citations")
    position = models.PositiveIntegerField(_("position"))
    symbol = models.CharField(_("number and symbol"), max_length=80)
    kind = models.CharField(_("kind"), max_length=100, blank=True)
    issued_on = models.DateField(_("date"), null=True, blank=True)
    issuer = models.CharField(_("issuer as stated"), max_length=255, blank=True)
    mentions = models.PositiveSmallIntegerField(_("mentions"), default=1)
    validity = models.CharField(
        _("validity"), max_length=10, choices=Validity.choices, default=Validity.UNKNOWN
    )

    history = AuditedRecords(read_by="plan_id")

    class Meta:
        verbose_name = _("cited document")
        verbose_name_plural = _("cited documents")
        ordering = ["plan_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "symbol"], name="dvcq_citation_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.symbol}".strip()


class LegalBasis(AuditedModel):
    """A cited document that the preamble names as a basis, in the preamble's order."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="bases")
    citation = models.ForeignKey(CitedDocument, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveIntegerField(_("position"))

    history = AuditedRecords(read_by="plan_id")

    class Meta:
        verbose_name = _("legal basis")
        verbose_name_plural = _("legal bases")
        ordering = ["plan_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "citation"], name="dvcq_basis_once"),
            models.UniqueConstraint(fields=["plan", "position"], name="dvcq_basis_position_once"),
        ]

    def __str__(self) -> str:
        return str(self.citation)


class Recipient(AuditedModel):
    """One line of "Nơi nhận", with its purpose tag; it may name a unit or a group."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="recipients")
    position = models.PositiveIntegerField(_("position"))
    text = models.CharField(_("line"), max_length=500)
    purpose = models.CharField(_("purpose"), max_length=40, blank=True)
    is_archive = models.BooleanField(_("archive line"), default=False)
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    group = models.ForeignKey(
        "dvcq_workflow.UnitGroup", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    history = AuditedRecords(read_by="plan_id")

    class Meta:
        verbose_name = _("recipient")
        verbose_name_plural = _("recipients")
        ordering = ["plan_id", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "position"], name="dvcq_recipient_position_once"
            ),
            models.CheckConstraint(
                condition=Q(unit__isnull=True) | Q(group__isnull=True),
                name="dvcq_recipient_unit_or_group",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class RecipientUnit(AuditedModel):
    """A unit that received the plan: the lines of "Nơi nhận" expanded on the day of issue.

    ``unit_name`` is its name of that day and does not follow later renamings.
    """

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="recipient_units")
    recipient = models.ForeignKey(Recipient, on_delete=models.PROTECT, related_name="expanded")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    unit_name = models.CharField(_("name on that day"), max_length=255)

    history = AuditedRecords()

    class Meta:
        verbose_name = _("unit that received the plan")
        verbose_name_plural = _("units that received the plan")
        constraints = [
            models.UniqueConstraint(fields=["plan", "unit"], name="dvcq_recipient_unit_once"),
        ]

    def __str__(self) -> str:
        return self.unit_name


class PlanParty(models.Model):
    """Which units see a plan, and first of all why: derived from the record, so that lists stay
    fast. ``year`` is the plan's: with it one index serves a unit's list in its order."""

    class Capacity(models.TextChoices):
        ISSUING = "issuing", _("Issuing body")
        RECORDS = "records", _("Records office")
        ADVISING = "advising", _("Advising unit")
        DRAFTING = "drafting", _("Drafting unit")
        CONSULTED = "consulted", _("Consulted unit")
        RECIPIENT = "recipient", _("Recipient")
        ASSIGNED = "assigned", _("Unit with a task or a report to give")

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="parties")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    year = models.PositiveSmallIntegerField()
    capacity = models.CharField(max_length=10, choices=Capacity.choices)

    objects = models.Manager()

    class Meta:
        verbose_name = _("unit that sees a plan")
        verbose_name_plural = _("units that see a plan")
        constraints = [
            models.UniqueConstraint(fields=["plan", "unit"], name="dvcq_party_once"),
        ]
        indexes = [
            models.Index(fields=["unit", "-year", "-plan"], name="dvcq_party_list"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.capacity} {self.plan_id}"
