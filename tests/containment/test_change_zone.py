"""A zone is lowered when its conditions hold, and lifted from there; raised with a reason."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fangxian.errors import Conflict, Invalid
from fangxian.response.containment.actions import change_zone, declare_zone, lift_zone, report_infection
from fangxian.response.containment.criteria import criteria_to_lift
from fangxian.response.containment.queries import zones_as_of
from fangxian.response.ledger.models import TaskRow
from tests.factories import NOON, TAIPING

DAY = timedelta(days=1)


@pytest.fixture
def zone(ninth, clock_at):
    made = declare_zone(
        ninth, name="太平村", kind="high", unit="village", area=TAIPING, effective_from=NOON, signed_by="指挥部",
        last_case_at=NOON,
    )  # fmt: skip
    clock_at(NOON + 12 * DAY)
    return made


def test_a_zone_is_lowered_after_its_days_and_lifted_after_those_of_the_lower_level(zone):
    lower = NOON + 7 * DAY
    assert criteria_to_lift(zone, lower - DAY).met is False
    found = criteria_to_lift(zone, lower)
    assert (found.met, found.lowers_to) == (True, "medium")
    zone = change_zone(zone, "medium", at=lower, signed_by="指挥部")
    assert criteria_to_lift(zone, lower + 2 * DAY).met is False
    assert criteria_to_lift(zone, lower + 3 * DAY).met is True
    lift_zone(zone, at=lower + 3 * DAY, signed_by="指挥部")
    owed = TaskRow.objects.filter(subject=zone.subject, state="open")
    assert not owed.filter(clause__in=["zone.lowered_lifted", "zone.review"]).exists()


def test_an_infection_after_it_was_lowered_starts_the_days_anew(zone):
    zone = change_zone(zone, "medium", at=NOON + 7 * DAY, signed_by="指挥部")
    report_infection(zone, at=NOON + 9 * DAY)
    assert criteria_to_lift(zone, NOON + 10 * DAY).met is False
    assert criteria_to_lift(zone, NOON + 12 * DAY).earliest == (NOON + 12 * DAY).date()


def test_too_early_it_takes_a_reason_and_so_does_raising(zone):
    with pytest.raises(Conflict) as refused:
        change_zone(zone, "medium", at=NOON + DAY, signed_by="指挥部")
    assert refused.value.code == "zone.too_early"
    zone = change_zone(zone, "medium", at=NOON + DAY, signed_by="指挥部", reason="专家评估")
    with pytest.raises(Invalid):
        change_zone(zone, "high", at=NOON + 2 * DAY, signed_by="指挥部")
    with pytest.raises(Invalid):
        change_zone(zone, "medium", at=NOON + 2 * DAY, signed_by="指挥部", reason="x")


def test_the_level_is_that_of_the_moment_asked_for(ninth, zone):
    change_zone(zone, "medium", at=NOON + 7 * DAY, signed_by="指挥部")
    (now,) = zones_as_of(ninth.id, NOON + 13 * DAY)
    assert now.kind == "medium"
    from fangxian.response.ledger.queries.facts import facts_of

    assert [fact.kind for fact in facts_of(ninth.id, [zone.subject])[zone.subject]][-1] == "zone.changed"
