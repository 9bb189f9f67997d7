"""Periodic work: one idempotent command for cron, systemd or a beat."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from dvcq_workflow.jobs.runner import run_due


class Command(BaseCommand):
    """Run what is due: work orders that no worker has finished."""

    help = "Run the work orders that are due. Running it twice does nothing twice."

    def handle(self, *args: Any, **options: Any) -> None:
        done = run_due()
        self.stdout.write(_("Work orders finished: %(done)s") % {"done": done})
