"""Chasing letters: to exactly the units that owe; drafted, signed by another, released."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from django.test import override_settings

from dvcq_workflow.host import DefaultHost, Notice
from dvcq_workflow.jobs.runner import run_due
from dvcq_workflow.models import (
    AccessLog,
    AuditEvent,
    ChasedDuty,
    ChasingLetter,
    Issuance,
    IssuedDocument,
)
from dvcq_workflow.rules.chasing import LetterText
from dvcq_workflow.rules.errors import Conflict, NotPermitted, NotVisible, RuleViolation
from dvcq_workflow.rules.notices import NoticeStatus
from dvcq_workflow.rules.obligations import PeriodKind, Strength
from dvcq_workflow.selectors.chasing import matrix_of
from dvcq_workflow.selectors.letters import chased_by, content_of_letter, letter_seen_by
from dvcq_workflow.services.chasing import (
    draft_letter,
    drop_letter,
    release_letter,
    save_letter,
    sign_letter,
)
from dvcq_workflow.services.files import read_issued_document
from tests.owing import Year, make_year
from tests.worlds import World

CODES = ("SGDDT", "STTTT", "SYT")


class ListeningHost(DefaultHost):
    """A host that keeps what it was asked to tell."""

    told: list[Notice] = []

    def notify(self, notice: Notice) -> None:
        self.told.append(notice)


@pytest.fixture
def year(province: World) -> Year:
    """Three units owed a report five days ago: one gave it, one was sent back its own, one gave
    nothing; the second has a task past its day, the first one that is not."""
    year = make_year(province)
    period = year.period(-5)
    duties = [year.duty(code, period) for code in CODES]
    year.report(duties[0], -6)
    year.report(duties[1], -6, status="returned")
    year.task("SGDDT", 5)
    year.task("STTTT", -2)
    return year


def written(**changes: str) -> LetterText:
    given = {
        "symbol": "SNV-XDCQ",
        "place": "Trà Vinh",
        "subject": "Đôn đốc báo cáo",
        "text": "Đề nghị các đơn vị gửi báo cáo trong tuần này.",
        **changes,
    }
    return LetterText(**given)


def drafted(year: Year, codes: tuple[str, ...] = CODES, **given: Any) -> ChasingLetter:
    return draft_letter(
        plan_id=year.plan.pk,
        receiver_id=year.receiver.pk,
        unit_ids=[year.world.units[code].pk for code in codes],
        **{"written": written(), "actor": year.world.people["advising_specialist"], **given},
    )


def signed(year: Year, **given: Any) -> ChasingLetter:
    letter = drafted(year)
    actor = given.get("actor", year.world.people["snv_leader"])
    return sign_letter(letter_id=letter.pk, seen_hash=letter.content_hash, actor=actor)


def released(year: Year) -> tuple[ChasingLetter, Issuance]:
    letter = signed(year)
    number = release_letter(
        letter_id=letter.pk,
        issued_on=year.today,
        seen_hash=letter.content_hash,
        actor=year.world.people["snv_clerk"],
    )
    letter.refresh_from_db()
    return letter, number


def told_of(year: Year) -> list[tuple[str, dict[str, Any]]]:
    events = AuditEvent.objects.filter(stream=year.plan.stream).order_by("seq")
    return [(event.code, json.loads(event.envelope)) for event in events]


def trace_of(year: Year) -> tuple[Any, ...]:
    """Everything that a refused act must leave as it was."""
    return (
        [code for code, _told in told_of(year)],
        list(ChasingLetter.objects.order_by("pk").values()),
        list(ChasedDuty.objects.order_by("pk").values()),
        Issuance.objects.count(),
    )


# -- draft


@pytest.mark.audits("draft_letter")
def test_a_letter_goes_to_exactly_the_units_that_owe_and_names_what_they_owe(year: Year) -> None:
    letter = drafted(year)
    asked = [(row.unit.code, row.duty_id is not None, row.due_on) for row in chased_by(letter)]
    assert asked == [
        ("STTTT", True, year.day(-5)),
        ("STTTT", False, year.day(-2)),
        ("SYT", True, year.day(-5)),
    ]
    content = content_of_letter(letter)
    assert content.content_hash == letter.content_hash
    assert content.owed[0].what == f"Báo cáo quý I năm {year.plan.year}"
    assert [thing.days_late(content.counted_on) for thing in content.owed] == [5, 2, 5]
    code, told = told_of(year)[-1]
    assert (code, told["actor"]["id"]) == (
        "chasing_drafted",
        year.world.people["advising_specialist"].pk,
    )
    assert told["details"]["letter"] == str(letter.uid)
    assert told["content_hash"] == letter.content_hash
    counted = [told["details"][f"chased_{what}"] for what in ("units", "reports", "tasks")]
    assert counted == [2, 2, 1]


@pytest.mark.parametrize("who", ["clerk", "vice_chairman", "head_SYT", "outsider", "stranger"])
def test_only_the_unit_that_receives_begins_a_letter(year: Year, who: str) -> None:
    before = trace_of(year)
    with pytest.raises((NotPermitted, NotVisible)):
        drafted(year, actor=year.world.people[who])
    assert trace_of(year) == before
    refused = AccessLog.objects.filter(kind="refused", actor_id=year.world.people[who].pk)
    assert refused.exists()


def test_units_that_owe_nothing_are_not_written_to(year: Year) -> None:
    before = trace_of(year)
    with pytest.raises(RuleViolation, match="nothing_to_chase"):
        drafted(year, ("SGDDT", "HCL"))
    assert trace_of(year) == before


def test_a_letter_of_one_period_asks_for_its_reports_alone(year: Year) -> None:
    other = year.period(-1, PeriodKind.HALF_YEAR)
    year.duty("SGDDT", other)
    letter = drafted(year, period_id=year.periods[0].pk)
    assert [(row.unit.code, row.duty_id is None) for row in chased_by(letter)] == [
        ("STTTT", False),
        ("SYT", False),
    ]


def test_what_is_only_asked_for_or_due_today_or_excused_is_not_chased(year: Year) -> None:
    asked = year.duty("HCL", year.periods[0], Strength.REQUEST)
    today = year.duty("SGDDT", year.period(0, index=2))
    excused = year.duty("SGDDT", year.period(-3, index=3))
    year.change(excused, excused_at=dt.datetime.now(dt.UTC), excused_reason="Mới thành lập")
    letter = drafted(year, (*CODES, "HCL"))
    assert {asked.pk, today.pk, excused.pk}.isdisjoint(row.duty_id for row in chased_by(letter))


@pytest.mark.parametrize(
    ("changes", "code"),
    [({"text": " "}, "letter_incomplete"), ({"text": "Gần dân 👍"}, "text_not_printable")],
)
def test_a_text_that_cannot_go_out_is_refused_with_nothing_written(
    year: Year, changes: dict[str, str], code: str
) -> None:
    before = trace_of(year)
    with pytest.raises(RuleViolation, match=code):
        drafted(year, written=written(**changes))
    assert trace_of(year) == before


# -- save, drop


@pytest.mark.audits("save_letter")
def test_saving_drops_who_has_answered_meanwhile(year: Year) -> None:
    letter = drafted(year)
    kept = {row.pk for row in chased_by(letter) if row.unit.code == "STTTT"}
    report = next(row.duty for row in chased_by(letter) if row.unit.code == "SYT")
    year.report(report, 0)
    saved = save_letter(
        letter_id=letter.pk,
        written=written(text="Gửi gấp."),
        seen_hash=letter.content_hash,
        actor=year.world.people["advising_specialist"],
    )
    assert {row.pk for row in chased_by(saved)} == kept
    assert saved.content_hash != letter.content_hash
    code, told = told_of(year)[-1]
    assert (code, told["details"]["before"]) == ("chasing_saved", letter.content_hash)


def test_nobody_but_its_drafter_goes_on_writing(year: Year) -> None:
    letter = drafted(year)
    before = trace_of(year)
    with pytest.raises(NotPermitted, match="letter_not_yours"):
        save_letter(
            letter_id=letter.pk,
            written=written(),
            seen_hash=letter.content_hash,
            actor=year.world.people["advising_head"],
        )
    assert trace_of(year) == before


def test_who_has_an_older_text_before_them_is_told_so(year: Year) -> None:
    letter = drafted(year)
    with pytest.raises(Conflict, match="content_changed"):
        sign_letter(letter_id=letter.pk, seen_hash="0" * 64, actor=year.world.people["snv_leader"])


@pytest.mark.audits("drop_letter")
@pytest.mark.parametrize("is_signed", [False, True], ids=["drafted", "signed"])
def test_a_letter_that_has_not_gone_out_is_given_up_and_stays_on_record(
    year: Year, is_signed: bool
) -> None:
    letter = signed(year) if is_signed else drafted(year)
    dropped = drop_letter(
        letter_id=letter.pk,
        reason="Các đơn vị đã gửi.",
        seen_hash=letter.content_hash,
        actor=year.world.people["advising_specialist"],
    )
    assert dropped.state is NoticeStatus.DROPPED
    code, told = told_of(year)[-1]
    assert code == "chasing_dropped"
    assert "Các đơn vị đã gửi." not in json.dumps(told, ensure_ascii=False)


def test_another_s_letter_is_not_given_up(year: Year) -> None:
    letter = drafted(year)
    before = trace_of(year)
    with pytest.raises(NotPermitted):
        drop_letter(
            letter_id=letter.pk,
            reason="x",
            seen_hash=letter.content_hash,
            actor=year.world.people["advising_head"],
        )
    assert trace_of(year) == before


# -- sign


@pytest.mark.audits("sign_letter")
def test_a_letter_is_signed_with_a_power_for_its_unit(year: Year) -> None:
    letter = signed(year)
    assert letter.state is NoticeStatus.SIGNED
    assert (letter.signature_lines, letter.signature_position) == (
        ["KT. GIÁM ĐỐC"],
        "PHÓ GIÁM ĐỐC",
    )
    assert told_of(year)[-1][0] == "chasing_signed"


@pytest.mark.parametrize("who", ["advising_head", "advising_specialist", "vice_chairman", "clerk"])
def test_nobody_signs_without_a_power_for_its_unit(year: Year, who: str) -> None:
    letter = drafted(year)
    before = trace_of(year)
    with pytest.raises((NotPermitted, NotVisible)):
        sign_letter(
            letter_id=letter.pk, seen_hash=letter.content_hash, actor=year.world.people[who]
        )
    assert trace_of(year) == before


def test_nothing_is_signed_that_asks_for_what_was_answered(year: Year) -> None:
    letter = drafted(year)
    year.report(next(r.duty for r in chased_by(letter) if r.unit.code == "SYT"), 0)
    with pytest.raises(RuleViolation, match="letter_outdated") as refusal:
        sign_letter(
            letter_id=letter.pk,
            seen_hash=letter.content_hash,
            actor=year.world.people["snv_leader"],
        )
    assert refusal.value.params["units"] == "Sở Y tế"


# -- release


@pytest.mark.audits("release_letter")
def test_a_released_letter_has_a_number_of_its_unit_and_its_files(year: Year) -> None:
    ListeningHost.told = []
    letter, number = released(year)
    assert (number.series, number.full_number) == (year.series, "01/SNV-XDCQ")
    assert (letter.state, number.state) == (NoticeStatus.RELEASED, Issuance.State.RELEASED)
    assert told_of(year)[-1][0] == "chasing_released"
    with override_settings(DVCQ_WORKFLOW={"HOST": f"{__name__}.ListeningHost"}):
        run_due()
        run_due()
    files = IssuedDocument.objects.filter(issuance=number).order_by("file_format")
    assert [file.file_name for file in files] == [
        f"01-SNV-XDCQ-{year.today.year}.docx",
        f"01-SNV-XDCQ-{year.today.year}.pdf",
    ]
    (notice,) = [told for told in ListeningHost.told if told.kind == "chasing_letter"]
    people = year.world.people
    assert set(notice.user_ids) == {people["head_STTTT"].pk, people["head_SYT"].pk}
    assert notice.path.endswith(f"/{letter.uid}/")


@pytest.mark.parametrize("who", ["clerk", "advising_specialist", "snv_leader"])
def test_only_the_clerk_of_its_unit_releases_a_letter(year: Year, who: str) -> None:
    letter = signed(year)
    before = trace_of(year)
    with pytest.raises((NotPermitted, NotVisible)):
        release_letter(
            letter_id=letter.pk,
            issued_on=year.today,
            seen_hash=letter.content_hash,
            actor=year.world.people[who],
        )
    assert trace_of(year) == before


def test_a_released_letter_counts_on_each_duty_that_it_asked_for(year: Year) -> None:
    released(year)
    matrix = matrix_of(year.plan, year.world.people["advising_specialist"], year.today)
    cells = {row.unit.code: row.cells[0] for row in matrix.rows}
    assert [cells[code].letters for code in CODES] == [0, 1, 1]
    assert cells["SYT"].chased_on == year.today
    assert [task.letters for row in matrix.rows for task in row.tasks] == [1]


def test_a_letter_is_seen_by_those_it_is_sent_to_once_it_is_out(year: Year) -> None:
    people = year.world.people
    letter = signed(year)
    with pytest.raises(NotVisible, match="letter_not_found"):
        letter_seen_by(people["head_SYT"], letter.uid, year.today)
    assert letter_seen_by(people["snv_clerk"], letter.uid, year.today) == letter
    release_letter(
        letter_id=letter.pk,
        issued_on=year.today,
        seen_hash=letter.content_hash,
        actor=people["snv_clerk"],
    )
    assert letter_seen_by(people["head_SYT"], letter.uid, year.today) == letter
    for who in ("head_SGDDT", "outsider", "stranger"):
        with pytest.raises(NotVisible):
            letter_seen_by(people[who], letter.uid, year.today)
    run_due()
    file = IssuedDocument.objects.filter(issuance__letter=letter).first()
    assert read_issued_document(document=file, actor=people["head_SYT"])
    with pytest.raises(NotVisible):
        read_issued_document(document=file, actor=people["head_SGDDT"])
