from __future__ import annotations

from datetime import date, timedelta

from fangxian.response.containment.actions import lift_zone
from fangxian.response.containment.queries import zones_as_of
from fangxian.response.jurisdiction import access
from fangxian.response.ledger.entry import Entry
from fangxian.response.ledger.record import record
from tests.factories import NOON


def test_a_zone_shows_since_when_and_from_when_it_can_be_lifted(draw, outbreak):
    draw()
    (view,) = zones_as_of(outbreak.id, NOON)
    assert view.in_force
    assert view.kind_label in {"中风险地区", "Medium-risk area"}
    assert (view.clean_days, view.earliest_lift) == (0, date(2020, 12, 22))


def test_what_was_recorded_later_was_not_known_before(draw, outbreak, clock_at):
    draw()
    assert zones_as_of(outbreak.id, NOON - timedelta(hours=1)) == []
    day = NOON + timedelta(days=14)
    clock_at(day)
    zone = draw(name="second", effective_from=NOON - timedelta(hours=2))
    lift_zone(zone, at=NOON + timedelta(days=1), signed_by="y", reason="x")

    assert [view.name for view in zones_as_of(outbreak.id, NOON + timedelta(days=2))] == ["郫都区郫筒街道太平村"]
    assert {view.name: view.in_force for view in zones_as_of(outbreak.id, day)} == {
        "郫都区郫筒街道太平村": True,
        "second": False,
    }


def test_a_voided_opening_leaves_no_zone(draw, outbreak):
    from fangxian.response.ledger.models import FactRow

    zone = draw()
    opened = FactRow.objects.get(kind="zone.opened")
    record(
        [
            Entry(
                kind="fact.voided",
                subject=zone.subject,
                at=NOON,
                area=zone.area,
                incident=outbreak.id,
                corrects=opened.id,
            )
        ]
    )
    assert zones_as_of(outbreak.id, NOON) == []


def test_another_district_does_not_see_it(draw, outbreak):
    draw()
    with access.area("510108"):
        assert zones_as_of(outbreak.id, NOON) == []
    with access.area("510117001"):
        assert len(zones_as_of(outbreak.id, NOON)) == 1
