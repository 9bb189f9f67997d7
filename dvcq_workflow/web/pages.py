"""What every page does: log in first, answer a rule that says no, hold the security policy."""

from __future__ import annotations

import datetime as dt
import re
from contextlib import AbstractContextManager
from typing import Any, ClassVar

from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.mixins import LoginRequiredMixin
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url
from django.template.response import TemplateResponse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views import View

from dvcq_workflow.conf import conf
from dvcq_workflow.context import Act
from dvcq_workflow.host import get_host
from dvcq_workflow.labels import sentence_of
from dvcq_workflow.models.desks import Desk
from dvcq_workflow.rules.desks import ROLES_AT, Step
from dvcq_workflow.rules.errors import (
    Conflict,
    NotPermitted,
    NotVisible,
    RuleViolation,
    Unavailable,
)
from dvcq_workflow.services.acting import acting
from dvcq_workflow.web.shell import Shell
from dvcq_workflow.web.typed import typed_in

CSP = (
    "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'self'; "
    "form-action 'self'; object-src 'none'"
)
FORBIDDEN = 403
UNPROCESSABLE = 422
STATUS_OF = {NotVisible: 404, NotPermitted: 403, Conflict: 409, Unavailable: 503}
FRAME = "dvcq_workflow/page.html"
REQUEST_ID = re.compile(r"[\w.:-]{1,64}\Z", re.ASCII)


@method_decorator(transaction.non_atomic_requests, name="dispatch")
class Page(LoginRequiredMixin, View):
    """A page of ours. Subclasses raise rule violations; here they become 404, 403, 409, 422
    or 503.

    Not atomic, whatever the host sets: a refusal is recorded after its act has rolled back.
    ``section``: which entry of our navigation the page belongs to.
    """

    request: HttpRequest
    section: ClassVar[str] = ""

    @property
    def today(self) -> dt.date:
        """The day of the request, by the host's clock."""
        return get_host().today()

    @cached_property
    def shell(self) -> Shell:
        """What stands around the page, read once for the page and its frame."""
        return Shell(self.request, self.today, self.section)

    def sits_at(self, desk: Desk) -> bool:
        """Whether the viewer holds a role, their own or lent, of those whose desk this is."""
        return self.holds(desk.unit_id, Step(desk.step))

    def holds(self, unit_id: int, step: Step) -> bool:
        """Whether the viewer has one of the roles in a unit that a step is for."""
        roles = ROLES_AT[step]
        return any(s.unit_id == unit_id and s.role in roles for s in self.shell.held)

    def origin(self) -> dict[str, Any]:
        """Return where the request came from, for the record.

        The address is that of the connection; a host behind a proxy sets it in a middleware of
        its own, because only the host knows which proxy to believe.
        """
        request_id = self.request.headers.get("X-Request-ID", "")
        return {
            "ip": self.request.META.get("REMOTE_ADDR", ""),
            "request_id": request_id if REQUEST_ID.match(request_id) else "",
        }

    def acting(self) -> AbstractContextManager[Act]:
        """Return the frame of an act through this page."""
        return acting(actor=self.request.user, channel="web", **self.origin())

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer; where a rule says no, say so with its status."""
        try:
            response = self.answer(request, *args, **kwargs)
        except RuleViolation as violation:
            response = self._refusal(violation)
        response["Content-Security-Policy"] = CSP
        response["Cache-Control"] = "no-store"
        return response

    def answer(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Send who is not logged in to the login; a form sent too late is first given back."""
        typed = typed_in(request.POST)
        if request.user.is_authenticated or not typed:
            return super().dispatch(request, *args, **kwargs)
        where = urlencode({REDIRECT_FIELD_NAME: request.get_full_path()})
        context = {
            "sentence": _("Nothing was done or stored. Log in again; what you typed stands below."),
            "status": FORBIDDEN,
            "typed": typed,
            "login_url": f"{resolve_url(self.get_login_url())}?{where}",
        }
        return self.render("dvcq_workflow/refusal.html", context, status=FORBIDDEN)

    def _refusal(self, violation: RuleViolation) -> HttpResponse:
        status = STATUS_OF.get(type(violation), UNPROCESSABLE)
        context = {
            "sentence": sentence_of(violation),
            "status": status,
            "typed": typed_in(self.request.POST),
        }
        return self.render("dvcq_workflow/refusal.html", context, status=status)

    def render(
        self, template_name: str, context: dict[str, Any], status: int = 200
    ) -> HttpResponse:
        """Render a template of ours within the host's base.

        ``base_template`` is the frame our templates extend; it extends ``dvcq_base``, the host's.
        """
        given = {"base_template": FRAME, "dvcq_base": conf.BASE_TEMPLATE, "shell": self.shell}
        return TemplateResponse(self.request, template_name, {**given, **context}, status=status)
