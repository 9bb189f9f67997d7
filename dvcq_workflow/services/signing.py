"""Signing a paper with a power held that day: parts of the services that sign notices, letters,
reports and consolidated reports, each under its own lock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any, Protocol

from dvcq_workflow.context import Act
from dvcq_workflow.host import get_host
from dvcq_workflow.models.people import SigningAuthority
from dvcq_workflow.rules.errors import NotPermitted
from dvcq_workflow.selectors.people import authority_of


class Signing(Protocol):
    """Who signs, in which act, on which day: a ``Case`` or a ``Handled``."""

    actor: Any
    act: Act
    on: dt.date


def held_power(case: Signing, unit_id: int, authority_id: int | None = None) -> SigningAuthority:
    """Return the power by which the person signs for a unit; ``authority_id``: which of several,
    None the first.

    Raises:
        NotPermitted: ``signer_without_authority``.
    """
    held = authority_of(case.actor, unit_id, case.on)
    fitting = [power for power in held if authority_id in (None, power.pk)]
    if not fitting:
        raise NotPermitted("signer_without_authority")
    return fitting[0]


def sign_for(
    case: Signing, authority: SigningAuthority, refuse: Callable[[Iterable[int]], None]
) -> None:
    """Name on the act for whom the person signs, if for somebody. ``refuse``: raises for one who
    may not sign because of what they did before; the rule holds for whom one signs for, too."""
    principal = authority.on_behalf_of
    if principal is None:
        return
    refuse({principal.pk})
    case.act.principal_id = principal.pk
    case.act.principal_name = get_host().person_name(principal)


def print_signature(paper: Any, case: Signing, authority: SigningAuthority) -> None:
    """Write on a paper (``models.subjects.SignedPaper``) who signed, unsaved."""
    paper.signing_authority = authority
    paper.signature_lines = list(authority.prefixes)
    paper.signature_position = authority.position
    paper.signature_name = authority.signer_name
    paper.signed_by = case.actor
    paper.signed_for_id = case.act.principal_id
    paper.signed_at = case.act.at


def take_signature_off(paper: Any) -> None:
    """Leave a paper that goes back to its writer without a signature, unsaved."""
    paper.signing_authority = paper.signed_by = paper.signed_for = paper.signed_at = None
    paper.signature_lines = []
    paper.signature_position = paper.signature_name = ""
