"""Logging in."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import views
from documents.demo.people import LOGINS, PASSWORD, accounts_of_units

from dvcq_workflow.models.people import ROLE_NAMES


class Login(views.LoginView):
    """The log-in page. On one's own machine (DEBUG) it names the demonstration's accounts."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the demonstration's accounts, only under DEBUG."""
        context = super().get_context_data(**kwargs)
        if settings.DEBUG:
            context["demo_logins"] = [
                (login.username, ROLE_NAMES[login.role], login.name) for login in LOGINS
            ]
            context["demo_units"] = accounts_of_units()
            context["demo_password"] = PASSWORD
        return context
