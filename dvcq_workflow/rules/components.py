"""The components a document must carry (decree 30/2020, Article 8), looked up in a content."""

from __future__ import annotations

from dataclasses import dataclass

from dvcq_workflow.rules.content import PlanContent


@dataclass(frozen=True)
class Component:
    """One component: is it there, and does every plan need it? ``shown``: what was found of it."""

    code: str
    is_present: bool
    is_required: bool = True
    shown: str = ""


def components_of(content: PlanContent) -> tuple[Component, ...]:
    """Return the components that come from the content, in the decree's order.

    Country name and motto are printed on every sheet; number, date and seal come after the
    signature. None of them can be missing from a content, so none is listed.

    Source: decree 30/2020/ND-CP, Article 8.2 and 8.3, Phụ lục I, II.
    """
    signature = content.signature
    archive = [line.text for line in content.recipients if line.is_archive]
    signer = " / ".join([*signature.authority_lines, signature.position, signature.name])
    return (
        _text("issuer", " ".join(content.heading_lines)),
        _text("symbol", content.symbol),
        _text("place", content.place),
        _text("subject", content.subject),
        Component("bases", bool(content.bases), is_required=False, shown=", ".join(content.bases)),
        Component("body", _has_body(content), shown=""),
        Component("signer", bool(signature.position and signature.name), shown=signer.strip(" /")),
        Component("recipients", bool(content.recipients), shown=str(len(content.recipients))),
        Component("archive_line", bool(archive), shown=", ".join(archive)),
        Component(
            "appendices",
            bool(content.appendices),
            is_required=False,
            shown=", ".join(table.title for table in content.appendices if table.title),
        ),
    )


def missing_components(content: PlanContent) -> tuple[Component, ...]:
    """Return the components that every plan needs and this one has not."""
    return tuple(c for c in components_of(content) if c.is_required and not c.is_present)


def _text(code: str, value: str) -> Component:
    return Component(code, bool(value.strip()), shown=value)


def _has_body(content: PlanContent) -> bool:
    return bool(content.nodes) and all(node.text.strip() for node in content.nodes)
