"""The package's settings."""

from __future__ import annotations

from typing import Any

import pytest

from dvcq_workflow.conf import KEYS, Settings, conf


def test_without_a_word_from_the_host_the_defaults_hold(settings: Any) -> None:
    settings.DVCQ_WORKFLOW = {}
    assert {key: getattr(conf, key) for key in KEYS} == {
        key: getattr(Settings(), key) for key in KEYS
    }


def test_what_the_host_says_is_read_anew_when_it_changes(settings: Any) -> None:
    settings.DVCQ_WORKFLOW = {"PAGE_SIZE": 7}
    assert conf.PAGE_SIZE == 7
    settings.DVCQ_WORKFLOW = {"PAGE_SIZE": 9}
    assert conf.PAGE_SIZE == 9


def test_a_key_that_does_not_exist_cannot_be_asked_for() -> None:
    with pytest.raises(AttributeError):
        conf.PAGE_SIZES  # noqa: B018


def test_there_are_never_more_than_twelve_keys() -> None:
    assert len(KEYS) <= 12
