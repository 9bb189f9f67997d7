"""Indicators are kept by the keeper alone, in versions, on record."""

from __future__ import annotations

from typing import Any

import pytest

from dvcq_workflow.models import Indicator
from dvcq_workflow.rules.errors import RuleViolation
from dvcq_workflow.services.indicators import save_indicator
from tests.services.witness import assert_refused_without_trace, last_directory_event
from tests.worlds import FOUNDED, World


def dialogues(**changes: Any) -> Indicator:
    given = {
        "code": "DOI_THOAI",
        "name": "Số cuộc đối thoại với Nhân dân",
        "kind": Indicator.Kind.COUNT,
        "measure": "cuộc",
        "aggregation": Indicator.Aggregation.SUM,
        "valid_from": FOUNDED,
        **changes,
    }
    return Indicator(**given)


def write_indicator(actor: Any) -> Indicator:
    return save_indicator(indicator=dialogues(), actor=actor)


def test_the_keeper_saves_a_rate_of_two_counts(province: World) -> None:
    held = write_indicator(province.keeper)
    asked = save_indicator(
        indicator=dialogues(code="KE_HOACH", name="Số cuộc theo kế hoạch"), actor=province.keeper
    )
    rate = save_indicator(
        indicator=dialogues(
            code="TY_LE",
            name="Tỷ lệ cuộc đối thoại đã tổ chức",
            kind=Indicator.Kind.RATE,
            aggregation=Indicator.Aggregation.RATIO,
            numerator=held,
            denominator=asked,
        ),
        actor=province.keeper,
    )
    assert Indicator.objects.get(pk=rate.pk).denominator == asked


def test_nobody_but_the_keeper_changes_an_indicator(province: World) -> None:
    assert_refused_without_trace(write_indicator, province.people["advising_head"], Indicator)


@pytest.mark.audits("save_indicator")
def test_the_record_says_who_changed_an_indicator(province: World) -> None:
    indicator = write_indicator(province.keeper)
    event, said = last_directory_event()
    assert (event.code, event.actor_id) == ("indicator_saved", province.keeper.pk)
    assert said["details"]["row"] == str(indicator.uid)


def test_a_version_of_an_indicator_exists_once(province: World) -> None:
    write_indicator(province.keeper)
    with pytest.raises(RuleViolation, match="indicator_version_taken"):
        write_indicator(province.keeper)
    save_indicator(indicator=dialogues(version=2), actor=province.keeper)
    assert Indicator.objects.filter(code="DOI_THOAI").count() == 2


def test_a_rate_without_its_parts_is_refused(province: World) -> None:
    rate = dialogues(kind=Indicator.Kind.RATE, aggregation=Indicator.Aggregation.RATIO)
    with pytest.raises(RuleViolation, match="indicator_rate_without_parts"):
        save_indicator(indicator=rate, actor=province.keeper)
