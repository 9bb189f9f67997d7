"""What a person settles of a plan's year: tasks and reporting rules stated by hand, who is meant,
what is set aside or taken back."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dvcq_workflow.labels import sentence_of
from dvcq_workflow.models.plans import Plan
from dvcq_workflow.rules.errors import Conflict, NotPermitted, NotVisible, RuleViolation
from dvcq_workflow.selectors.numbering import issuance_of
from dvcq_workflow.selectors.obligations import obligations_of
from dvcq_workflow.selectors.year_access import may_settle
from dvcq_workflow.selectors.years import ProblemShown, problem_of
from dvcq_workflow.services.obligations import state_obligation, withdraw_obligation
from dvcq_workflow.services.problems import UNNAMED, say_who_is_meant, set_problem_aside
from dvcq_workflow.services.reporting_rules import RULE_PROBLEMS, state_reporting_rule
from dvcq_workflow.services.viewing import view_plan
from dvcq_workflow.web.forms.fields import PageForm
from dvcq_workflow.web.forms.obligations import (
    SetAsideForm,
    StateRuleForm,
    StateTaskForm,
    TakeBackTaskForm,
)
from dvcq_workflow.web.forms.units import UnitsTicked
from dvcq_workflow.web.pages import UNPROCESSABLE, Page
from dvcq_workflow.web.years import told_of

Words = str | Promise


@dataclass(frozen=True)
class Part:
    """One thing to do on a page: fields and units to fill in, then a button that names what
    follows. ``pickers``: names of units' fields, each with its legend."""

    choice: str
    title: Words
    button: Words
    consequence: Words
    form: type[PageForm] | None = None
    pickers: tuple[tuple[str, Words], ...] = ()
    look: str = "btn-primary"
    icon: str = "ok"


@dataclass
class ShownPart:
    """A part with its form and its units as they stand on the page."""

    part: Part
    form: PageForm | None
    pickers: list[tuple[UnitsTicked, Words]]


class SettlingPage(Page):
    """A page on which the advising unit settles something of a plan's year."""

    section = "plans"
    template_name: ClassVar[str] = "dvcq_workflow/year/settle.html"
    title: ClassVar[Words] = ""
    done: ClassVar[Words] = ""

    def about(self, plan: Plan) -> dict[str, Any]:
        """Return what the page is about, told beside its form and handed to what follows; say no
        where there is no such thing."""
        return {}

    def parts(self, about: dict[str, Any]) -> Sequence[Part]:
        """Return what can be done here."""
        raise NotImplementedError

    def initial(self, about: dict[str, Any]) -> dict[str, Any]:
        """Return what a form begins with."""
        return {}

    def act(self, plan: Plan, about: dict[str, Any], shown: ShownPart) -> None:
        """Do what a part asks for with what was typed."""
        raise NotImplementedError

    def get(self, request: HttpRequest, uid: uuid.UUID, **which: Any) -> HttpResponse:
        """Show the page."""
        plan = self._plan(uid)
        about = self.about(plan)
        return self._show(plan, about, self._shown(about, None))

    def post(self, request: HttpRequest, uid: uuid.UUID, **which: Any) -> HttpResponse:
        """Do it and go back to the plan's year; else show again all that was typed."""
        plan = self._plan(uid)
        about = self.about(plan)
        shown = self._shown(about, request.POST)
        if "op" in request.POST:
            for units in [units for each in shown for units, _legend in each.pickers]:
                units.rearrange(request.POST["op"])
            return self._show(plan, about, shown, unchecked=True)
        chosen = next((s for s in shown if s.part.choice == request.POST.get("choice")), None)
        try:
            if chosen is None:
                raise RuleViolation("desk_act_unknown")
            if chosen.form is not None and not chosen.form.is_valid():
                return self._show(plan, about, shown, status=UNPROCESSABLE)
            with self.acting():
                self.act(plan, about, chosen)
        except (NotVisible, NotPermitted, Conflict):
            raise
        except RuleViolation as violation:
            if chosen is not None and chosen.form is not None:
                chosen.form.mark(violation)
            problem = sentence_of(violation)
            return self._show(plan, about, shown, problem=problem, status=UNPROCESSABLE)
        messages.success(request, str(self.done))
        return redirect(reverse("dvcq_workflow:plan_year", args=[plan.uid]))

    def _plan(self, uid: uuid.UUID) -> Plan:
        with self.acting() as act:
            plan = view_plan(uid=uid, actor=self.request.user)
            act.refused_on = ("plan", plan.stream)
            if not may_settle(self.shell.held, plan):
                raise NotPermitted("desk_not_yours")
        return plan

    def _shown(self, about: dict[str, Any], data: Any) -> list[ShownPart]:
        """Return the parts; what was typed stands in the one whose button was pressed."""
        parts = self.parts(about)
        pressed = data.get("choice") if data is not None else None
        others = {part.choice: {p.choice for p in parts} - {part.choice} for part in parts}
        return [
            ShownPart(
                part,
                self._form(part, about, None if pressed in others[part.choice] else data),
                [(UnitsTicked(data, on=self.today, name=n), legend) for n, legend in part.pickers],
            )
            for part in parts
        ]

    def _form(self, part: Part, about: dict[str, Any], data: Any) -> PageForm | None:
        if part.form is None:
            return None
        return part.form(data, initial=self.initial(about))

    def _show(
        self,
        plan: Plan,
        about: dict[str, Any],
        shown: Sequence[ShownPart],
        *,
        problem: str = "",
        unchecked: bool = False,
        status: int = 200,
    ) -> HttpResponse:
        context = {
            "plan": plan,
            "issuance": issuance_of(plan),
            "title": self.title,
            "parts": shown,
            "problem": problem,
            "unchecked": unchecked,
            **about,
        }
        return self.render(self.template_name, context, status=status)

    def given(self, plan: Plan) -> dict[str, Any]:
        """Return what every act of such a page is told."""
        return {"plan_id": plan.pk, "actor": self.request.user}


