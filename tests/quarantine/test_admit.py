"""Admission: one bed a person, families together, nobody without a rule."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from fangxian.errors import Conflict, Invalid, NotAllowed
from fangxian.response.casework.models import Contact
from fangxian.response.ledger.models import FactRow, TaskRow
from fangxian.response.quarantine.actions import Member, admit, end_stay, move_stays, set_rooms
from fangxian.response.quarantine.models import Stay
from fangxian.response.registry.actions.merge_persons import merge_persons
from tests import factories
from tests.factories import NOON
from tests.quarantine.conftest import DAY, make_site, pass_time, put, room


def refused(call, *args, **said) -> str:
    with pytest.raises((Conflict, Invalid)) as why:
        call(*args, **said)
    return why.value.code


def test_quarantine_begins_in_the_room_and_its_task_is_discharged(site, exposed):
    contact = exposed()
    (stay,) = put(site, contact)

    fact = FactRow.objects.get(subject=contact.subject, kind="quarantine.started")
    assert fact.attributes["place"] == site.subject
    assert fact.attributes["room"] == "101"
    assert Contact.objects.get(id=contact.id).controlled_at == stay.admitted_at == NOON
    assert TaskRow.objects.get(subject=contact.subject, clause="contact.quarantined").state == "discharged"


def test_sending_it_twice_admits_once(site, exposed):
    contact, request = exposed(), uuid4()
    first = put(site, contact, id=request)
    assert put(site, contact, id=request) == first
    assert FactRow.objects.filter(kind="quarantine.started").count() == 1


def test_nobody_has_two_beds(site, exposed, outbreak):
    contact = exposed()
    put(site, contact)
    other = make_site(outbreak, "安靖酒店")
    assert refused(put, other, contact) == "stay.has_bed"


def test_the_database_itself_refuses_a_second_bed_now_or_in_the_past(site, exposed):
    (stay,) = put(site, exposed(), at=NOON - timedelta(hours=2))
    (moved,) = move_stays([stay], room(site, "102"), reason="noise")
    for admitted, left, to in ((NOON, None, ""), (NOON - timedelta(hours=1), NOON, "moved")):
        twin = Stay.objects.get(id=moved.id)
        twin.id, twin.room, twin.admitted_at, twin.left_at, twin.left_to = (
            uuid4(),
            room(site, "103"),
            admitted,
            left,
            to,
        )
        with pytest.raises(IntegrityError), transaction.atomic():
            twin.save(force_insert=True)


def test_the_database_itself_refuses_two_people_in_one_bed(site, exposed):
    (stay,) = put(site, exposed())
    other = exposed()
    stay.id, stay.person, stay.contact = uuid4(), other.person, other
    with pytest.raises(IntegrityError), transaction.atomic():
        stay.save(force_insert=True)


def test_strangers_do_not_share_a_room_and_a_family_does(site, exposed):
    mother, father, child = exposed(), exposed(), exposed()
    put(site, mother, father, number="201")
    assert refused(put, site, child, number="201") == "room.strangers"
    (stay,) = put(site, child, number="201", joins=True)
    assert set(Stay.objects.values_list("family", flat=True)) == {stay.family}
    assert sorted(Stay.objects.values_list("bed", flat=True)) == [1, 2, 3]


def test_a_room_takes_as_many_as_it_has_beds(site, exposed):
    assert refused(put, site, exposed(), exposed()) == "room.full"


def test_a_room_that_is_not_ready_takes_nobody(site, exposed):
    set_rooms(site, [room(site).id], "soiled")
    assert refused(put, site, exposed()) == "room.not_ready"


def test_a_child_is_not_admitted_alone(site, exposed):
    child, mother = exposed(), exposed()
    assert refused(admit, room(site, "201"), [Member(child, "child")]) == "stay.alone"
    stays = admit(room(site, "201"), [Member(child, "child"), Member(mother)])
    assert [stay.group for stay in stays] == ["child", ""]


def test_whoever_looks_after_somebody_cannot_be_moved_away_alone(site, exposed):
    child, mother = exposed(), exposed()
    stays = admit(room(site, "201"), [Member(child, "child"), Member(mother)])
    assert refused(move_stays, [stays[1]], room(site), reason="asked for it") == "stay.alone"


def test_a_site_keeps_kinds_of_contact_apart_unless_it_can_house_several(site, exposed, outbreak):
    put(site, exposed())
    other = exposed(kind="secondary")
    assert refused(put, site, other, number="102") == "site.mixes"
    shared = make_site(outbreak, "双楼酒店", shared=True)
    put(shared, exposed())
    put(shared, other, number="102")
    only = make_site(outbreak, "次密接点", tiers=["secondary"])
    assert refused(put, only, exposed()) == "site.tier"


def test_nobody_is_confined_without_a_rule(site, exposed):
    assert refused(put, site, exposed(kind="general")) == "stay.no_rule"


def test_nobody_is_admitted_after_the_rules_last_day_unless_somebody_signed(site, exposed):
    contact = exposed(last_exposure=NOON - 15 * DAY)
    assert refused(put, site, contact) == "stay.too_long"


def test_a_case_is_not_admitted_as_a_contact(site, exposed):
    contact = exposed()
    Contact.objects.filter(id=contact.id).update(became_case_at=NOON)
    assert refused(put, site, contact) == "stay.case"


def test_the_site_of_another_incident_takes_nobody_of_this_one(site, exposed):
    other = make_site(factories.incident("other", pack="covid19-cn-8"), "别处酒店")
    assert refused(put, other, exposed()) == "stay.incident"


def test_a_post_without_the_right_is_refused(site, exposed):
    with pytest.raises(NotAllowed):
        put(site, exposed(), by=factories.post(duty="epidemiologist"))


def test_the_sites_post_admits_people_of_another_district(site, exposed):
    contact = exposed(person={"area": "510108"})
    (stay,) = put(site, contact, by=factories.post("510117", "community_worker"))
    assert (stay.area, stay.origin) == ("510117", "510108")


def test_two_entries_in_two_beds_at_one_time_are_not_one_person(site, exposed):
    one, other = exposed(), exposed()
    (first,) = put(site, one)
    put(site, other, number="102")
    assert refused(merge_persons, one.person, other.person, reason="same name") == "person.two_beds"
    end_stay(first, "hospital", reason="fever")
    Stay.objects.filter(id=first.id).update(admitted_at=NOON - DAY, left_at=NOON - DAY / 2)
    merge_persons(one.person, other.person, reason="same name")
    assert set(Stay.objects.values_list("person", flat=True)) == {one.person_id}


def test_a_move_ends_one_stay_as_the_other_begins(site, exposed):
    (stay,) = put(site, exposed())
    pass_time(NOON + DAY)
    (moved,) = move_stays([stay], room(site, "102"), reason="the shower leaks")
    stay.refresh_from_db()
    assert (stay.left_at, stay.left_to) == (moved.admitted_at, "moved")
    assert room(site).state == "soiled"
    assert FactRow.objects.get(kind="quarantine.moved").attributes["room"] == "102"
