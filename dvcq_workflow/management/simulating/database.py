"""The simulation's own database, made and dropped as Django makes that of a test."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.db import DEFAULT_DB_ALIAS, connections
from django.utils.translation import gettext as _

SUFFIX = "_simulation"


@contextmanager
def own_database(*, keep: bool) -> Iterator[str]:
    """Let the default connection lead to a new, migrated, empty database, and yield its name;
    afterwards it leads to the host's again. ``keep``: leave the database for a look.

    Raises:
        CommandError: there are several databases, one of that name is there already, or the
            connection is in the middle of something.
    """
    if set(settings.DATABASES) != {DEFAULT_DB_ALIAS}:
        raise CommandError(
            _(
                "A simulation runs with one database alone, so that no router leads it to the "
                "host's data. Give it settings with “default” only."
            )
        )
    connection = connections[DEFAULT_DB_ALIAS]
    if connection.in_atomic_block:
        raise CommandError(_("A simulation cannot begin inside a transaction."))
    hosts_own, tests_own = connection.settings_dict["NAME"], connection.settings_dict["TEST"]
    name = name_beside(str(hosts_own))
    if _is_there(connection, name):
        raise CommandError(
            _("The database %(name)s is there already. Look at it, then drop it yourself.")
            % {"name": name}
        )
    named_before = tests_own.get("NAME")
    tests_own["NAME"] = name
    try:
        connection.creation.create_test_db(verbosity=0, autoclobber=False, serialize=False)
        try:
            yield name
        finally:
            connection.creation.destroy_test_db(str(hosts_own), verbosity=0, keepdb=keep)
            _lead_back(connection, hosts_own)
    finally:
        tests_own["NAME"] = named_before


def name_beside(name: str) -> str:
    """Return the name of the simulation's database: the host's with an ending; of SQLite's in
    memory, one in memory."""
    if ":memory:" in name or "mode=memory" in name:
        return f"file:dvcq{SUFFIX}?mode=memory&cache=shared"
    path = Path(name)
    return str(path.with_name(f"{path.stem}{SUFFIX}{path.suffix}"))


def _is_there(connection: Any, name: str) -> bool:
    """Ask before Django does: it would ask on the terminal, or clobber."""
    if connection.vendor == "sqlite":
        return Path(name).exists()
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        return cursor.fetchone() is not None


def _lead_back(connection: Any, name: Any) -> None:
    """Where the database is kept, Django leaves the connection in it."""
    connection.close()
    connection.settings_dict["NAME"] = name
    settings.DATABASES[connection.alias]["NAME"] = name
