"""The content editor's form: from a content to what a person edits, and from there to a content.

Nothing typed is ever lost: the form renders what was posted, also where it is no content yet.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import ProhibitNullCharactersValidator
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dvcq_workflow.models.plans import Plan, PlanItem
from dvcq_workflow.rules.canonical import normal_text
from dvcq_workflow.rules.content import (
    Appendix,
    Citation,
    Node,
    PlanContent,
    RecipientLine,
    SignatureBlock,
)
from dvcq_workflow.web.forms.body_text import nodes_of_text, text_of_nodes
from dvcq_workflow.web.forms.fields import PageForm
from dvcq_workflow.web.forms.rows import (
    AppendixRow,
    CitationRow,
    NodeRow,
    RecipientRow,
    citation_rows,
    node_rows,
    posted_appendices,
    posted_citations,
    posted_nodes,
    posted_recipients,
    rearranged,
    recipient_rows,
    typed_date,
)
from dvcq_workflow.web.forms.tables import rows_of_text, text_of_rows

BODY_ROWS_LIMIT = 150
"""More paragraphs are edited as one text: Django takes a thousand fields a page."""
CITATION_ROWS_LIMIT = 70
"""More documents are edited as lines, for the same reason."""

CITATION_COLUMNS: tuple[Promise, ...] = (
    _("Number and symbol"),
    _("Kind"),
    _("Date"),
    _("Issuer"),
    _("Basis (x)"),
)
BLANKS: dict[str, Any] = {
    "node": NodeRow,
    "citation": CitationRow,
    "recipient": RecipientRow,
    "appendix": AppendixRow,
}


class ContentForm(PageForm):
    """The words of a plan. ``base`` is the content that stands now: what the page does not show
    (heading, symbol, signature block, counts of mentions) is taken from it."""

    subject = forms.CharField(
        label=_("Subject"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    year = forms.IntegerField(label=_("Year"), min_value=1990, max_value=2200)
    year_to = forms.IntegerField(
        label=_("Last year"),
        required=False,
        min_value=1990,
        max_value=2200,
        help_text=_("Only for a plan of several years."),
    )
    place = forms.CharField(label=_("Place of issue"), required=False, max_length=100)
    preamble_style = forms.ChoiceField(
        label=_("Form of the bases"), choices=Plan.PreambleStyle.choices
    )
    preamble = forms.CharField(
        label=_("Bases, as printed"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One paragraph a line."),
    )

    def __init__(self, data: QueryDict | None = None, *, base: PlanContent, **kwargs: Any) -> None:
        self.base = base
        kwargs.setdefault("initial", self.head_of(base))
        super().__init__(data, **kwargs)
        if data is None:
            self._rows_of(base)
        else:
            self._rows_posted(data)

    def head_of(self, content: PlanContent) -> dict[str, Any]:
        """Return the head's fields as the page first shows them."""
        return {
            "subject": content.subject,
            "year": content.year,
            "year_to": content.year_to,
            "place": content.place,
            "preamble_style": content.preamble_style,
            "preamble": "\n".join(content.preamble),
        }

    def _rows_of(self, content: PlanContent) -> None:
        self.body_as_text = len(content.nodes) > BODY_ROWS_LIMIT
        self.citations_as_text = len(content.citations) > CITATION_ROWS_LIMIT
        self.node = node_rows(content.nodes)
        self.body_text = text_of_nodes(content.nodes)
        self.citation = citation_rows(content.citations, content.bases)
        self.citation_text = _text_of_citations(self.citation)
        self.recipient = recipient_rows(content.recipients)
        self.appendix = [
            AppendixRow(table.title, text_of_rows([table.columns, *table.rows]))
            for table in content.appendices
        ]

    def _rows_posted(self, data: QueryDict) -> None:
        self.body_as_text = data.get("body_mode") == "text"
        self.citations_as_text = data.get("citation_mode") == "text"
        self.body_text = data.get("body_text", "")
        self.citation_text = data.get("citation_text", "")
        self.node = (
            node_rows(nodes_of_text(self.body_text)) if self.body_as_text else posted_nodes(data)
        )
        self.citation = (
            _citations_of_text(self.citation_text)
            if self.citations_as_text
            else posted_citations(data)
        )
        self.recipient = posted_recipients(data)
        self.appendix = posted_appendices(data)

    def rearrange(self, operation: str) -> None:
        """Do one act of the page that only changes what is on it: ``node:after:3``,
        ``body:text``, ``citation:rows`` …; one that is unknown changes nothing."""
        name, _colon, rest = operation.partition(":")
        verb, _colon, place = rest.partition(":")
        if verb in ("text", "rows"):
            self._show_as(name, verb == "text")
        elif name in BLANKS:
            at = int(place) if place.isdecimal() and len(place) < 6 else -1
            setattr(self, name, rearranged(getattr(self, name), verb, at, BLANKS[name]))

    def _show_as(self, name: str, as_text: bool) -> None:
        if name == "body":
            if as_text and not self.body_as_text:
                self.body_text = text_of_nodes(self._nodes())
            self.body_as_text = as_text
        elif name == "citation":
            if as_text and not self.citations_as_text:
                self.citation_text = _text_of_citations(self.citation)
            self.citations_as_text = as_text

    @property
    def body_fits_rows(self) -> bool:
        """Whether the body may be edited row by row on one page."""
        return len(self.node) <= BODY_ROWS_LIMIT

    @property
    def citations_fit_rows(self) -> bool:
        """Whether the cited documents may be edited row by row on one page."""
        return len(self.citation) <= CITATION_ROWS_LIMIT

    @property
    def node_kinds(self) -> list[tuple[str, str]]:
        """The kinds a paragraph may be, with their names."""
        return [(value, str(name)) for value, name in PlanItem.Kind.choices]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        refuse_null = ProhibitNullCharactersValidator()
        for rows in (self.node, self.citation, self.recipient, self.appendix):
            for row in rows:
                for value in vars(row).values():
                    if isinstance(value, str):
                        refuse_null(value)
        unread = 0
        for row in self.citation:
            row.problem = ""
            try:
                typed_date(row.date)
            except ValueError:
                unread += 1
                row.problem = str(
                    _("This is not a day. Write it as day/month/year, such as 06/4/2020.")
                )
        if unread:
            raise forms.ValidationError(
                _("Dates of cited documents that are not days: %(count)s. Correct them below."),
                params={"count": unread},
            )
        return cleaned

    def to_content(self) -> PlanContent:
        """Return what was typed as a content; call ``is_valid`` first."""
        head = self.cleaned_data
        citations = self._citations()
        return PlanContent(
            document_type=self.base.document_type,
            **self._origin(),
            place=head["place"],
            year=head["year"],
            year_to=head["year_to"],
            subject=head["subject"],
            preamble_style=head["preamble_style"],
            preamble=lines_of(head["preamble"]),
            bases=self._bases(),
            nodes=self._nodes(),
            appendices=tuple(_table(row) for row in self.appendix if row.title or row.table),
            citations=citations,
            recipients=tuple(
                RecipientLine(normal_text(r.text), normal_text(r.purpose), r.is_archive)
                for r in self.recipient
                if r.text.strip()
            ),
            signature=self._signature(),
            changes=self.base.changes,
        )

    @property
    def typed_text(self) -> str:
        """Subject and body as typed, to be kept by whoever may no longer store them."""
        subject = str(self["subject"].value() or "")
        return "\n".join(part for part in (subject, text_of_nodes(self._nodes())) if part)

    def _origin(self) -> dict[str, Any]:
        return {
            "heading_lines": self.base.heading_lines,
            "parent_heading": self.base.parent_heading,
            "symbol": self.base.symbol,
        }

    def _signature(self) -> SignatureBlock:
        return self.base.signature

    def _nodes(self) -> tuple[Node, ...]:
        return tuple(Node(row.kind, _number(row), normal_text(row.text)) for row in self.node)

    def _citations(self) -> tuple[Citation, ...]:
        mentions = {citation.symbol: citation.mentions for citation in self.base.citations}
        return tuple(
            Citation(
                symbol=(symbol := normal_text(row.symbol)),
                kind=normal_text(row.kind),
                date=typed_date(row.date),
                issuer=normal_text(row.issuer),
                mentions=mentions.get(symbol, 1),
            )
            for row in self.citation
            if row.symbol.strip()
        )

    def _bases(self) -> tuple[str, ...]:
        """Return the bases in the preamble's order: as before, new ones at the end."""
        ticked = [normal_text(r.symbol) for r in self.citation if r.is_basis and r.symbol.strip()]
        before = [symbol for symbol in self.base.bases if symbol in ticked]
        return (*before, *(symbol for symbol in dict.fromkeys(ticked) if symbol not in before))


def _number(row: NodeRow) -> str:
    """Return the number without the mark that is printed after it; a paragraph has none."""
    if row.kind == "paragraph":
        return ""
    return normal_text(row.number).rstrip(")." if row.kind == "bullet" else ".")


def lines_of(text: str) -> tuple[str, ...]:
    """Return the lines of a text, single-spaced; empty ones count for nothing."""
    return tuple(line for raw in text.splitlines() if (line := normal_text(raw)))


def _table(row: AppendixRow) -> Appendix:
    rows = rows_of_text(row.table)
    return Appendix(
        title=normal_text(row.title),
        columns=rows[0] if rows else (),
        rows=tuple(rows[1:]),
    )


def _text_of_citations(rows: list[CitationRow]) -> str:
    return text_of_rows(
        [row.symbol, row.kind, row.date, row.issuer, "x" if row.is_basis else ""] for row in rows
    )


def _citations_of_text(text: str) -> list[CitationRow]:
    rows = []
    for cells in rows_of_text(text):
        symbol, kind, date, issuer, basis = (*cells, "", "", "", "", "")[:5]
        rows.append(CitationRow(symbol, kind, date, issuer, is_basis=bool(basis)))
    return rows
