"""The content of a plan as one value: what is written, checked, approved, signed and hashed.

It holds words, recipients and the signature block. It does not hold number, date or seal: they
come after approval (decree 30/2020/ND-CP, Articles 14-17).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from dvcq_workflow.rules.canonical import canonical_json, digest_text, normal_text
from dvcq_workflow.rules.errors import RuleViolation

SCHEMA = "dvcq.plan-content/1"
NODE_KINDS = ("section", "item", "bullet", "paragraph")
PREAMBLE_STYLES = ("lines", "paragraph", "none")

MAX_NODES = 2000
MAX_TEXT = 100_000
MAX_CONTENT = 2_000_000
MAX_LIST = 500


@dataclass(frozen=True)
class Node:
    """One paragraph of the body. ``kind``: section, item, bullet or paragraph, in reading order;
    ``number`` as printed without its dot ("I", "1", "a"); empty for a dash and a paragraph."""

    kind: str
    number: str
    text: str


@dataclass(frozen=True)
class Citation:
    """A document cited; ``date`` is None where the text gives none."""

    symbol: str
    kind: str = ""
    date: dt.date | None = None
    issuer: str = ""
    mentions: int = 1


@dataclass(frozen=True)
class RecipientLine:
    """One line of "Nơi nhận" without its dash; ``purpose`` such as "b/c"."""

    text: str
    purpose: str = ""
    is_archive: bool = False


@dataclass(frozen=True)
class Appendix:
    """A table at the end; each row has as many cells as there are columns."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class SignatureBlock:
    """What stands above and below the signature: authority lines in order, position, name."""

    authority_lines: tuple[str, ...] = ()
    position: str = ""
    name: str = ""


@dataclass(frozen=True)
class PlanContent:
    """The whole content of a plan. Two contents with one hash are the same, word for word.

    ``heading_lines``: the issuing body's name as printed; ``parent_heading``: the line of its
    parent agency, or empty (a provincial committee has none). ``symbol``: type and organ, such
    as "KH-UBND". ``preamble``: its paragraphs; ``bases``: the symbols that are legal bases.
    """

    document_type: str
    heading_lines: tuple[str, ...]
    parent_heading: str
    symbol: str
    place: str
    year: int
    year_to: int | None
    subject: str
    preamble_style: str
    preamble: tuple[str, ...]
    bases: tuple[str, ...]
    nodes: tuple[Node, ...]
    appendices: tuple[Appendix, ...] = ()
    citations: tuple[Citation, ...] = ()
    recipients: tuple[RecipientLine, ...] = ()
    signature: SignatureBlock = field(default_factory=SignatureBlock)

    def to_json(self) -> dict[str, Any]:
        """Return the content in the canonical profile: text in NFC, single-spaced."""
        value = _plain(asdict(self))
        value["schema"] = SCHEMA
        return value

    @property
    def canonical(self) -> str:
        """The one text that is hashed and frozen in a version."""
        return canonical_json(self.to_json())

    @property
    def content_hash(self) -> str:
        """SHA-256 (64 hex digits) of ``canonical``."""
        return digest_text(self.canonical)

    def count(self, kind: str) -> int:
        """Return how many paragraphs of ``kind`` there are."""
        return sum(1 for node in self.nodes if node.kind == kind)


def content_from_json(value: dict[str, Any]) -> PlanContent:
    """Rebuild a content from ``to_json``; the hash is the same again.

    Raises:
        RuleViolation: ``content_malformed``, where a key is missing or of the wrong kind.
    """
    try:
        known = {f.name for f in fields(PlanContent)}
        data = {key: item for key, item in value.items() if key in known}
        return PlanContent(
            **{
                **data,
                "heading_lines": tuple(data["heading_lines"]),
                "preamble": tuple(data["preamble"]),
                "bases": tuple(data["bases"]),
                "nodes": tuple(Node(**node) for node in data["nodes"]),
                "appendices": tuple(_appendix(item) for item in data.get("appendices", ())),
                "citations": tuple(_citation(item) for item in data.get("citations", ())),
                "recipients": tuple(RecipientLine(**r) for r in data.get("recipients", ())),
                "signature": _signature(data.get("signature", {})),
            }
        )
    except (KeyError, TypeError, ValueError, AttributeError) as problem:
        raise RuleViolation("content_malformed") from problem


def require_storable(content: PlanContent) -> None:
    """Refuse a content that no draft may have: unbounded, shapeless, or with characters that
    cannot be stored.

    Raises:
        RuleViolation: ``content_too_long``, ``content_node_kind_unknown``, ``content_year_wrong``,
            ``content_table_uneven``, ``content_symbol_twice``, ``content_basis_not_cited``.
    """
    _require_bounds(content)
    _require_shape(content)
    symbols = [citation.symbol for citation in content.citations]
    if len(set(symbols)) != len(symbols):
        raise RuleViolation("content_symbol_twice")
    if missing := [basis for basis in content.bases if basis not in symbols]:
        raise RuleViolation("content_basis_not_cited", symbol=missing[0])


def _require_bounds(content: PlanContent) -> None:
    too_long = (
        len(content.nodes) > MAX_NODES
        or any(len(node.text) > MAX_TEXT for node in content.nodes)
        or len(content.citations) > MAX_LIST
        or len(content.recipients) > MAX_LIST
        or len(content.canonical) > MAX_CONTENT
    )
    if too_long:
        raise RuleViolation("content_too_long")


def _require_shape(content: PlanContent) -> None:
    for node in content.nodes:
        if node.kind not in NODE_KINDS:
            raise RuleViolation("content_node_kind_unknown", kind=node.kind)
    if not 1990 <= content.year <= 2200 or (content.year_to and content.year_to <= content.year):
        raise RuleViolation("content_year_wrong")
    for table in content.appendices:
        if any(len(row) != len(table.columns) for row in table.rows):
            raise RuleViolation("content_table_uneven", title=table.title)


def require_complete(content: PlanContent) -> None:
    """Refuse to let an unfinished draft leave its desk.

    Raises:
        RuleViolation: ``draft_without_subject``, ``draft_without_body``, ``draft_empty_paragraph``,
            ``draft_without_recipients``, ``draft_without_archive_line``,
            ``draft_without_signature``.

    Source: decree 30/2020/ND-CP, Article 8 (main components).
    """
    if not content.subject.strip():
        raise RuleViolation("draft_without_subject")
    if not content.nodes:
        raise RuleViolation("draft_without_body")
    for position, node in enumerate(content.nodes, start=1):
        if not node.text.strip():
            raise RuleViolation("draft_empty_paragraph", position=position)
    if not content.recipients:
        raise RuleViolation("draft_without_recipients")
    if not any(line.is_archive for line in content.recipients):
        raise RuleViolation("draft_without_archive_line")
    if not content.signature.position or not content.signature.name:
        raise RuleViolation("draft_without_signature")


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return normal_text(value)
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, dt.date):
        return value.isoformat()
    return value


def _appendix(value: dict[str, Any]) -> Appendix:
    return Appendix(
        title=value["title"],
        columns=tuple(value["columns"]),
        rows=tuple(tuple(row) for row in value["rows"]),
    )


def _citation(value: dict[str, Any]) -> Citation:
    date = value.get("date")
    return Citation(**{**value, "date": dt.date.fromisoformat(date) if date else None})


def _signature(value: dict[str, Any]) -> SignatureBlock:
    return SignatureBlock(**{**value, "authority_lines": tuple(value.get("authority_lines", ()))})
