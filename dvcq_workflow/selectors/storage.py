"""Issued files as they lie in the host's storage, and those of them that are not as recorded."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import SuspiciousOperation
from django.db.models import Case, Count, Q, When

from dvcq_workflow.host import get_host
from dvcq_workflow.models.documents import YEAR_PAPERS, Issuance, IssuedDocument
from dvcq_workflow.models.people import Membership
from dvcq_workflow.models.plans import Plan
from dvcq_workflow.rules.desks import Role
from dvcq_workflow.rules.errors import RuleViolation, Unavailable
from dvcq_workflow.rules.files import digest_of
from dvcq_workflow.selectors.people import valid_on

FILES_AT_ONCE = 200
KEEPERS = (Role.RECORDS_CLERK, Role.ADMINISTRATOR)
"""Who of the issuing body and its records office is told of a file that is not as recorded."""


@dataclass(frozen=True)
class KeptFile:
    """A file that was read again. ``problem``: the code of what is wrong with it, or empty."""

    document: IssuedDocument
    problem: str


def bytes_of(document: IssuedDocument) -> bytes:
    """Return the bytes of an issued file, which have the size and the hash on record.

    Raises: as ``kept_bytes``.
    """
    return kept_bytes(
        document.file_name,
        document.storage_key,
        size=document.size_bytes,
        sha256=document.sha256,
    )


def kept_bytes(name: str, key: str, *, size: int, sha256: str) -> bytes:
    """Return the bytes that the storage keeps under a key, which have that size and hash.

    Raises:
        RuleViolation: ``document_missing``, ``document_altered``.
        Unavailable: ``storage_unavailable``.
    """
    host = get_host()
    try:
        data = host.open_document(key)
    except (FileNotFoundError, SuspiciousOperation) as problem:
        raise RuleViolation("document_missing", name=name) from problem
    except host.storage_problems as problem:
        raise Unavailable("storage_unavailable", name=name) from problem
    if len(data) != size or digest_of(data) != sha256:
        raise RuleViolation("document_altered", name=name)
    return data


def count_of_files(plan_uid: UUID | None = None) -> int:
    """Return how many files are on record, or how many of one plan."""
    return _files(plan_uid).count()


def files_read_again(plan_uid: UUID | None = None) -> Iterator[KeptFile]:
    """Read every file again, or those of one plan, and yield what was found of each: one query for
    some hundred, one file in memory at a time."""
    last = 0
    while batch := list(_files(plan_uid).filter(pk__gt=last)[:FILES_AT_ONCE]):
        last = batch[-1].pk
        for document in batch:
            yield KeptFile(document, _problem_of(document))


def _files(plan_uid: UUID | None) -> Any:
    rows = IssuedDocument.objects.select_related("plan").order_by("pk")
    return rows if plan_uid is None else rows.filter(plan__uid=plan_uid)


def _problem_of(document: IssuedDocument) -> str:
    try:
        bytes_of(document)
    except RuleViolation as violation:
        return violation.code
    return ""


def released_without_file(plan_uid: UUID | None = None) -> Sequence[Issuance]:
    """Return the numbers that were released here and of which a file is not kept; each has
    ``lacking``: how many."""
    all_kinds, formats = len(IssuedDocument.Kind.values), len(IssuedDocument.Format.values)
    of_plan = Q(notice__isnull=True, **{f"{kind}__isnull": True for kind in YEAR_PAPERS})
    wanted = Case(When(of_plan, then=all_kinds * formats), default=formats)
    rows = Issuance.objects.filter(state=Issuance.State.RELEASED, plan__is_historical=False)
    rows = rows.annotate(lacking=wanted - Count("documents")).filter(lacking__gt=0)
    if plan_uid is not None:
        rows = rows.filter(plan__uid=plan_uid)
    return list(rows.select_related("plan", "notice", *YEAR_PAPERS).order_by("pk"))


def keepers_of_files(plan: Plan, on: dt.date) -> list[int]:
    """Return the ids of those who are told that a plan's file is not as recorded: records clerks
    and data keepers of the issuing body and of its records office."""
    units = {plan.issuing_unit_id, plan.issuing_unit.records_office_id} - {None}
    members = Membership.objects.filter(
        valid_on(on), unit_id__in=units, role__in=KEEPERS, user__is_active=True
    )
    return sorted(set(members.values_list("user_id", flat=True)))
