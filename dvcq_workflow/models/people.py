"""Who sits where, and who may sign for whom, from when to when."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dvcq_workflow.models.base import AuditedModel
from dvcq_workflow.models.history import AuditedRecords
from dvcq_workflow.models.units import Unit
from dvcq_workflow.rules.desks import Role

ROLE_NAMES = {
    Role.SPECIALIST: _("Specialist"),
    Role.HEAD: _("Head of unit"),
    Role.LEADER: _("Leader"),
    Role.RECORDS_CLERK: _("Records clerk"),
    Role.FORMAT_CHECKER: _("Format checker"),
    Role.AUDITOR: _("Auditor"),
    Role.ADMINISTRATOR: _("Master data keeper"),
}
ROLE_CHOICES = [(role.value, name) for role, name in ROLE_NAMES.items()]


class Membership(AuditedModel):
    """A person's role in a unit for a time. Ended by a date, never deleted."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="dvcq_memberships",
        verbose_name=_("person"),
    )
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="memberships", verbose_name=_("unit")
    )
    role = models.CharField(_("role"), max_length=20, choices=ROLE_CHOICES)
    title = models.CharField(_("title"), max_length=150)
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)

    history = AuditedRecords()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "unit", "role"],
                condition=Q(valid_until__isnull=True),
                name="dvcq_membership_once",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="dvcq_membership_valid_range",
            ),
        ]
        indexes = [
            models.Index(fields=["user", "valid_from", "valid_until"], name="dvcq_member_user_day"),
            models.Index(fields=["unit", "role"], name="dvcq_member_unit_role"),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.unit}"


class SigningAuthority(AuditedModel):
    """A power to sign for a unit: prefixes in order (TM., KT. …), possibly none.

    A director signs with none; a Vice Chairman of a collective body stacks TM. and KT. TUQ. is
    never re-delegated; TL. may pass to the deputy (decree 30/2020, Article 13).
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="dvcq_signing_authorities",
        verbose_name=_("signer"),
    )
    unit = models.ForeignKey(
        Unit,
        on_delete=models.PROTECT,
        related_name="signing_authorities",
        verbose_name=_("unit signed for"),
    )
    prefixes = models.JSONField(
        _("authority lines"),
        default=list,
        blank=True,
        help_text=_("In order, each as printed: a list such as TM. of a body, then KT. of a head."),
    )
    position = models.CharField(_("position as printed"), max_length=150)
    signer_name = models.CharField(_("name as printed"), max_length=150)
    on_behalf_of = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("signs for (person)"),
    )
    field = models.CharField(_("field of work"), max_length=255, blank=True)
    basis = models.CharField(_("given by document"), max_length=255)
    derived_from = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="passed_on",
        verbose_name=_("passed on from"),
    )
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)

    history = AuditedRecords()

    class Meta:
        verbose_name = _("signing authority")
        verbose_name_plural = _("signing authorities")
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="dvcq_signing_valid_range",
            ),
        ]
        indexes = [models.Index(fields=["unit", "user"], name="dvcq_signing_unit_user")]

    def __str__(self) -> str:
        return " / ".join([*self.prefixes, self.position])


class Substitution(AuditedModel):
    """Who stands in for an absent person at one seat, from when to when, by what document.

    It passes on the seat, never a power to sign (that is a ``SigningAuthority``), and is not
    passed on again. Ended by a date, never deleted.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="dvcq_absences",
        verbose_name=_("absent person"),
    )
    substitute = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="dvcq_substitutions",
        verbose_name=_("who stands in"),
    )
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("unit")
    )
    role = models.CharField(_("role"), max_length=20, choices=ROLE_CHOICES)
    basis = models.CharField(_("given by document"), max_length=255)
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"))

    history = AuditedRecords()

    class Meta:
        verbose_name = _("substitution")
        verbose_name_plural = _("substitutions")
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__gte=F("valid_from")), name="dvcq_substitution_valid_range"
            ),
            models.CheckConstraint(
                condition=~Q(user=F("substitute")), name="dvcq_substitution_two_people"
            ),
        ]
        indexes = [
            models.Index(fields=["substitute", "valid_from"], name="dvcq_substitution_who_when"),
        ]

    def __str__(self) -> str:
        return f"{self.unit}: {self.get_role_display()}"
