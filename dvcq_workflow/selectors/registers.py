"""The register of issued documents: what went out under which number."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from dvcq_workflow.documents.press import words
from dvcq_workflow.documents.press.register import RegisterBook, RegisterLine
from dvcq_workflow.documents.press.sheet import printable, printable_texts, type_name
from dvcq_workflow.models.documents import YEAR_PAPERS, Issuance, NumberSeries
from dvcq_workflow.models.plans import PlanParty, Recipient, RecipientUnit
from dvcq_workflow.models.versions import PlanVersion
from dvcq_workflow.rules.content import PlanContent
from dvcq_workflow.rules.desks import Role, Seat
from dvcq_workflow.rules.errors import RuleViolation
from dvcq_workflow.rules.numbering import PAPER_SERIES
from dvcq_workflow.rules.text import fold
from dvcq_workflow.selectors.content import content_of_version
from dvcq_workflow.selectors.numbering import plan_numbers
from dvcq_workflow.selectors.people import seats_of, seats_or_those
from dvcq_workflow.selectors.plans import granted_plan_ids
from dvcq_workflow.selectors.year_access import numbers_seen

_COLUMNS = (
    "number",
    "symbol",
    "issued_on",
    "state",
    "medium",
    "reason",
    "released_at",
    "series_id",
    "version_id",
    "plan__uid",
    "plan__document_type",
    "plan__subject",
    "plan__signature_name",
    "plan__is_historical",
    "plan__drafting_unit__name",
    "notice__uid",
    "notice__document_type",
    "notice__subject",
    "notice__signature_name",
    *(
        f"{paper}__{name}"
        for paper in YEAR_PAPERS
        for name in ("uid", "subject", "signature_name", "unit__name")
    ),
    "report__receiver__name",
    "consolidation__receiver__name",
)


@dataclass(frozen=True)
class RegisterFilter:
    """What a person narrowed the register to. ``number``: with its symbol or without.
    ``only_void``: the numbers that were made void."""

    year: int | None = None
    words: str = ""
    number: int | None = None
    symbol: str = ""
    only_void: bool = False


def register_of(
    viewer: Any, on: dt.date, wanted: RegisterFilter, *, seats: Sequence[Seat] | None = None
) -> QuerySet[Issuance]:
    """Return the numbers taken for the plans a person may see, for notices about them and for
    those documents of their years that are for this person, the latest first.

    Void numbers stay in it, with their reason: a register has no gap.
    """
    held = seats_or_those(seats, viewer, on)
    units = sorted({seat.unit_id for seat in held})
    seen = Q(plan_id__in=granted_plan_ids(viewer))
    if units:
        seen |= Q(plan_id__in=PlanParty.objects.filter(unit_id__in=units).values("plan_id"))
    audits = any(seat.role is Role.AUDITOR for seat in held)
    rows = Issuance.objects.filter(seen).filter(numbers_seen(units, audits=audits))
    if wanted.only_void:
        rows = rows.filter(state=Issuance.State.VOID)
    if wanted.year is not None:
        rows = rows.filter(series__year=wanted.year)
    if wanted.number is not None:
        rows = rows.filter(number=wanted.number, symbol__istartswith=wanted.symbol)
    for word in fold(wanted.words).split():
        of_plan = Q(notice__isnull=True, plan__subject_folded__contains=word)
        of_units = [Q(**{f"{paper}__unit__name_folded__contains": word}) for paper in YEAR_PAPERS]
        of_notice = Q(notice__subject_folded__contains=word)
        rows = rows.filter(of_plan | of_notice | of_units[0] | of_units[1] | of_units[2])
    return rows.order_by("-issued_on", "-number", "-pk")


def register_rows(rows: QuerySet[Issuance], *, offset: int, size: int) -> Sequence[Issuance]:
    """Return one page with all that a row shows, in two queries.

    Each has ``reached``: how many units received it.
    """
    return list(_with_all_of_a_line(rows)[offset : offset + size])


def _with_all_of_a_line(rows: QuerySet[Issuance]) -> QuerySet[Issuance]:
    """Only the columns that a line shows: the rest of a plan is long, and is copied row by row."""
    lines = Recipient.objects.order_by("position").only("plan_id", "text", "purpose", "is_archive")
    reached = RecipientUnit.objects.filter(plan=OuterRef("plan")).order_by().values("plan")
    return (
        rows.select_related(
            "plan__drafting_unit",
            "notice",
            "report__unit",
            "report__receiver",
            "consolidation__unit",
            "consolidation__receiver",
            "letter__unit",
        )
        .only(*_COLUMNS)
        .prefetch_related(Prefetch("plan__recipients", lines))
        .annotate(reached=Coalesce(Subquery(reached.annotate(n=Count("pk")).values("n")), 0))
    )


def register_lines(rows: Sequence[Issuance]) -> list[RegisterLine]:
    """Return what each row says in the register, in their order; one query, for void ones.

    A plan whose number was made void may have been changed since: its line says what the number
    had been taken for.
    """
    void = [row.version_id for row in rows if _is_void(row) and row.is_of_plan]
    numbered = {
        version.pk: content_of_version(version)
        for version in (PlanVersion.objects.filter(pk__in=void) if void else ())
    }
    return [_line(row, numbered.get(row.version_id)) for row in rows]


def _line(row: Any, numbered: PlanContent | None) -> RegisterLine:
    document: Any = row.numbered
    subject, signer = document.subject, document.signature_name
    recipients: Sequence[Any] = [] if row.year_paper else list(row.plan.recipients.all())
    if numbered is not None and _is_void(row):
        subject, signer = numbered.subject, numbered.signature.name
        recipients = numbered.recipients
    was_sent = row.state == Issuance.State.RELEASED and not _is_historical(row)
    return RegisterLine(
        number=row.number,
        full_number=printable(row.full_number),
        issued_on=row.issued_on,
        title=printable(f"{type_name(document.document_type)}: {subject}"),
        signer=printable(signer),
        recipients=printable_texts(_sent_to(row, recipients)),
        kept_by=_kept_by(row, recipients),
        copies=(1 if row.year_paper else row.reached) if was_sent else None,
        sent_on=timezone.localdate(row.released_at) if was_sent else None,
        note=_note(row),
    )


def _sent_to(row: Issuance, recipients: Sequence[Any]) -> list[str]:
    """A report goes to whoever receives it; to how many units a letter goes, it says itself."""
    if row.letter is not None:
        return []
    if row.year_paper is not None:
        return [row.year_paper.receiver.name]
    return [_recipient(line) for line in recipients if not line.is_archive]


def _recipient(line: Any) -> str:
    text = line.text.strip(" -–—;.,")
    return f"{text} ({line.purpose})" if line.purpose and line.purpose not in text else text


def _kept_by(row: Issuance, recipients: Sequence[Any]) -> str:
    """The archive's line says who keeps a copy; without it, it is who drafted the plan."""
    for line in recipients:
        if line.is_archive:
            kept = printable(line.text).strip(" -–—;.,").removeprefix(words.ARCHIVE_LABEL).strip()
            if kept:
                return kept
    return printable((row.year_paper.unit if row.year_paper else row.plan.drafting_unit).name)


