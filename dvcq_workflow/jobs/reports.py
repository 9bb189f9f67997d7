"""What the host is told of files that are not as they were issued."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation

from dvcq_workflow.context import current_act
from dvcq_workflow.host import Notice, get_host
from dvcq_workflow.labels.files import REPORTS
from dvcq_workflow.models.documents import IssuedDocument
from dvcq_workflow.selectors.storage import keepers_of_files


def tell_of_file(*, document_id: int, code: str, actor: Any) -> None:
    """Tell the issuing body's records office that a file was found lost, altered or out of reach.

    In the site's language: it is not for the person who met it.
    """
    document = IssuedDocument.objects.select_related("plan__issuing_unit").get(pk=document_id)
    host = get_host()
    with translation.override(settings.LANGUAGE_CODE):
        title = str(REPORTS[code]) % {"name": document.file_name}
    host.notify(
        Notice(
            kind=code,
            user_ids=tuple(keepers_of_files(document.plan, timezone.localdate(current_act().at))),
            title=title,
            path=reverse("dvcq_workflow:plan", kwargs={"uid": document.plan.uid}),
        )
    )
