"""The form by which a file is added to a task or a report."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dvcq_workflow.rules.evidence import KINDS
from dvcq_workflow.web.forms.fields import PageForm


class EvidenceForm(PageForm):
    """One file. What is taken is for the rule to say; the list of kinds spares a wrong choice."""

    file = forms.FileField(
        label=_("File"),
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(f".{kind}" for kind in KINDS)}),
        error_messages={
            "required": _("Choose a file first."),
            "empty": _("The file holds nothing. Choose another file."),
        },
    )

    def name_and_bytes(self) -> tuple[str, bytes]:
        """Return the file's name and bytes."""
        file: Any = self.cleaned_data["file"]
        return file.name, file.read()
