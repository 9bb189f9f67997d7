"""A report's form as a workbook: sent to be filled in, and what of it goes into the page."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from dvcq_workflow.documents.reading.report_book import Filled, read_report_xlsx
from dvcq_workflow.labels import sentence_of
from dvcq_workflow.models.reports import Report, ReportSection, ReportValue
from dvcq_workflow.rules.errors import RuleViolation
from dvcq_workflow.rules.figure_texts import read_cell, typed_cell
from dvcq_workflow.rules.figures import Kind
from dvcq_workflow.rules.report_books import require_form_of
from dvcq_workflow.services.report_books import export_report_book
from dvcq_workflow.web.downloads import CONTENT_TYPES, download
from dvcq_workflow.web.forms.reports import NONE, SECTION, VALUE, typed_figure
from dvcq_workflow.web.pages import Page


class ReportBookView(Page):
    """The form of a report to be filled in."""

    section = "reports"

    def get(self, request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
        """Send it; the service says who may have it."""
        with self.acting():
            file = export_report_book(uid=uid, actor=request.user)
        return download(file.data, file.name, CONTENT_TYPES["xlsx"])


@dataclass
class Loaded:
    """What a workbook brings to a page. ``typed``: by name of the field, as a person would have
    typed it; ``problems``: sentences by name of the field, each with sheet and cell; ``remarks``:
    sentences about the file as a whole."""

    typed: dict[str, str] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)


def load_book(
    data: bytes,
    *,
    filename: str,
    report: Report,
    sections: Sequence[ReportSection],
    values: Sequence[ReportValue],
) -> Loaded:
    """Read a filled-in form of a report. A cell that is empty brings nothing: what stands on the
    page stays.

    Raises:
        RuleViolation: as ``read_report_xlsx`` and ``require_form_of``.
    """
    book = read_report_xlsx(data, filename=filename)
    require_form_of(str(report.uid), book.stamp)
    loaded = Loaded()
    if book.stamp.content_hash != report.content_hash:
        loaded.remarks.append(
            _("The report was stored anew after this form was downloaded. Compare before storing.")
        )
    kinds = {row.indicator.code: Kind(row.indicator.kind) for row in values}
    for code, kind in kinds.items():
        if kind is not Kind.RATE and code in book.figures:
            _take_figure(loaded, code, kind, book.figures[code])
    keys = {part.section.key for part in sections}
    for key in keys & book.texts.keys():
        _take_text(loaded, f"{SECTION}{key}", book.texts[key])
    loaded.remarks += _astray(kinds, book.figures) + _astray(dict.fromkeys(keys), book.texts)
    loaded.remarks += [
        _("%(where)s: this code stands in a row above already; that one was read.")
        % {"where": where(each)}
        for each in book.twice
    ]
    return loaded


def where(filled: Filled) -> str:
    """Return in words where an answer stands."""
    return _("sheet “%(sheet)s”, cell %(cell)s") % {"sheet": filled.sheet, "cell": filled.cell}


def _take_figure(loaded: Loaded, code: str, kind: Kind, filled: Filled) -> None:
    if filled.value is None:
        return
    try:
        if filled.is_error:
            raise RuleViolation("figure_cell_is_error")
        loaded.typed |= typed_figure(code, read_cell(kind, filled.value))
    except RuleViolation as violation:
        loaded.typed |= {f"{VALUE}{code}": typed_cell(filled.value), f"{NONE}{code}": ""}
        loaded.problems[f"{VALUE}{code}"] = _located(filled, sentence_of(violation))


def _take_text(loaded: Loaded, name: str, filled: Filled) -> None:
    if filled.value is None:
        return
    loaded.typed[name] = typed_cell(filled.value)
    if filled.is_error:
        loaded.problems[name] = _located(filled, sentence_of(RuleViolation("figure_cell_is_error")))


def _located(filled: Filled, sentence: str) -> str:
    return _("%(where)s: %(sentence)s") % {"where": where(filled), "sentence": sentence}


def _astray(known: Mapping[str, Any], found: Mapping[str, Filled]) -> list[str]:
    """Say which rows belong to no field of the form, and which fields have no row."""
    strange = [
        _("%(where)s: the report asks for no such code; the row was passed over.")
        % {"where": where(filled)}
        for code, filled in found.items()
        if code not in known
    ]
    missing = len(known.keys() - found.keys())
    if missing:
        said = _("Rows that the file lacks: %(count)s. What stands on the page stays there.")
        strange.append(said % {"count": missing})
    return strange
