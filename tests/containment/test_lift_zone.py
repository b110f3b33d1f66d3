from __future__ import annotations

from datetime import timedelta

import pytest

from fangxian.errors import Conflict, Invalid, NotAllowed
from fangxian.response.containment.actions import lift_zone, report_infection
from fangxian.response.ledger.models import FactRow, TaskRow
from tests import factories
from tests.factories import NOON


def test_after_fourteen_clean_days_a_zone_is_lifted(draw, clock_at):
    zone = draw()
    day = NOON + timedelta(days=14)
    clock_at(day)

    lifted = lift_zone(zone, at=day, signed_by="区指挥部")

    assert lifted.lifted_at == day
    task = TaskRow.objects.get(subject=zone.subject, clause="zone.lift")
    assert (task.state, task.late) == ("discharged", False)


def test_a_day_too_early_is_refused_and_says_from_when(draw, clock_at):
    zone = draw()
    clock_at(NOON + timedelta(days=13))

    with pytest.raises(Conflict) as refused:
        lift_zone(zone, at=NOON + timedelta(days=13), signed_by="区指挥部")

    assert refused.value.code == "zone.too_early"
    assert str(refused.value.context["earliest"]) == "2020-12-22"
    zone.refresh_from_db()
    assert zone.lifted_at is None


def test_a_signed_reason_lifts_it_early_and_stands_in_the_record(draw, clock_at):
    zone = draw()
    clock_at(NOON + timedelta(days=2))

    lift_zone(zone, at=NOON + timedelta(days=2), signed_by="区指挥部", reason="误划")

    fact = FactRow.objects.get(kind="zone.lifted")
    assert (fact.attributes["signer"], fact.attributes["reason"]) == ("区指挥部", "误划")


def test_a_new_infection_starts_the_days_anew(draw, clock_at):
    zone = draw()
    clock_at(NOON + timedelta(days=3))
    report_infection(zone, at=NOON + timedelta(days=3))
    clock_at(NOON + timedelta(days=14))

    with pytest.raises(Conflict) as refused:
        lift_zone(zone, at=NOON + timedelta(days=14), signed_by="区指挥部")

    assert str(refused.value.context["earliest"]) == "2020-12-25"


def test_where_the_last_infection_is_not_known_a_reason_is_needed(draw, clock_at):
    zone = draw(last_case_at=None)
    clock_at(NOON + timedelta(days=30))
    with pytest.raises(Conflict):
        lift_zone(zone, at=NOON + timedelta(days=30), signed_by="区指挥部")


def test_lifting_twice_changes_nothing_and_another_time_is_refused(draw, clock_at):
    zone = draw()
    day = NOON + timedelta(days=15)
    clock_at(day)
    lift_zone(zone, at=day, signed_by="区指挥部")
    lift_zone(zone, at=day, signed_by="区指挥部")
    assert FactRow.objects.filter(kind="zone.lifted").count() == 1
    with pytest.raises(Conflict) as refused:
        lift_zone(zone, at=day - timedelta(hours=1), signed_by="区指挥部")
    assert refused.value.code == "zone.lifted"


def test_an_unsigned_or_backdated_lifting_is_refused(draw):
    zone = draw()
    with pytest.raises(Invalid) as refused:
        lift_zone(zone, at=NOON, signed_by="", reason="x")
    assert refused.value.code == "zone.unsigned"
    with pytest.raises(Invalid) as refused:
        lift_zone(zone, at=NOON - timedelta(days=1), signed_by="y", reason="x")
    assert refused.value.code == "zone.order"


def test_a_post_without_the_right_cannot_lift(draw):
    zone = draw()
    with pytest.raises(NotAllowed):
        lift_zone(zone, at=NOON, signed_by="y", reason="x", by=factories.post("510117", duty="duty_officer"))
