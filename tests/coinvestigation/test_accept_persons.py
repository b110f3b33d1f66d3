"""People are taken over."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from fangxian.errors import Conflict, Invalid, NotAllowed, NotFound
from fangxian.response.casework.models import Contact
from fangxian.response.coinvestigation.actions import accept_persons, return_persons
from fangxian.response.coinvestigation.models import Listed, State
from fangxian.response.jurisdiction import access
from tests.casework.ledger import kinds, said
from tests.coinvestigation.conftest import CHENGHUA, JINJIANG, STREET, TIANJIN, fresh
from tests.factories import NOON, PIDU


def take(world, listed, area=CHENGHUA, **fields):
    with access.area(area):
        return accept_persons([listed.id], name="Wang", by=world.posts[area], **fields)


def test_from_then_on_the_receiver_answers_and_manages_the_contact(world):
    listed = world.one(STREET)
    assert take(world, listed) == 1
    with access.everywhere():
        contact = Contact.objects.select_related("person").get(person=listed.person_id)
        moved = said(contact.subject, "person.transferred")
    listed = fresh(listed)
    assert (listed.state, listed.responsible) == (State.ACCEPTED, f"CDC {CHENGHUA}")
    assert (contact.area, contact.person.area) == (STREET, STREET)
    assert (moved["from_area"], moved["to_area"], moved["outside"]) == (PIDU, STREET, False)


def test_taking_over_counts_as_receipt(world):
    listed = world.one()
    take(world, listed)
    listed = fresh(listed)
    assert listed.sheet.received_by == "Wang"


def test_a_place_without_this_system_ends_management_here(world):
    listed = world.one(TIANJIN)
    take(world, listed, PIDU)
    with access.everywhere():
        contact = Contact.objects.get(person=listed.person_id)
        assert said(contact.subject, "person.transferred")["outside"] is True
    assert contact.area == PIDU
    assert contact.ended_at is not None


def test_the_same_request_twice_moves_once(world):
    listed, request = world.one(), uuid4()
    assert [take(world, listed, id=request), take(world, listed, id=request)] == [1, 0]
    with access.everywhere():
        assert kinds(listed.person.subject).count("person.transferred") == 1


def test_the_sender_and_third_parties_cannot(world):
    listed = world.one()
    with access.area(PIDU), pytest.raises(NotAllowed) as refused:
        accept_persons([listed.id], name="Li", by=world.posts[PIDU])
    assert refused.value.code == "sheet.other_side"
    with access.area(JINJIANG), pytest.raises(NotFound):
        accept_persons([listed.id], name="Li", by=world.posts[JINJIANG])


def test_who_was_returned_is_not_taken_over_without_being_asked_for_again(world):
    listed = world.one()
    with access.everywhere():
        return_persons([listed.id], reason="not here")
        with pytest.raises(Conflict):
            accept_persons([listed.id], name="Wang")
        assert Listed.objects.get().state == State.RETURNED


def test_an_answer_before_the_question_is_refused(world):
    listed = world.one()
    with pytest.raises(Invalid) as refused:
        take(world, listed, at=NOON - timedelta(hours=1))
    assert refused.value.code == "sheet.too_early"
