"""Issued files on their way out; each download is on record."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header

from dvcq_workflow.models.documents import IssuedDocument
from dvcq_workflow.rules.errors import NotVisible
from dvcq_workflow.services.files import read_issued_document
from dvcq_workflow.web.pages import Page

CONTENT_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}


class DocumentView(Page):
    """The bytes of an issued file, checked against their recorded hash."""

    section = "plans"

    def get(self, request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
        """Send the file; it is never shown inside the page."""
        with self.acting() as act:
            act.refused_on = ("plan_document", None)
            document = IssuedDocument.objects.filter(uid=uid).select_related("plan__stream").first()
            if document is None:
                raise NotVisible("plan_not_found")
            act.refused_on = ("plan_document", document.plan.stream)
            data = read_issued_document(document=document, actor=request.user)
        response = HttpResponse(data, content_type=CONTENT_TYPES[document.file_format])
        disposition = content_disposition_header(True, document.file_name)
        response["Content-Disposition"] = disposition or "attachment"
        response["X-Content-Type-Options"] = "nosniff"
        return response
