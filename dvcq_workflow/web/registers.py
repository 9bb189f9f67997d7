"""The register of issued documents (sổ đăng ký văn bản đi)."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from dvcq_workflow.conf import conf
from dvcq_workflow.documents.press.sheet import type_name
from dvcq_workflow.models.documents import Issuance
from dvcq_workflow.models.notices import PlanNotice
from dvcq_workflow.models.plans import Plan
from dvcq_workflow.selectors.registers import (
    RegisterFilter,
    register_of,
    register_rows,
    void_rows,
    years_in_register,
)
from dvcq_workflow.web.asked import (
    asked_document_number,
    asked_number,
    asked_page,
    asked_text,
    pager,
)
from dvcq_workflow.web.pages import Page

VOID_TAB = "void"


@dataclass(frozen=True)
class TabLink:
    """One part of the register."""

    name: str
    url: str
    is_here: bool


@dataclass(frozen=True)
class Registered:
    """One line: the number, and the document that bears it, a plan or a notice about one."""

    issuance: Issuance
    type: str
    document: Plan | PlanNotice
    url: str


def _registered(row: Issuance) -> Registered:
    name = "plan" if row.notice is None else "notice"
    document = row.notice or row.plan
    url = reverse(f"dvcq_workflow:{name}", args=[document.uid])
    return Registered(row, type_name(document.document_type), document, url)


class RegisterView(Page):
    """What went out, under which number, signed by whom, to whom."""

    section = "register"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show one page of the register, narrowed as asked."""
        words = asked_text(request, "q")
        number = asked_document_number(words)
        wanted = RegisterFilter(
            year=asked_number(request, "year"),
            words="" if number else words,
            number=number[0] if number else None,
            symbol=number[1] if number else "",
            only_void=request.GET.get("tab") == VOID_TAB,
        )
        size = conf.PAGE_SIZE
        reading = void_rows if wanted.only_void else register_rows
        found = reading(
            register_of(request.user, self.today, wanted, seats=self.shell.held),
            offset=(asked_page(request) - 1) * size,
            size=size + 1,
        )
        context = {
            "rows": [_registered(row) for row in found[:size]],
            "years": years_in_register(request.user, self.today, seats=self.shell.held),
            "year": wanted.year,
            "words": words,
            "only_void": wanted.only_void,
            "tabs": _tabs(request.path, wanted),
            "here": f"{request.path}?tab={VOID_TAB}" if wanted.only_void else request.path,
            "is_narrowed": bool(words or wanted.year),
            "pager": pager(request, size=size, has_next=len(found) > size),
        }
        return self.render("dvcq_workflow/register.html", context)


def _tabs(path: str, wanted: RegisterFilter) -> list[TabLink]:
    return [
        TabLink(_("All numbers"), path, not wanted.only_void),
        TabLink(_("Void numbers"), f"{path}?tab={VOID_TAB}", wanted.only_void),
    ]
