"""The page of a paper beside the plan that has no desk of its own: a notice, a chasing letter.

It is drafted, signed, released or dropped on its own page; the service says who may.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from dvcq_workflow.labels import sentence_of
from dvcq_workflow.rules.errors import Conflict, NotPermitted, NotVisible, RuleViolation
from dvcq_workflow.web.choices import Choice, ShownChoice, shown_choices
from dvcq_workflow.web.desk_pages import kept_texts
from dvcq_workflow.web.forms.fields import PageForm
from dvcq_workflow.web.pages import UNPROCESSABLE, Page

CONFLICT = 409


class PaperPage(Page):
    """One paper: how it stands, what it says, and what its viewer can do about it.

    ``services``: by act; ``key_name``: how they call the paper's key. ``writes``: the key of the
    choice whose form is the paper's text.
    """

    template_name: ClassVar[str]
    services: ClassVar[Mapping[str, Callable[..., Any]]]
    key_name: ClassVar[str]
    writes: ClassVar[str] = "save"

    # What a subclass says -----------------------------------------------------------------------

    def find(self, uid: uuid.UUID) -> Any:
        """Return the paper for its viewer; the look is on record."""
        raise NotImplementedError

    def every_choice(self, paper: Any) -> Sequence[Choice]:
        """Return all there is to choose; the service says who may."""
        raise NotImplementedError

    def open_to_viewer(self, paper: Any) -> set[str]:
        """Return the keys of what the viewer may choose now."""
        raise NotImplementedError

    def shown(self, paper: Any) -> dict[str, Any]:
        """Return what the page shows of the paper, and of its document as printed."""
        raise NotImplementedError

    def done_sentence(self, paper: Any, choice: Choice) -> str:
        """Return what has just been done."""
        raise NotImplementedError

    def url_of(self, paper: Any) -> str:
        """Return where the paper's page is."""
        raise NotImplementedError

    # Requests -----------------------------------------------------------------------------------

    def get(self, request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
        """Show the paper."""
        return self._show(self.find(uid))

    def post(self, request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
        """Do what was chosen; where it is refused, show the page again with all that was typed."""
        paper = self.find(uid)
        every = self.every_choice(paper)
        choice = next((c for c in every if c.key == request.POST.get("choice")), None)
        if choice is None:
            problem = sentence_of(RuleViolation("desk_act_unknown"))
            return self._show(paper, problem=problem, status=UNPROCESSABLE)
        form = choice.posted_form(request.POST)
        if not form.is_valid():
            shown = ShownChoice(choice, form, is_open=True)
            return self._show(paper, shown=shown, status=UNPROCESSABLE)
        try:
            self._act(paper, choice, form)
        except (NotVisible, NotPermitted):
            raise
        except RuleViolation as violation:
            shown = ShownChoice(choice, form, sentence_of(violation), is_open=True)
            status = CONFLICT if isinstance(violation, Conflict) else UNPROCESSABLE
            return self._show(self.find(uid), shown=shown, status=status)
        messages.success(request, self.done_sentence(paper, choice))
        return redirect(self.url_of(paper))

    def _act(self, paper: Any, choice: Choice, form: PageForm) -> None:
        is_text = choice.key == self.writes
        data = {"written": form.to_text()} if is_text else form.cleaned_data  # type: ignore[attr-defined]
        with self.acting():
            self.services[choice.act](
                **{self.key_name: paper.pk},
                seen_hash=self.request.POST.get("seen_hash", ""),
                actor=self.request.user,
                **data,
            )

    def _show(
        self,
        paper: Any,
        *,
        shown: ShownChoice | None = None,
        problem: str = "",
        status: int = 200,
    ) -> HttpResponse:
        keys = self.open_to_viewer(paper)
        choices = [c for c in self.every_choice(paper) if c.key in keys]
        is_open = shown is not None and shown.choice.key in keys
        context = {
            **self.shown(paper),
            "shown_choices": shown_choices(choices, shown),
            "kept": kept_texts(shown.form) if shown is not None and not is_open else [],
            "problem": problem or (shown.problem if shown else ""),
        }
        return self.render(self.template_name, context, status=status)
