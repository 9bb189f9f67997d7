"""Who acts by a command: no command writes without a person."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from dvcq_workflow.selectors.people import user_by_name


def account_named(username: str) -> Any:
    """Return the account of that name.

    Raises:
        CommandError: there is none.
    """
    found = user_by_name(username)
    if found is None:
        raise CommandError(_("There is no account %(name)s.") % {"name": username})
    return found
