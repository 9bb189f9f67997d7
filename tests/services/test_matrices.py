"""Looks at the matrix and at chasing letters, and files taken away, are on record; refused too."""

from __future__ import annotations

import json
from typing import Any

import pytest

from dvcq_workflow.models import AccessLog, ChasingLetter, ReportDuty
from dvcq_workflow.rules.errors import NotVisible, RuleViolation
from dvcq_workflow.selectors.chasing import MatrixFilter
from dvcq_workflow.services.chasing import draft_letter, release_letter, sign_letter
from dvcq_workflow.services.letters import print_letter, view_letter
from dvcq_workflow.services.matrices import export_matrix, view_duty, view_matrix
from tests.owing import Year, make_year
from tests.services.test_chasing import written
from tests.worlds import World


@pytest.fixture
def year(province: World) -> Year:
    year = make_year(province)
    year.duty("SYT", year.period(-5))
    return year


def letter_of(year: Year) -> ChasingLetter:
    return draft_letter(
        plan_id=year.plan.pk,
        receiver_id=year.receiver.pk,
        unit_ids=[year.world.units["SYT"].pk],
        written=written(),
        actor=year.world.people["advising_specialist"],
    )


def last_access(who: Any) -> tuple[str, str, dict[str, Any]]:
    row = AccessLog.objects.filter(actor_id=who.pk).latest("pk")
    return row.kind, row.subject, json.loads(row.envelope)["details"]


@pytest.mark.audits("view_matrix")
@pytest.mark.audits("export_matrix")
def test_a_look_at_the_matrix_and_a_file_of_it_are_on_record(year: Year) -> None:
    clerk = year.world.people["advising_specialist"]
    view_matrix(uid=year.plan.uid, actor=clerk)
    assert last_access(clerk) == ("view", "report_matrix", {})
    file = export_matrix(uid=year.plan.uid, wanted=MatrixFilter(), actor=clerk)
    kind, subject, told = last_access(clerk)
    assert (kind, subject, told["rows"], told["file"]) == (
        "download",
        "report_matrix",
        1,
        file.name,
    )
    stranger = year.world.stranger
    for look in (
        lambda: view_matrix(uid=year.plan.uid, actor=stranger),
        lambda: export_matrix(uid=year.plan.uid, wanted=MatrixFilter(), actor=stranger),
    ):
        with pytest.raises(NotVisible):
            look()
        assert last_access(stranger)[:2] == ("refused", "report_matrix")


@pytest.mark.audits("view_duty")
def test_a_look_at_what_a_duty_was_chased_for_is_on_record(year: Year) -> None:
    duty = ReportDuty.objects.get()
    for who in ("head_SYT", "advising_head", "auditor"):
        view_duty(uid=duty.uid, actor=year.world.people[who])
        details = {"duty": str(duty.uid)}
        assert last_access(year.world.people[who]) == ("view", "report_matrix", details)
    other = year.world.people["head_SGDDT"]
    with pytest.raises(NotVisible):
        view_duty(uid=duty.uid, actor=other)
    assert last_access(other)[0] == "refused"


@pytest.mark.audits("view_letter")
@pytest.mark.audits("print_letter")
def test_a_look_at_a_letter_and_its_draft_on_paper_are_on_record(year: Year) -> None:
    letter = letter_of(year)
    people = year.world.people
    view_letter(uid=letter.uid, actor=people["advising_head"])
    assert last_access(people["advising_head"])[:2] == ("view", "chasing_letter")
    file = print_letter(uid=letter.uid, file_format="docx", actor=people["advising_head"])
    assert file.data[:2] == b"PK"
    kind, subject, told = last_access(people["advising_head"])
    assert (kind, subject, told["draft"]) == ("download", "chasing_letter", letter.content_hash)
    with pytest.raises(NotVisible):
        view_letter(uid=letter.uid, actor=people["head_SYT"])
    assert last_access(people["head_SYT"])[:2] == ("refused", "chasing_letter")
    seen = {"letter_id": letter.pk, "seen_hash": letter.content_hash}
    sign_letter(**seen, actor=people["snv_leader"])
    release_letter(**seen, issued_on=year.today, actor=people["snv_clerk"])
    with pytest.raises(RuleViolation, match="draft_is_issued"):
        print_letter(uid=letter.uid, file_format="pdf", actor=people["advising_head"])
