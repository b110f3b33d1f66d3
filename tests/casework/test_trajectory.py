"""A trajectory as a line of time: gaps and clashes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangxian.response.casework.trajectory import LEAST_GAP, Gap, Stop, line, waking_time

ZONE = ZoneInfo("Asia/Shanghai")
DAY = datetime(2020, 12, 7, tzinfo=ZONE)


@dataclass(frozen=True)
class Stay:
    began_at: datetime
    ended_at: datetime | None
    place_id: str = "home"


def at(hour: float) -> datetime:
    return DAY + timedelta(hours=hour)


def gaps(shown):
    return [(gap.start, gap.end) for gap in shown if isinstance(gap, Gap)]


def test_two_waking_hours_without_a_statement_are_a_gap():
    shown = line([Stay(at(8), at(9)), Stay(at(11), at(12)), Stay(at(13.9), at(14))], ZONE)
    assert gaps(shown) == [(at(9), at(11))]


def test_a_night_asks_nobody_anything():
    assert gaps(line([Stay(at(20), at(23)), Stay(at(31), at(33))], ZONE)) == []
    assert gaps(line([Stay(at(20), at(21)), Stay(at(31), at(33))], ZONE)) == [(at(21), at(31))]


def test_a_stay_without_an_end_is_a_moment():
    assert gaps(line([Stay(at(8), None), Stay(at(12), at(13))], ZONE)) == [(at(8), at(12))]


def test_the_time_to_be_accounted_for_has_two_ends():
    shown = line([Stay(at(12), at(13))], ZONE, since=at(8), until=at(20))
    assert gaps(shown) == [(at(8), at(12)), (at(13), at(20))]


def test_nobody_is_at_two_places_at_once():
    mall, home = Stay(at(8), at(10), "mall"), Stay(at(9), at(11), "home")
    stops = [one for one in line([home, mall], ZONE) if isinstance(one, Stop)]
    assert [(one.stay, one.clashes) for one in stops] == [(mall, (home,)), (home, (mall,))]


def test_the_same_place_twice_is_one_thing_said_twice():
    stops = line([Stay(at(8), at(10)), Stay(at(9), at(11))], ZONE)
    assert [(len(one.clashes), len(one.repeats)) for one in stops] == [(0, 1), (0, 1)]


def test_leaving_as_the_next_begins_is_no_clash():
    assert [one.clashes for one in line([Stay(at(8), at(9), "a"), Stay(at(9), at(10), "b")], ZONE)] == [(), ()]


@pytest.mark.parametrize(
    ("start", "end", "hours"), [(0, 24, 16), (0, 7, 0), (23, 31, 0), (6, 8, 1), (22, 56, 1 + 16 + 1), (9, 8, 0)]
)
def test_waking_time_is_counted_by_local_hours(start, end, hours):
    assert waking_time(at(start), at(end), ZONE) == timedelta(hours=hours)


_minutes = st.integers(0, 4 * 24 * 60)


@given(st.lists(st.tuples(_minutes, st.integers(0, 600), st.sampled_from("abc")), max_size=8))
def test_no_gap_overlaps_a_stay_and_every_gap_is_long_enough(said):
    begin = datetime(2020, 12, 1, tzinfo=UTC)
    stays = [
        Stay(begin + timedelta(minutes=start), begin + timedelta(minutes=start + length), place)
        for start, length, place in said
    ]
    for gap in line(stays, ZONE):
        if isinstance(gap, Gap):
            assert gap.waking >= LEAST_GAP
            assert all(stay.ended_at <= gap.start or stay.began_at >= gap.end for stay in stays)
