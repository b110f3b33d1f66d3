"""What holds whatever happens: everybody in exactly one custody, tiers apart, families together, vehicles clean."""

from __future__ import annotations

import threading
from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import connection
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from fangxian.errors import FangxianError
from fangxian.response.casework.actions import record_relationship
from fangxian.response.casework.models import Contact
from fangxian.response.jurisdiction import access
from fangxian.response.ledger import clock
from fangxian.response.quarantine.actions import Member, admit
from fangxian.response.quarantine.models import Room, Stay
from fangxian.response.transfer.actions import (
    Rider,
    allot,
    board,
    bring_to_door,
    cancel_transfer,
    change_vehicle,
    deliver,
    disinfect_vehicle,
    refuse_pickup,
    request_transfer,
    turn_back,
)
from fangxian.response.transfer.models import Custody, Ride, Transfer, Vehicle
from tests import factories
from tests.factories import NOON
from tests.quarantine.conftest import EXPOSED, make_site, pass_time
from tests.transfer.conftest import make_hospital, make_vehicle

ACTS = [
    "ask", "allot", "board", "door", "admit", "deliver", "refuse", "back", "change", "cancel", "clean",
]  # fmt: skip
STEPS = st.lists(
    st.tuples(st.sampled_from(ACTS), st.integers(0, 2), st.integers(0, 1), st.integers(1, 30)),
    min_size=8,
    max_size=20,
)


@given(STEPS)
@settings(
    max_examples=6,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_whatever_is_tried_everybody_is_in_one_custody_and_tiers_never_mix(db, steps):
    with access.everywhere():
        savepoint = connection.savepoint()
        try:
            _play([("ask", 0, 0, 1), ("allot", 0, 0, 1), ("board", 0, 0, 1), *steps])
        finally:
            connection.savepoint_rollback(savepoint)


def _play(steps) -> None:
    factories.workspace()
    outbreak = factories.incident(pack="covid19-cn-8")
    site, hospital = make_site(outbreak, f"酒店 {outbreak.slug}"), make_hospital()
    source = factories.case(outbreak).person
    people = [factories.person() for _ in range(3)]
    for person in people:
        record_relationship(outbreak, source=source, person=person, last_exposure=EXPOSED, at=NOON)
    families = [[people[0], people[1]], [people[2]], [source]]
    vans = [make_vehicle(f"川A{outbreak.slug[-4:]}{number}", 2) for number in range(2)]
    for act, which, number, minutes in steps:
        pass_time(clock.now() + timedelta(minutes=minutes))
        sid = connection.savepoint()  # each try is undone whole where it is refused
        try:
            _act(act, families[which], vans[number], site, hospital, outbreak)
        except FangxianError:
            connection.savepoint_rollback(sid)
        _hold(outbreak)


def _act(act, family, van, site, hospital, outbreak) -> None:
    rows = Transfer.objects.filter(person__in=family, state__in=Transfer.OPEN).select_related("ride__vehicle")
    ids = [one.id for one in rows]
    ride = rows[0].ride if rows else None
    case = len(family) == 1 and not Contact.objects.filter(person=family[0]).exists()
    match act:
        case "ask":
            request_transfer(outbreak, [Rider(one) for one in family], hospital=hospital if case else None)
        case "allot":
            other = Ride.objects.filter(vehicle=van, state="planned").first()
            allot(ids, van, site=None if case else site, ride=other)
        case "board" if ride is not None:
            board(ride, ids, giver="网格员")
        case "door":
            bring_to_door(ids)
        case "admit" if not case:
            contacts = list(Contact.objects.filter(person__in=family).select_related("person", "incident"))
            taken = Stay.objects.filter(left_at=None).values("room")
            free = Room.objects.filter(site=site, state="ready", room_class="family" if len(family) > 1 else "single")
            chosen = free.exclude(id__in=taken).first()
            if chosen is not None:
                admit(chosen, [Member(one) for one in contacts])
        case "deliver":
            deliver(ids, receiver="急诊")
        case "refuse":
            refuse_pickup(ids, reason="not at home")
        case "back":
            turn_back(ids, reason="site full", taken_by="网格员")
        case "change" if ride is not None:
            change_vehicle(ride, van, reason="puncture")
        case "cancel":
            cancel_transfer(ids, reason="wrong address")
        case "clean":
            disinfect_vehicle(van, agent="chlorine")


def _hold(outbreak) -> None:
    now = clock.now()
    for one in Transfer.objects.filter(incident=outbreak):
        rows = list(Custody.objects.filter(transfer=one).order_by("since", "until"))
        assert rows[0].since == one.requested_at
        for before, after in pairwise(rows):
            assert before.until == after.since, "no moment between two hands"
        if one.state in Transfer.OPEN:
            assert rows[-1].until is None
            carried = one.state in Transfer.CARRIED
            assert (rows[-1].holder, rows[-1].ride_id) == (("vehicle", one.ride_id) if carried else ("origin", None))
            assert one.origin == "site" or not Stay.objects.filter(person=one.person_id, left_at=None).exists()
        else:
            assert rows[-1].until == one.ended_at
        if one.state == "delivered" and one.site_id is not None:
            assert Stay.objects.filter(person=one.person_id, admitted_at=one.ended_at).exists(), (
                "out of one hand, into a bed"
            )
    for ride in Ride.objects.filter(incident=outbreak):
        aboard = Transfer.objects.filter(ride=ride, state__in=Transfer.CARRIED)
        assert {one.tier for one in aboard} <= {ride.tier}
        assert aboard.count() <= ride.vehicle.seats
    for family in {one.family for one in Transfer.objects.filter(incident=outbreak, state__in=Transfer.OPEN)}:
        riding = Transfer.objects.filter(family=family, state="aboard").values_list("ride", flat=True)
        assert len(set(riding)) <= 1
    for vehicle in Vehicle.objects.all():
        rides = list(Ride.objects.filter(vehicle=vehicle).exclude(departed_at=None).order_by("departed_at"))
        assert sum(ride.state == "underway" for ride in rides) <= 1
        for before, after in pairwise(rides):
            assert before.ended_at is not None
            assert before.ended_at <= after.departed_at <= now


@pytest.mark.usefixtures("own_database")
def test_of_two_planners_who_promise_the_same_last_room_one_is_refused() -> None:
    with access.everywhere():
        factories.workspace()
        outbreak = factories.incident(pack="covid19-cn-8")
        source = factories.case(outbreak).person
        site = make_site(outbreak)
        Room.objects.exclude(number="101").update(state="closed")
        vans, asked = [make_vehicle(f"川A1000{number}") for number in range(2)], []
        for _ in range(2):
            person = factories.person()
            record_relationship(outbreak, source=source, person=person, last_exposure=EXPOSED, at=NOON)
            asked.append(request_transfer(outbreak, [Rider(person)])[0])
    came: list[str] = []
    start = threading.Barrier(2)

    def promise(number: int) -> None:
        try:
            with access.everywhere():
                start.wait()
                allot([asked[number].id], vans[number], site=site)
            came.append("allotted")
        except FangxianError as error:
            came.append(error.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=promise, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(came) == ["allotted", "site.full"]
