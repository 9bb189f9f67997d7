"""Forms of the import pages and of a blank draft."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from dvcq_workflow.conf import conf
from dvcq_workflow.labels import sentence_of
from dvcq_workflow.models.people import SigningAuthority
from dvcq_workflow.models.units import Unit
from dvcq_workflow.rules.canonical import normal_text
from dvcq_workflow.rules.content import PlanContent, SignatureBlock
from dvcq_workflow.rules.errors import RuleViolation
from dvcq_workflow.selectors.choices import issuing_units_for, signers_for, units_on
from dvcq_workflow.web.forms.content import ContentForm, lines_of
from dvcq_workflow.web.forms.fields import DayField, PageForm, ReasonField
from dvcq_workflow.web.forms.units import QUIET_KINDS

ORIGIN = (
    "heading",
    "parent_heading",
    "symbol",
    "signature_lines",
    "signature_position",
    "signature_name",
)


class StartImportForm(PageForm):
    """A file or a pasted text, and the unit that drafts from it."""

    unit = forms.ModelChoiceField(label=_("Drafting unit"), queryset=Unit.objects.none())
    file = forms.FileField(
        label=_("File"),
        required=False,
        help_text=_("A Word file (.docx) or a text in UTF-8."),
        widget=forms.FileInput(attrs={"accept": ".docx,.txt,text/plain"}),
        allow_empty_file=True,
    )
    text = forms.CharField(
        label=_("Or paste the plan's text"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12}),
    )

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_unit(self.fields["unit"], units)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        file, text = cleaned.get("file"), cleaned.get("text", "")
        if not file and not text.strip() and "file" not in self.errors:
            self.add_error("file", _("Choose a file, or paste the plan's text below."))
        if file and file.size > conf.MAX_UPLOAD_BYTES:
            limit = conf.MAX_UPLOAD_BYTES // (1024 * 1024)
            violation = RuleViolation("import_file_too_large", limit_mb=limit)
            self.add_error("file", sentence_of(violation))
        return cleaned


class ImportContentForm(ContentForm):
    """A content with its origin: what an already issued plan carries as printed."""

    heading = forms.CharField(
        label=_("Issuing body, as printed"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One line a line."),
    )
    parent_heading = forms.CharField(
        label=_("Parent agency, as printed"), required=False, max_length=300
    )
    symbol = forms.CharField(label=_("Symbol"), required=False, max_length=60)
    signature_lines = forms.CharField(
        label=_("Authority lines (TM., KT. …)"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    signature_position = forms.CharField(
        label=_("Position of the signer"), required=False, max_length=150
    )
    signature_name = forms.CharField(label=_("Name of the signer"), required=False, max_length=150)

    def head_of(self, content: PlanContent) -> dict[str, Any]:
        """Return the head's fields, with those of the origin."""
        return {
            **super().head_of(content),
            "heading": "\n".join(content.heading_lines),
            "parent_heading": content.parent_heading,
            "symbol": content.symbol,
            "signature_lines": "\n".join(content.signature.authority_lines),
            "signature_position": content.signature.position,
            "signature_name": content.signature.name,
        }

    @property
    def origin_fields(self) -> list[forms.BoundField]:
        """The fields that say where an issued plan came from."""
        return [self[name] for name in ORIGIN]

    def _origin(self) -> dict[str, Any]:
        head = self.cleaned_data
        return {
            "heading_lines": lines_of(head["heading"]),
            "parent_heading": normal_text(head["parent_heading"]),
            "symbol": normal_text(head["symbol"]),
        }

    def _signature(self) -> SignatureBlock:
        head = self.cleaned_data
        return SignatureBlock(
            authority_lines=lines_of(head["signature_lines"]),
            position=normal_text(head["signature_position"]),
            name=normal_text(head["signature_name"]),
        )


class UnitsForm(PageForm):
    """Which body issues, which unit advises."""

    issuing_unit = forms.ModelChoiceField(label=_("Issuing body"), queryset=Unit.objects.none())
    advising_unit = forms.ModelChoiceField(
        label=_("Advising unit"), queryset=Unit.objects.none(), required=False
    )

    def __init__(self, *args: Any, drafting_units: list[Unit], on: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.drafting_units, self.on = drafting_units, on
        self.issuing = issuing_units_for(drafting_units, on)
        choose_unit(self.fields["issuing_unit"], self.issuing)
        choose_unit(
            self.fields["advising_unit"],
            units_on(on).exclude(kind__in=QUIET_KINDS).order_by("name_folded"),
            nothing=_("none"),
        )


class StoreDraftForm(UnitsForm):
    """An import becomes a draft: with or without its signer named at once."""

    signing_authority = forms.ModelChoiceField(
        label=_("Who is to sign"),
        queryset=SigningAuthority.objects.none(),
        required=False,
        empty_label=_("choose later"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["signing_authority"]
        field.queryset = signers_for([unit.pk for unit in self.issuing], self.on)  # type: ignore[attr-defined]
        field.label_from_instance = signer_label  # type: ignore[attr-defined]


class RecordIssuedForm(UnitsForm):
    """An import is a plan issued before this system: its own number and date, and why it is
    recorded so."""

    number = forms.IntegerField(label=_("Number, as printed"), min_value=1, max_value=1_000_000)
    issued_on = DayField(label=_("Date, as printed"))
    reason = ReasonField(label=_("Why it is recorded here"))


class DropForm(PageForm):
    """Why an import is given up."""

    reason = ReasonField(label=_("Why it is dropped"))


class StartDraftForm(UnitsForm):
    """A blank draft."""

    unit = forms.ModelChoiceField(label=_("Drafting unit"), queryset=Unit.objects.none())
    year = forms.IntegerField(label=_("Year"), min_value=1990, max_value=2200)
    subject = forms.CharField(
        label=_("Subject"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    field_order = ("unit", "issuing_unit", "advising_unit", "year", "subject")

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, drafting_units=list(units), **kwargs)
        choose_unit(self.fields["unit"], units)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        unit, issuing = cleaned.get("unit"), cleaned.get("issuing_unit")
        if unit and issuing and issuing not in issuing_units_for([unit], self.on):
            self.add_error(
                "issuing_unit",
                _("This body does not stand above the drafting unit. Choose another one."),
            )
        return cleaned


def choose_unit(field: forms.Field, units: QuerySet[Unit], *, nothing: Any = None) -> None:
    """Let a field offer these units; the only one there is stands chosen."""
    field.queryset = units  # type: ignore[attr-defined]
    field.empty_label = nothing or _("choose")  # type: ignore[attr-defined]
    if field.required and len(units) == 1:
        field.empty_label = None  # type: ignore[attr-defined]
        field.initial = units[0].pk


def signer_label(row: SigningAuthority) -> str:
    """Return a power to sign as a list shows it."""
    return f"{row}, {row.signer_name} ({row.unit})"
