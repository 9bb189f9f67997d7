"""What every desk's page does: show the desk to whoever sees the plan, let those act who sit there.

A page says the ask first, then the content, then the choices. Rights are asked again by the
service at the moment of the act; a page only spares a person a click that would be refused.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dvcq_workflow.host import get_host
from dvcq_workflow.labels import sentence_of
from dvcq_workflow.models.desks import STEP_NAMES, Desk
from dvcq_workflow.models.plans import Plan
from dvcq_workflow.rules.content import PlanContent
from dvcq_workflow.rules.desks import Step
from dvcq_workflow.rules.errors import Conflict, NotPermitted, NotVisible, RuleViolation
from dvcq_workflow.selectors.content import content_of, content_of_version
from dvcq_workflow.selectors.numbering import issuance_of
from dvcq_workflow.selectors.people import user_by_id
from dvcq_workflow.selectors.plan_parts import open_desks_of
from dvcq_workflow.selectors.versions import last_seen_version
from dvcq_workflow.services.viewing import record_view
from dvcq_workflow.web.changes import changes_between
from dvcq_workflow.web.choices import Choice, ShownChoice, shown_choices
from dvcq_workflow.web.desk_people import SELF, Standing, late_choice, side_choices, standing_of
from dvcq_workflow.web.forms.fields import PageForm
from dvcq_workflow.web.pages import UNPROCESSABLE, Page
from dvcq_workflow.web.strip import strip_of

CONFLICT = 409
SOON_DAYS = 2
BIGGEST_KEY = 2**63 - 1
"""No row has a greater key, and SQLite fails when asked for one."""
NOBODY = Standing(None, sits_here=False)
STAYING = {
    "claim": gettext_lazy("You keep this task now."),
    "give_back": gettext_lazy("The task is its unit's again."),
}
"""Acts after which one stays on the page, and what is said of them."""
ORDERED = {
    "hand_over": gettext_lazy("The draft is handed over."),
    "withdraw": gettext_lazy("The plan is withdrawn."),
}
"""What is said of acts that every desk knows."""


class DeskPage(Page):
    """A desk. Subclasses say what is asked, what is shown beside it, and what can be chosen."""

    template_name: ClassVar[str] = "dvcq_workflow/desks/desk.html"

    find: Callable[..., Desk]
    perform: Callable[..., Any]

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Keep the two doors that the flow's node hands in."""
        super().setup(request, *args)
        self.find = kwargs["find"]
        self.perform = kwargs["perform"]

    # What a subclass says -----------------------------------------------------------------------

    def title(self, desk: Desk) -> str:
        """Return the page's heading: the act and the plan."""
        return f"{STEP_NAMES[Step(desk.step)]}: {desk.plan.subject}"

    def lead(self, desk: Desk) -> str:
        """Return the one sentence of what is wanted."""
        raise NotImplementedError

    def choices(self, desk: Desk) -> Sequence[Choice]:
        """Return what can be chosen, the expected one first."""
        raise NotImplementedError

    def data_of(self, choice: Choice, cleaned: dict[str, Any], desk: Desk) -> dict[str, Any]:
        """Return the service's own arguments."""
        return cleaned

    def beside(self, desk: Desk) -> dict[str, Any]:
        """Return what this desk's template shows besides."""
        return {}

    def shown_content(self, desk: Desk) -> PlanContent:
        """Return the content that lies on the desk."""
        return content_of(desk.plan)

    # Requests -----------------------------------------------------------------------------------

    def get(self, request: HttpRequest, **doors: Any) -> HttpResponse:
        """Show the desk, open or done, and keep that it was looked at."""
        desk = self._found()
        record_view(
            subject="desk",
            stream=desk.plan.stream,
            actor=request.user,
            channel="web",
            **self.origin(),
        )
        return self.show(desk)

    def post(self, request: HttpRequest, **doors: Any) -> HttpResponse:
        """Do what was chosen; where it is refused, show the page again with all that was typed."""
        desk = self._found()
        wanted = request.POST.get("choice", "")
        found = [c for c in self._all_choices(desk) if c.key == wanted]
        choice = found[0] if found else late_choice(wanted)
        if choice is None:
            problem = sentence_of(RuleViolation("desk_act_unknown"))
            return self.show(desk, problem=problem, status=UNPROCESSABLE)
        form = choice.posted_form(request.POST)
        if not form.is_valid():
            shown = ShownChoice(choice, form, is_open=True)
            return self.show(desk, shown=shown, status=UNPROCESSABLE)
        try:
            self.act(choice.act, self.data_of(choice, form.cleaned_data, desk))
        except (NotVisible, NotPermitted):
            raise
        except RuleViolation as violation:
            return self.refused(violation, ShownChoice(choice, form, is_open=True))
        return self.done(choice.act, desk)

    def act(self, act: str, data: dict[str, Any], *, seen_hash: str | None = None) -> Any:
        """Go through the one door: lock, right, content seen, act."""
        return self.perform(
            act=act,
            actor=self.request.user,
            seen_hash=self.request.POST.get("seen_hash", "") if seen_hash is None else seen_hash,
            data=data,
            principal=self.principal(),
            channel="web",
            **self.origin(),
        )

    def principal(self) -> Any:
        """Return for whom the person read that they act: themselves, or somebody absent. None
        where the page did not say.

        Raises:
            NotPermitted: ``desk_not_yours``, where it names nobody.
        """
        said = self.request.POST.get("acting_for", "")
        if said == SELF:
            return self.request.user
        if not said:
            return None
        person = user_by_id(int(said)) if said.isdecimal() and len(said) < 19 else None
        if person is None:
            raise NotPermitted("desk_not_yours")
        return person

    def refused(self, violation: RuleViolation, shown: ShownChoice) -> HttpResponse:
        """Show the page as it is now, the sentence, and what was typed."""
        shown.problem = sentence_of(violation)
        shown.form.mark(violation)
        if isinstance(violation, Conflict):
            return self.show(self._found(), shown=shown, status=CONFLICT)
        return self.show(self._found(), shown=shown, status=UNPROCESSABLE)

    def done(self, act: str, desk: Desk) -> HttpResponse:
        """Say what happened and where the plan went, and open the inbox; a task that one now
        keeps stays before one's eyes."""
        if act in STAYING:
            messages.success(self.request, str(STAYING[act]))
            return redirect(self.request.path)
        said = ORDERED[act] if act in ORDERED else self.done_sentence(act, desk)
        messages.success(self.request, f"{said} {self.whereabouts(desk)}")
        return redirect("dvcq_workflow:inbox")

    def done_sentence(self, act: str, desk: Desk) -> str:
        """Return what has just been done."""
        return _("Done: %(what)s.") % {"what": STEP_NAMES[Step(desk.step)]}

    def whereabouts(self, desk: Desk) -> str:
        """Return at whose desk the plan lies now, or how it ended."""
        return whereabouts_of(desk.plan)

    def _found(self) -> Desk:
        match = self.request.resolver_match
        if match is not None and any(key > BIGGEST_KEY for key in match.kwargs.values()):
            raise NotVisible("desk_not_found")
        return self.find(viewer=self.request.user, on=get_host().today())

    # The page -----------------------------------------------------------------------------------

    def show(
        self,
        desk: Desk,
        *,
        shown: ShownChoice | None = None,
        problem: str = "",
        status: int = 200,
    ) -> HttpResponse:
        """Render the desk for its viewer: with choices, or only to be read."""
        context = self.context_of(desk)
        may_act = context["is_open"] and context["standing"].seat is not None
        main = list(self.choices(desk)) if may_act else []
        side = self._side_choices(desk)
        context["shown_choices"] = shown_choices(main, shown)
        context["side_choices"] = shown_choices(side, shown)
        if shown is not None and shown.choice.key not in {c.key for c in (*main, *side)}:
            context["kept"] = kept_texts(shown.form)
        context["problem"] = problem or (shown.problem if shown else "")
        context["may_act"] = may_act
        return self.render(self.template_name, {**context, **self.beside(desk)}, status=status)

    def context_of(self, desk: Desk) -> dict[str, Any]:
        """Return what every desk's page shows."""
        on = get_host().today()
        content = self.shown_content(desk)
        is_open = desk.state == Desk.State.OPEN
        standing = standing_of(desk, self.request.user, on) if is_open else NOBODY
        seen = last_seen_version(desk)
        return {
            "desk": desk,
            "plan": desk.plan,
            "title": self.title(desk),
            "lead": self.lead(desk),
            "step_name": STEP_NAMES[Step(desk.step)],
            "content": content,
            "content_hash": content.content_hash,
            "issuance": issuance_of(desk.plan),
            "is_open": is_open,
            "is_mine": standing.sits_here,
            "hindrance": standing.hindrance,
            "standing": standing,
            "today": on,
            "due_soon": desk.due_on is not None and (desk.due_on - on).days <= SOON_DAYS,
            "strip": strip_of(desk.plan, mine=Step(desk.step) if standing.seat else None),
            "seat": standing.seat,
            "seen": seen,
            "changes": changes_between(content_of_version(seen[0]), content) if seen else [],
            "now_at": "" if is_open else whereabouts_of(desk.plan),
            "holder": self._holder(desk),
            "last_return": desk.plan.returns.select_related("by", "unit").order_by("-pk").first(),
        }

    def _side_choices(self, desk: Desk) -> list[Choice]:
        if desk.state != Desk.State.OPEN:
            return []
        return side_choices(desk, self.request.user, get_host().today())

    def _all_choices(self, desk: Desk) -> list[Choice]:
        return [*self.choices(desk), *self._side_choices(desk)]

    def _holder(self, desk: Desk) -> str:
        if desk.assigned_to is not None:
            person = get_host().person_name(desk.assigned_to)
            return _("%(person)s, %(unit)s") % {"person": person, "unit": desk.unit}
        return str(desk.unit)


def kept_texts(form: PageForm) -> list[str]:
    """Return the texts a person typed into a form, so that nothing is lost on a refusal."""
    values = (form[name].value() for name in form.fields)
    return [value for value in values if isinstance(value, str) and value.strip()]


def whereabouts_of(plan: Plan) -> str:
    """Return in one sentence where a plan lies now, or how it ended."""
    fresh = Plan.objects.get(pk=plan.pk)
    desks = open_desks_of(fresh)
    if not desks:
        return _("The plan is now: %(state)s.") % {"state": fresh.get_status_display()}
    first = desks[0]
    holder = get_host().person_name(first.assigned_to) if first.assigned_to else first.unit.name
    return _("It now lies at: %(desk)s, %(holder)s.") % {
        "desk": STEP_NAMES[Step(first.step)],
        "holder": holder,
    }
