"""What the demonstration says of a person: an account, a seat, a power to sign."""

from __future__ import annotations

from typing import NamedTuple

from dvcq_workflow.rules.desks import Role


class Login(NamedTuple):
    """An account and one of its seats; nearly every account has but one."""

    username: str
    name: str
    unit: str
    role: Role
    title: str


class Signer(NamedTuple):
    """Who signs for a unit: the lines before the position, and for whom, if for somebody."""

    username: str
    unit: str
    lines: tuple[str, ...]
    position: str
    instead_of: str = ""
