"""Random stories of one subject for hypothesis: everything that can happen, in any order, learnt at any time."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hypothesis import strategies as st

from fangxian.protocol.fact import Fact
from tests.protocol.cast import ALICE, BOB_TO_ALICE, CAROL_TO_ALICE, at, uid

START = at("2020-12-01T00:00")
NOW = at("2020-12-26T10:00")

KINDS = (
    *["exposure.recorded"] * 4,
    *["sample.taken"] * 5,
    *["quarantine.started", "case.confirmed", "case.reported", "post.started", "post.left"],
    *["exposure.voided", "quarantine.released", "person.became_case", "case.excluded"],
)
_EVENTS = st.tuples(
    st.integers(0, 2 * 24 * 20),  # half hours since the start
    st.sampled_from(KINDS),
    st.sampled_from([BOB_TO_ALICE, CAROL_TO_ALICE]),
    st.sampled_from(["close", "close", "secondary", "general"]),
    st.integers(0, 200),  # half hours from the exposure to when it was found
    st.sampled_from([0, 0, 1, 30, 3000]),  # minutes until it was recorded
)
_AMENDMENTS = st.lists(st.tuples(st.integers(0, 20), st.none() | _EVENTS), max_size=3)


def _fact(number: int, event: tuple[int, str, str, str, int, int], corrects: str | None = None) -> Fact:
    half_hours, kind, relationship, contact, before, delay = event
    time = START + timedelta(minutes=30 * half_hours)
    attributes: dict[str, Any] = {}
    if kind == "exposure.recorded":
        last = max(START, time - timedelta(minutes=30 * before))
        attributes = {"relationship": relationship, "kind": contact, "last_exposure": last.isoformat()}
    elif kind == "exposure.voided":
        attributes = {"relationship": relationship}
    elif kind == "post.started":
        attributes = {"category": "courier"}
    recorded = NOW if corrects else time + timedelta(minutes=delay)
    return Fact(uid(f"story {number}"), kind, ALICE, time, recorded, attributes, corrects)


def facts(number: int) -> st.SearchStrategy[Fact]:
    """One fact that amends nothing."""
    return _EVENTS.map(lambda event: _fact(number, event))


def plain_stories(most: int = 14) -> st.SearchStrategy[list[Fact]]:
    """Facts of which none amends another."""
    return st.lists(_EVENTS, max_size=most).map(
        lambda events: [_fact(number, event) for number, event in enumerate(events)]
    )


def stories(most: int = 14) -> st.SearchStrategy[list[Fact]]:
    """Facts, some of which correct or void another, which may itself be a correction."""
    return st.tuples(plain_stories(most), _AMENDMENTS).map(lambda pair: _amended(*pair))


def _amended(story: list[Fact], amendments: list[tuple[int, Any]]) -> list[Fact]:
    for number, (place, event) in enumerate(amendments):
        if not story:
            break
        target = story[place % len(story)].id
        if event is None:
            story = [*story, Fact(uid(f"void {number}"), "fact.voided", ALICE, NOW, NOW, {}, target)]
        else:
            story = [*story, _fact(100 + number, event, target)]
    return story
