"""What is said of figures: why one is refused, what looks odd, what a unit said by its state."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dvcq_workflow.rules.consolidated import FigureLine
from dvcq_workflow.rules.figure_texts import format_number
from dvcq_workflow.rules.figures import Kind, Value, ValueState
from dvcq_workflow.rules.plausibility import Hint, HintCode

SENTENCES: dict[str, Promise] = {
    "figure_ambiguous": gettext_lazy(
        "“%(typed)s” can be read in two ways. Write 1.234 for one thousand two hundred and "
        "thirty-four; for a fraction of three places add a zero: 1,2340."
    ),
    "figure_point_fraction": gettext_lazy(
        "“%(typed)s” has a point where a fraction begins. Write a comma there: 0,5."
    ),
    "figure_malformed": gettext_lazy(
        "“%(typed)s” is not a number. Write digits only, such as 1.234,5; leave it empty if "
        "there is no figure, or mark that nothing arose."
    ),
    "figure_yes_or_no": gettext_lazy("Only yes or no is asked for here. Choose one of the two."),
    "figure_cell_is_date": gettext_lazy(
        "The sheet took this entry for a date. Format the cell as a number and enter it again."
    ),
    "figure_cell_is_error": gettext_lazy(
        "The cell computes what came to no result. Type the result itself into it."
    ),
    "figure_state_contradicted": gettext_lazy(
        "A value is given although the indicator is marked as without one. "
        "Clear the value, or take back the mark."
    ),
    "figure_empty": gettext_lazy(
        "The indicator is marked as reported, yet it has no value. "
        "Enter it, or mark that nothing arose."
    ),
    "figure_wrong_kind": gettext_lazy(
        "This value does not fit its indicator. Enter a number where a number is asked for, "
        "a text where a text is, yes or no where that is."
    ),
    "figure_rate_typed": gettext_lazy(
        "A rate is computed from its two parts. Enter its numerator and its denominator."
    ),
    "figure_negative": gettext_lazy("A figure cannot be below zero. Correct the number."),
    "figure_count_fraction": gettext_lazy(
        "What is counted comes in whole numbers. Enter it without a fraction."
    ),
    "figure_too_fine": gettext_lazy(
        "A figure has at most %(limit)s places after the comma. Round it and enter it again."
    ),
    "figure_too_large": gettext_lazy(
        "A figure has at most %(limit)s digits before the comma. Check its unit of measure."
    ),
    "figure_text_too_long": gettext_lazy(
        "The text is longer than %(limit)s characters. Shorten it; attach the rest as a file."
    ),
    "figure_denominator_missing": gettext_lazy(
        "The numerator of a rate is reported without its denominator. Enter the denominator too."
    ),
}

VALUE_STATE_NAMES: dict[ValueState, Promise] = {
    ValueState.REPORTED: gettext_lazy("Reported"),
    ValueState.NOTHING_AROSE: gettext_lazy("Nothing arose"),
    ValueState.NOT_REPORTED: gettext_lazy("Not reported"),
}

HINT_SENTENCES: dict[HintCode, Promise] = {
    HintCode.ROSE_MANIFOLD: gettext_lazy(
        "%(factor)s times the last period. If it is right, give the reason in the text."
    ),
    HintCode.FELL_MANIFOLD: gettext_lazy(
        "%(factor)s times less than in the last period. If it is right, give the reason."
    ),
    HintCode.ZERO_AFTER_SOME: gettext_lazy(
        "There was some in the last period, and none in this one. Please check."
    ),
    HintCode.RUNNING_TOTAL_FELL: gettext_lazy(
        "A running total is below that of the last period. Please check."
    ),
    HintCode.PART_EXCEEDS_WHOLE: gettext_lazy(
        "The numerator is larger than the denominator. Please check both."
    ),
}
"""A hint asks to look again; nothing is refused for it."""


def hint_sentence(hint: Hint) -> str:
    """Return what is odd, in one sentence."""
    factor = format_number(hint.factor) if hint.factor is not None else ""
    return str(HINT_SENTENCES[hint.code]) % {"factor": factor}


def yes_no_name(yes_no: bool) -> str:
    """Return the word for a yes-or-no value."""
    return _("Yes") if yes_no else _("No")


def value_words(value: Value) -> str:
    """Return what a unit said of an indicator: never an empty place, and never a zero that it did
    not report."""
    if value.state is not ValueState.REPORTED:
        return str(VALUE_STATE_NAMES[value.state])
    if value.yes_no is not None:
        return yes_no_name(value.yes_no)
    text = format_number(value.number) if value.number is not None else value.text
    return called_estimate(text, value)


def called_estimate(text: str, value: Value) -> str:
    """Return a value's words, called an estimate where it is one."""
    return _("%(value)s (estimate)") % {"value": text} if value.is_estimate else text


def figure_words(line: FigureLine) -> str:
    """Return a figure of all units: its total, its count of answers, or how it stands."""
    figure, definition = line.figure, line.indicator.definition
    if line.number is not None:
        return format_number(line.number)
    if figure.state is not ValueState.REPORTED:
        return str(VALUE_STATE_NAMES[figure.state])
    if definition.kind is Kind.YES_NO:
        return _("Yes: %(yes)s, no: %(no)s") % {"yes": figure.yes, "no": figure.no}
    return _("Side by side: %(count)s") % {"count": len(figure.contributing)}
