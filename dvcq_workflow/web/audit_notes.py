"""Where an auditor's note is posted; the form stands on the history page."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from dvcq_workflow.services.audit_notes import write_audit_note
from dvcq_workflow.web.pages import Page


class AuditNoteView(Page):
    """Keeps a note and goes back to the history, to it."""

    section = "plans"

    def post(self, request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
        """Keep it. What cannot be kept is given back with the sentence that says why."""
        with self.acting():
            seq = write_audit_note(uid=uid, text=request.POST.get("note", ""), actor=request.user)
        messages.success(request, _("Your note is on record as no. %(number)s.") % {"number": seq})
        return redirect(f"{reverse('dvcq_workflow:plan_timeline', args=[uid])}#e{seq}")
