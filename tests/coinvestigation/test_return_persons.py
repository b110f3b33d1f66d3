"""People are returned, and asked for again."""

from __future__ import annotations

import pytest

from fangxian.errors import Conflict, Invalid, NotAllowed
from fangxian.response.coinvestigation.actions import accept_persons, offer_again, return_persons
from fangxian.response.coinvestigation.models import State
from fangxian.response.jurisdiction import access
from fangxian.response.ledger.models import TaskRow
from tests.casework.ledger import task
from tests.coinvestigation.conftest import CHENGHUA, fresh
from tests.factories import CHENGDU, PIDU


def back(world, listed, reason="no such house number", area=CHENGHUA):
    with access.area(area):
        return return_persons([listed.id], reason=reason, by=world.posts[area])


def test_the_sender_answers_still_and_has_a_clock_again(world):
    listed = world.one()
    assert back(world, listed) == 1
    with access.everywhere():
        again = task(listed.subject, "coinvestigation.sent_again")
        assert task(listed.subject, "coinvestigation.result").state != "open"
    listed = fresh(listed)
    assert (listed.state, listed.responsible, listed.reason) == (
        State.RETURNED,
        listed.sheet.from_name,
        "no such house number",
    )
    assert (again.state, again.area, again.office_id) == ("open", PIDU, world.posts[PIDU].office_id)


def test_a_return_needs_a_reason(world):
    with pytest.raises(Invalid):
        back(world, world.one(), reason="  ")


def test_who_was_taken_over_is_passed_on_not_returned(world):
    listed = world.one()
    with access.everywhere():
        accept_persons([listed.id], name="Wang")
    with pytest.raises(Conflict):
        back(world, listed)


def test_the_sender_may_take_its_request_back(world):
    assert back(world, world.one(), reason="sent to the wrong district", area=PIDU) == 1


def test_the_city_above_both_may_too(world):
    assert back(world, world.one(), area=CHENGDU) == 1


def test_asked_for_again_the_clocks_begin_anew(world):
    listed = world.one()
    back(world, listed)
    with access.area(CHENGHUA), pytest.raises(NotAllowed):
        offer_again([listed.id], by=world.posts[CHENGHUA])
    with access.area(PIDU):
        assert offer_again([listed.id], note="house 12, not 21", by=world.posts[PIDU]) == 1
        assert offer_again([listed.id], by=world.posts[PIDU]) == 0
    with access.everywhere():
        states = TaskRow.objects.filter(subject=listed.subject, clause="coinvestigation.result")
        assert states.filter(state="open").count() == 1
        assert task(listed.subject, "coinvestigation.sent_again").state == "discharged"
    listed = fresh(listed)
    assert (listed.state, listed.note) == (State.OFFERED, "house 12, not 21")
