"""Chasing letters: begin one from the matrix, and the one page of each with what can be done."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
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
from dvcq_workflow.models.chasing import ChasedDuty, ChasingLetter
from dvcq_workflow.models.notices import NOTICE_STATUS_NAMES
from dvcq_workflow.models.units import Unit
from dvcq_workflow.rules.changes import require_in_force
from dvcq_workflow.rules.chasing import MAX_LENGTHS
from dvcq_workflow.rules.desks import ROLES_AT, Step
from dvcq_workflow.rules.errors import Conflict, NotPermitted, NotVisible, RuleViolation
from dvcq_workflow.rules.formats import short_date
from dvcq_workflow.rules.notices import NoticeStatus
from dvcq_workflow.rules.plans import Status
from dvcq_workflow.selectors.chasing import (
    Matrix,
    MatrixFilter,
    Row,
    may_chase_or_audit,
    narrowed,
)
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
from dvcq_workflow.web.desk_pages import Choice
from dvcq_workflow.web.forms.chasing import DropLetterForm, LetterForm
from dvcq_workflow.web.forms.desks import NumberForm
from dvcq_workflow.web.forms.notices import sign_form
from dvcq_workflow.web.notices import NOTICE_MARKS
from dvcq_workflow.web.pages import UNPROCESSABLE, Page
from dvcq_workflow.web.paper_pages import PaperPage

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


class LetterPage(PaperPage):
    """One letter: how it stands, what it asks for, and what its viewer can do about it."""

    section = "plans"
    template_name: ClassVar[str] = "dvcq_workflow/chasing/letter.html"
    services = {
        "save": save_letter,
        "drop": drop_letter,
        "sign": sign_letter,
        "release": release_letter,
    }
    key_name = "letter_id"

    def find(self, uid: uuid.UUID) -> ChasingLetter:
        """Return the letter for its viewer; the look is on record."""
        with self.acting():
            return view_letter(uid=uid, actor=self.request.user)

    def url_of(self, letter: ChasingLetter) -> str:
        """Return where the letter's page is."""
        return letter_url(letter)

    def shown(self, letter: ChasingLetter) -> dict[str, Any]:
        """Return what the page shows of the letter, and of its document as printed."""
        return {**_paper_of(letter), "asked": self._asked(letter)}

    def _asked(self, letter: ChasingLetter) -> list[tuple[str, list[ChasedDuty], bool]]:
        """Return what the letter asks of each unit, and whether the viewer may see how often that
        one was chased: who sees one unit's year alone is led to no other's."""
        sees_all = may_chase_or_audit(self.request.user, letter.plan, self.today)
        own = {seat.unit_id for seat in self.shell.held}
        asked = []
        for name, held in groupby(chased_by(letter), lambda row: row.unit_name):
            rows = list(held)
            asked.append((name, rows, sees_all or rows[0].unit_id in own))
        return asked

    def every_choice(self, letter: ChasingLetter) -> Sequence[Choice]:
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

    def open_to_viewer(self, letter: ChasingLetter) -> set[str]:
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

    def done_sentence(self, letter: ChasingLetter, choice: Choice) -> str:
        """Return what has just been done."""
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
    return {
        "letter": letter,
        "plan": letter.plan,
        "content_hash": letter.content_hash,
        "issuance": issuance_of(letter.plan),
        "number": number_of_letter(letter),
        "look": look,
        "icon": icon,
        "status_name": NOTICE_STATUS_NAMES[letter.state],
        "sheet": Paper(sheet_of_letter(letter)),
        "files": files_of_paper(letter),
        "is_released": letter.state is NoticeStatus.RELEASED,
    }
