"""Forms of a chasing letter. What is due is for the rules to say."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from dvcq_workflow.rules.chasing import MAX_LENGTHS, LetterText
from dvcq_workflow.web.forms.fields import PageForm, ReasonField


class LetterForm(PageForm):
    """What the drafter of a letter writes."""

    symbol = forms.CharField(label=_("Symbol"), required=False)
    place = forms.CharField(label=_("Place of issue"), required=False)
    subject = forms.CharField(
        label=_("Subject"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("What stands after “V/v”."),
    )
    text = forms.CharField(
        label=_("Text"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_(
            "One paragraph a line. The sentence that names the plan and what is owed stands above "
            "it by itself."
        ),
    )

    def to_text(self) -> LetterText:
        """Return what was typed; call ``is_valid`` first."""
        return LetterText(**{name: self.cleaned_data[name] for name in MAX_LENGTHS})


class DropLetterForm(PageForm):
    """Why a letter is given up."""

    reason = ReasonField(label=_("Why the letter is dropped"))
