"""A draft is dropped, a published bulletin never is."""

from __future__ import annotations

import pytest

from fangxian.errors import Conflict, NotAllowed
from fangxian.response.bulletins.actions import drop_bulletin
from fangxian.response.bulletins.queries import in_hand
from tests import factories
from tests.bulletins.conftest import Press


def test_a_dropped_draft_is_in_nobodys_hand(press: Press) -> None:
    made = press.draft()
    assert in_hand() == [made]
    assert drop_bulletin(made, by=press.officer).state == "dropped"
    assert drop_bulletin(made, by=press.officer).state == "dropped"
    assert in_hand() == []


def test_what_was_published_stands(press: Press) -> None:
    made = press.publish()
    with pytest.raises(Conflict) as refused:
        drop_bulletin(made, by=press.officer)
    assert refused.value.code == "bulletin.closed"


def test_only_whoever_writes_bulletins_drops_one(press: Press) -> None:
    made = press.draft()
    with pytest.raises(NotAllowed):
        drop_bulletin(made, by=factories.post("5101", "inspector"))
