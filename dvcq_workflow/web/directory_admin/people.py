"""Admin pages of who sits where and who may sign."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from dvcq_workflow.host import get_host
from dvcq_workflow.services.people import (
    save_membership,
    save_signing_authority,
    save_substitution,
)
from dvcq_workflow.web.directory_admin.fields import AccountField, LinesField
from dvcq_workflow.web.directory_admin.keeping import KeptAdmin, KeptForm
from dvcq_workflow.web.directory_admin.units import OF_UNIT

ACCOUNT_HELP = _("The person's account name.")


class MembershipForm(KeptForm):
    """A seat: the person by account."""

    user = AccountField(label=_("person"), help_text=ACCOUNT_HELP)


class MembershipAdmin(KeptAdmin):
    """Who sits where. A seat ends by its last day."""

    form = MembershipForm
    list_display = ("person", "unit", "role", "title", "valid_from", "valid_until")
    list_filter = ("role",)
    list_select_related = ("user", "unit")
    search_fields = ("title",)
    folded = OF_UNIT
    people = ("user",)
    autocomplete_fields = ("unit",)

    @admin.display(description=_("person"))
    def person(self, row: Any) -> str:
        """The person's name as the host writes it."""
        return get_host().person_name(row.user)

    def write(self, row: Any, actor: Any) -> None:
        """Save a seat by its service."""
        save_membership(membership=row, actor=actor)


class SigningAuthorityForm(KeptForm):
    """A power to sign: people by account, authority lines one a line."""

    user = AccountField(label=_("signer"), help_text=ACCOUNT_HELP)
    on_behalf_of = AccountField(
        label=_("signs for (person)"), help_text=ACCOUNT_HELP, required=False
    )
    prefixes = LinesField(
        label=_("authority lines"),
        required=False,
        help_text=_("One a line, each as printed. A director signs with none."),
    )


class SigningAuthorityAdmin(KeptAdmin):
    """Who may sign for which body, by what document."""

    form = SigningAuthorityForm
    list_display = ("person", "unit", "lines", "position", "valid_from", "valid_until")
    list_select_related = ("user", "unit")
    search_fields = ("position", "signer_name", "basis")
    folded = OF_UNIT
    people = ("user", "on_behalf_of")
    autocomplete_fields = ("unit", "derived_from")

    @admin.display(description=_("signer"))
    def person(self, row: Any) -> str:
        """The signer's name as the host writes it."""
        return get_host().person_name(row.user)

    @admin.display(description=_("authority lines"))
    def lines(self, row: Any) -> str:
        """The lines above the signature, in order."""
        return " / ".join(row.prefixes)

    def write(self, row: Any, actor: Any) -> None:
        """Save a power by its service."""
        save_signing_authority(authority=row, actor=actor)


class SubstitutionForm(KeptForm):
    """Who stands in for whom: both by account."""

    user = AccountField(label=_("absent person"), help_text=ACCOUNT_HELP)
    substitute = AccountField(label=_("who stands in"), help_text=ACCOUNT_HELP)


class SubstitutionAdmin(KeptAdmin):
    """Who stands in for an absent person at one seat; it ends by its last day."""

    form = SubstitutionForm
    list_display = ("person", "stand_in", "unit", "role", "valid_from", "valid_until")
    list_filter = ("role",)
    list_select_related = ("user", "substitute", "unit")
    search_fields = ("basis",)
    folded = OF_UNIT
    people = ("user", "substitute")
    autocomplete_fields = ("unit",)

    @admin.display(description=_("absent person"))
    def person(self, row: Any) -> str:
        """The absent person's name as the host writes it."""
        return get_host().person_name(row.user)

    @admin.display(description=_("who stands in"))
    def stand_in(self, row: Any) -> str:
        """The name of whoever stands in."""
        return get_host().person_name(row.substitute)

    def write(self, row: Any, actor: Any) -> None:
        """Save a substitution by its service."""
        save_substitution(substitution=row, actor=actor)
