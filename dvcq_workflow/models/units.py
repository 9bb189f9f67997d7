"""Units (cơ quan, đơn vị) through time: validity, codes, successions, groups."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dvcq_workflow.models.base import AuditedModel
from dvcq_workflow.models.history import AuditedRecords
from dvcq_workflow.rules.text import fold


class Unit(AuditedModel):
    """An agency or unit. ``code`` is the province's own short key, stable and never reused."""

    class Kind(models.TextChoices):
        PROVINCE = "province", _("Provincial People's Committee")
        OFFICE = "office", _("Office of the People's Committee")
        DEPARTMENT = "department", _("Department of the province")
        DISTRICT = "district", _("District People's Committee")
        COMMUNE = "commune", _("Commune People's Committee")
        ROOM = "room", _("Division")
        PUBLIC_SERVICE = "public_service", _("Public service unit")
        PARTY = "party", _("Party body")
        FRONT = "front", _("Fatherland Front and mass organisations")
        ARMED_FORCES = "armed_forces", _("Armed forces")
        PRESS = "press", _("Press and broadcasting")
        COUNCIL = "council", _("People's Council")

    code = models.CharField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=255)
    name_folded = models.CharField(max_length=255, editable=False, db_index=True)
    short_name = models.CharField(
        _("short name"),
        max_length=100,
        blank=True,
        help_text=_("As lists of recipients write it."),
    )
    short_name_folded = models.CharField(max_length=100, editable=False, db_index=True)
    abbreviation = models.CharField(
        _("abbreviation in symbols"),
        max_length=40,
        help_text=_("As it stands in a document symbol, such as UBND or SNV."),
    )
    heading = models.CharField(
        _("name in a document's heading"),
        max_length=300,
        blank=True,
        help_text=_("Lines are separated by |. Empty: the name in capitals."),
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("parent unit"),
    )
    records_office = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("records office"),
        help_text=_("The unit whose clerks number and seal for this one. Empty: its own clerks."),
    )
    place = models.CharField(_("place of issue"), max_length=100, blank=True)
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)

    history = AuditedRecords()

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        ordering = ["name", "pk"]
        permissions = [("keep_directory", _("Keep the province's master data"))]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="dvcq_unit_valid_range",
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("pk")),
                name="dvcq_unit_not_own_parent",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.name_folded = fold(self.name)[:255]
        self.short_name_folded = fold(self.short_name)[:100]
        super().save(*args, **kwargs)

    @property
    def heading_lines(self) -> list[str]:
        """The lines of its name in a document's heading, in capitals."""
        return [line.strip() for line in (self.heading or self.name.upper()).split("|")]


class OrganCode(AuditedModel):
    """An organ's identifier. Both systems stand side by side; neither is derived from the other."""

    class Scheme(models.TextChoices):
        QD20 = "qd20", _("Decision 20/2020/QD-TTg")
        QCVN102 = "qcvn102", _("QCVN 102:2016")

    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="organ_codes", verbose_name=_("unit")
    )
    scheme = models.CharField(_("scheme"), max_length=10, choices=Scheme.choices)
    code = models.CharField(
        _("identifier"),
        max_length=35,
        validators=[RegexValidator(r"^[0-9A-Z]+(\.[0-9A-Z]+)*$")],
    )
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)

    history = AuditedRecords()

    class Meta:
        verbose_name = _("organ identifier")
        verbose_name_plural = _("organ identifiers")
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "code", "valid_from"], name="dvcq_organ_code_once"
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="dvcq_organ_code_valid_range",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class UnitSuccession(AuditedModel):
    """One edge of a reorganisation: what of ``predecessor`` passes to ``successor``, and why."""

    class Kind(models.TextChoices):
        RENAME = "rename", _("Renamed")
        MERGE = "merge", _("Merged into")
        SPLIT = "split", _("Split into")
        DISSOLVE = "dissolve", _("Dissolved")
        TRANSFER = "transfer", _("A function passed on")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    predecessor = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="successions", verbose_name=_("predecessor")
    )
    successor = models.ForeignKey(
        Unit,
        on_delete=models.PROTECT,
        related_name="predecessions",
        null=True,
        blank=True,
        verbose_name=_("successor"),
    )
    function = models.CharField(_("function passed on"), max_length=255, blank=True)
    effective_on = models.DateField(_("effective on"))
    decided_by = models.CharField(_("deciding document"), max_length=255)

    history = AuditedRecords()

    class Meta:
        verbose_name = _("unit succession")
        verbose_name_plural = _("unit successions")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="dissolve", successor__isnull=True)
                | (~Q(kind="dissolve") & Q(successor__isnull=False)),
                name="dvcq_succession_has_successor",
            ),
            models.CheckConstraint(
                condition=Q(successor__isnull=True) | ~Q(successor=F("predecessor")),
                name="dvcq_succession_two_units",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor or '–'}"


class UnitGroup(AuditedModel):
    """A group that a plan names in one breath; it expands to its members *as of a date*."""

    code = models.CharField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=255)

    history = AuditedRecords()

    class Meta:
        verbose_name = _("unit group")
        verbose_name_plural = _("unit groups")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class UnitGroupMember(AuditedModel):
    """One unit's time in a group."""

    group = models.ForeignKey(
        UnitGroup, on_delete=models.PROTECT, related_name="members", verbose_name=_("group")
    )
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="groups", verbose_name=_("unit")
    )
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)

    history = AuditedRecords()

    class Meta:
        verbose_name = _("group member")
        verbose_name_plural = _("group members")
        constraints = [
            models.UniqueConstraint(
                fields=["group", "unit"],
                condition=Q(valid_until__isnull=True),
                name="dvcq_group_member_once",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="dvcq_group_member_valid_range",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group}: {self.unit}"
