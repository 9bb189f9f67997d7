"""From a content to rows and back to frozen versions. Called by services inside their act."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from dvcq_workflow.context import current_act
from dvcq_workflow.models.plans import (
    CitedDocument,
    LegalBasis,
    Plan,
    PlanAppendix,
    PlanItem,
    PlanParty,
    Recipient,
)
from dvcq_workflow.models.versions import PlanVersion
from dvcq_workflow.rules.canonical import digest_text
from dvcq_workflow.rules.content import PlanContent, content_from_json, require_storable
from dvcq_workflow.rules.ordering import GAP, matched, positions
from dvcq_workflow.selectors.content import changed_plan_of, content_of

DEPTH = {"section": 0, "item": 1, "bullet": 2, "paragraph": 1}


def apply_head(plan: Plan, content: PlanContent) -> None:
    """Copy the content's head onto the plan, unsaved. The signature block stays the plan's own."""
    plan.document_type = content.document_type
    plan.year, plan.year_to = content.year, content.year_to
    plan.heading_lines = list(content.heading_lines)
    plan.parent_heading = content.parent_heading
    plan.symbol = content.symbol
    plan.place = content.place
    plan.subject = content.subject
    plan.preamble_style = content.preamble_style
    plan.preamble = list(content.preamble)
    plan.signature_lines = list(content.signature.authority_lines)
    plan.signature_position = content.signature.position
    plan.signature_name = content.signature.name


def write_content(plan: Plan, content: PlanContent) -> PlanContent:
    """Bring the plan's rows to ``content``, touching only what differs, and save the plan.

    Which issued plan it changes is the plan's own, named when it is begun, and stays as it is.
    Returns the content as stored (NFC, single-spaced); ``plan.content_hash`` is its hash.

    Raises:
        RuleViolation: what ``rules.content.require_storable`` refuses.
    """
    content = replace(content, changes=changed_plan_of(plan))
    require_storable(content)
    stored = content_from_json(content.to_json())
    apply_head(plan, stored)
    plan.content_hash = stored.content_hash
    plan.save()
    PlanParty.objects.filter(plan=plan).exclude(year=plan.year).update(year=plan.year)
    _write_items(plan, stored)
    _write_recipients(plan, stored)
    _write_citations(plan, stored)
    _write_appendices(plan, stored)
    return stored


def freeze_version(plan: Plan, content: PlanContent | None = None) -> PlanVersion:
    """Return the version of the plan's content as it is, frozen now unless it was before.

    ``content``: the plan's own, where the caller has read it already. What was frozen before is
    returned without its text, which is read when asked for.
    """
    frozen = PlanVersion.objects.filter(plan=plan).defer("content").order_by("-number")
    before = list(frozen)
    for version in before:
        if version.content_hash == plan.content_hash:
            return version
    act = current_act()
    text = (content or content_of(plan)).canonical
    version = PlanVersion(
        plan=plan,
        number=before[0].number + 1 if before else 1,
        content=text,
        content_hash=digest_text(text),
        frozen_at=act.at,
        frozen_by_id=act.actor_id,
    )
    version.save(force_insert=True)
    return version


def _write_items(plan: Plan, content: PlanContent) -> None:
    wanted = [(node.kind, node.number, node.text) for node in content.nodes]
    rows = list(plan.items.order_by("position"))
    have = [(row.kind, row.number, row.text) for row in rows]

    parents: list[PlanItem] = []

    def fill(row: PlanItem, value: tuple[str, str, str]) -> None:
        row.kind, row.number, row.text = value
        while parents and DEPTH[parents[-1].kind] >= DEPTH[row.kind]:
            parents.pop()
        row.parent = parents[-1] if parents else None
        parents.append(row)

    _free_children(rows, {i for i in matched(have, wanted) if i is not None})
    _sync(rows, have, wanted, lambda: PlanItem(plan=plan), fill)


def _free_children(rows: Sequence[PlanItem], kept: set[int]) -> None:
    """Take rows that stay out from under one that goes; they find their new parent after."""
    going = {row.pk for index, row in enumerate(rows) if index not in kept}
    for index in kept:
        if rows[index].parent_id in going:
            rows[index].parent = None
            rows[index].save()


def _write_recipients(plan: Plan, content: PlanContent) -> None:
    wanted = [(line.text, line.purpose, line.is_archive) for line in content.recipients]
    rows = list(plan.recipients.order_by("position"))
    have = [(row.text, row.purpose, row.is_archive) for row in rows]

    def fill(row: Recipient, value: tuple[str, str, bool]) -> None:
        if row.text != value[0]:
            row.unit, row.group = None, None
        row.text, row.purpose, row.is_archive = value

    _sync(rows, have, wanted, lambda: Recipient(plan=plan), fill)


def _write_citations(plan: Plan, content: PlanContent) -> None:
    rows = list(plan.citations.order_by("position"))
    have = [(r.symbol, r.kind, r.issued_on, r.issuer, r.mentions) for r in rows]
    wanted = [(c.symbol, c.kind, c.date, c.issuer, c.mentions) for c in content.citations]
    bases = list(plan.bases.order_by("position").select_related("citation"))
    cited_as_before = [basis.citation.symbol for basis in bases] == list(content.bases)
    if have == wanted and cited_as_before:
        return
    for basis in bases:
        basis.delete()
    by_symbol = {row.symbol: row for row in rows}
    for symbol in by_symbol.keys() - {citation.symbol for citation in content.citations}:
        by_symbol.pop(symbol).delete()
    for place, value in enumerate(wanted, start=1):
        row = by_symbol.get(value[0]) or CitedDocument(plan=plan)
        before = (row.symbol, row.kind, row.issued_on, row.issuer, row.mentions, row.position)
        if before != (*value, place):
            row.symbol, row.kind, row.issued_on, row.issuer, row.mentions = value
            row.position = place
            row.save()
        by_symbol[value[0]] = row
    for place, symbol in enumerate(content.bases, start=1):
        LegalBasis(plan=plan, citation=by_symbol[symbol], position=place).save()


def _write_appendices(plan: Plan, content: PlanContent) -> None:
    wanted = [
        (table.title, list(table.columns), [list(row) for row in table.rows])
        for table in content.appendices
    ]
    rows = list(plan.appendices.order_by("position"))
    for row in rows[len(wanted) :]:
        row.delete()
    for place, value in enumerate(wanted):
        row = rows[place] if place < len(rows) else PlanAppendix(plan=plan, position=place + 1)
        if row._state.adding or (row.title, row.columns, row.rows) != value:
            row.title, row.columns, row.rows = value
            row.save()


def _sync(
    rows: Sequence[Any],
    have: Sequence[tuple[Any, ...]],
    wanted: Sequence[tuple[Any, ...]],
    make: Callable[[], Any],
    fill: Callable[[Any, Any], None],
) -> None:
    """Bring ordered rows to ``wanted``: matched rows stay, what is gone is deleted (a draft's
    paragraph has no legal effect; history keeps it), what is new falls in between. A row in
    which nothing changed is not written."""
    origin = matched(have, wanted)
    kept = {index for index in origin if index is not None}
    for gone in reversed(range(len(rows))):
        if gone not in kept:
            rows[gone].delete()
    places = positions([None if i is None else rows[i].position for i in origin])
    if places is None:
        places = _renumbered(rows, kept, len(wanted))
    for index, value, place in zip(origin, wanted, places, strict=True):
        row = make() if index is None else rows[index]
        fill(row, value)
        row.position = place
        row.save()


def _renumbered(rows: Sequence[Any], kept: set[int], count: int) -> list[int]:
    """Number all anew beyond the highest position, so that no two rows collide on the way."""
    top = max(rows[index].position for index in kept)
    return [top + GAP * place for place in range(1, count + 1)]
