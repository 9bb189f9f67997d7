"""The base of the master data's admin pages.

Django's admin would write rows itself; here each save is an act of a service, and what a rule
refuses comes back as the form's own sentence, with everything that was typed.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse

from dvcq_workflow.host import get_host
from dvcq_workflow.labels import sentence_of
from dvcq_workflow.models.base import AuditedModel
from dvcq_workflow.models.history import plain
from dvcq_workflow.rules.canonical import digest
from dvcq_workflow.rules.errors import Conflict, RuleViolation
from dvcq_workflow.rules.text import fold
from dvcq_workflow.selectors.directory import people_named, row_history
from dvcq_workflow.selectors.people import keeps_directory
from dvcq_workflow.services.acting import acting

REFUSAL = "dvcq_refusal"
KEEPS = "dvcq_keeps_directory"


class KeptForm(forms.ModelForm):
    """A row's form. ``seen``: digest of the row as the keeper saw it; another's save in between
    is then noticed. ``refusal``: what the service answered to this very post, if it refused."""

    refusal: ClassVar[RuleViolation | None] = None

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.as_loaded = _digest_of(self.instance)
        self.initial["seen"] = self.as_loaded

    def validate_unique(self) -> None:
        """Leave it to the service: its rule has a sentence, a constraint has only a name."""

    def clean(self) -> dict[str, Any]:
        """Refuse a row that somebody else saved meanwhile, and repeat what the service said."""
        cleaned = super().clean() or {}
        if self.refusal is not None:
            self.add_error(None, sentence_of(self.refusal))
        elif self.as_loaded and cleaned.get("seen") != self.as_loaded:
            self.add_error(None, sentence_of(Conflict("directory_row_changed")))
        return cleaned


def _digest_of(row: AuditedModel) -> str:
    loaded = getattr(row, "_loaded", None)
    return digest(plain(loaded)) if loaded else ""


class KeptAdmin(admin.ModelAdmin):
    """One table of master data: open to its keeper alone, never deleted from, no bulk acts.

    ``folded``: columns that are stored folded. ``folded_here``: columns of a small table that
    are folded while searching. ``people``: keys of the people a row names.
    """

    form = KeptForm
    actions = None
    list_per_page = 50
    object_history_template = "dvcq_workflow/admin/row_history.html"
    folded: tuple[str, ...] = ()
    folded_here: tuple[str, ...] = ()
    people: tuple[str, ...] = ()

    def write(self, row: Any, actor: Any) -> None:
        """Save a row by its service."""
        raise NotImplementedError

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Show the table to those who may read it."""
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Ask once a request: an index of ten tables asks forty times."""
        if not hasattr(request, KEEPS):
            keeps = keeps_directory(request.user, get_host().today())
            setattr(request, KEEPS, keeps)
        return bool(getattr(request, KEEPS))

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Let the keeper add."""
        return self.has_view_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let the keeper change."""
        return self.has_view_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let nobody delete: what has had effect is ended by a date."""
        return False

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> type[forms.ModelForm]:
        """Hand the form what the service refused in this request, if it did."""
        form = super().get_form(request, obj, change=change, **kwargs)
        return type(form.__name__, (form,), {"refusal": getattr(request, REFUSAL, None)})

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Let the service save, or keep its refusal for ``response_…``, which shows it.

        Not raised from here: the admin's own transaction would then take the record of the
        refusal with it.
        """
        try:
            ip = request.META.get("REMOTE_ADDR", "")
            with acting(actor=request.user, channel="web", ip=ip, refused_on=("directory", None)):
                self.write(obj, request.user)
        except RuleViolation as violation:
            setattr(request, REFUSAL, violation)

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Keep Django's own log of what was in fact added."""
        return None if hasattr(request, REFUSAL) else super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Keep Django's own log of what was in fact changed."""
        return None if hasattr(request, REFUSAL) else super().log_change(request, obj, message)

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Go on, or show the form again with what the service refused."""
        if hasattr(request, REFUSAL):
            return self.changeform_view(request)
        return super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        """Go on, or show the form again with what the service refused."""
        if hasattr(request, REFUSAL):
            return self.changeform_view(request, str(obj.pk))
        return super().response_change(request, obj)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Find what is typed without marks, in the columns that the page names."""
        words = fold(search_term)
        if not words:
            return queryset, False
        found = Q()
        for column in self.folded:
            found |= Q(**{f"{column}__contains": words})
        for column in self.search_fields:
            found |= Q(**{f"{column}__icontains": search_term.strip()})
        for column in self.folded_here:
            names = self.model.objects.values_list("pk", column)
            found |= Q(pk__in=[pk for pk, name in names if words in fold(name)])
        if self.people:
            named = people_named(words)
            for key in self.people:
                found |= Q(**{f"{key}__in": named})
        return queryset.filter(found), False

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """Show a row's past from our own history, to read only."""
        row = self.get_object(request, object_id)
        past = (
            row_history(row, viewer=request.user, on=get_host().today())
            if row is not None and self.has_view_permission(request)
            else []
        )
        return super().history_view(request, object_id, {"past": past, **(extra_context or {})})
