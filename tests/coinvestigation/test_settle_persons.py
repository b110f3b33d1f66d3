"""What came of people."""

from __future__ import annotations

import pytest

from fangxian.errors import Conflict, Invalid, NotAllowed, NotFound
from fangxian.response.casework.models import Contact
from fangxian.response.coinvestigation.actions import accept_persons, return_persons, settle_persons
from fangxian.response.coinvestigation.models import Outcome, State
from fangxian.response.jurisdiction import access
from tests.casework.ledger import kinds, task
from tests.coinvestigation.conftest import CHENGHUA, TIANJIN, fresh
from tests.factories import PIDU


def settle(world, listed, outcome, area=CHENGHUA, note="seen at home by the street office", **fields):
    with access.area(area):
        return settle_persons([listed.id], outcome, name="Wang", note=note, by=world.posts[area], **fields)


def test_an_outcome_closes_the_clock_the_person_and_the_sheet(world):
    listed = world.one()
    assert settle(world, listed, Outcome.CONTROLLED) == 1
    with access.everywhere():
        assert task(listed.subject, "coinvestigation.result").state == "discharged"
        assert "person.checked" in kinds(listed.person.subject)
    listed = fresh(listed)
    assert (listed.state, listed.outcome, listed.responsible) == (State.ENDED, "controlled", f"CDC {CHENGHUA}")
    assert listed.sheet.ended_at is not None


def test_the_sheet_waits_for_everybody(world):
    (sheet,) = world.send(world.contact(), world.contact())
    with access.everywhere():
        one, other = sheet.people.select_related("sheet", "person")
        settle_persons([one.id], Outcome.CONTROLLED, name="Wang")
        sheet.refresh_from_db()
        assert sheet.ended_at is None
        settle_persons([other.id], Outcome.RULED_OUT, name="Wang", note="was never there")
        sheet.refresh_from_db()
    assert sheet.ended_at is not None


@pytest.mark.parametrize(
    ("outcome", "fact"),
    [("ruled_out", "person.cleared"), ("deceased", "person.deceased"), ("nonexistent", "person.proven_nonexistent")],
)
def test_where_nobody_is_left_to_manage_management_ends_with_proof(world, outcome, fact):
    listed = world.one()
    with pytest.raises(Invalid):
        settle(world, listed, outcome, note="")
    settle(world, listed, outcome)
    with access.everywhere():
        assert fact in kinds(listed.person.subject)
        assert Contact.objects.get(person=listed.person_id).ended_at is not None


def test_the_sender_settles_who_was_returned(world):
    listed = world.one()
    with access.everywhere():
        return_persons([listed.id], reason="not here")
    with pytest.raises(NotAllowed):
        settle(world, listed, Outcome.CONTROLLED)
    assert settle(world, listed, Outcome.CONTROLLED, area=PIDU) == 1


def test_handing_on_is_no_word_inside_this_record(world):
    with pytest.raises(Invalid) as refused:
        settle(world, world.one(), Outcome.LEFT, to=TIANJIN)
    assert refused.value.code == "sheet.pass_on"


def test_a_place_without_this_system_reports_where_it_handed_somebody_on(world):
    listed = world.one(TIANJIN)
    with access.area(PIDU):
        accept_persons([listed.id], name="Zhao", by=world.posts[PIDU])
    with pytest.raises(Invalid):
        settle(world, listed, Outcome.LEFT, area=PIDU)
    with pytest.raises(NotFound):
        settle(world, listed, Outcome.LEFT, area=PIDU, to="999999")
    assert settle(world, listed, Outcome.LEFT, area=PIDU, to=CHENGHUA) == 1


def test_the_same_outcome_again_changes_nothing_and_another_is_refused(world):
    listed = world.one()
    settle(world, listed, Outcome.CONTROLLED)
    assert settle(world, listed, Outcome.CONTROLLED) == 0
    with pytest.raises(Conflict):
        settle(world, listed, Outcome.DECEASED)


def test_an_unknown_outcome_is_refused(world):
    with pytest.raises(Invalid):
        settle(world, world.one(), "vanished")
