"""The drafter's desk: write, name the signer, ask for opinions, answer them, send on, withdraw.

Everything on the page is one form. Buttons that only change the page (a paragraph more, a unit
found) write nothing; every other button first stores what was typed, then acts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from dvcq_workflow.labels import sentence_of
from dvcq_workflow.models.desks import Desk
from dvcq_workflow.models.people import SigningAuthority
from dvcq_workflow.rules.content import PlanContent
from dvcq_workflow.rules.errors import Conflict, NotPermitted, NotVisible, RuleViolation
from dvcq_workflow.selectors.choices import signers_for
from dvcq_workflow.selectors.consultations import rounds_of
from dvcq_workflow.selectors.content import content_of
from dvcq_workflow.web.changes import changes_between
from dvcq_workflow.web.choices import Choice, ShownChoice
from dvcq_workflow.web.desk_pages import CONFLICT, DeskPage
from dvcq_workflow.web.desk_people import standing_of
from dvcq_workflow.web.forms.content import ContentForm
from dvcq_workflow.web.forms.desks import WithdrawForm
from dvcq_workflow.web.forms.drafting import RoundForm, round_initial
from dvcq_workflow.web.forms.units import UnitsTicked
from dvcq_workflow.web.pages import UNPROCESSABLE

CHOICES = ("save", "submit", "consult")
ANSWER = re.compile(r"answer-([0-9]{1,18})")


class DraftDesk(DeskPage):
    """A draft on its drafter's desk."""

    template_name: ClassVar[str] = "dvcq_workflow/desks/draft.html"

    def lead(self, desk: Desk) -> str:
        """Return the one sentence of what is wanted."""
        if desk.plan.returns.exists():
            return _("The draft came back. Mend what the reason names, then send it on again.")
        return _(
            "Write the draft, name its signer, then send it to be checked or ask for opinions "
            "first."
        )

    def choices(self, desk: Desk) -> Sequence[Choice]:
        """The page has one form of its own, so it lists no choices."""
        return ()

    def post(self, request: HttpRequest, **doors: Any) -> HttpResponse:
        """Change the page, or store and act."""
        desk = self._found()
        if not self._may_act(desk):
            return self._ordered_or_refused(desk)
        if "op" in request.POST:
            return self._rearranged(desk, request.POST["op"])
        choice = request.POST.get("choice", "")
        try:
            if choice == "withdraw":
                return self._withdraw(desk)
            if choice == "hand_over":
                return self._hand_over(desk)
            return self._store_and(choice, desk)
        except (NotVisible, NotPermitted):
            raise
        except RuleViolation as violation:
            status = CONFLICT if isinstance(violation, Conflict) else UNPROCESSABLE
            return self.show_typed(
                self._found(), sentence_of(violation), status, violation=violation
            )

    # What is written ----------------------------------------------------------------------------

    def _store_and(self, choice: str, desk: Desk) -> HttpResponse:
        if choice not in CHOICES and not ANSWER.fullmatch(choice):
            raise RuleViolation("desk_act_unknown")
        form = self._content_form(desk)
        round_form = RoundForm(self.request.POST, prefix="round")
        is_whole = form.is_valid()
        if choice == "consult":
            is_whole = round_form.is_valid() and is_whole
        if not is_whole:
            problem = _("Something cannot be read yet; nothing was stored. See the marked fields.")
            return self.show_typed(desk, problem, UNPROCESSABLE, form=form, round_form=round_form)
        seen_hash = self._store(desk, form.to_content(), always=choice == "save")
        if choice == "submit":
            self.act("submit", {}, seen_hash=seen_hash)
        elif choice == "consult":
            self.act("consult", self._round(desk, round_form), seen_hash=seen_hash)
        elif found := ANSWER.fullmatch(choice):
            return self._answer(int(found[1]), seen_hash)
        else:
            messages.success(self.request, _("The draft is stored. It stays on your desk."))
            return redirect(self.request.path)
        return self.done(choice, desk)

    def _store(self, desk: Desk, content: PlanContent, *, always: bool) -> str:
        """Store what was typed where it differs, and return the hash that now stands."""
        plan = desk.plan
        seen_hash: str = self.request.POST.get("seen_hash", "")
        signer = self._signer(desk)
        if not always and signer is None and content.content_hash == seen_hash:
            return seen_hash
        data: dict[str, Any] = {"content": content}
        if signer is not None:
            data["signing_authority"] = signer
        plan = self.act("save", data)
        return str(plan.content_hash)

    def _signer(self, desk: Desk) -> SigningAuthority | None:
        """Return the signer chosen, where it is not the one whose block stands there already."""
        chosen = self.request.POST.get("signer", "")
        if not chosen.isdecimal():
            return None
        plan = desk.plan
        signers = signers_for([plan.issuing_unit_id], self.today)
        signer = next((row for row in signers if str(row.pk) == chosen), None)
        if signer is None:
            raise RuleViolation("signer_not_authorised")
        block = (plan.signature_lines, plan.signature_position, plan.signature_name)
        same = (signer.prefixes, signer.position, signer.signer_name) == block
        return None if same and signer.pk == plan.signing_authority_id else signer

    def _round(self, desk: Desk, form: RoundForm) -> dict[str, Any]:
        return {"unit_ids": sorted(self._units(desk).ticked), **form.cleaned_data}

    def _answer(self, opinion_id: int, seen_hash: str) -> HttpResponse:
        response = self.request.POST.get(f"response_{opinion_id}", "")
        self.act("answer", {"opinion_id": opinion_id, "response": response}, seen_hash=seen_hash)
        messages.success(self.request, _("Draft and answer are stored."))
        return redirect(f"{self.request.path}#opinions")

    def _withdraw(self, desk: Desk) -> HttpResponse:
        form = WithdrawForm(self.request.POST, prefix="withdraw")
        if not form.is_valid():
            return self.show_typed(desk, "", UNPROCESSABLE)
        self.act("withdraw", form.cleaned_data)
        return self.done("withdraw", desk)

    def _hand_over(self, desk: Desk) -> HttpResponse:
        choice = self._hand_over_choice(desk)
        if choice is None:
            raise RuleViolation("desk_act_unknown")
        form = choice.posted_form(self.request.POST)
        self.hand_over = ShownChoice(choice, form, is_open=True)
        if not form.is_valid():
            return self.show_typed(desk, "", UNPROCESSABLE)
        self.act("hand_over", form.cleaned_data)
        return self.done("hand_over", desk)

    def _hand_over_choice(self, desk: Desk) -> Choice | None:
        return next((c for c in self._side_choices(desk) if c.key == "hand_over"), None)

    def done_sentence(self, act: str, desk: Desk) -> str:
        """Return what has just been done."""
        if act == "submit":
            return _("The draft is stored and sent to be checked.")
        if act == "consult":
            return _("The draft is stored and sent out for opinions.")
        return _("The draft is withdrawn.")

    def _ordered_or_refused(self, desk: Desk) -> HttpResponse:
        """Do what the unit's head orders of a draft; else let the service say no, and keep that
        it did; who may read the plan sees why."""
        if self.request.POST.get("choice") in {c.key for c in self._side_choices(desk)}:
            return super().post(self.request)
        try:
            self.act("save", {"content": content_of(desk.plan)})
        except Conflict as violation:
            return self.show_typed(self._found(), sentence_of(violation), CONFLICT)
        return redirect(self.request.path)

    # What only changes the page -----------------------------------------------------------------

    def _rearranged(self, desk: Desk, operation: str) -> HttpResponse:
        form = self._content_form(desk)
        units = self._units(desk)
        if not units.rearrange(operation):
            form.rearrange(operation)
        return self.show_typed(desk, "", 200, form=form, units=units, is_checked=False)

    def _content_form(self, desk: Desk) -> ContentForm:
        return ContentForm(self.request.POST, base=content_of(desk.plan))

    def _units(self, desk: Desk) -> UnitsTicked:
        return UnitsTicked(
            self.request.POST or None, on=self.today, without={desk.plan.drafting_unit_id}
        )

    def _may_act(self, desk: Desk) -> bool:
        is_open = desk.state == Desk.State.OPEN
        standing = standing_of(desk, self.request.user, self.today)
        return is_open and standing.seat is not None

    # The page -----------------------------------------------------------------------------------

    def show_typed(
        self,
        desk: Desk,
        problem: str,
        status: int,
        *,
        form: ContentForm | None = None,
        round_form: RoundForm | None = None,
        units: UnitsTicked | None = None,
        is_checked: bool = True,
        violation: RuleViolation | None = None,
    ) -> HttpResponse:
        """Show the page with everything typed. ``is_checked``: mark the fields that cannot be
        read; a button that only changes the page marks none. ``violation``: marks its field."""
        round_form = round_form or RoundForm(self.request.POST, prefix="round")
        withdraw_form = WithdrawForm(self.request.POST, prefix="withdraw")
        self.typed = {
            "form": form or self._content_form(desk),
            "round_form": round_form,
            "withdraw_form": withdraw_form,
            "units": units or self._units(desk),
            "unchecked": not is_checked,
        }
        asked = {"consult": round_form, "withdraw": withdraw_form}.get(
            self.request.POST.get("choice", "")
        )
        if violation is not None and asked is not None:
            asked.mark(violation)
        return self.show(desk, problem=problem, status=status)

    def beside(self, desk: Desk) -> dict[str, Any]:
        """Return the editor: as stored, or as typed."""
        content = content_of(desk.plan)
        shown: dict[str, Any] = getattr(self, "typed", None) or {
            "form": ContentForm(base=content),
            "round_form": RoundForm(prefix="round", initial=round_initial(self.today)),
            "withdraw_form": WithdrawForm(prefix="withdraw"),
            "units": self._units(desk),
            "unchecked": True,
        }
        rounds = rounds_of(desk.plan)
        for consultation in rounds:
            for opinion in consultation.opinions.all():
                typed = self.request.POST.get(f"response_{opinion.pk}")
                opinion.typed_response = opinion.response if typed is None else typed
        return {
            **shown,
            "signers": signers_for([desk.plan.issuing_unit_id], self.today),
            "signer_chosen": self.request.POST.get("signer")
            or str(desk.plan.signing_authority_id or ""),
            "rounds": rounds,
            "typed_changes": self._typed_changes(content, shown["form"]),
            "hand_over": self._hand_over_shown(desk),
            **self._opened(shown["form"]),
        }

    def _hand_over_shown(self, desk: Desk) -> ShownChoice | None:
        if shown := getattr(self, "hand_over", None):
            return shown
        choice = self._hand_over_choice(desk)
        return ShownChoice(choice, choice.new_form()) if choice else None

    def _opened(self, form: ContentForm) -> dict[str, bool]:
        """Return which folded parts stand open: those a person was just working in."""
        choice, operation = self.request.POST.get("choice", ""), self.request.POST.get("op", "")
        return {
            "consult_open": choice == "consult" or operation.startswith("units:"),
            "withdraw_open": choice == "withdraw",
            "citations_open": operation.startswith("citation:")
            or any(row.problem for row in form.citation),
        }

    def _typed_changes(self, stored: PlanContent, form: ContentForm) -> list[Any]:
        """Return what was typed against what is stored, after somebody else stored in between."""
        if not form.is_bound or self.request.POST.get("seen_hash") == stored.content_hash:
            return []
        return changes_between(stored, form.to_content()) if form.is_valid() else []