def ticked(shown: ShownPart, name: str) -> tuple[int, ...]:
    """Return the keys of the units ticked in one field of a part."""
    return tuple(
        pk for units, _legend in shown.pickers if units.name == name for pk in units.ticked
    )


class StateTask(SettlingPage):
    """State a task that the text of the plan leaves open."""

    title = _("State a task of the plan")
    done = _("The task is stated. Each unit that leads it is offered it in a moment.")

    def parts(self, about: dict[str, Any]) -> Sequence[Part]:
        """Return the one form."""
        leads = _("Units that lead it, each for itself")
        part = Part(
            "state",
            _("The task"),
            _("State the task"),
            _("Each unit that leads gets a task of its own; it stays on record who stated it."),
            form=StateTaskForm,
            pickers=(("lead", leads), ("supporting", _("Units that support them"))),
            icon="pen",
        )
        return [part]

    def act(self, plan: Plan, about: dict[str, Any], shown: ShownPart) -> None:
        """State it."""
        form = shown.form
        if isinstance(form, StateTaskForm):
            facts = form.to_facts(ticked(shown, "lead"), ticked(shown, "supporting"))
            state_obligation(facts=facts, **self.given(plan))


class StateRule(SettlingPage):
    """State a rule of periodic reports; by ``problem`` in its address, one left open."""

    title = _("State a reporting rule")
    done = _("The rule is stated. Its periods are laid from today on.")

    def about(self, plan: Plan) -> dict[str, Any]:
        """Return what was left open, if the page is about that."""
        number = self.kwargs.get("number")
        return {} if number is None else {"left": _left(plan, number, RULE_PROBLEMS)}

    def initial(self, about: dict[str, Any]) -> dict[str, Any]:
        """Begin with the words that could not be read."""
        return {"raw_words": about["left"]["problem"].words} if about else {}

    def parts(self, about: dict[str, Any]) -> Sequence[Part]:
        """Return the one form."""
        part = Part(
            "state",
            _("The rule"),
            _("State the rule"),
            _("Reports due today or later are owed; what was due before is not."),
            form=StateRuleForm,
            pickers=(("lead", _("Units that report, where it is not who the plan names")),),
            icon="pen",
        )
        return [part]

    def act(self, plan: Plan, about: dict[str, Any], shown: ShownPart) -> None:
        """State it."""
        form = shown.form
        if isinstance(form, StateRuleForm):
            state_reporting_rule(
                facts=form.to_facts(ticked(shown, "lead")),
                problem=self.kwargs.get("number"),
                **self.given(plan),
            )


class SettleProblem(SettlingPage):
    """Say who is meant by a name, or set aside what the opening of a year left open."""

    title = _("Settle what the text leaves open")
    done = _("It is settled.")

    def about(self, plan: Plan) -> dict[str, Any]:
        """Return what was left open."""
        return {"left": _left(plan, self.kwargs["number"])}

    def parts(self, about: dict[str, Any]) -> Sequence[Part]:
        """Return: name the units, where a name stands for none; set it aside."""
        naming = Part(
            "name",
            _("Who is meant"),
            _("These units are meant"),
            _("Each gets the tasks and reports of every sentence that uses the name."),
            pickers=(("unit", _("Units that the name stands for")),),
        )
        aside = Part(
            "aside",
            _("Set it aside"),
            _("Nothing more is needed"),
            _("Your reason stays on record. The plan's text stays as it is."),
            form=SetAsideForm,
            look="btn-plain",
            icon="stop",
        )
        problem: ProblemShown = about["left"]["problem"]
        if problem.way:
            return []
        return [naming, aside] if problem.code in UNNAMED else [aside]

    def act(self, plan: Plan, about: dict[str, Any], shown: ShownPart) -> None:
        """Do the one or the other."""
        given = {"problem": self.kwargs["number"], **self.given(plan)}
        if shown.form is None:
            say_who_is_meant(unit_ids=ticked(shown, "unit"), **given)
        else:
            set_problem_aside(reason=shown.form.cleaned_data["reason"], **given)


def _left(plan: Plan, number: int, codes: frozenset[str] = frozenset()) -> dict[str, Any]:
    problem: ProblemShown = problem_of(plan, number)
    if codes and problem.code not in codes:
        raise NotVisible("year_problem_unknown")
    return {"problem": problem, **told_of(problem)}


class TakeBackTask(SettlingPage):
    """Take back a task that was read or stated wrongly."""

    title = _("Take a task of the plan back")
    done = _("The task is taken back. It stays on record with your reason.")

    def about(self, plan: Plan) -> dict[str, Any]:
        """Return the task."""
        row = obligations_of(plan).filter(uid=self.kwargs["obligation_uid"]).first()
        if row is None:
            raise NotVisible("obligation_not_found")
        return {"obligation": row}

    def parts(self, about: dict[str, Any]) -> Sequence[Part]:
        """Return the one form."""
        part = Part(
            "take_back",
            _("Take it back"),
            _("Take it back"),
            _("Reports that it asks for and that nobody began are owed no more."),
            form=TakeBackTaskForm,
            look="btn-plain",
            icon="stop",
        )
        return [part]

    def act(self, plan: Plan, about: dict[str, Any], shown: ShownPart) -> None:
        """Take it back."""
        if shown.form is not None:
            withdraw_obligation(
                obligation_id=about["obligation"].pk,
                reason=shown.form.cleaned_data["reason"],
                actor=self.request.user,
            )
