"""A page of one subject of a plan's year that is no desk: what it is, and what its viewer may do.

Subclasses find the subject, say what can be chosen, and do it; what was typed is never lost.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from dvcq_workflow.labels import sentence_of
from dvcq_workflow.rules.desks import Step
from dvcq_workflow.rules.errors import Conflict, NotPermitted, NotVisible, RuleViolation
from dvcq_workflow.selectors.assignments import desk_of_subject
from dvcq_workflow.web.choices import Choice, ShownChoice, shown_choices
from dvcq_workflow.web.desk_pages import kept_texts
from dvcq_workflow.web.forms.fields import PageForm
from dvcq_workflow.web.pages import UNPROCESSABLE, Page

CONFLICT = 409


class SubjectPage(Page):
    """One subject. ``perform``: the one door to act at its desk (``flows.runner``)."""

    section = "plans"
    template_name: ClassVar[str] = ""
    perform: Callable[..., Any] | None = None

    def found(self, uid: uuid.UUID) -> Any:
        """Return the subject for its viewer; the look is on record."""
        raise NotImplementedError

    def choices(self, subject: Any) -> Sequence[Choice]:
        """Return what its viewer may choose now."""
        raise NotImplementedError

    def act(self, subject: Any, choice: Choice, data: dict[str, Any]) -> str | None:
        """Do what was chosen; return where to go on, or None to stay."""
        raise NotImplementedError

    def context_of(self, subject: Any) -> dict[str, Any]:
        """Return what the page shows."""
        raise NotImplementedError

    def get(self, request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
        """Show the subject."""
        return self.show(self.found(uid))

    def post(self, request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
        """Do what was chosen; where it is refused, show the page again with all that was typed."""
        subject = self.found(uid)
        wanted = request.POST.get("choice", "")
        choice = next((c for c in self.choices(subject) if c.key == wanted), None)
        if choice is None:
            problem = sentence_of(RuleViolation("desk_act_unknown"))
            return self.show(subject, problem=problem, status=UNPROCESSABLE)
        form = choice.posted_form(request.POST)
        if not form.is_valid():
            shown = ShownChoice(choice, form, is_open=True)
            return self.show(subject, shown=shown, status=UNPROCESSABLE)
        try:
            with self.acting():
                where = self.act(subject, choice, form.cleaned_data)
        except (NotVisible, NotPermitted):
            raise
        except RuleViolation as violation:
            return self._refused(uid, choice, form, violation)
        messages.success(request, str(choice.done))
        return redirect(where or request.path)

    def _refused(
        self, uid: uuid.UUID, choice: Choice, form: PageForm, violation: RuleViolation
    ) -> HttpResponse:
        form.mark(violation)
        shown = ShownChoice(choice, form, sentence_of(violation), is_open=True)
        status = CONFLICT if isinstance(violation, Conflict) else UNPROCESSABLE
        return self.show(self.found(uid), shown=shown, status=status)

    def at_its_desk(
        self, kind: str, subject: Any, act: str, *, seen_hash: str | None = None, **data: Any
    ) -> Any:
        """Act at the desk on which a subject lies, wherever that is.

        Raises:
            Conflict: ``desk_done``, where it lies on none.
        """
        desk = desk_of_subject(kind, subject.pk)
        if desk is None:
            raise Conflict("desk_done")
        if self.perform is None:
            raise RuntimeError("A page of a subject is included without the way to its desk.")
        return self.perform(
            Step(desk.step),
            desk.task.process_id,
            desk.task_id,
            act=act,
            actor=self.request.user,
            seen_hash=self.request.POST.get("seen_hash", "") if seen_hash is None else seen_hash,
            data=data,
        )

    def show(
        self,
        subject: Any,
        *,
        shown: ShownChoice | None = None,
        problem: str = "",
        status: int = 200,
    ) -> HttpResponse:
        """Render the subject with what can be chosen."""
        choices = list(self.choices(subject))
        is_lost = shown is not None and shown.choice.key not in {c.key for c in choices}
        known = self.context_of(subject)
        desk = known.get("desk")
        context = {
            "lies_with_viewer": desk is not None and self.sits_at(desk),
            "content_hash": subject.content_hash,
            "shown_choices": shown_choices(choices, shown),
            "kept": kept_texts(shown.form) if shown is not None and is_lost else [],
            "problem": problem or (shown.problem if shown else ""),
            "today": self.today,
            **known,
        }
        return self.render(self.template_name, context, status=status)
