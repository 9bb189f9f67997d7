"""The signer's desk: who signs also approves the draft (decree 30/2020, Articles 11.1 and 13)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.utils.translation import gettext as _

from dvcq_workflow.host import get_host
from dvcq_workflow.labels import sentence_of
from dvcq_workflow.models.desks import Desk
from dvcq_workflow.models.people import SigningAuthority
from dvcq_workflow.rules.errors import RuleViolation
from dvcq_workflow.selectors.after_issue import is_on_issuing_side
from dvcq_workflow.selectors.people import authority_of
from dvcq_workflow.web.checking import RETURN
from dvcq_workflow.web.choices import Choice
from dvcq_workflow.web.desk_pages import DeskPage
from dvcq_workflow.web.forms.desks import PlainForm, RefuseForm


class SignDesk(DeskPage):
    """Sign, return or refuse; with the power held that day, and for whom, written out."""

    template_name: ClassVar[str] = "dvcq_workflow/desks/sign.html"

    def lead(self, desk: Desk) -> str:
        """Return the one sentence of what is wanted, with the person signed for."""
        authority = self._fitting(desk)
        if authority is not None and authority.on_behalf_of is not None:
            return _(
                "Please sign for %(person)s (%(lines)s) this draft, whose content and format "
                "have been checked."
            ) % {
                "person": get_host().person_name(authority.on_behalf_of),
                "lines": ", ".join(authority.prefixes),
            }
        return _("Please sign this draft, whose content and format have been checked.")

    def choices(self, desk: Desk) -> Sequence[Choice]:
        """Return: sign, return, refuse."""
        signing = Choice(
            key="sign",
            act="sign",
            title=_("Sign"),
            consequence=_(
                "The plan goes to the records office for its number, seal and release. The "
                "content is locked; later only another document can change it."
            ),
            form=PlainForm,
            icon="pen",
        )
        refusing = Choice(
            key="refuse",
            act="refuse",
            title=_("Refuse to issue"),
            consequence=_(
                "This ends the process. The draft stays on file and cannot be edited further; "
                "to issue it, a new draft is drawn up."
            ),
            form=RefuseForm,
            look="stop",
            icon="stop",
            needs_reason=True,
        )
        return (signing, RETURN, refusing)

    def beside(self, desk: Desk) -> dict[str, Any]:
        """Return the block to be signed, the viewer's power, and what keeps them from signing."""
        plan = desk.plan
        fitting = self._fitting(desk)
        return {
            "signature_block": [
                *plan.signature_lines,
                plan.signature_position,
                plan.signature_name,
            ],
            "authority": fitting,
            "principal": (
                get_host().person_name(fitting.on_behalf_of)
                if fitting is not None and fitting.on_behalf_of is not None
                else ""
            ),
            "sees_approval_sheet": is_on_issuing_side(
                self.request.user, plan, self.today, seats=self.shell.held
            ),
            "cannot_sign": self._cannot_sign(desk, fitting),
            "checks": desk.plan.approvals.filter(content_hash=plan.content_hash)
            .select_related("by", "unit")
            .order_by("pk"),
        }

    def done_sentence(self, act: str, desk: Desk) -> str:
        """Return what has just been done."""
        if act == "return":
            return _("Returned with your reason.")
        if act == "refuse":
            return _("You refused to issue the plan; the drafter sees your reason.")
        return _("You signed the plan.")

    def _held(self, desk: Desk) -> list[SigningAuthority]:
        return authority_of(self.request.user, desk.plan.issuing_unit_id, self.today)

    def _fitting(self, desk: Desk) -> SigningAuthority | None:
        plan = desk.plan
        block = (plan.signature_lines, plan.signature_position, plan.signature_name)
        held = self._held(desk)
        return next((a for a in held if (a.prefixes, a.position, a.signer_name) == block), None)

    def _cannot_sign(self, desk: Desk, fitting: SigningAuthority | None) -> str:
        if fitting is not None:
            return ""
        code = "signature_block_differs" if self._held(desk) else "signer_without_authority"
        return sentence_of(RuleViolation(code))
