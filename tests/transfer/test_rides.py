"""One ride from the request to the bed, and what is refused on the way."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fangxian.errors import FangxianError
from fangxian.response.casework.models import Contact
from fangxian.response.ledger.models import FactRow, TaskRow
from fangxian.response.quarantine.actions import move_stays
from fangxian.response.quarantine.models import Stay
from fangxian.response.transfer.actions import (
    Rider,
    allot,
    board,
    bring_to_door,
    cancel_transfer,
    change_vehicle,
    deliver,
    disinfect_vehicle,
    give,
    put_back,
    refuse_pickup,
    request_transfer,
    set_vehicle,
    turn_back,
)
from fangxian.response.transfer.models import Custody, Ride, Transfer, Vehicle
from fangxian.response.transfer.queries import board as reads
from tests import factories
from tests.factories import NOON
from tests.quarantine.conftest import make_site, pass_time, put, room
from tests.transfer.conftest import ask, carry, make_hospital, make_vehicle, send

MINUTE = timedelta(minutes=1)


def refused(command) -> str:
    with pytest.raises(FangxianError) as error:
        command()
    return error.value.code


def kinds(one: Transfer) -> list[str]:
    rows = FactRow.objects.filter(subject=one.subject, kind__startswith="transfer.").order_by("seq")
    return list(rows.values_list("kind", flat=True))


def test_from_the_door_into_a_bed_custody_passes_from_hand_to_hand(site, exposed, van):
    (one,) = ask(exposed())
    assert Custody.objects.get().holder == "origin"
    ride = send(van, site, one)
    pass_time(NOON + 20 * MINUTE)
    give([one.id], giver="张网格员")
    board(ride, [one.id])
    pass_time(NOON + 50 * MINUTE)
    bring_to_door([one.id])
    assert Custody.objects.get(until=None).holder == "vehicle", "at the door the crew still has them"
    pass_time(NOON + 60 * MINUTE)
    (stay,) = put(site, Contact.objects.select_related("incident", "person").get())
    one.refresh_from_db()
    assert (one.state, one.ended_at, one.receiver) == ("delivered", stay.admitted_at, site.place.name)
    first, second = Custody.objects.order_by("since")
    assert (first.until, second.until, second.given_by) == (second.since, stay.admitted_at, "张网格员")
    assert kinds(one) == ["transfer.requested", "transfer.allotted", "transfer.departed", "transfer.arrived"]
    van.refresh_from_db()
    assert (Ride.objects.get().state, van.state) == ("done", "soiled")
    assert not TaskRow.objects.filter(subject=one.subject, clause="contact.quarantined", state="open").exists()


def test_the_board_shows_the_limit_of_the_rulebook_and_who_is_beyond_it(exposed, van):
    ask(exposed())
    (line,) = reads.lines(reads.open_transfers())
    assert (line.clause, line.due_at, line.over) == ("contact.quarantined", NOON + timedelta(hours=12), False)
    pass_time(NOON + timedelta(hours=13))
    (line,) = reads.lines(reads.open_transfers())
    assert (line.over, line.waited) == (True, 13 * 60)


def test_nobody_boards_a_vehicle_that_was_not_disinfected(site, exposed, van):
    first, second = exposed(), exposed()
    (one,), (other,) = ask(first), ask(second)
    carry(van, site, one)
    put(site, Contact.objects.select_related("incident", "person").get(id=first.id))
    ride = send(van, site, other)
    assert refused(lambda: board(ride, [other.id], giver="x")) == "vehicle.soiled"
    disinfect_vehicle(van, agent="含氯消毒剂 1000 mg/L", minutes=30)
    board(ride, [other.id], giver="x")
    assert FactRow.objects.filter(kind="vehicle.disinfected", subject=van.subject).count() == 1
    assert refused(lambda: disinfect_vehicle(van, agent="x")) == "vehicle.carries"


def test_cases_never_ride_with_contacts_not_even_of_one_family(outbreak, site, exposed, van):
    hospital = make_hospital()
    contact, case = exposed(), factories.case(outbreak)
    both = [Rider(contact.person), Rider(case.person)]
    assert refused(lambda: request_transfer(outbreak, both, hospital=hospital)) == "transfer.mixed"
    assert refused(lambda: request_transfer(outbreak, both[:1], hospital=hospital)) == "transfer.hospital"
    assert refused(lambda: request_transfer(outbreak, both[1:])) == "transfer.no_hospital"
    (one,), (ill,) = ask(contact), request_transfer(outbreak, both[1:], hospital=hospital)
    assert refused(lambda: allot([one.id, ill.id], van, site=site)) == "ride.tier"
    ride = send(van, site, one)
    assert refused(lambda: allot([ill.id], van, ride=ride)) == "ride.tier"
    contacts_only = make_vehicle("川A00009", tiers=("close",))
    assert refused(lambda: send(contacts_only, None, ill)) == "ride.tier"


def test_a_family_is_never_torn_nor_a_seat_or_room_given_twice(site, exposed, van):
    family = ask(exposed(), exposed(), group="child")
    assert refused(lambda: send(van, site, family[0])) == "transfer.family"
    assert refused(lambda: send(make_vehicle("川A00002", 1), site, *family)) == "ride.seats"
    send(van, site, *family)
    (other, third) = ask(exposed(), exposed(), group="child")
    assert refused(lambda: send(make_vehicle("川A00003"), site, other, third)) == "site.full", "one family room"


def test_a_case_is_handed_over_at_the_hospital_and_its_clock_stops(outbreak, van):
    hospital, case = make_hospital(), factories.case(outbreak)
    (one,) = request_transfer(outbreak, [Rider(case.person)], hospital=hospital)
    carry(van, None, one)
    pass_time(NOON + 30 * MINUTE)
    deliver([one.id], receiver="急诊科李护士")
    one.refresh_from_db()
    assert (one.state, one.receiver) == ("delivered", "急诊科李护士")
    assert FactRow.objects.get(kind="case.hospitalised").attributes["institution"] == "区医院"
    assert not Custody.objects.filter(until=None).exists()


def test_a_site_takes_people_in_by_a_bed_alone(site, exposed, van):
    (one,) = ask(exposed())
    carry(van, site, one)
    assert refused(lambda: deliver([one.id], receiver="x")) == "transfer.bed"


def test_a_crew_refuses_with_a_reason_and_they_wait_again(site, exposed, van):
    (one,) = ask(exposed())
    send(van, site, one)
    refuse_pickup([one.id], reason="not at home")
    one.refresh_from_db()
    assert (one.state, one.reason, one.ride, one.site) == ("requested", "not at home", None, None)
    assert Ride.objects.get().state == "cancelled"
    assert kinds(one)[-1] == "transfer.refused"
    send(van, site, one)
    put_back([one.id], reason="other van")
    assert Ride.objects.filter(state="planned").count() == 0


def test_somebody_must_have_given_them_and_a_full_vehicle_takes_nobody(site, exposed, van):
    (one,) = ask(exposed())
    ride = send(van, site, one)
    assert refused(lambda: board(ride, [one.id])) == "transfer.not_given"
    with pytest.raises(FangxianError, match="lie before"):
        board(ride, [one.id], giver="x", at=NOON - MINUTE)


def test_after_a_breakdown_everybody_rides_on_in_another_vehicle(site, exposed, van):
    (one,) = ask(exposed())
    ride = carry(van, site, one)
    pass_time(NOON + 10 * MINUTE)
    other = make_vehicle("川A00002")
    made = change_vehicle(ride, other, reason="puncture")
    one.refresh_from_db()
    assert one.ride_id == made.id
    holders = list(Custody.objects.order_by("since", "until").values_list("holder", "ride__vehicle__plate"))
    assert holders == [("origin", None), ("vehicle", "川A00001"), ("vehicle", "川A00002")]
    assert {v.plate: v.state for v in Vehicle.objects.all()} == {"川A00001": "soiled", "川A00002": "underway"}


def test_who_is_brought_back_is_in_their_hands_again_and_waits(site, exposed, van):
    (one,) = ask(exposed())
    carry(van, site, one)
    pass_time(NOON + 30 * MINUTE)
    turn_back([one.id], reason="site full", taken_by="张网格员")
    one.refresh_from_db()
    assert (one.state, one.boarded_at) == ("requested", None)
    assert Custody.objects.get(until=None).taken_by == "张网格员"
    assert Vehicle.objects.get().state == "soiled"


def test_who_comes_by_themselves_needs_no_vehicle_any_more(site, exposed, van):
    contact = exposed()
    (one,) = ask(contact)
    send(van, site, one)
    put(site, contact)
    one.refresh_from_db()
    assert (one.state, Ride.objects.get().state) == ("cancelled", "cancelled")
    assert not Custody.objects.filter(until=None).exists()


def test_nobody_is_asked_for_twice_or_without_a_rule(outbreak, exposed):
    contact = exposed()
    ask(contact)
    assert refused(lambda: ask(contact)) == "transfer.open"
    stranger = Rider(factories.person())
    assert refused(lambda: request_transfer(outbreak, [stranger])) == "transfer.unknown_person"
    general = exposed(kind="general")
    assert refused(lambda: ask(general)) == "transfer.no_rule"


def test_asking_twice_with_one_id_asks_once_and_cancelling_leaves_them_where_they_are(exposed):
    contact = exposed()
    from uuid import uuid4

    request = uuid4()
    (one,) = ask(contact, id=request)
    assert [again.id for again in ask(contact, id=request)] == [one.id]
    cancel_transfer([one.id], reason="positive at home")
    assert Transfer.objects.get().state == "cancelled"
    assert not Custody.objects.filter(until=None).exists()


def test_from_one_site_to_another_the_bed_is_theirs_until_the_other_takes_them(outbreak, site, exposed, van):
    contact = exposed()
    (stay,) = put(site, contact)
    other = make_site(outbreak, "红光酒店")
    contact.refresh_from_db()
    (one,) = ask(contact)
    assert one.origin == "site"
    carry(van, other, one)
    move_stays([stay], room(site, "102"), reason="within the house")  # a paper move changes nothing of the ride
    pass_time(NOON + 30 * MINUTE)
    inside = Stay.objects.get(left_at=None)
    (fresh,) = move_stays([inside], room(other), reason="transferred")
    one.refresh_from_db()
    assert (one.state, one.ended_at) == ("delivered", fresh.admitted_at)


def test_somebody_ill_goes_from_a_bed_to_hospital_and_the_bed_is_free(outbreak, site, exposed, van):
    contact = exposed()
    put(site, contact)
    factories.case(outbreak, person=contact.person)
    (one,) = request_transfer(outbreak, [Rider(contact.person)], hospital=make_hospital())
    carry(van, None, one)
    pass_time(NOON + 30 * MINUTE)
    deliver([one.id], receiver="急诊")
    assert Stay.objects.get().left_to == "hospital"


def test_a_vehicle_with_rides_before_it_stays_in_service(site, exposed, van):
    (one,) = ask(exposed())
    send(van, site, one)
    assert refused(lambda: set_vehicle(van, out=True)) == "vehicle.busy"
    put_back([one.id])
    assert set_vehicle(van, out=True).state == "out"
    assert refused(lambda: send(van, site, one)) == "vehicle.out"
    assert set_vehicle(van, out=False).state == "soiled"


def test_a_crew_acts_for_its_own_vehicle_only(site, exposed):
    crew, other = factories.post(duty="transfer_crew"), factories.post(duty="transfer_crew")
    van = make_vehicle("川A00005", post=crew)
    (one,) = ask(exposed())
    ride = send(van, site, one)
    assert refused(lambda: board(ride, [one.id], giver="x", by=other)) == "post.right"
    assert refused(lambda: cancel_transfer([one.id], reason="x", by=crew)) == "post.right"
    board(ride, [one.id], giver="x", by=crew)
