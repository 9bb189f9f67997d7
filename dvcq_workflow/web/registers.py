"""The register of issued documents (sổ đăng ký văn bản đi)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from dvcq_workflow.conf import conf
from dvcq_workflow.documents.press import RegisterLine
from dvcq_workflow.documents.press.sheet import type_name
from dvcq_workflow.models.documents import Issuance
from dvcq_workflow.selectors.registers import (
    RegisterFilter,
    register_lines,
    register_of,
    register_rows,
    void_rows,
    years_in_register,
)
from dvcq_workflow.services.registers import export_register
from dvcq_workflow.web.asked import (
    asked_document_number,
    asked_number,
    asked_page,
    asked_text,
    pager,
    query_without,
)
from dvcq_workflow.web.downloads import CONTENT_TYPES, download
from dvcq_workflow.web.pages import Page

VOID_TAB = "void"

PAGES = {
    "plan": "plan",
    "notice": "notice",
    "report": "report",
    "consolidation": "consolidation",
    "letter": "chasing_letter",
}
"""The page of each kind of document that a register holds."""


@dataclass(frozen=True)
class TabLink:
    """One part of the register."""

    name: str
    url: str
    is_here: bool


@dataclass(frozen=True)
class Registered:
    """One line as shown: what the register says, and the page of the document that bears the
    number, a plan or a notice about one."""

    issuance: Issuance
    line: RegisterLine
    url: str


@dataclass(frozen=True)
class Void:
    """One void number as shown, with the type of what it had been taken for."""

    issuance: Issuance
    type: str


def _registered(rows: Sequence[Issuance]) -> list[Registered]:
    return [
        Registered(row, line, _url_of(row))
        for row, line in zip(rows, register_lines(rows), strict=True)
    ]


def _void(rows: Sequence[Issuance]) -> list[Void]:
    return [Void(row, type_name(row.numbered.document_type)) for row in rows]


def _url_of(row: Issuance) -> str:
    kinds: dict[str, Any] = {
        "report": row.report,
        "consolidation": row.consolidation,
        "letter": row.letter,
    }
    kinds["notice"] = row.notice
    name = next((kind for kind, paper in kinds.items() if paper is not None), "plan")
    return reverse(f"dvcq_workflow:{PAGES[name]}", args=[row.numbered.uid])


def _wanted(request: HttpRequest) -> RegisterFilter:
    """Read what the register is narrowed to: the same for the page and for its exports."""
    words = asked_text(request, "q")
    number = asked_document_number(words)
    return RegisterFilter(
        year=asked_number(request, "year"),
        words="" if number else words,
        number=number[0] if number else None,
        symbol=number[1] if number else "",
        only_void=request.GET.get("tab") == VOID_TAB,
    )


class RegisterView(Page):
    """What went out, under which number, signed by whom, to whom."""

    section = "register"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show one page of the register, narrowed as asked."""
        words, wanted = asked_text(request, "q"), _wanted(request)
        size = conf.PAGE_SIZE
        reading, showing = (void_rows, _void) if wanted.only_void else (register_rows, _registered)
        found = reading(
            register_of(request.user, self.today, wanted, seats=self.shell.held),
            offset=(asked_page(request) - 1) * size,
            size=size + 1,
        )
        context = {
            "rows": showing(found[:size]),
            "years": years_in_register(request.user, self.today, seats=self.shell.held),
            "year": wanted.year,
            "words": words,
            "only_void": wanted.only_void,
            "tabs": _tabs(request.path, wanted),
            "here": f"{request.path}?tab={VOID_TAB}" if wanted.only_void else request.path,
            "is_narrowed": bool(words or wanted.year),
            "pager": pager(request, size=size, has_next=len(found) > size),
            "exports": _exports(request),
        }
        return self.render("dvcq_workflow/register.html", context)


class RegisterFileView(Page):
    """The register as a file, narrowed as its page is; each one is on record."""

    section = "register"
    file_format = ""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Send the file; it is never shown inside the page."""
        with self.acting():
            file = export_register(
                wanted=_wanted(request), file_format=self.file_format, actor=request.user
            )
        return download(file.data, file.name, CONTENT_TYPES[self.file_format])


@dataclass(frozen=True)
class ExportLink:
    """One format in which the register can be taken away."""

    name: str
    url: str


def _exports(request: HttpRequest) -> list[ExportLink]:
    asked = query_without(request.GET, "page")
    question = f"?{asked}" if asked else ""
    return [
        ExportLink(_("Download as PDF"), reverse("dvcq_workflow:register_pdf") + question),
        ExportLink(_("Download as Excel"), reverse("dvcq_workflow:register_xlsx") + question),
    ]


def _tabs(path: str, wanted: RegisterFilter) -> list[TabLink]:
    return [
        TabLink(_("All numbers"), path, not wanted.only_void),
        TabLink(_("Void numbers"), f"{path}?tab={VOID_TAB}", wanted.only_void),
    ]
