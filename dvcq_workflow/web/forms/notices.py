"""Forms of a notice about a plan. What is due is for the rules to say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dvcq_workflow.models.people import SigningAuthority
from dvcq_workflow.rules.notices import MAX_LENGTHS, NoticeText
from dvcq_workflow.web.forms.desks import PlainForm
from dvcq_workflow.web.forms.fields import PageForm, ReasonField


def _text(label: Any, rows: int, **given: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=False, widget=widget, **given)


class NoticeForm(PageForm):
    """What a drafter writes."""

    symbol = forms.CharField(label=_("Symbol"), required=False)
    place = forms.CharField(label=_("Place of issue"), required=False)
    subject = _text(
        _("Subject"), 2, help_text=_("What stands after “V/v”, or under the name of the document.")
    )
    text = _text(
        _("Text"),
        8,
        help_text=_(
            "One paragraph a line. The sentence that names the plan stands above it by itself, and "
            "the closing one below it."
        ),
    )
    reason = _text(_("Reason"), 3, help_text=_("Whoever received the plan reads it."))

    def to_text(self) -> NoticeText:
        """Return what was typed; call ``is_valid`` first."""
        return NoticeText(**{name: self.cleaned_data[name] for name in MAX_LENGTHS})


class DropForm(PageForm):
    """Why a notice is given up."""

    reason = ReasonField(label=_("Why the notice is dropped"))


def sign_form(powers: Sequence[SigningAuthority]) -> type[PageForm]:
    """Return the form to sign with: one that asks by which power where there are several."""
    if len(powers) < 2:
        return PlainForm

    class SignForm(PageForm):
        """By which of one's powers."""

        authority_id = forms.TypedChoiceField(
            label=_("Sign with the power"),
            choices=[(power.pk, str(power)) for power in powers],
            coerce=int,
        )

    return SignForm
