"""A form whose page was opened before its sender logged in again: Django takes it no more."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.csrf import csrf_failure

from dvcq_workflow.web.pages import FORBIDDEN, Page
from dvcq_workflow.web.typed import typed_in

APP_NAME = "dvcq_workflow"


class StaleForm(Page):
    """Says so in a sentence and gives back what was typed."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer instead of the page that the form was meant for."""
        context = {
            "sentence": _(
                "For safety, a page opened before the last login cannot be sent any more. Nothing "
                "was done or stored."
            ),
            "status": FORBIDDEN,
            "is_stale": True,
            "typed": typed_in(request.POST),
        }
        return self.render("dvcq_workflow/refusal.html", context, status=FORBIDDEN)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    """Answer a form without a valid token; for a host's ``CSRF_FAILURE_VIEW``.

    Forms of the host's own, which may carry a password, get Django's plain page.
    """
    match = request.resolver_match
    if match is None or APP_NAME not in match.app_names or request.method != "POST":
        return csrf_failure(request, reason)
    return StaleForm.as_view()(request)
