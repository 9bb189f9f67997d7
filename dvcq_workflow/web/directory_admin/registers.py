"""Admin pages of the calendar, the indicators and the number series."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from dvcq_workflow.host import get_host
from dvcq_workflow.selectors.directory import opens_series
from dvcq_workflow.services.calendars import save_calendar_day
from dvcq_workflow.services.indicators import save_indicator
from dvcq_workflow.services.issuance import open_number_series
from dvcq_workflow.web.directory_admin.fields import LinesField
from dvcq_workflow.web.directory_admin.keeping import KeptAdmin, KeptForm
from dvcq_workflow.web.directory_admin.units import OF_UNIT


class CalendarDayAdmin(KeptAdmin):
    """Days that differ from the plain week."""

    list_display = ("day", "kind", "name", "decided_by")
    list_filter = ("kind",)
    search_fields = ("decided_by",)
    folded_here = ("name",)
    date_hierarchy = "day"

    def write(self, row: Any, actor: Any) -> None:
        """Save a day by its service."""
        save_calendar_day(day=row, actor=actor)


class IndicatorAdmin(KeptAdmin):
    """What the province counts; a changed meaning is a new version."""

    list_display = ("code", "version", "name", "kind", "measure", "aggregation", "valid_until")
    list_display_links = ("code", "name")
    list_filter = ("kind",)
    search_fields = ("code",)
    folded_here = ("name",)
    autocomplete_fields = ("numerator", "denominator")

    def write(self, row: Any, actor: Any) -> None:
        """Save an indicator by its service."""
        save_indicator(indicator=row, actor=actor)


class NumberSeriesForm(KeptForm):
    """A series: its document types one a line."""

    document_types = LinesField(
        label=_("document types"),
        required=False,
        help_text=_("One a line, such as KH. Empty: every type takes its number here."),
    )


class NumberSeriesAdmin(KeptAdmin):
    """Number series: opened by a records clerk of the body, read by keepers, altered by nobody."""

    form = NumberSeriesForm
    list_display = ("unit", "year", "code", "continues_at", "paper_until")
    list_display_links = ("code",)
    list_filter = ("year",)
    list_select_related = ("unit",)
    search_fields = ("code",)
    folded = OF_UNIT
    autocomplete_fields = ("unit",)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Show the series to keepers and to records clerks."""
        return super().has_view_permission(request) or self.has_add_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Let records clerks open a series; the service asks for the right body."""
        return opens_series(request.user, get_host().today())

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let nobody change a series: numbers stand on it."""
        return False

    def write(self, row: Any, actor: Any) -> None:
        """Open a series by its service, and let the page go on with the row it made."""
        opened = open_number_series(
            unit=row.unit,
            year=row.year,
            code=row.code,
            continues_at=row.continues_at,
            paper_until=row.paper_until,
            document_types=tuple(row.document_types),
            actor=actor,
        )
        row.pk = opened.pk
