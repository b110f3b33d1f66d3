"""A plan for everybody who waits: computed, looked at, signed."""

from __future__ import annotations

import pytest

from fangxian.errors import FangxianError
from fangxian.response.quarantine.models import Room
from fangxian.response.transfer.actions import (
    Rider,
    ask_plan,
    board,
    cancel_transfer,
    compute_plan,
    drop_plan,
    request_transfer,
    sign_plan,
)
from fangxian.response.transfer.models import Plan, Ride, Transfer
from fangxian.response.transfer.planning import Wish
from fangxian.response.transfer.rooms import free_rooms
from tests import factories
from tests.factories import CHENGDU, PIDU
from tests.quarantine.conftest import make_site
from tests.transfer.conftest import ask, make_hospital, make_vehicle


@pytest.fixture
def placed(outbreak):
    """Two sites with a position: 6 single rooms and a family room of 4 each."""
    return [make_site(outbreak, name, lon=lon, lat=30.8) for name, lon in (("东酒店", 103.95), ("西酒店", 103.80))]


def planned(outbreak, **said) -> Plan:
    return compute_plan(ask_plan(outbreak, PIDU, **said))


def test_a_plan_keeps_families_together_tiers_apart_and_promises_no_room_twice(outbreak, placed, exposed):
    hospital, case = make_hospital(), factories.case(outbreak)
    for _ in range(3):
        ask(exposed(), exposed(), group="child")
    singles = [ask(exposed())[0] for _ in range(5)]
    ask(exposed(kind="secondary"))
    request_transfer(outbreak, [Rider(case.person)], hospital=hospital, lon=103.9, lat=30.8)
    make_vehicle("川A00001"), make_vehicle("川A00002", tiers=("case",), kind="ambulance")
    plan = planned(outbreak)
    assert plan.state == "proposed", plan.error
    assert plan.answer["gap"] <= 0.01
    rides = sign_plan(plan, signer="李指挥长")
    assert {one.state for one in Transfer.objects.exclude(tier="secondary")} <= {"allotted", "requested"}
    for ride in rides:
        people = list(ride.transfers.all())
        assert {one.tier for one in people} == {ride.tier}
    families = {one.family for one in Transfer.objects.filter(group="child")}
    for family in families:
        assert len(set(Transfer.objects.filter(family=family).values_list("ride", "site"))) == 1
    for counts in free_rooms([site.id for site in placed]).values():
        assert min(counts.values()) >= 0
    by_site = {site.id: set(Transfer.objects.filter(site=site).values_list("tier", flat=True)) for site in placed}
    assert all(len(tiers) <= 1 for tiers in by_site.values()), "neither can keep two kinds apart"
    left = Transfer.objects.filter(state="requested")
    assert {str(one.family) for one in left} == set(plan.answer["left"])
    assert len(singles) == 5


def test_whoever_is_left_over_is_named_with_the_reason(outbreak, exposed):
    (one,) = ask(exposed())
    plan = planned(outbreak)
    assert plan.answer["left"][str(one.family)]["code"] == "sites.tier", "there is no site at all"
    with pytest.raises(FangxianError, match="carries nobody"):
        sign_plan(plan, signer="x")


def test_what_changed_since_makes_a_plan_stale_and_a_new_one_is_asked_for(outbreak, placed, exposed):
    (one,), (other,) = ask(exposed()), ask(exposed())
    make_vehicle("川A00001")
    plan = planned(outbreak)
    cancel_transfer([one.id], reason="positive")
    with pytest.raises(FangxianError) as error:
        sign_plan(plan, signer="x")
    assert error.value.code == "plan.stale"
    assert not Ride.objects.exists(), "all rides or none"
    again = planned(outbreak)
    plan.refresh_from_db()
    assert plan.state == "dropped"
    sign_plan(again, signer="x")
    other.refresh_from_db()
    assert other.state == "allotted"
    assert sign_plan(again, signer="x") == list(Ride.objects.all()), "signing twice signs once"


def test_a_room_that_is_gone_since_refuses_the_whole_plan(outbreak, placed, exposed):
    ask(exposed())
    make_vehicle("川A00001")
    plan = planned(outbreak)
    Room.objects.update(state="closed")
    with pytest.raises(FangxianError) as error:
        sign_plan(plan, signer="x")
    assert error.value.code == "site.full"


def test_planning_anew_dissolves_rides_that_have_not_left_and_leaves_the_others(outbreak, placed, exposed):
    (one,), (other,) = ask(exposed()), ask(exposed())
    make_vehicle("川A00001", 1), make_vehicle("川A00002", 1)
    for ride in sign_plan(planned(outbreak), signer="x")[:1]:
        board(ride, [ride.transfers.get().id], giver="x")
    (third,) = ask(exposed())
    make_vehicle("川A00003")
    sign_plan(planned(outbreak, redo=True), signer="x")
    states = sorted(Transfer.objects.values_list("state", flat=True))
    assert states == ["aboard", "allotted", "allotted"]
    assert third.family in set(Transfer.objects.filter(state="allotted").values_list("family", flat=True))
    assert {one.family, other.family} <= set(Transfer.objects.values_list("family", flat=True))


def test_a_family_larger_than_any_vehicle_stays_with_its_reason(outbreak, placed, exposed):
    family = ask(exposed(), exposed(), exposed())
    make_vehicle("川A00001", 2)
    assert planned(outbreak).answer["left"][str(family[0].family)]["code"] == "vehicles.seats"


def test_without_anybody_waiting_or_any_position_a_plan_says_so(outbreak, exposed):
    assert "Nobody waits" in planned(outbreak).error
    contact = exposed()
    request_transfer(outbreak, [Rider(contact.person)])
    assert planned(outbreak).state == "failed", "the areas of the tests have no centre"


def test_figures_beyond_their_limits_a_second_run_and_a_signed_plan_are_refused(outbreak, placed, exposed):
    with pytest.raises(FangxianError, match="between"):
        ask_plan(outbreak, PIDU, Wish(km_per_h=0))
    ask(exposed())
    make_vehicle("川A00001")
    waits = ask_plan(outbreak, PIDU)
    with pytest.raises(FangxianError, match="being computed"):
        ask_plan(outbreak, PIDU)
    drop_plan(waits)
    assert compute_plan(waits).state == "dropped"
    plan = planned(outbreak)
    sign_plan(plan, signer="x")
    with pytest.raises(FangxianError, match="signed"):
        drop_plan(plan)


def test_the_city_plans_across_its_districts(outbreak, exposed):
    make_site(outbreak, "成华酒店", area="510108", lon=104.1, lat=30.66)
    (one,) = ask(exposed())
    make_vehicle("川A00001")
    assert planned(outbreak).answer["left"], "the district has no site of its own"
    plan = compute_plan(ask_plan(outbreak, CHENGDU))
    sign_plan(plan, signer="市指挥部")
    one.refresh_from_db()
    assert (one.area, one.to_area) == (PIDU, "510108")
