"""What a day comes to, whatever order its reports arrive in."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangxian.response.home.days import summed
from fangxian.response.home.models import Report
from tests.factories import NOON

SYMPTOMS = st.lists(st.sampled_from(["fever", "cough", "tired"]), max_size=2, unique=True)


@st.composite
def reports(draw: st.DrawFn) -> list[Report]:
    made = []
    for number in range(draw(st.integers(1, 6))):
        outcome = draw(st.sampled_from(["well", "ill", "missed"]))
        seen = outcome != "missed"
        made.append(
            Report(
                id=UUID(int=number),
                at=NOON + timedelta(minutes=draw(st.integers(0, 300))),
                source=draw(st.sampled_from(["self", "call", "visit"])),
                outcome=outcome,
                temperature=draw(st.none() | st.decimals(35, 41, places=1)) if seen else None,
                symptoms=draw(SYMPTOMS) if outcome == "ill" else [],
            )
        )
    return made


@given(reports(), st.randoms())
def test_the_order_of_arrival_changes_nothing(said, random):
    shuffled = list(said)
    random.shuffle(shuffled)
    assert summed(shuffled) == summed(said)


@given(reports())
def test_no_later_report_heals_a_day(said):
    day = summed(said)
    outcomes = {one.outcome for one in said}
    assert (day.outcome == "seen_ill") == ("ill" in outcomes)
    assert (day.outcome == "missed") == (outcomes == {"missed"})
    assert set(day.symptoms) == {symptom for one in said for symptom in one.symptoms}
    assert day.temperature == max((one.temperature for one in said if one.temperature is not None), default=None)


@given(reports())
def test_a_day_counts_as_seen_by_the_nearest_look(said):
    seen = {one.source for one in said if one.outcome != "missed"} or {one.source for one in said}
    nearest = {"in_person": "visit", "phone": "call", "online": "self"}[summed(said).method]
    assert nearest in seen
    assert summed(said).method == "in_person" or "visit" not in seen


def test_a_day_without_a_report_comes_to_nothing():
    with pytest.raises(ValueError, match="nothing"):
        summed([])


def test_the_highest_temperature_stands():
    one, other = (
        Report(id=UUID(int=n), at=NOON, source="self", outcome="well", temperature=Decimal(text), symptoms=[])
        for n, text in enumerate(("36.9", "36.4"))
    )
    assert summed([one, other]).temperature == Decimal("36.9")
