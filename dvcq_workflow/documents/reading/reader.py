"""The reader: from a file's bytes or a pasted text to everything that was found in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from dvcq_workflow.documents.reading.assignments import Assignments, is_organising
from dvcq_workflow.documents.reading.changes import cut_change_line
from dvcq_workflow.documents.reading.citations import Citations
from dvcq_workflow.documents.reading.doubts import (
    doubts_of_header,
    doubts_of_lists,
    doubts_of_parts,
    doubts_of_reports,
)
from dvcq_workflow.documents.reading.header import Head, read_head
from dvcq_workflow.documents.reading.layout import Zones, find_zones, without_rules
from dvcq_workflow.documents.reading.noise import without_noise
from dvcq_workflow.documents.reading.outline import Outline, outline_of
from dvcq_workflow.documents.reading.passages import Line, Passage, Source, joined
from dvcq_workflow.documents.reading.recipients import read_recipients, tail_pieces
from dvcq_workflow.documents.reading.reporting import rules_in
from dvcq_workflow.documents.reading.result import (
    Header,
    ReadPlan,
    ReportingRule,
    Statement,
    Table,
    Warning,
)
from dvcq_workflow.documents.reading.signature import read_signature
from dvcq_workflow.documents.reading.source import source_of, source_of_text
from dvcq_workflow.documents.reading.symbols import mend_symbols
from dvcq_workflow.documents.reading.tables import cut_tables
from dvcq_workflow.documents.reading.title import cut_title, years_of
from dvcq_workflow.documents.reading.unwrap import BASIS_OPENER, Paragraph, measure, unwrap
from dvcq_workflow.rules.errors import RuleViolation


@dataclass(frozen=True, slots=True)
class _Parts:
    """A document taken apart: what the zones of the layout hold."""

    title: Passage | None
    changes: Passage | None
    outline: Outline
    tables: tuple[Table, ...]
    tail: Sequence[Line]
    appendix: Sequence[Line]


_EVALUATION = ("đánh giá", "kết quả", "tình hình")


def read_plan(data: bytes, *, filename: str) -> ReadPlan:
    """Read a plan from a file's bytes: UTF-8 text or DOCX.

    ``filename`` only helps to say what is wrong; the bytes decide what kind of file it is.

    Raises:
        RuleViolation: ``import_no_plan``, ``import_no_plan_kind``, ``import_no_plan_body`` and the
            codes of ``source.source_of`` and ``docx_source.docx_lines``.
    """
    return _read(source_of(data, filename=filename))


def read_plan_text(text: str) -> ReadPlan:
    """Read a plan from pasted text. Raises as ``read_plan`` does."""
    return _read(source_of_text(text))


def _read(source: Source) -> ReadPlan:
    zones = find_zones(without_noise(list(source.lines)))
    title, after_title = cut_title(zones.body, measure(zones.body, is_flat=source.is_flat))
    title = mend_symbols(title)[0] if title else None
    changes, after_title = cut_change_line(after_title)
    body_lines, tables = cut_tables(after_title)
    paragraphs = unwrap(without_rules(body_lines), is_flat=source.is_flat)
    outline = outline_of(paragraphs)
    _refuse_no_plan(zones, outline, tables)
    appendix, more = cut_tables(zones.appendix)
    tail, late = cut_tables(zones.tail)
    head = read_head(zones.head)
    header = _header(zones, head, title, outline)
    parts = _Parts(title, changes, outline, (*tables, *late, *more), tail, appendix)
    return _plan(source, head, header, parts)


def _refuse_no_plan(zones: Zones, outline: Outline, tables: Sequence[Table]) -> None:
    has_body = any(s.items or s.paragraphs for s in outline.sections) or bool(tables)
    if zones.kind is None:
        raise RuleViolation(
            "import_no_plan_kind" if _looks_formal(zones.head) else "import_no_plan"
        )
    if not has_body:
        raise RuleViolation("import_no_plan_body")


def _looks_formal(lines: Sequence[Line]) -> bool:
    """Say whether a text without the line KẾ HOẠCH has the head of an official document."""
    head = read_head(lines[:60])
    return head.has_nation or head.symbol is not None


def _header(zones: Zones, head: Head, title: Passage | None, outline: Outline) -> Header:
    spans = dict(head.spans)
    if zones.kind:
        spans["kind"] = (zones.kind.no, zones.kind.no)
    if title:
        spans["title"] = title.lines
    year, years = years_of(title.text) if title else (None, None)
    if year is None and outline.preamble:
        last = outline.preamble[-1].passage.text
        at = max(last.rfind("ban hành Kế hoạch"), last.rfind("xây dựng Kế hoạch"))
        if at >= 0:
            year, years = years_of(last[at:])
    return Header(
        head.agency,
        head.parent_agency,
        head.number,
        head.symbol,
        head.place,
        head.date,
        zones.kind_text,
        title.text if title else None,
        year,
        years,
        spans,
    )


def _plan(source: Source, head: Head, header: Header, parts: _Parts) -> ReadPlan:
    title, outline, tables = parts.title, parts.outline, parts.tables
    preamble = [paragraph.passage for paragraph in outline.preamble]
    body = [paragraph.passage for group in outline.groups for paragraph in group]
    cited = Citations(head.own)
    cited.add([title] if title else [])
    bases = tuple(cited.add(preamble))
    cited.add(body)
    cited.add(p.passage for p in unwrap(without_rules(parts.appendix), is_flat=source.is_flat))
    cited.add(_cells(tables))
    citations, rules, tasks = cited.finish(), _reporting(outline), Assignments()
    assignments = tasks.read(outline.sections, tables)
    listed, signed = tail_pieces(parts.tail)
    recipients, signature = read_recipients(listed), read_signature(signed)
    doubts = [
        *doubts_of_header(header, head),
        *doubts_of_parts(bases, outline.sections, recipients, signature, source.lines[-1].no),
        *_doubts_of_changes(parts.changes),
        *_doubts_of_outline(outline),
        *doubts_of_lists([*preamble, *body]),
        *cited.warnings,
        *tasks.warnings,
        *doubts_of_reports(rules, header),
    ]
    return ReadPlan(
        header,
        tuple(Statement(p.text, p.lines) for p in preamble),
        bases,
        _bases_style(outline, bases),
        outline.sections,
        citations,
        tuple(rules),
        assignments,
        recipients,
        signature,
        tables,
        tuple(sorted(doubts, key=lambda doubt: doubt.line or 0)),
        source.shown,
        changes=Statement(parts.changes.text, parts.changes.lines) if parts.changes else None,
    )


def _doubts_of_changes(changes: Passage | None) -> Iterator[Warning]:
    if changes:
        yield Warning("changes_another_plan", changes.lines[0], changes.text)


def _doubts_of_outline(outline: Outline) -> Iterator[Warning]:
    for group in (outline.preamble, *outline.groups):
        for paragraph in group:
            for line, text in paragraph.mended:
                yield Warning("broken_symbol_mended", line, text)
    for line, text in outline.gaps:
        yield Warning("heading_numbering_gap", line, text)


def _cells(tables: Iterable[Table]) -> Iterator[Passage]:
    for table in tables:
        for row in table.rows:
            for cell in row.cells:
                if cell:
                    yield joined([(row.lines[0], cell)])


def _reporting(outline: Outline) -> list[ReportingRule]:
    """Look for reporting rules where plans print them; in an evaluation they are only talk."""
    organising: list[Passage] = []
    others: list[Passage] = []
    for section, group in zip(outline.sections, outline.groups, strict=True):
        passages = [paragraph.passage for paragraph in group]
        title = (section.title or "").lower()
        if is_organising(section) or "báo cáo" in title or len(outline.sections) == 1:
            organising.extend(passages)
        elif not title.startswith(_EVALUATION):
            others.extend(passages)
    return rules_in(organising) or rules_in(others, standing=False)


def _bases_style(outline: Outline, bases: Sequence[str]) -> str:
    """Say how the bases are printed: as lines of their own, in one paragraph, or not at all."""
    if bases and any(p.kind == "dash" for p in outline.preamble):
        return "lines"
    openers = [p for p in outline.preamble if BASIS_OPENER.match(p.passage.text)]
    if not openers and not bases:
        return "none"
    return "lines" if len(openers) > 1 or (openers and _is_line(openers[0])) else "paragraph"


def _is_line(paragraph: Paragraph) -> bool:
    """Say whether a basis stands on a line of its own: it ends there, and orders nothing yet."""
    text = paragraph.passage.text.rstrip()
    return text.endswith((";", ".", ",")) and " ban hành Kế hoạch" not in text[-200:]
