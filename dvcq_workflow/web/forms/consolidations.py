"""Forms of consolidated reports: which reports count, and what their writer writes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dvcq_workflow.labels.consolidations import COUNTED_NAMES
from dvcq_workflow.rules.consolidated import SectionLine
from dvcq_workflow.rules.consolidations import Counted, Written
from dvcq_workflow.web.forms.fields import PageForm, ReasonField

SECTION = "section_"


class CollectForm(PageForm):
    """Which reports count."""

    counted = forms.ChoiceField(
        label=_("Count"),
        choices=[(str(each), name) for each, name in COUNTED_NAMES.items()],
        initial=str(Counted.HANDED_IN),
    )


class WithdrawConsolidationForm(PageForm):
    """Why a consolidated report is given up."""

    reason = ReasonField(label=_("Why the consolidated report is withdrawn"))


class ConsolidationForm(PageForm):
    """Subject, symbol, place and one text for each section of the outline."""

    subject = forms.CharField(
        label=_("Subject"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    symbol = forms.CharField(label=_("Symbol"), required=False)
    place = forms.CharField(label=_("Place of issue"), required=False)

    def __init__(self, *args: Any, sections: Sequence[SectionLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for line in sections:
            widget = forms.Textarea(attrs={"rows": 8, "class": "form-control"})
            self.fields[f"{SECTION}{line.key}"] = forms.CharField(
                label=f"{line.number}. {line.title}" if line.number else line.title,
                required=False,
                widget=widget,
                initial=line.text,
            )

    def to_written(self) -> Written:
        """Return what was typed; call ``is_valid`` first."""
        texts = {
            name.removeprefix(SECTION): text
            for name, text in self.cleaned_data.items()
            if name.startswith(SECTION)
        }
        head = {name: self.cleaned_data[name] for name in ("subject", "symbol", "place")}
        return Written(**head, texts=texts)
