"""A plan's whole history as a file, and the log of a flow; each one taken is on record."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse

from dvcq_workflow.services.exports import export_flow, export_history
from dvcq_workflow.web.downloads import CONTENT_TYPES, download
from dvcq_workflow.web.pages import Page

TYPES = {**CONTENT_TYPES, "zip": "application/zip", "xes": "application/xml"}


class HistoryFileView(Page):
    """The history of a plan in one format."""

    section = "plans"
    file_format = ""

    def get(self, request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
        """Send it; the service says who may have it."""
        with self.acting():
            file = export_history(uid=uid, actor=request.user, file_format=self.file_format)
        return download(file.data, file.name, TYPES[self.file_format])


class FlowLogView(Page):
    """The event log of a flow, for auditors."""

    section = "plans"
    flow = ""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Send it; the service says who may have it."""
        with self.acting():
            file = export_flow(flow=self.flow, actor=request.user)
        return download(file.data, file.name, TYPES["xes"])
