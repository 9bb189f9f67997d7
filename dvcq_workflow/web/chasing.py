"""Chasing letters: begin one from the matrix, and the one page of each with what can be done."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from dvcq_workflow.documents.press import chasing_words as words
from dvcq_workflow.documents.press.sheet import type_name
from dvcq_workflow.labels import sentence_of
from dvcq_workflow.models.chasing import ChasingLetter
from dvcq_workflow.models.notices import NOTICE_STATUS_NAMES
from dvcq_workflow.models.units import Unit
from dvcq_workflow.rules.changes import require_in_force
from dvcq_workflow.rules.chasing import MAX_LENGTHS
from dvcq_workflow.rules.desks import ROLES_AT, Step
from dvcq_workflow.rules.errors import Conflict, NotPermitted, NotVisible, RuleViolation
from dvcq_workflow.rules.formats import short_date
from dvcq_workflow.rules.notices import NoticeStatus
from dvcq_workflow.rules.plans import Status
from dvcq_workflow.selectors.chasing import Matrix, MatrixFilter, Row, narrowed
from dvcq_workflow.selectors.letters import (
    acts_as,
    authors_of_letter,
    chased_by,
    number_of_letter,
    sheet_of_letter,
    text_of_letter,
)
from dvcq_workflow.selectors.numbering import issuance_of
from dvcq_workflow.selectors.people import authority_of
from dvcq_workflow.selectors.plan_files import files_of_paper
from dvcq_workflow.services.chasing import (
    RELEASING,
    SIGNING,
    WRITING,
    draft_letter,
    drop_letter,
    release_letter,
    save_letter,
    sign_letter,
)
from dvcq_workflow.services.letters import view_letter
from dvcq_workflow.services.matrices import view_matrix
from dvcq_workflow.templatetags.dvcq import Paper
from dvcq_workflow.web.desk_pages import Choice, ShownChoice, kept_texts
from dvcq_workflow.web.forms.chasing import DropLetterForm, LetterForm
from dvcq_workflow.web.forms.desks import NumberForm
from dvcq_workflow.web.forms.fields import PageForm
from dvcq_workflow.web.forms.notices import sign_form
from dvcq_workflow.web.notices import CONFLICT, NOTICE_MARKS
from dvcq_workflow.web.pages import UNPROCESSABLE, Page

DAYS_TO_ANSWER = 5


class StartLetter(Page):
    """Begin a letter to the units that were chosen in the matrix, in the unit that receives."""

    section = "plans"

    def get(self, request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
        """Show whom the letter would go to and what it would name, with the usual text."""
        matrix, receiver = self._begin(uid)
        chosen = _chosen(matrix, request.GET.getlist("unit"))
        form = LetterForm(prefix="save", initial=self._usual(matrix, receiver))
        return self._show(matrix, receiver, chosen, form)

    def post(self, request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
        """Begin the letter and open its page."""
        matrix, receiver = self._begin(uid)
        chosen = _chosen(matrix, request.POST.getlist("unit"))
        form = LetterForm(request.POST, prefix="save")
        form.is_valid()
        try:
            with self.acting():
                letter = draft_letter(
                    plan_id=matrix.plan.pk,
                    receiver_id=receiver.pk,
                    unit_ids=[row.unit.pk for row in chosen],
                    written=form.to_text(),
                    actor=request.user,
                )
        except (NotVisible, NotPermitted, Conflict):
            raise
        except RuleViolation as violation:
            problem = sentence_of(violation)
            return self._show(matrix, receiver, chosen, form, problem=problem, status=UNPROCESSABLE)
        messages.success(request, _("The letter is stored. It now awaits a signature."))
        return redirect(letter_url(letter))

    def _begin(self, uid: uuid.UUID) -> tuple[Matrix, Unit]:
        """Return the matrix and the unit that would write, if the viewer may write for it."""
        with self.acting() as act:
            matrix = view_matrix(uid=uid, actor=self.request.user)
            act.refused_on = ("chasing_letter", matrix.plan.stream)
            receivers = {period.receiver_id for period in matrix.periods}
            held = [s for s in self.shell.held if s.role in ROLES_AT[WRITING]]
            mine = [seat.unit_id for seat in held if seat.unit_id in receivers]
            if not mine:
                raise NotPermitted("desk_not_yours")
            require_in_force(matrix.plan.state)
            return matrix, Unit.objects.get(pk=mine[0])

    def _usual(self, matrix: Matrix, receiver: Unit) -> dict[str, str]:
        number = issuance_of(matrix.plan)
        until = self.today + dt.timedelta(days=DAYS_TO_ANSWER)
        return {
            "symbol": receiver.abbreviation,
            "place": receiver.place,
            "subject": words.USUAL_SUBJECT.format(
                type=type_name(matrix.plan.document_type),
                number=number.full_number if number else "",
            ),
            "text": words.USUAL_TEXT.format(issuer=receiver.name, day=short_date(until)),
        }

    def _show(
        self,
        matrix: Matrix,
        receiver: Unit,
        chosen: Sequence[Row],
        form: LetterForm,
        *,
        problem: str = "",
        status: int = 200,
    ) -> HttpResponse:
        context = {
            "plan": matrix.plan,
            "issuance": issuance_of(matrix.plan),
            "receiver": receiver,
            "asked": [_asked(matrix, row) for row in chosen],
            "form": form,
            "problem": problem,
        }
        return self.render("dvcq_workflow/chasing/start.html", context, status=status)


def _chosen(matrix: Matrix, uids: Sequence[str]) -> list[Row]:
    """Return the rows of those chosen that owe something; of nobody chosen: all that do."""
    owing = narrowed(matrix, MatrixFilter(only_owing=True))
    wanted = set(uids)
    return [row for row in owing if not wanted or str(row.unit.uid) in wanted]


def _asked(matrix: Matrix, row: Row) -> dict[str, Any]:
    periods = zip(matrix.periods, row.cells, strict=True)
    return {
        "row": row,
        "periods": [(period, cell) for period, cell in periods if cell.is_owed],
    }


class LetterPage(Page):
    """One letter: how it stands, what it asks for, and what its viewer can do about it."""

    section = "plans"
    template_name: ClassVar[str] = "dvcq_workflow/chasing/letter.html"

    def get(self, request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
        """Show the letter; the look is on record."""
        return self._show(self._found(uid))

    def post(self, request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
        """Do what was chosen; where it is refused, show the page again with all that was typed."""
        letter = self._found(uid)
        every = self._every_choice(letter)
        choice = next((c for c in every if c.key == request.POST.get("choice")), None)
        if choice is None:
            problem = sentence_of(RuleViolation("desk_act_unknown"))
            return self._show(letter, problem=problem, status=UNPROCESSABLE)
        form = choice.form(request.POST, prefix=choice.key)
        if not form.is_valid():
            shown = ShownChoice(choice, form, is_open=True)
            return self._show(letter, shown=shown, status=UNPROCESSABLE)
        try:
            self._act(letter, choice, form)
        except (NotVisible, NotPermitted):
            raise
        except RuleViolation as violation:
            shown = ShownChoice(choice, form, sentence_of(violation), is_open=True)
            status = CONFLICT if isinstance(violation, Conflict) else UNPROCESSABLE
            return self._show(self._found(uid), shown=shown, status=status)
        messages.success(request, self._done(letter, choice))
        return redirect(letter_url(letter))

    def _found(self, uid: uuid.UUID) -> ChasingLetter:
        with self.acting():
            return view_letter(uid=uid, actor=self.request.user)

    def _act(self, letter: ChasingLetter, choice: Choice, form: PageForm) -> None:
        service: dict[str, Callable[..., Any]] = {
            "save": save_letter,
            "drop": drop_letter,
            "sign": sign_letter,
            "release": release_letter,
        }
        is_text = isinstance(form, LetterForm)
        data = {"written": form.to_text()} if is_text else form.cleaned_data  # type: ignore[attr-defined]
        with self.acting():
            service[choice.act](
                letter_id=letter.pk,
                seen_hash=self.request.POST.get("seen_hash", ""),
                actor=self.request.user,
                **data,
            )

    def _every_choice(self, letter: ChasingLetter) -> Sequence[Choice]:
        """Return all there is to choose; the service says who may."""
        powers = authority_of(self.request.user, letter.unit_id, self.today)
        written = {name: getattr(text_of_letter(letter), name) for name in MAX_LENGTHS}
        saving = _("The text is kept, and what the units owe today is counted anew.")
        dropping = _("The letter goes no further. It stays on record with your reason.")
        signing = _("The letter goes to the records office, which numbers and releases it.")
        releasing = _("The next number is taken for good and the units are told.")
        return (
            Choice("save", "save", _("Store"), saving, LetterForm, initial=written, icon="pen"),
            Choice(
                "drop",
                "drop",
                _("Drop the letter"),
                dropping,
                DropLetterForm,
                "stop",
                "stop",
                True,
            ),
            Choice("sign", "sign", _("Sign"), signing, sign_form(powers), icon="pen"),
            Choice(
                "release",
                "release",
                _("Number and release"),
                releasing,
                NumberForm,
                icon="send",
                initial={"issued_on": self.today},
            ),
        )

    def _open_to_viewer(self, letter: ChasingLetter) -> set[str]:
        """Return the keys of what the viewer may choose now."""
        in_force = letter.plan.state is Status.ISSUED
        mine = letter.drafted_by_id in self._people_at(WRITING, letter.unit_id)
        if letter.state is NoticeStatus.DRAFTED:
            keys = {"save", "drop"} if mine else set()
            keys |= {"sign"} if self._may_sign(letter) else set()
            return keys if in_force else keys & {"drop"}
        if letter.state is not NoticeStatus.SIGNED:
            return set()
        keys = {"drop"} if mine else set()
        office = self._people_at(RELEASING, letter.unit.records_office_id or letter.unit_id)
        signers = {letter.signed_by_id, letter.signed_for_id}
        return keys | ({"release"} if office and not office & signers and in_force else set())

    def _may_sign(self, letter: ChasingLetter) -> bool:
        viewer = self.request.user
        powers = authority_of(viewer, letter.unit_id, self.today)
        sits = [s for s in self.shell.held if s.principal_id is None]
        own = acts_as(viewer.pk or 0, sits, letter.unit_id, ROLES_AT[SIGNING])
        return bool(powers and own) and viewer.pk not in authors_of_letter(letter)

    def _people_at(self, step: Step, unit_id: int) -> set[int]:
        return acts_as(self.request.user.pk or 0, self.shell.held, unit_id, ROLES_AT[step])

    def _show(
        self,
        letter: ChasingLetter,
        *,
        shown: ShownChoice | None = None,
        problem: str = "",
        status: int = 200,
    ) -> HttpResponse:
        keys = self._open_to_viewer(letter)
        choices = [c for c in self._every_choice(letter) if c.key in keys]
        is_open = shown is not None and shown.choice.key in keys
        context = {
            **_paper_of(letter),
            "shown_choices": [
                shown
                if shown is not None and shown.choice.key == c.key
                else ShownChoice(c, c.form(prefix=c.key, initial=c.initial))
                for c in choices
            ],
            "kept": kept_texts(shown.form) if shown is not None and not is_open else [],
            "problem": problem or (shown.problem if shown else ""),
        }
        return self.render(self.template_name, context, status=status)

    def _done(self, letter: ChasingLetter, choice: Choice) -> str:
        if choice.key == "release":
            number = number_of_letter(letter)
            return _("The letter is released under number %(number)s.") % {"number": number}
        sentences = {
            "save": _("The letter is stored. It now awaits a signature."),
            "drop": _("The letter is dropped. It stays on record."),
            "sign": _("You signed the letter. The records office numbers and releases it."),
        }
        return sentences[choice.key]


def letter_url(letter: ChasingLetter) -> str:
    """Return where a letter's page is."""
    return reverse("dvcq_workflow:chasing_letter", args=[letter.uid])


def _paper_of(letter: ChasingLetter) -> dict[str, Any]:
    """Return what the page shows of a letter, and of its document as on paper."""
    look, icon = NOTICE_MARKS[letter.state]
    rows = chased_by(letter)
    return {
        "letter": letter,
        "plan": letter.plan,
        "content_hash": letter.content_hash,
        "issuance": issuance_of(letter.plan),
        "number": number_of_letter(letter),
        "look": look,
        "icon": icon,
        "status_name": NOTICE_STATUS_NAMES[letter.state],
        "asked": [(name, list(held)) for name, held in groupby(rows, lambda row: row.unit_name)],
        "sheet": Paper(sheet_of_letter(letter)),
        "files": files_of_paper(letter),
        "is_released": letter.state is NoticeStatus.RELEASED,
    }
