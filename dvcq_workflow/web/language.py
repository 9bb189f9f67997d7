"""Switching between Vietnamese and English."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.i18n import set_language

from dvcq_workflow.web.pages import Page


class LanguageView(Page):
    """Keeps the language in the host's own cookie, as Django's view does."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest) -> HttpResponse:
        """Switch, and go back to the page one came from, if it is one of this site."""
        return set_language(request)
