"""Who owes what on a day, and what may be chased."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dvcq_workflow.rules.assignments import AssignmentStatus
from dvcq_workflow.rules.chasing import (
    RECEIVED,
    DutyFacts,
    LetterText,
    ReportFacts,
    Standing,
    is_owed,
    is_task_owed,
    standing_of,
)
from dvcq_workflow.rules.errors import RuleViolation
from dvcq_workflow.rules.obligations import Strength
from dvcq_workflow.rules.reports import HANDED_IN, ReportStatus
from tests.documents.press.reports import OWED, letter_content

DUE = dt.date(2020, 6, 10)
BEFORE, AFTER = dt.date(2020, 6, 8), dt.date(2020, 6, 15)
ORDERED, ASKED = DutyFacts(DUE), DutyFacts(DUE, Strength.REQUEST)
EXCUSED = DutyFacts(DUE, is_excused=True)


def given_report(on: dt.date, status: ReportStatus = ReportStatus.SUBMITTED, *, nothing=False):
    return ReportFacts(status, on, nothing)


WRITING = ReportFacts(ReportStatus.BEING_WRITTEN)
STATES = {
    "in time": (ORDERED, given_report(BEFORE), AFTER, Standing.ON_TIME),
    "on the day itself": (ORDERED, given_report(DUE), AFTER, Standing.ON_TIME),
    "late": (ORDERED, given_report(AFTER), AFTER, Standing.LATE),
    "accepted": (ORDERED, given_report(BEFORE, ReportStatus.ACCEPTED), AFTER, Standing.ON_TIME),
    "nothing": (ORDERED, given_report(AFTER, nothing=True), AFTER, Standing.NOTHING),
    "sent back": (ORDERED, given_report(BEFORE, ReportStatus.RETURNED), AFTER, Standing.RETURNED),
    "being mended": (
        ORDERED,
        given_report(BEFORE, ReportStatus.AWAITING_APPROVAL),
        AFTER,
        Standing.RETURNED,
    ),
    "missing": (ORDERED, WRITING, AFTER, Standing.MISSING),
    "missing, not begun": (ORDERED, None, AFTER, Standing.MISSING),
    "on its last day": (ORDERED, WRITING, DUE, Standing.NOT_DUE),
    "not due": (ORDERED, None, BEFORE, Standing.NOT_DUE),
    "asked for, not due": (ASKED, None, BEFORE, Standing.NOT_DUE),
    "asked for, past": (ASKED, None, AFTER, Standing.NOT_OWED),
    "excused": (EXCUSED, WRITING, AFTER, Standing.NOT_OWED),
    "excused, yet given": (EXCUSED, given_report(BEFORE), AFTER, Standing.ON_TIME),
    "never owed": (None, None, AFTER, Standing.NOT_OWED),
}


@pytest.mark.parametrize("case", STATES.values(), ids=STATES)
def test_every_unit_and_period_has_one_state(case):
    duty, report, today, state = case
    assert standing_of(duty, report, today) is state


_DAYS = st.dates(dt.date(2020, 1, 1), dt.date(2020, 12, 31))
_DUTIES = st.none() | st.builds(DutyFacts, _DAYS, st.sampled_from(Strength), st.booleans())
_REPORTS = st.none() | st.builds(
    ReportFacts, st.sampled_from(ReportStatus), st.none() | _DAYS, st.booleans()
)


@given(_DUTIES, _REPORTS, _DAYS)
def test_what_is_received_is_never_owed_and_what_is_owed_was_ordered(duty, report, today):
    state = standing_of(duty, report, today)
    owed = is_owed(state, duty, today)
    assert not (owed and state in RECEIVED)
    assert (state is Standing.NOT_DUE) <= (duty is not None and today <= duty.due_on)
    if owed:
        assert duty.strength == Strength.ORDER
        assert duty.due_on < today
        assert not duty.is_excused
    if report is not None and report.submitted_on and report.status in HANDED_IN:
        assert state in RECEIVED


def test_a_report_sent_back_is_owed_once_its_day_is_past():
    assert is_owed(Standing.RETURNED, ORDERED, AFTER)
    assert not is_owed(Standing.RETURNED, ORDERED, DUE)


@pytest.mark.parametrize(
    ("status", "strength", "due_on", "owed"),
    [
        (AssignmentStatus.IN_PROGRESS, Strength.ORDER, DUE, True),
        (AssignmentStatus.OFFERED, Strength.ORDER, DUE, True),
        (AssignmentStatus.AWAITING_APPROVAL, Strength.ORDER, DUE, True),
        (AssignmentStatus.AWAITING_VERIFICATION, Strength.ORDER, DUE, False),
        (AssignmentStatus.DONE, Strength.ORDER, DUE, False),
        (AssignmentStatus.IN_PROGRESS, Strength.REQUEST, DUE, False),
        (AssignmentStatus.IN_PROGRESS, Strength.ORDER, None, False),
        (AssignmentStatus.IN_PROGRESS, Strength.ORDER, AFTER, False),
    ],
)
def test_a_task_is_chased_while_it_lies_with_its_unit_past_its_day(status, strength, due_on, owed):
    assert is_task_owed(status, strength, due_on, AFTER) is owed


def test_a_letter_names_each_unit_once_and_counts_the_days():
    content = letter_content()
    assert content.units == ("Sở Y tế", "UBND huyện Càng Long")
    assert [thing.days_late(content.counted_on) for thing in OWED] == [5, 15, 5]


def test_whatever_a_letter_asks_for_changes_its_hash():
    hashes = {letter_content(OWED[:count]).content_hash for count in range(4)}
    assert len(hashes) == 4


@pytest.mark.parametrize("name", ["symbol", "place", "subject", "text"])
def test_a_letter_without_one_of_its_texts_is_not_stored(name):
    given = {"symbol": "a", "place": "b", "subject": "c", "text": "d", name: " \n "}
    with pytest.raises(RuleViolation, match="letter_incomplete"):
        LetterText(**given).stored()


def test_a_text_too_long_is_refused_by_its_first_words():
    with pytest.raises(RuleViolation, match="content_field_too_long"):
        LetterText("x" * 61, "b", "c", "d").stored()
