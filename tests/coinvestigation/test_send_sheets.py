"""Many contacts in one step: one sheet for each destination."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from fangxian.errors import Conflict, Invalid, NotAllowed
from fangxian.response.coinvestigation.actions import Letter, return_persons, send_sheets
from fangxian.response.coinvestigation.models import Listed, Sheet, State
from fangxian.response.jurisdiction import access
from tests.casework.ledger import kinds, task
from tests.coinvestigation.conftest import CHENGHUA, JINJIANG, STREET, TIANJIN
from tests.factories import NOON, PIDU


def test_each_destination_gets_one_sheet_with_its_people(world):
    sheets = world.send(*(world.contact(stay) for stay in (CHENGHUA, STREET, JINJIANG, TIANJIN, CHENGHUA)))
    with access.everywhere():
        counts = {(sheet.to_area, sheet.people.count()) for sheet in sheets}
        outside = Sheet.objects.get(to_area=TIANJIN)
    assert counts == {(CHENGHUA, 3), (JINJIANG, 1), (TIANJIN, 1)}
    assert (outside.to_office, outside.from_name) == (None, f"CDC {PIDU}")
    assert sorted(sheet.number for sheet in sheets) == [f"XC{PIDU}-2020-000{n}" for n in (1, 2, 3)]


def test_a_letter_tells_the_case_by_its_number_and_the_exposure(world):
    listed = world.one()
    assert (listed.case_label, listed.kind, listed.last_exposure) == ("PD-1", "close", NOON - timedelta(days=2))
    assert (listed.state, listed.responsible) == (State.OFFERED, f"CDC {PIDU}")


def test_sending_opens_the_receivers_clocks(world):
    listed = world.one()
    with access.everywhere():
        receipt, result = (task(listed.subject, f"coinvestigation.{name}") for name in ("receipt", "result"))
    assert (receipt.area, receipt.due_at, result.due_at) == (
        CHENGHUA,
        NOON + timedelta(hours=2),
        NOON + timedelta(hours=24),
    )
    assert receipt.office_id == world.posts[CHENGHUA].office_id


def test_the_clock_of_a_sheet_to_a_place_without_this_system_stays_with_the_sender(world):
    listed = world.one(TIANJIN)
    with access.everywhere():
        assert task(listed.subject, "coinvestigation.result").office_id == world.posts[PIDU].office_id


def test_the_same_request_twice_sends_once(world):
    contact, request = world.contact(), uuid4()
    first, second = world.send(contact, id=request), world.send(contact, id=request)
    assert first == second
    with access.everywhere():
        assert kinds(Listed.objects.get().subject) == ["coinvestigation.sent"]


def test_nobody_is_on_two_open_sheets(world):
    contact = world.contact()
    world.send(contact)
    with pytest.raises(Conflict) as refused:
        world.send(contact)
    assert refused.value.code == "sheet.open_already"


def test_a_returned_person_is_still_on_an_open_sheet(world):
    contact = world.contact()
    (sheet,) = world.send(contact)
    with access.everywhere():
        return_persons([sheet.people.get().id], reason="no such street")
    with pytest.raises(Conflict):
        world.send(contact)


def test_who_is_in_the_senders_own_area_is_not_asked_of_others(world):
    with pytest.raises(Invalid) as refused:
        world.send(world.contact(PIDU))
    assert refused.value.code == "sheet.own_area"


def test_where_somebody_is_can_be_said_while_sending(world):
    contact = world.contact("")
    with access.area(PIDU):
        (sheet,) = send_sheets([contact], Letter(), stays={contact.id: STREET}, by=world.posts[PIDU])
    with access.everywhere():
        contact.person.refresh_from_db()
        sending = task(contact.subject, "contact.handed_over")
    assert (sheet.to_area, contact.person.stay) == (CHENGHUA, STREET)
    assert (sending.state, sending.late) == ("discharged", False)


def test_another_district_cannot_send_for_pidu(world):
    with access.everywhere(), pytest.raises(NotAllowed):
        send_sheets([world.contact()], Letter(), by=world.posts[JINJIANG])


def test_nobody_chosen_is_refused(world):
    with pytest.raises(Invalid) as refused:
        world.send()
    assert refused.value.code == "sheet.empty"
