"""A second person approves what the first one wrote, where the rulebook says so."""

from __future__ import annotations

import pytest

from fangxian.errors import Conflict, NotAllowed
from fangxian.protocol.pack import load_pack
from fangxian.response.bulletins import policies
from fangxian.response.bulletins.actions import approve_bulletin, publish_bulletin
from tests import factories
from tests.bulletins.conftest import Press


def test_a_director_approves_what_the_officer_wrote_once(press: Press) -> None:
    made = approve_bulletin(press.draft(), by=press.director)
    assert (made.state, made.approver) == ("approved", press.director.holder)
    assert approve_bulletin(made, by=press.second).approver == press.director.holder
    (said,) = press.facts("bulletin.approved")
    assert said.subject == made.subject


def test_nobody_approves_their_own_whichever_post_they_act_for(press: Press) -> None:
    own = press.draft(by=press.director)
    other = factories.post("51", "director", holder=press.director.holder)
    for post in (press.director, other):
        with pytest.raises(Conflict) as refused:
            approve_bulletin(own, by=post)
        assert refused.value.code == "bulletin.own"
    assert approve_bulletin(own, by=press.second).state == "approved"


def test_without_the_right_nobody_approves(press: Press) -> None:
    made = press.draft()
    for post in (press.officer, factories.post("510117", "director")):
        with pytest.raises(NotAllowed):
            approve_bulletin(made, by=post)


def test_a_rulebook_that_asks_for_one_person_lets_the_writer_publish(
    press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack = load_pack("covid19-cn-7")
    notices = tuple(one.model_copy(update={"two_person_release": False}) for one in pack.notices)
    monkeypatch.setattr(policies, "pack_in_force", lambda *_: pack.model_copy(update={"notices": notices}))
    assert publish_bulletin(press.draft(), by=press.officer).number == 1
