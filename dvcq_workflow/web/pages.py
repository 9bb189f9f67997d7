"""What every page does: ask for a login, answer a rule's no with its status, hold the CSP."""

from __future__ import annotations

import datetime as dt
from contextlib import AbstractContextManager
from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.utils.decorators import method_decorator
from django.views import View

from dvcq_workflow.conf import conf
from dvcq_workflow.context import Act
from dvcq_workflow.host import get_host
from dvcq_workflow.labels import sentence_of
from dvcq_workflow.rules.errors import Conflict, NotPermitted, NotVisible, RuleViolation
from dvcq_workflow.services.acting import acting

CSP = "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; form-action 'self'"


@method_decorator(transaction.non_atomic_requests, name="dispatch")
class Page(LoginRequiredMixin, View):
    """A page of ours. Subclasses raise rule violations; here they become 404, 403, 409, 422."""

    request: HttpRequest

    @property
    def today(self) -> dt.date:
        """The day of the request, by the host's clock."""
        return get_host().today()

    def origin(self) -> dict[str, str]:
        """Return where the request came from, for the record."""
        return {"ip": self.request.META.get("REMOTE_ADDR", "")}

    def acting(self) -> AbstractContextManager[Act]:
        """Return the frame of an act through this page."""
        return acting(actor=self.request.user, channel="web", **self.origin())

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer; where a rule says no, say so with its status."""
        try:
            return super().dispatch(request, *args, **kwargs)
        except RuleViolation as violation:
            return self._refusal(violation)

    def _refusal(self, violation: RuleViolation) -> HttpResponse:
        by_class = {NotVisible: 404, NotPermitted: 403, Conflict: 409}
        status = by_class.get(type(violation), 422)
        return self.render(
            "dvcq_workflow/refusal.html", {"sentence": sentence_of(violation)}, status=status
        )

    def render(
        self, template_name: str, context: dict[str, Any], status: int = 200
    ) -> HttpResponse:
        """Render a template of ours within the host's base."""
        response = TemplateResponse(
            self.request,
            template_name,
            {"base_template": conf.BASE_TEMPLATE, **context},
            status=status,
        )
        response["Content-Security-Policy"] = CSP
        return response
