"""Admin pages of units and of what hangs on them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from dvcq_workflow.services.units import (
    save_group_member,
    save_organ_code,
    save_succession,
    save_unit,
    save_unit_group,
)
from dvcq_workflow.web.directory_admin.keeping import KeptAdmin

OF_UNIT = ("unit__name_folded", "unit__short_name_folded")


class UnitAdmin(KeptAdmin):
    """Units. The code stands for ever once it is saved."""

    list_display = ("code", "name", "abbreviation", "kind", "parent", "valid_from", "valid_until")
    list_display_links = ("code", "name")
    list_filter = ("kind",)
    list_select_related = ("parent",)
    search_fields = ("code", "abbreviation")
    folded = ("name_folded", "short_name_folded")
    autocomplete_fields = ("parent", "records_office")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Fix the code of a unit that exists."""
        return ("code",) if obj else ()

    def write(self, row: Any, actor: Any) -> None:
        """Save a unit by its service."""
        save_unit(unit=row, actor=actor)


class OrganCodeAdmin(KeptAdmin):
    """Identifiers of organs in both schemes."""

    list_display = ("code", "scheme", "unit", "valid_from", "valid_until")
    list_filter = ("scheme",)
    list_select_related = ("unit",)
    search_fields = ("code",)
    folded = OF_UNIT
    autocomplete_fields = ("unit",)

    def write(self, row: Any, actor: Any) -> None:
        """Save an identifier by its service."""
        save_organ_code(organ_code=row, actor=actor)


class UnitSuccessionAdmin(KeptAdmin):
    """What of a unit passed to which other."""

    list_display = ("predecessor", "kind", "successor", "effective_on", "decided_by")
    list_filter = ("kind",)
    list_select_related = ("predecessor", "successor")
    search_fields = ("decided_by",)
    folded = ("predecessor__name_folded", "successor__name_folded")
    autocomplete_fields = ("predecessor", "successor")

    def write(self, row: Any, actor: Any) -> None:
        """Save a succession by its service."""
        save_succession(succession=row, actor=actor)


class UnitGroupAdmin(KeptAdmin):
    """Groups that plans name in one breath."""

    list_display = ("code", "name")
    search_fields = ("code",)
    folded_here = ("name",)

    def write(self, row: Any, actor: Any) -> None:
        """Save a group by its service."""
        save_unit_group(group=row, actor=actor)


class UnitGroupMemberAdmin(KeptAdmin):
    """Units' times in groups."""

    list_display = ("group", "unit", "valid_from", "valid_until")
    list_display_links = ("unit",)
    list_filter = ("group",)
    list_select_related = ("group", "unit")
    search_fields = ("group__code",)
    folded = OF_UNIT
    autocomplete_fields = ("group", "unit")

    def write(self, row: Any, actor: Any) -> None:
        """Save a group member by its service."""
        save_group_member(member=row, actor=actor)
