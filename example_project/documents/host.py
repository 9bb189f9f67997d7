"""What this province decides for itself: the one adapter between it and dvcq_workflow."""

from __future__ import annotations

import datetime as dt

from documents import clock
from documents.models import Notification
from dvcq_workflow.host import DefaultHost, Notice


class ProvinceHost(DefaultHost):
    """The province's adapter. All that is not overridden reads dvcq_workflow's own tables.

    Issued files are kept with the province's other outgoing documents.
    """

    files_folder = "van-ban-di"

    def now(self) -> dt.datetime:
        """Return the moment on the province's clock, which a demonstration sets back."""
        return clock.now()

    def notify(self, notice: Notice) -> None:
        """Show the notice on the home page of each person it concerns."""
        Notification.objects.bulk_create(
            Notification(
                user_id=user_id,
                title=notice.title,
                path=notice.path,
                due_on=notice.due_on,
                told_at=self.now(),
            )
            for user_id in notice.user_ids
        )
