"""Form fields that a keeper can fill without knowing how a row is stored."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dvcq_workflow.selectors.directory import username_of
from dvcq_workflow.selectors.people import user_by_name


class LinesField(forms.CharField):
    """A list of short texts, one a line."""

    widget = forms.Textarea(attrs={"rows": 3})

    def prepare_value(self, value: Any) -> Any:
        """Show a stored list as lines."""
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        """Read lines into a list without the empty ones."""
        return [line.strip() for line in str(value or "").splitlines() if line.strip()]


class AccountField(forms.CharField):
    """A person, named by account: a host may have tens of thousands, too many for a list."""

    def prepare_value(self, value: Any) -> Any:
        """Show a person's account name; what was typed stays as typed."""
        return username_of(value) if isinstance(value, int) else value

    def clean(self, value: Any) -> Any:
        """Return the person of that account, or None where the field may stay empty."""
        name = super().clean(value)
        if not name:
            return None
        person = user_by_name(name)
        if person is None:
            raise forms.ValidationError(
                _("No account has the name %(name)s. Check the spelling, or have it opened."),
                params={"name": name},
            )
        return person

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare account names, not keys."""
        return super().has_changed(self.prepare_value(initial), data)
