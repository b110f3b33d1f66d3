"""A room-mate turns positive: the days begin anew for those exposed in the room, and for nobody else."""

from __future__ import annotations

from datetime import timedelta

from fangxian.response.casework.actions import record_result, report_case
from fangxian.response.casework.models import Contact
from fangxian.response.ledger import clock
from fangxian.response.ledger.models import TaskRow
from fangxian.response.quarantine.actions import end_stay, enter_result, expose_room_mates, move_stays, take_samples
from fangxian.response.quarantine.criteria import release_of
from tests.factories import NOON
from tests.quarantine.conftest import DAY, EXPOSED, pass_time, put, room


def last_exposure(contact: Contact):
    return Contact.objects.get(id=contact.id).last_exposure


def test_those_in_the_room_begin_anew_and_the_neighbour_does_not(site, exposed):
    wife, husband, neighbour = exposed(), exposed(), exposed()
    stays = put(site, wife, husband, number="201")
    put(site, neighbour)
    pass_time(NOON + 3 * DAY)
    take_samples(site, stays)
    pass_time(NOON + 3 * DAY + timedelta(hours=6))

    assert enter_result(stays[0], "positive") == [husband.person_id]

    assert last_exposure(husband) == clock.now()
    assert last_exposure(neighbour) == EXPOSED
    due = TaskRow.objects.filter(subject=husband.subject, clause="contact.release", state="open").get().due_at
    assert due > NOON + 17 * DAY
    assert TaskRow.objects.get(subject=neighbour.subject, clause="contact.release").due_at < NOON + 14 * DAY


def test_nobody_is_exposed_who_left_the_room_before_it_was_infectious(site, exposed):
    one, other = exposed(), exposed()
    stays = put(site, one, other, number="201")
    pass_time(NOON + timedelta(hours=1))
    move_stays(stays[1:], room(site), reason="sleeps badly")
    pass_time(NOON + 8 * DAY)
    take_samples(site, stays[:1])
    assert enter_result(stays[0], "positive") == []
    assert last_exposure(other) == EXPOSED


def test_until_the_infected_one_leaves_the_exposure_goes_on(site, exposed):
    one, other = exposed(), exposed()
    stays = put(site, one, other, number="201")
    take_samples(site, stays)
    enter_result(stays[0], "positive")
    pass_time(NOON + timedelta(hours=5))
    end_stay(stays[0], "hospital", reason="positive")
    assert last_exposure(other) == NOON + timedelta(hours=5)


def test_a_negative_result_exposes_nobody(site, exposed):
    one, other = exposed(), exposed()
    stays = put(site, one, other, number="201")
    take_samples(site, stays)
    assert enter_result(stays[0], "negative") == []
    assert expose_room_mates(stays[0]) == []
    assert last_exposure(other) == EXPOSED


def test_an_infection_found_elsewhere_keeps_the_room_mate_until_it_is_recorded(site, exposed, outbreak):
    one, other = exposed(), exposed()
    stays = put(site, one, other, number="201")
    pass_time(NOON + DAY)
    record_result(outbreak, person=one.person, result="positive", at=clock.now())

    def mates() -> bool | None:
        return release_of(stays[1], clock.now()).checks[-1].truth

    assert mates() is False
    expose_room_mates(stays[0])
    assert mates() is True


def test_a_room_mate_who_became_a_case_counts_as_infected(site, exposed, outbreak):
    one, other = exposed(), exposed()
    stays = put(site, one, other, number="201")
    pass_time(NOON + DAY)
    report_case(outbreak, person=one.person, number="C-9", classification="confirmed", at=clock.now(), area=one.area)
    assert expose_room_mates(stays[0]) == [other.person_id]