def _note(row: Issuance) -> str:
    if _is_void(row):
        return printable(words.REGISTER_VOID_NOTE.format(reason=row.reason))
    notes = []
    if row.medium == Issuance.Medium.PAPER:
        notes.append(words.REGISTER_PAPER_NOTE.format(reason=row.reason))
    if row.state == Issuance.State.TAKEN:
        notes.append(words.REGISTER_TAKEN_NOTE)
    return printable(" ".join(notes))


def _is_void(row: Issuance) -> bool:
    return row.state == Issuance.State.VOID


def _is_historical(row: Issuance) -> bool:
    """Sent out before the system: how many copies, and when, stands on paper alone."""
    return row.plan.is_historical and row.is_of_plan


def register_books(
    viewer: Any, on: dt.date, wanted: RegisterFilter, *, limit: int
) -> tuple[RegisterBook, ...]:
    """Return the register as it is kept: a book for each body, year and series, ascending by
    number, with the lines that a person may see and no other. At most seven queries.

    A book that lacks a line, by what was asked or by what the person may see, is an extract and
    says so.

    Raises:
        RuleViolation: ``register_too_long``, beyond ``limit`` lines; ``register_empty``.
    """
    seats = seats_of(viewer, on)
    rows = register_of(viewer, on, wanted, seats=seats)
    ordered = rows.order_by("series__unit_id", "series__year", "series__code", "number", "pk")
    found = list(_with_all_of_a_line(ordered)[: limit + 1])
    if len(found) > limit:
        raise RuleViolation("register_too_long", limit=limit)
    if not found:
        raise RuleViolation("register_empty")
    lines: dict[int, list[RegisterLine]] = defaultdict(list)
    for row, line in zip(found, register_lines(found), strict=True):
        lines[row.series_id].append(line)
    series = NumberSeries.objects.select_related("unit").in_bulk(list(lines))
    whole = _counts(Issuance.objects.all(), series)
    seen = _counts(register_of(viewer, on, RegisterFilter(), seats=seats), series)
    return tuple(
        _book(series[pk], lines[pk], _scope(wanted, sees_all=seen[pk] == whole[pk])) for pk in lines
    )


def _counts(rows: QuerySet[Issuance], series: Iterable[int]) -> dict[int, int]:
    pairs = rows.filter(series_id__in=list(series)).order_by().values_list("series_id")
    return dict(pairs.annotate(n=Count("pk")))


def _book(series: NumberSeries, lines: Sequence[RegisterLine], scope: str) -> RegisterBook:
    unit = series.unit
    return RegisterBook(
        body=printable(unit.name),
        short_body=printable(unit.short_name or unit.name),
        year=series.year,
        code="" if series.code == PAPER_SERIES else printable(series.code),
        lines=tuple(lines),
        scope=scope,
    )


def _scope(wanted: RegisterFilter, *, sees_all: bool) -> str:
    parts = []
    if wanted.words:
        parts.append(words.REGISTER_SCOPE_WORDS.format(words=printable(wanted.words)))
    if wanted.number is not None:
        symbol = printable(wanted.symbol)
        parts.append(words.REGISTER_SCOPE_NUMBER.format(number=wanted.number, symbol=symbol))
    if wanted.only_void:
        parts.append(words.REGISTER_SCOPE_VOID)
    if not sees_all:
        parts.append(words.REGISTER_SCOPE_SEEN)
    return "; ".join(parts)


def void_rows(rows: QuerySet[Issuance], *, offset: int, size: int) -> Sequence[Issuance]:
    """Return one page of void numbers with all that a row shows, in two queries.

    The plan of each has ``live_issuances``: the number that it holds instead, if it does.
    """
    live = plan_numbers()
    return list(
        rows.select_related("plan__drafting_unit", "voided_by").prefetch_related(
            Prefetch("plan__issuances", live, to_attr="live_issuances")
        )[offset : offset + size]
    )


def years_in_register(
    viewer: Any, on: dt.date, *, seats: Sequence[Seat] | None = None
) -> list[int]:
    """Return the years of the register, the latest first."""
    rows = register_of(viewer, on, RegisterFilter(), seats=seats).order_by()
    return sorted(set(rows.values_list("series__year", flat=True).distinct()), reverse=True)
