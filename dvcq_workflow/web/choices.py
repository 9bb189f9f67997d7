"""What can be chosen on a page that asks for a decision: a button, what follows, and its form."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise

from dvcq_workflow.web.forms.fields import PageForm


@dataclass(frozen=True)
class Choice:
    """One thing to choose at a desk. ``key`` is posted; ``act`` is the runner's; ``consequence``
    says beside the button what follows. ``look``: primary, quiet, back or stop. ``form_args``:
    what the form needs to know. ``done``: what is said once it is done, where the page says it."""

    key: str
    act: str
    title: str | Promise
    consequence: str | Promise
    form: type[PageForm]
    look: str = "primary"
    icon: str = "ok"
    needs_reason: bool = False
    initial: dict[str, Any] = field(default_factory=dict)
    form_args: dict[str, Any] = field(default_factory=dict)
    prefix: str = ""
    done: str | Promise = ""

    def new_form(self) -> PageForm:
        """Return its form as it first stands on the page."""
        return self.form(prefix=self.prefix or self.key, initial=self.initial, **self.form_args)

    def posted_form(self, data: Any) -> PageForm:
        """Return its form with what was typed."""
        return self.form(data, prefix=self.prefix or self.key, **self.form_args)


@dataclass
class ShownChoice:
    """A choice with its form as it stands on the page: empty, or as typed and refused."""

    choice: Choice
    form: PageForm
    problem: str = ""
    is_open: bool = False


def shown_choices(choices: list[Choice], shown: ShownChoice | None) -> list[ShownChoice]:
    """Return the choices with empty forms, but for the one that was posted and refused."""
    return [
        shown
        if shown is not None and shown.choice.key == choice.key
        else ShownChoice(choice, choice.new_form())
        for choice in choices
    ]
