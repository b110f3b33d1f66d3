"""A sheet is received."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fangxian.errors import Invalid, NotAllowed
from fangxian.response.coinvestigation.actions import receive_sheet
from fangxian.response.coinvestigation.models import State
from fangxian.response.jurisdiction import access
from tests.casework.ledger import kinds, task
from tests.coinvestigation.conftest import CHENGHUA, JINJIANG, TIANJIN, fresh
from tests.factories import NOON, PIDU


def test_receipt_has_a_name_and_a_time_and_closes_its_clock(world):
    listed = world.one()
    with access.area(CHENGHUA):
        held = receive_sheet(listed.sheet, name="Wang Fang", by=world.posts[CHENGHUA])
    assert (held.received_at, held.received_by) == (NOON, "Wang Fang")
    with access.everywhere():
        assert task(listed.subject, "coinvestigation.receipt").state == "discharged"
        assert task(listed.subject, "coinvestigation.result").state == "open"
    listed = fresh(listed)
    assert (listed.state, listed.responsible) == (State.OFFERED, listed.sheet.from_name)


def test_a_second_receipt_changes_nothing(world):
    listed = world.one()
    with access.everywhere():
        receive_sheet(listed.sheet, name="Wang Fang", at=NOON - timedelta(minutes=1))
        held = receive_sheet(listed.sheet, name="Somebody else")
        assert held.received_by == "Wang Fang"
        assert kinds(listed.subject).count("coinvestigation.received") == 1


def test_only_the_receiver_signs(world):
    listed = world.one()
    for area in (PIDU, JINJIANG):
        with access.everywhere(), pytest.raises(NotAllowed):
            receive_sheet(listed.sheet, name="Li", by=world.posts[area])


def test_for_a_place_without_this_system_the_sender_enters_the_receipt(world):
    listed = world.one(TIANJIN)
    with access.area(PIDU):
        assert receive_sheet(listed.sheet, name="Zhao", by=world.posts[PIDU]).received_by == "Zhao"


def test_a_receipt_without_a_name_is_refused(world):
    with access.everywhere(), pytest.raises(Invalid):
        receive_sheet(world.one().sheet, name=" ")
