"""Targets are set by the advising unit, from what it saw, with what they rest on, and on record."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from dvcq_workflow.models import AuditEvent, PlanIndicator
from dvcq_workflow.rules.errors import Conflict, NotPermitted, NotVisible, RuleViolation
from dvcq_workflow.selectors.targets import hash_of_targets, targets_of
from dvcq_workflow.services.targets import set_targets
from tests.consolidating import Year, make_year
from tests.worlds import World

REASON = "Mục I.2 của kế hoạch."


@pytest.fixture
def year(province: World) -> Year:
    return make_year(province, codes=())


def set_them(year: Year, who: str = "advising_specialist", **given: Any) -> None:
    values = {
        "plan_id": year.plan.pk,
        "targets": {year.indicators["GQ"].pk: Decimal(40)},
        "reason": REASON,
        "seen_hash": hash_of_targets(targets_of(year.plan)),
        "actor": year.world.people[who],
        **given,
    }
    set_targets(**values)


def targets(year: Year) -> dict[str, Decimal]:
    rows = PlanIndicator.objects.filter(plan=year.plan, target__isnull=False)
    return {row.indicator.code: row.target for row in rows.select_related("indicator")}


@pytest.mark.audits("set_targets")
def test_a_target_is_set_and_taken_back_with_both_on_record(year: Year) -> None:
    key = year.indicators["GQ"].pk
    set_them(year, targets={key: Decimal(40), year.indicators["TL"].pk: Decimal(90)})
    assert targets(year) == {"GQ": 40, "TL": 90}
    event = AuditEvent.objects.filter(stream=year.plan.stream).latest("pk")
    told = json.loads(event.envelope)
    assert (event.code, bool(told["reason"])) == ("targets_set", True)
    assert sorted(told["details"]["targets"]) == [["GQ", "", "40"], ["TL", "", "90"]]
    set_them(year, targets={key: None})
    assert targets(year) == {"TL": 90}
    told = json.loads(AuditEvent.objects.filter(stream=year.plan.stream).latest("pk").envelope)
    assert told["details"]["targets"] == [["GQ", "40", ""]]


@pytest.mark.parametrize(
    ("who", "refusal"),
    [
        ("auditor", NotPermitted),
        ("drafter", NotPermitted),
        ("head_SYT", NotVisible),
        ("outsider", NotVisible),
        ("stranger", NotVisible),
    ],
)
def test_another_unit_sets_none(year: Year, who: str, refusal: type[RuleViolation]) -> None:
    before = AuditEvent.objects.count()
    with pytest.raises(refusal):
        set_them(year, who)
    assert targets(year) == {}
    assert AuditEvent.objects.count() == before


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"reason": " "}, "reason_missing"),
        ({"targets": {}}, "targets_as_before"),
        ({"seen_hash": "0" * 64}, "targets_changed"),
    ],
)
def test_what_rests_on_nothing_or_on_an_old_look_is_not_stored(
    year: Year, given: dict[str, Any], code: str
) -> None:
    with pytest.raises(Conflict if code == "targets_changed" else RuleViolation, match=code):
        set_them(year, **given)
    assert targets(year) == {}


def test_a_part_of_a_figure_that_cannot_be_stores_nothing_of_the_rest(year: Year) -> None:
    keys = [year.indicators[code].pk for code in ("GQ", "NHAN")]
    with pytest.raises(RuleViolation, match="figure_count_fraction"):
        set_them(year, targets={keys[0]: Decimal(5), keys[1]: Decimal("0.5")})
    assert targets(year) == {}
