"""The province's own pages: home, the two registers, one document of each."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import Q, QuerySet
from django.views.generic import DetailView, ListView, TemplateView

from documents.models import IncomingDocument, Notification, OutgoingDocument

NEWEST = 5
PAGE = 25


class Home(LoginRequiredMixin, TemplateView):
    """What a person was told, and the newest documents of both registers."""

    template_name = "documents/home.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the person's notices and the newest rows."""
        return super().get_context_data(
            **kwargs,
            notifications=Notification.objects.filter(user=self.request.user)[: 2 * NEWEST],
            incoming=IncomingDocument.objects.all()[:NEWEST],
            outgoing=OutgoingDocument.objects.all()[:NEWEST],
        )


class Register(LoginRequiredMixin, ListView):
    """One register, searched by number or words, by pages."""

    paginate_by = PAGE
    sides: tuple[str, ...] = ()

    def get_queryset(self) -> QuerySet[Any]:
        """Return the rows in which the words of ``q`` are found."""
        rows = super().get_queryset()
        words = self.request.GET.get("q", "").strip()
        if not words:
            return rows
        found = Q()
        for name in ("symbol", "subject", *self.sides):
            found |= Q(**{f"{name}__icontains": words})
        return rows.filter(found)


class IncomingList(Register):
    """The register of incoming documents."""

    model = IncomingDocument
    template_name = "documents/incoming_list.html"
    sides = ("sender",)


class OutgoingList(Register):
    """The register of outgoing documents."""

    model = OutgoingDocument
    template_name = "documents/outgoing_list.html"
    sides = ("recipients",)


class IncomingDetail(LoginRequiredMixin, DetailView):
    """One incoming document."""

    model = IncomingDocument
    template_name = "documents/incoming.html"


class OutgoingDetail(LoginRequiredMixin, DetailView):
    """One outgoing document; a plan leads on to its own page in dvcq_workflow."""

    model = OutgoingDocument
    template_name = "documents/outgoing.html"
