"""Evidence: adding a file to a task or a report, and taking it away."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from dvcq_workflow.conf import conf
from dvcq_workflow.rules.errors import RuleViolation
from dvcq_workflow.selectors.evidence import evidence_of, may_add_evidence, visible_owner
from dvcq_workflow.services.evidence import add_evidence, read_evidence
from dvcq_workflow.web.downloads import download
from dvcq_workflow.web.forms.evidence import EvidenceForm
from dvcq_workflow.web.pages import Page

ANY_BYTES = "application/octet-stream"


class EvidenceFileView(Page):
    """A file that shows what was done, checked against its recorded hash."""

    section = "plans"

    def get(self, request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
        """Send the file; it is never shown inside the page."""
        with self.acting():
            row, data = read_evidence(uid=uid, actor=request.user)
        return download(data, row.name, ANY_BYTES)


class AddEvidence(Page):
    """Takes a file for a task or a report (``kind``) and goes back to the page it came from."""

    section = "plans"
    kind: ClassVar[str] = "assignment"

    def post(self, request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
        """Add the file; the service says who may, and which files are taken."""
        form = EvidenceForm(request.POST, request.FILES)
        with self.acting() as act:
            act.refused_on = (self.kind, None)
            owner = visible_owner(self.kind, uid, request.user, self.today)
            if not form.is_valid():
                raise RuleViolation("evidence_empty")
            name, data = form.name_and_bytes()
            add_evidence(kind=self.kind, pk=owner.pk, file_name=name, data=data, actor=request.user)
        messages.success(request, _("The file is added."))
        return redirect(self._back())

    def _back(self) -> str:
        asked = self.request.POST.get("back", "")
        own = {self.request.get_host()}
        if asked.startswith("/") and url_has_allowed_host_and_scheme(asked, allowed_hosts=own):
            return asked
        return reverse("dvcq_workflow:inbox")


def evidence_context(kind: str, subject: Any, viewer: Any, on: dt.date) -> dict[str, Any]:
    """Return what ``year/_evidence.html`` shows of a task or a report."""
    return {
        "evidence": evidence_of(kind, subject.pk),
        "evidence_form": EvidenceForm(),
        "evidence_url": reverse(f"dvcq_workflow:{kind}_evidence", kwargs={"uid": subject.uid}),
        "may_add_evidence": may_add_evidence(kind, subject, viewer, on),
        "evidence_limit_mb": conf.MAX_UPLOAD_BYTES // (1024 * 1024),
    }
