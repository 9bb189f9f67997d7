"""Everything that can be done has a name that a person reads."""

from __future__ import annotations

from dvcq_workflow.context import CHANNELS
from dvcq_workflow.labels.acts import (
    ACCESS_NAMES,
    ACT_MARKS,
    ACT_NAMES,
    CHANNEL_NAMES,
    LOOKED_NAMES,
)
from dvcq_workflow.rules.acts import ACCESS_SUBJECTS, ACTS


def test_every_act_has_a_name_and_no_name_lies_idle() -> None:
    assert set(ACT_NAMES) == ACTS


def test_no_two_acts_share_a_name() -> None:
    names = [str(name) for name in ACT_NAMES.values()]
    assert sorted(names) == sorted(set(names))


def test_every_refusal_says_what_it_was_about() -> None:
    assert set(ACCESS_NAMES) == set(LOOKED_NAMES) == ACCESS_SUBJECTS


def test_every_channel_has_a_name() -> None:
    assert set(CHANNEL_NAMES) == set(CHANNELS)


def test_only_known_acts_are_marked() -> None:
    assert set(ACT_MARKS) <= ACTS
