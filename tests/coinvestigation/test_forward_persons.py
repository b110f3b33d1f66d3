"""People are passed on to a third place; the chain of custody is kept."""

from __future__ import annotations

import pytest

from fangxian.errors import Conflict, Invalid, NotAllowed
from fangxian.response.coinvestigation.actions import Letter, accept_persons, forward_persons, return_persons
from fangxian.response.coinvestigation.models import Listed, Outcome, State
from fangxian.response.jurisdiction import access
from tests.casework.ledger import said, task
from tests.coinvestigation.conftest import CHENGHUA, JINJIANG, TIANJIN
from tests.factories import PIDU


def on(world, listed, to=JINJIANG, area=CHENGHUA):
    with access.area(area):
        return forward_persons([listed.id], to=to, letter=Letter(signer="Wang"), by=world.posts[area])


@pytest.fixture
def held(world):
    """Somebody whom Chenghua took over."""
    listed = world.one()
    with access.everywhere():
        accept_persons([listed.id], name="Wang")
    return listed


def legs():
    with access.everywhere():
        return list(Listed.objects.select_related("sheet").order_by("leg"))


def test_until_the_third_place_takes_over_the_second_answers(world, held):
    (sheet,) = on(world, held)
    first, second = legs()
    assert (sheet.from_area, sheet.to_area) == (CHENGHUA, JINJIANG)
    assert (first.responsible, second.responsible, second.leg) == (f"CDC {CHENGHUA}", f"CDC {CHENGHUA}", 2)
    with access.everywhere():
        assert task(first.subject, "coinvestigation.result").state == "open"


def test_its_receipt_ends_the_first_sheet(world, held):
    on(world, held)
    with access.area(JINJIANG):
        accept_persons([legs()[1].id], name="Zhou", by=world.posts[JINJIANG])
    first, second = legs()
    assert (first.state, first.outcome, first.outcome_area) == (State.ENDED, Outcome.LEFT, JINJIANG)
    assert first.sheet.ended_at is not None
    assert (second.state, second.responsible, second.sheet.ended_at) == (State.ACCEPTED, f"CDC {JINJIANG}", None)
    with access.everywhere():
        assert said(first.subject, "coinvestigation.resulted")["to_area"] == JINJIANG


def test_a_returned_person_is_passed_on_by_the_sender(world):
    listed = world.one()
    with access.everywhere():
        return_persons([listed.id], reason="moved to Jinjiang")
    (sheet,) = on(world, listed, area=PIDU)
    assert (sheet.from_area, sheet.to_area) == (PIDU, JINJIANG)


def test_returned_by_the_third_place_the_second_goes_on(world, held):
    on(world, held)
    with access.everywhere():
        return_persons([legs()[1].id], reason="not here either")
    (sheet,) = on(world, legs()[1], to=TIANJIN)
    assert (sheet.from_area, sheet.to_area, len(legs())) == (CHENGHUA, TIANJIN, 3)


def test_only_the_last_leg_can_be_passed_on(world, held):
    on(world, held)
    with pytest.raises(Conflict) as refused:
        on(world, held, to=TIANJIN)
    assert refused.value.code == "sheet.passed_on"


def test_who_does_not_answer_for_somebody_cannot_pass_them_on(world, held):
    with pytest.raises(NotAllowed):
        on(world, held, area=PIDU)


def test_nobody_is_passed_on_to_where_they_are(world, held):
    with pytest.raises(Invalid):
        on(world, held, to=CHENGHUA)


def test_an_unanswered_request_is_taken_back_first(world):
    with pytest.raises(Conflict):
        on(world, world.one(), area=PIDU)
