"""What is told of kept files and of work that follows an act, to those who look after them."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REPORTS: dict[str, Promise] = {
    "document_altered": _("The kept file %(name)s is no longer what was issued."),
    "document_missing": _("The kept file %(name)s is no longer in its place."),
    "storage_unavailable": _("The storage of files does not give out %(name)s."),
}
"""Of one file, by the code of what is wrong with it."""

WORK_REPORTS: dict[str, Promise] = {
    "work_failed": _(
        "The work “%(kind)s” was tried %(attempts)s times and given up: %(problem)s. "
        "Mend the cause, then run dvcq_tick --again."
    ),
    "work_overdue": _(
        "The work “%(kind)s” has been due since %(day)s and nobody has done it. "
        "See that dvcq_tick runs every minute."
    ),
    "file_not_made": _(
        "%(number)s was released, but no file of it is kept. Run dvcq_tick --again."
    ),
}
"""Of work orders and of what they should have left behind."""
