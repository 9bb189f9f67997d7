"""The content of a plan as one value: what is written, checked, approved, signed and hashed.

It holds words, recipients and the signature block. It does not hold number, date or seal: they
come after approval (decree 30/2020/ND-CP, Articles 14-17).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, fields, is_dataclass
from functools import lru_cache
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from dvcq_workflow.rules.canonical import canonical_json, digest_text, normal_text
from dvcq_workflow.rules.changes import ChangeKind
from dvcq_workflow.rules.errors import RuleViolation

SCHEMA = "dvcq.plan-content/1"
NODE_KINDS = ("section", "item", "bullet", "paragraph")
PREAMBLE_STYLES = ("lines", "paragraph", "none")
CHANGE_KINDS = tuple(str(kind) for kind in ChangeKind)

MAX_NODES = 2000
MAX_TEXT = 100_000
MAX_CONTENT = 2_000_000
MAX_LIST = 500
MAX_MENTIONS = 32_767

MAX_LENGTHS: dict[str, int] = {
    "document_type": 10,
    "parent_heading": 300,
    "symbol": 60,
    "place": 100,
    "nodes.number": 20,
    "appendices.title": 500,
    "citations.symbol": 80,
    "citations.kind": 100,
    "citations.issuer": 255,
    "recipients.text": 500,
    "recipients.purpose": 40,
    "signature.position": 150,
    "signature.name": 150,
}
"""The longest a short field may be, in characters: PostgreSQL refuses more, SQLite does not."""


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
class ChangedPlan:
    """The issued plan that this one changes. ``kind``: of ``rules.changes.ChangeKind``; ``plan``:
    its uid; ``number`` with its symbol and ``date`` as they stand on it."""

    kind: str
    plan: str
    number: str
    date: dt.date


@dataclass(frozen=True)
class PlanContent:
    """The whole content of a plan. Two contents with one hash are the same, word for word.

    ``heading_lines``: the issuing body's name as printed; ``parent_heading``: the line of its
    parent agency, or empty (a provincial committee has none). ``symbol``: type and organ, such
    as "KH-UBND". ``preamble``: its paragraphs; ``bases``: the symbols that are legal bases.
    ``changes``: the plan that this one amends or replaces, if it does.
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
    changes: ChangedPlan | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the content in the canonical profile: text in NFC, single-spaced.

        ``changes`` stands in it only where there is such a plan, so that a content which changes
        none has the hash it always had.
        """
        value = _plain(asdict(self))
        value["schema"] = SCHEMA
        if self.changes is None:
            del value["changes"]
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
        if value.get("schema", SCHEMA) != SCHEMA:
            raise ValueError(value["schema"])
        known = {f.name for f in fields(PlanContent)}
        data = {key: item for key, item in value.items() if key in known}
        content = PlanContent(
            **{
                **data,
                "heading_lines": _listed(data["heading_lines"]),
                "preamble": _listed(data["preamble"]),
                "bases": _listed(data["bases"]),
                "nodes": tuple(Node(**node) for node in data["nodes"]),
                "appendices": tuple(_appendix(item) for item in data.get("appendices", ())),
                "citations": tuple(_citation(item) for item in data.get("citations", ())),
                "recipients": tuple(RecipientLine(**r) for r in data.get("recipients", ())),
                "signature": _signature(data.get("signature", {})),
                "changes": _changed_plan(data.get("changes")),
            }
        )
        if not _is_of_kind(content, PlanContent):
            raise TypeError("a value of the wrong kind")
        return content
    except (KeyError, TypeError, ValueError, AttributeError) as problem:
        raise RuleViolation("content_malformed") from problem


def require_storable(content: PlanContent) -> None:
    """Refuse a content that no draft may have: unbounded, shapeless, or with characters that
    cannot be stored. What is measured and compared is the text as it is stored.

    Raises:
        RuleViolation: ``content_malformed``, ``content_too_long``, ``content_field_too_long``,
            ``content_node_kind_unknown``, ``content_year_wrong``, ``content_table_uneven``,
            ``content_symbol_twice``, ``content_basis_not_cited``.
    """
    value = content.to_json()
    _require_characters(value)
    _require_bounds(content, value)
    _require_shape(content)
    symbols = [citation["symbol"] for citation in value["citations"]]
    if len(set(symbols)) != len(symbols):
        raise RuleViolation("content_symbol_twice")
    if missing := [basis for basis in value["bases"] if basis not in symbols]:
        raise RuleViolation("content_basis_not_cited", symbol=missing[0])


def _require_characters(value: dict[str, Any]) -> None:
    """PostgreSQL holds no U+0000, and UTF-8 no half of a surrogate pair."""
    text = "".join(_texts(value))
    if "\x00" in text or any("\ud800" <= character <= "\udfff" for character in set(text)):
        raise RuleViolation("content_malformed")


def _require_bounds(content: PlanContent, value: dict[str, Any]) -> None:
    too_long = (
        len(content.nodes) > MAX_NODES
        or any(len(node.text) > MAX_TEXT for node in content.nodes)
        or len(content.citations) > MAX_LIST
        or len(content.recipients) > MAX_LIST
        or len(canonical_json(value)) > MAX_CONTENT
    )
    if too_long:
        raise RuleViolation("content_too_long")
    for path, limit in MAX_LENGTHS.items():
        part, _, name = path.rpartition(".")
        held = value[part] if part else value
        for holder in held if isinstance(held, list) else [held]:
            if len(holder[name]) > limit:
                raise RuleViolation("content_field_too_long", text=holder[name], limit=limit)


def _require_shape(content: PlanContent) -> None:
    for node in content.nodes:
        if node.kind not in NODE_KINDS:
            raise RuleViolation("content_node_kind_unknown", kind=node.kind)
    changes_oddly = content.changes is not None and content.changes.kind not in CHANGE_KINDS
    if content.preamble_style not in PREAMBLE_STYLES or changes_oddly:
        raise RuleViolation("content_malformed")
    if any(not 1 <= citation.mentions <= MAX_MENTIONS for citation in content.citations):
        raise RuleViolation("content_malformed")
    last = content.year if content.year_to is None else content.year_to
    is_reversed = content.year_to is not None and content.year_to <= content.year
    if not 1990 <= content.year <= last <= 2200 or is_reversed:
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
    if not content.signature.position.strip() or not content.signature.name.strip():
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


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _texts(item)


def _listed(value: Any) -> tuple[Any, ...]:
    """A text is no list of its letters."""
    if not isinstance(value, list | tuple):
        raise TypeError("a list was expected")
    return tuple(value)


@lru_cache(maxsize=16)
def _kinds(model: type[Any]) -> dict[str, Any]:
    return get_type_hints(model)


def _is_of_kind(value: Any, kind: Any) -> bool:
    """Return whether a value read from JSON is what its annotation says, all the way down."""
    origin = get_origin(kind)
    if origin is tuple:
        inner = get_args(kind)[0]
        return all(_is_of_kind(item, inner) for item in value)
    if origin is UnionType:
        return any(_is_of_kind(value, choice) for choice in get_args(kind))
    if isinstance(kind, type) and is_dataclass(kind):
        return isinstance(value, kind) and all(
            _is_of_kind(getattr(value, name), k) for name, k in _kinds(kind).items()
        )
    return type(value) is kind


def _appendix(value: dict[str, Any]) -> Appendix:
    return Appendix(
        title=value["title"],
        columns=_listed(value["columns"]),
        rows=tuple(_listed(row) for row in value["rows"]),
    )


def _citation(value: dict[str, Any]) -> Citation:
    date = value.get("date")
    return Citation(**{**value, "date": dt.date.fromisoformat(date) if date else None})


def _changed_plan(value: dict[str, Any] | None) -> ChangedPlan | None:
    if value is None:
        return None
    return ChangedPlan(**{**value, "date": dt.date.fromisoformat(value["date"])})


def _signature(value: dict[str, Any]) -> SignatureBlock:
    return SignatureBlock(**{**value, "authority_lines": _listed(value.get("authority_lines", ()))})
