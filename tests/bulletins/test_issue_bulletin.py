"""The system of an exercise publishes at once: once a fact, with the rulebook's words."""

from __future__ import annotations

from uuid import uuid4

from fangxian.response.bulletins.actions import issue_bulletin
from fangxian.response.bulletins.queries import texts
from tests.bulletins.conftest import NAMES, Press, hours


def test_it_is_numbered_dated_and_published_by_its_fact(press: Press) -> None:
    fact = uuid4()
    made = issue_bulletin(press.incident, as_of=hours(30), at=hours(31), fact=fact, **NAMES)
    again = issue_bulletin(press.incident, as_of=hours(30), at=hours(31), fact=fact, **NAMES)
    assert made == again
    assert (made.number, made.published_at, made.figures["confirmed"]) == (1, hours(31), 2)
    (said,) = press.facts("bulletin.published")
    assert (said.id, said.at) == (fact, hours(31))
    assert "确诊病例2例" in texts(made)["zh"]
