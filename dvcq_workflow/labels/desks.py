"""Sentences about desks: whose they are, and who may not act at them."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, Promise] = {
    "desk_not_found": _("There is no such task here. Open your inbox to see what awaits you."),
    "desk_not_yours": _(
        "This desk belongs to another unit or role, so you can read but not decide here. "
        "Whoever keeps the list of people can give you the role."
    ),
    "stand_in_cannot_sign": _(
        "You stand in for an absent person, but the power to sign does not pass with the seat. "
        "Return the plan, so that its drafter names somebody who may sign."
    ),
    "desk_kept_by_other": _(
        "Somebody else of your unit keeps this task. "
        "Ask them to give it back, or ask the head of the unit to take it from them."
    ),
    "desk_claimed_already": _(
        "This task is kept already, so nothing was done. Open it again to see who keeps it."
    ),
    "desk_not_claimable": _(
        "A draft is its drafter's own task, so nobody keeps it or gives it back. "
        "The head of the unit can hand it over to another drafter."
    ),
    "desk_not_kept": _(
        "Nobody keeps this task any more, so nothing was done. Open it again to go on."
    ),
    "drafter_already": _(
        "This person is the drafter of the plan already. Choose another person of the unit."
    ),
    "drafter_without_seat": _(
        "The person chosen may not draft for this unit today. "
        "Choose a specialist or head of the drafting unit."
    ),
    "drafter_has_judged": _(
        "The person chosen has checked or signed this very content. Choose somebody else."
    ),
    "desk_done": _("Somebody has already finished this task. Open your inbox for what is next."),
    "desk_act_unknown": _(
        "This desk has no such choice. Open the page again and choose one of its buttons."
    ),
    "desk_cannot_return": _(
        "A plan cannot be returned from this desk. Open the page again and choose another act."
    ),
    "person_inactive": _(
        "Your account is no longer active, so nothing was done. "
        "Ask whoever keeps the list of people."
    ),
    "drafter_only": _(
        "Only the person who drafts this plan can do this. Ask the drafter, or draft another plan."
    ),
    "drafter_checks_own_draft": _(
        "You drafted this plan, so somebody else checks it. Ask another person of that role."
    ),
    "one_person_two_checks": _(
        "You checked the content of this version, so somebody else checks its format. "
        "Ask another format checker."
    ),
    "drafter_signs_own_draft": _(
        "You drafted this plan, so somebody else signs it. Ask the drafter to name another signer."
    ),
    "signer_seals_own_signature": _(
        "You signed this plan, so another records clerk numbers and seals it."
    ),
    "signer_without_authority": _(
        "You hold no power to sign for this body today. "
        "Return the plan, so that its drafter names somebody who does."
    ),
    "signer_not_authorised": _(
        "The person chosen holds no power to sign for this body today. Choose another signer."
    ),
    "signer_not_chosen": _("No signer is named yet. Choose who is to sign, then send the plan on."),
    "signature_block_differs": _(
        "The signature block of this plan is not yours. "
        "Return the plan, so that its drafter names you as the signer."
    ),
}
