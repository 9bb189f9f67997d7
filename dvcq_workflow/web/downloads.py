"""Files on their way out, each download on record; and a flow as a diagram for engines."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header

from dvcq_workflow.documents.diagram import bpmn_xml
from dvcq_workflow.models.documents import IssuedDocument
from dvcq_workflow.rules.errors import NotVisible
from dvcq_workflow.services.files import read_issued_document
from dvcq_workflow.web.pages import Page

CONTENT_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class DocumentView(Page):
    """The bytes of an issued file, checked against their recorded hash."""

    section = "plans"

    def get(self, request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
        """Send the file; it is never shown inside the page."""
        with self.acting() as act:
            act.refused_on = ("plan_document", None)
            rows = IssuedDocument.objects.select_related("plan__stream", "issuance")
            document = rows.filter(uid=uid).first()
            if document is None:
                raise NotVisible("plan_not_found")
            act.refused_on = ("plan_document", document.plan.stream)
            data = read_issued_document(document=document, actor=request.user)
        return download(data, document.file_name, CONTENT_TYPES[document.file_format])


class PrintedView(Page):
    """A document printed when asked for and kept nowhere: a draft, or the approval sheet."""

    section = "plans"
    print_file: Any = None
    file_format: str = ""

    def get(self, request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
        """Send it; the service says who may have it, and logs the download."""
        with self.acting():
            file = self.print_file(uid=uid, file_format=self.file_format, actor=request.user)
        return download(file.data, file.name, CONTENT_TYPES[self.file_format])


class FlowDocumentView(Page):
    """A flow as BPMN 2.0: the rules of the way, with no plan in it."""

    section = "plans"
    graph: Any = None

    def get(self, request: HttpRequest) -> HttpResponse:
        """Send the file, its names in the language of the page."""
        graph = self.graph()
        return download(bpmn_xml(graph), f"{graph.id}.bpmn", "application/xml")


def download(data: bytes, file_name: str, content_type: str) -> HttpResponse:
    """Answer with a file that is kept beside the page and never shown inside it."""
    response = HttpResponse(data, content_type=content_type)
    disposition = content_disposition_header(True, file_name)
    response["Content-Disposition"] = disposition or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    return response
