"""Periodic work: one idempotent command for cron, systemd or a beat."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from dvcq_workflow.host import get_host
from dvcq_workflow.jobs.runner import run_due
from dvcq_workflow.jobs.ticking import Ticked, run_year
from dvcq_workflow.labels import sentence_of
from dvcq_workflow.management.actors import account_named
from dvcq_workflow.models.work import WorkOrder
from dvcq_workflow.rules.errors import RuleViolation
from dvcq_workflow.selectors.work import undone_work
from dvcq_workflow.services.retrying import order_files_again, order_work_again


class Command(BaseCommand):
    """Do what is due: open reporting periods, remind people, run the work orders that no worker
    has finished."""

    help = (
        "Open reporting periods, remind people of what is due, and run the work orders that are "
        "due. Running it twice does nothing twice."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--again", action="store_true", help="first order anew what was given up"
        )
        parser.add_argument("--actor", metavar="USERNAME", help="who orders it anew")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["again"]:
            again = order_again(self._actor(options["actor"]))
            self.stdout.write(_("Work orders begun anew: %(count)s") % {"count": again})
        ticked = run_year()
        self.stdout.write(
            _("Periods opened: %(opened)s. Reminders: %(reminders)s. Digests sent: %(digests)s")
            % {
                "opened": ticked.opened,
                "reminders": ticked.reminders,
                "digests": ticked.digests,
            }
        )
        self._warn(ticked)
        done = run_due()
        self.stdout.write(_("Work orders finished: %(done)s") % {"done": done})

    def _warn(self, ticked: Ticked) -> None:
        if ticked.untold:
            self.stderr.write(
                _("Not told, to be tried at the next tick: %(count)s people")
                % {"count": ticked.untold}
            )
        if ticked.nameless:
            self.stderr.write(
                _("Nobody sits in a unit that receives reports, so nobody was reminded: %(count)s")
                % {"count": ticked.nameless}
            )

    def _actor(self, username: str | None) -> Any:
        if not username:
            raise CommandError(_("Say who orders it anew: --actor USERNAME"))
        return account_named(username)


def order_again(actor: Any) -> int:
    """Order anew, for a person, all that was given up or never ordered; return how much it was."""
    count = 0
    try:
        for undone in list(undone_work(get_host().now())):
            if undone.issuance is not None:
                order_files_again(issuance_id=undone.issuance.pk, actor=actor)
                count += 1
            elif undone.order is not None and undone.order.state == WorkOrder.State.FAILED:
                count += order_work_again(order_id=undone.order.pk, actor=actor)
    except RuleViolation as violation:
        raise CommandError(sentence_of(violation)) from violation
    return count
