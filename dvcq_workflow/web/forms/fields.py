"""Fields of our forms: Bootstrap's classes, days as clerks write them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _

from dvcq_workflow.host import get_host
from dvcq_workflow.labels import sentence_of
from dvcq_workflow.rules.errors import RuleViolation
from dvcq_workflow.rules.formats import short_date
from dvcq_workflow.web.asked import DAY_FORMATS

TICKED = (forms.CheckboxInput, forms.CheckboxSelectMultiple, forms.RadioSelect)
FIELD_OF = {
    "reason_missing": "reason",
    "reason_too_long": "reason",
    "closing_reason_missing": "reason",
    "obligation_text_missing": "text",
    "obligation_text_too_long": "text",
    "order_outside_authority": "strength",
    "rule_day_unknown": "due_day",
    "rule_quarter_with_month": "due_month",
    "rule_words_too_long": "raw_words",
    "opinion_without_text": "text",
    "opinion_too_long": "text",
    "consultation_due_in_past": "due_on",
    "number_date_other_year": "issued_on",
    "number_date_before_last": "issued_on",
    "number_date_before_signature": "issued_on",
    "number_date_in_future": "issued_on",
}
"""Which field a rule's refusal is about, by the refusal's code."""


class PageForm(forms.Form):
    """A form whose fields wear the page's classes and are hidden from no reader."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            widget = field.widget
            if isinstance(widget, TICKED):
                css = "form-check-input"
            elif isinstance(widget, forms.Select):
                css = "form-select"
            else:
                css = "form-control"
            widget.attrs.setdefault("class", css)

    def mark(self, violation: RuleViolation) -> None:
        """Put a rule's sentence at the field it is about, if it is about one of this form's."""
        name = FIELD_OF.get(violation.code, "")
        if self.is_bound and name in self.fields:
            self.add_error(name, sentence_of(violation))


class DayField(forms.DateField):
    """A day, typed and shown as 06/4/2020."""

    default_error_messages = {
        "invalid": _("This is not a day. Write it as day/month/year, such as 06/4/2020."),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "numeric"}))
        super().__init__(input_formats=DAY_FORMATS, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return short_date(value) if isinstance(value, dt.date) else value


class ReasonField(forms.CharField):
    """A reason in some lines; whether it is due is for the rule to say."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 3}))
        super().__init__(required=False, strip=True, **kwargs)


class PersonField(forms.ModelChoiceField):
    """One of some people, by the name the host writes. The form sets its ``queryset``."""

    def __init__(self, **kwargs: Any) -> None:
        nobody = get_user_model()._default_manager.none()
        super().__init__(queryset=nobody, empty_label=_("not chosen yet"), **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        return get_host().person_name(obj)
