"""What a browser would post from our pages, and where to."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from dvcq_workflow.labels import sentence_of
from dvcq_workflow.models import Desk, Plan
from dvcq_workflow.rules.content import PlanContent
from dvcq_workflow.rules.desks import Step
from dvcq_workflow.rules.errors import RuleViolation
from dvcq_workflow.web.forms.content import ContentForm
from tests.worlds import World


def desk_url(desk: Desk) -> str:
    """Return where a desk's page is."""
    return reverse(f"dvcq_workflow:desk_{desk.step}", args=[desk.task.process_id, desk.task_id])


def open_desk_url(world: World, plan: Plan, step: Step, **where: Any) -> str:
    """Return where the open desk of a plan's step is."""
    return desk_url(world.desk(plan, step, **where))


def client_of(user: Any) -> Client:
    """Return a browser in which somebody is logged in."""
    client = Client()
    client.force_login(user)
    return client


def posted_content(content: PlanContent, form: ContentForm | None = None) -> dict[str, Any]:
    """Return the fields of the content editor as a browser posts them untouched."""
    form = form or ContentForm(base=content)
    head = {name: "" if (value := form[name].value()) is None else value for name in form.fields}
    return {
        **head,
        "body_mode": "text" if form.body_as_text else "rows",
        "body_text": form.body_text if form.body_as_text else "",
        "node_kind": [row.kind for row in form.node],
        "node_number": [row.number for row in form.node],
        "node_text": [row.text for row in form.node],
        "citation_mode": "rows",
        "citation_symbol": [row.symbol for row in form.citation],
        "citation_kind": [row.kind for row in form.citation],
        "citation_date": [row.date for row in form.citation],
        "citation_issuer": [row.issuer for row in form.citation],
        "citation_basis": [str(at) for at, row in enumerate(form.citation) if row.is_basis],
        "recipient_text": [row.text for row in form.recipient],
        "recipient_purpose": [row.purpose for row in form.recipient],
        "recipient_archive": [str(at) for at, row in enumerate(form.recipient) if row.is_archive],
        "appendix_title": [row.title for row in form.appendix],
        "appendix_table": [row.table for row in form.appendix],
    }


def says(response: Any, code: str, **params: Any) -> bool:
    """Return whether a page shows the sentence of a code."""
    sentence = sentence_of(RuleViolation(code, **params))
    return escape(sentence) in response.content.decode()


def shows(response: Any, text: str) -> bool:
    """Return whether a page shows a text, escaped as a page escapes it."""
    return escape(text) in response.content.decode()
