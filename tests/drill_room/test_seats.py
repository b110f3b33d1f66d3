"""People take posts over and hand them back; everybody finds their place; accounts are made for every role card."""

from __future__ import annotations

import pytest

from fangxian.drill.room.actions import hand_back, take_post
from fangxian.drill.room.actions.seat_people import seat_people
from fangxian.drill.room.models import Seat
from fangxian.drill.room.queries.offices import played, seats
from fangxian.drill.room.queries.roles import card_of
from fangxian.drill.room.queries.standing import script
from fangxian.errors import Invalid, NotAllowed
from fangxian.response.jurisdiction.models import Post, User
from tests import factories
from tests.drill_room.conftest import CHENGHUA, Cast


def test_taken_once_and_handed_back(cast: Cast) -> None:
    assert take_post(cast.tracer, by=cast.tracer) == take_post(cast.tracer, by=cast.tracer)
    assert played() == {cast.tracer.office_id}
    assert seats()[0].post == cast.tracer
    hand_back(cast.tracer, by=cast.tracer)
    assert played() == frozenset()
    assert Seat.objects.count() == 1


def test_an_office_stays_peoples_until_the_last_of_them_hands_back(cast: Cast) -> None:
    second = factories.post(CHENGHUA, "epidemiologist", office=cast.tracer.office)
    for post in (cast.tracer, second):
        take_post(post, by=post)
    hand_back(cast.tracer, by=cast.tracer)
    assert played() == {cast.tracer.office_id}
    hand_back(second, by=second)
    assert played() == frozenset()


def test_only_its_holder_or_a_controller_takes_a_post(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        take_post(cast.tracer, by=cast.hospital)
    assert take_post(cast.tracer, by=cast.controller).post == cast.tracer
    with pytest.raises(NotAllowed):
        hand_back(cast.tracer, by=cast.hospital)


def test_controllers_and_evaluators_take_no_part(cast: Cast) -> None:
    for post in (cast.controller, cast.evaluator):
        with pytest.raises(Invalid) as refused:
            take_post(post, by=post)
        assert refused.value.code == "seat.aside"


def test_everybody_is_brought_where_they_belong(cast: Cast) -> None:
    for post, place in ((cast.controller, "control"), (cast.evaluator, "evaluate"), (cast.tracer, "play")):
        assert cast.get(post, "/exercise/").url == f"/exercise/{place}/"


def test_taking_over_on_the_page_and_back(cast: Cast) -> None:
    assert "Take over from the autopilot" in cast.get(cast.tracer, "/exercise/play/").content.decode()
    cast.send(cast.tracer, f"/exercise/posts/{cast.tracer.pk}/take/")
    assert "Hand back to the autopilot" in cast.get(cast.tracer, "/exercise/play/").content.decode()
    cast.send(cast.tracer, f"/exercise/posts/{cast.tracer.pk}/back/")
    assert not Seat.objects.filter(handed_back_at=None).exists()


def test_there_is_an_account_for_every_role_card_and_for_those_behind_the_curtain(cast: Cast) -> None:
    made = seat_people("a long enough word")
    assert {post.holder.username for post in made if post.holder} == {
        "controller", "evaluator", *(one.id for one in script()[1].roles),
    }  # fmt: skip
    assert seat_people("a long enough word") == made
    assert len({user.password for user in User.objects.filter(posts__in=made)}) == 1
    director = Post.objects.get(holder__username="district-commander")
    card = card_of(cast.room, director)
    assert card is not None
    assert card.title in ("District commander", "区指挥部指挥长")
