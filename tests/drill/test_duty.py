"""A duty begins after its usual time; what hurries begins at once where it would be late."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from fangxian.drill.autopilot.duty import Duty, default_duties

READY = datetime(2020, 10, 21, 15, 30, tzinfo=UTC)
MINUTES = st.integers(0, 300)


@given(after=MINUTES, work=MINUTES, due=MINUTES)
def test_only_what_hurries_begins_at_once_and_only_where_that_is_in_time(after: int, work: int, due: int) -> None:
    until = READY + timedelta(minutes=due)
    usual = READY + timedelta(minutes=after)
    assert Duty("x", after, work).begins(READY, until) == usual
    hurried = Duty("x", after, work, hurries=True).begins(READY, until)
    assert hurried == (READY if work < due <= after + work else usual)


def test_without_a_due_time_there_is_no_hurry() -> None:
    assert Duty("x", 60, 3, hurries=True).begins(READY, None) == READY + timedelta(hours=1)


def test_a_contact_found_before_midnight_is_sampled_on_the_same_day() -> None:
    duty = default_duties().duty["sample.taken"]
    midnight = READY + timedelta(minutes=30)
    assert duty.begins(READY, midnight) + timedelta(minutes=duty.work) < midnight
