"""A person's itinerary and a venue's roster are two readings of one thing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fangxian.science.city.ask import present, trajectory
from fangxian.science.city.errors import CityError
from fangxian.science.city.kinds import FIRST_VENUE, VENUE_KINDS, PlaceKind, Role
from fangxian.science.city.model import City
from fangxian.science.city.visits import (
    MAX_VISITS,
    busy,
    candidate,
    candidates,
    itinerary,
    roster,
    site_stay,
    visit,
    visits,
)

Row = tuple[int, int, int, int]


def _by_person(city: City, persons: range, day: int) -> list[Row]:
    tables = city.tables()
    place, start, end = np.empty(MAX_VISITS, np.int32), np.empty(MAX_VISITS, np.int16), np.empty(MAX_VISITS, np.int16)
    rows = []
    for person in persons:
        count = visits(tables, person, day, place, start, end)
        rows += [(person, int(place[i]), int(start[i]), int(end[i])) for i in range(count)]
    return rows


def _by_venue(city: City, day: int) -> list[Row]:
    tables, room = city.tables(), city.n_persons * 2
    person, start, end = np.empty(room, np.int32), np.empty(room, np.int16), np.empty(room, np.int16)
    rows = []
    for venue in range(city.n_sites, city.n_places):
        count = roster(tables, venue, day, person, start, end)
        rows += [(int(person[i]), venue, int(start[i]), int(end[i])) for i in range(count)]
    return rows


@given(day=st.integers(-5000, 40_000))
@settings(max_examples=8, deadline=None)
def test_itineraries_and_rosters_hold_the_same_visits(hamlet: City, day: int) -> None:
    by_person, by_venue = _by_person(hamlet, range(hamlet.n_persons), day), _by_venue(hamlet, day)
    assert len(by_person) > 1000
    assert sorted(by_person) == sorted(by_venue)


def test_they_agree_where_people_ride_and_pools_are_many(county: City) -> None:
    by_person, by_venue = _by_person(county, range(county.n_persons), 18_932), _by_venue(county, 18_932)
    assert sorted(by_person) == sorted(by_venue)
    kinds = {int(county.place_kind[place]) for _, place, _, _ in by_person}
    assert kinds == {int(kind) for kind in VENUE_KINDS}


@given(person=st.integers(0, 59_999), day=st.integers(18_000, 20_000), hour=st.integers(0, 23))
@settings(max_examples=40, deadline=None)
def test_somebody_is_where_the_itinerary_says_in_every_hour_and_nowhere_else(
    county: City, person: int, day: int, hour: int
) -> None:
    stays = trajectory(county, person, day)
    during = stays[(stays["start"] < hour * 60 + 60) & (stays["end"] > hour * 60)]
    for place in np.unique(stays["place"]):
        found = present(county, int(place), day, hour)
        assert (person in found["person"]) == (place in during["place"])


@given(person=st.integers(0, 59_999), day=st.integers(18_000, 20_000))
@settings(max_examples=100, deadline=None)
def test_nobody_is_in_two_places_at_once(county: City, person: int, day: int) -> None:
    stays = trajectory(county, person, day)
    assert np.all(stays["start"] < stays["end"])
    assert np.all(stays["end"][:-1] <= stays["start"][1:])
    assert stays["start"][0] == 0
    assert stays["end"].max() <= 1440


@given(person=st.integers(0, 59_999), day=st.integers(18_000, 20_000))
@settings(max_examples=50, deadline=None)
def test_one_kind_at_a_time_gives_the_same_as_the_whole_day(county: City, person: int, day: int) -> None:
    single = []
    for kind in range(len(VENUE_KINDS)):
        place, start, end, back = visit(county.tables(), person, kind, day)
        if place >= 0:
            assert county.place_kind[place] == FIRST_VENUE + kind
            single.append((person, place, start, end))
            if back >= 0:
                single.append((person, place, back, back + end - start))
    assert sorted(single) == sorted(_by_person(county, range(person, person + 1), day))


def test_a_fortnight_is_its_days(county: City) -> None:
    room = 14 * MAX_VISITS + 1
    date, place = np.empty(room, np.int32), np.empty(room, np.int32)
    start, end = np.empty(room, np.int16), np.empty(room, np.int16)
    for person in range(0, county.n_persons, 1999):
        count = itinerary(county.tables(), person, 18_932, 14, date, place, start, end)
        days = [(int(date[i]), int(place[i]), int(start[i]), int(end[i])) for i in range(count)]
        single = [
            (day, *row[1:])
            for day in range(18_932, 18_946)
            for row in _by_person(county, range(person, person + 1), day)
        ]
        assert days == single


def test_candidates_hold_every_visitor_once(county: City) -> None:
    tables, day = county.tables(), 18_937
    person, start, end = np.empty(60_000, np.int32), np.empty(60_000, np.int16), np.empty(60_000, np.int16)
    for kind in VENUE_KINDS:
        venue = int(np.flatnonzero(county.place_kind == kind)[0])
        possible = [int(candidate(tables, venue, day, i)) for i in range(candidates(tables, venue, day))]
        named = [one for one in possible if one >= 0]
        assert len(named) == len(set(named))
        count = roster(tables, venue, day, person, start, end)
        visitors = {one for one in named if visit(tables, one, int(kind) - FIRST_VENUE, day)[0] == venue}
        assert visitors == set(person[:count].tolist())


def test_a_roster_counts_what_it_has_no_room_for(county: City) -> None:
    venue = int(np.flatnonzero(county.place_kind == PlaceKind.MARKET)[0])
    whole = present(county, venue, 18_937)
    short = np.empty(3, np.int32), np.empty(3, np.int16), np.empty(3, np.int16)
    assert roster(county.tables(), venue, 18_937, *short) == whole.size > 3


def test_regulars_go_to_one_market_and_diners_to_many_restaurants(county: City) -> None:
    seen: dict[int, dict[int, set[int]]] = {PlaceKind.MARKET: {}, PlaceKind.RESTAURANT: {}}
    for day in range(18_900, 18_960):
        for person, place, _, _ in _by_person(county, range(2000), day):
            kind = int(county.place_kind[place])
            if kind in seen:
                seen[kind].setdefault(person, set()).add(place)
    assert all(len(places) == 1 for places in seen[PlaceKind.MARKET].values())
    assert np.mean([len(places) for places in seen[PlaceKind.RESTAURANT].values()]) > 3


def test_a_household_dines_together(county: City) -> None:
    rows = [
        row for row in _by_person(county, range(20_000), 18_937) if county.place_kind[row[1]] == PlaceKind.RESTAURANT
    ]
    visits_of: dict[tuple[int, int], set[int]] = {}
    for person, place, start, _ in rows:
        visits_of.setdefault((int(county.household[person]), start), set()).add(place)
    assert all(len(places) == 1 for places in visits_of.values())
    households = {household for household, _ in visits_of}
    assert len(rows) > 1.2 * len(households)


def test_pupils_rest_on_sundays_and_most_workers_too(county: City) -> None:
    tables, sunday, monday = county.tables(), 18_931, 18_932
    pupils = np.flatnonzero(county.role == Role.PUPIL)[:500]
    workers = np.flatnonzero(county.role == Role.WORKER)[:2000]
    assert not any(busy(tables, int(person), sunday) for person in pupils)
    assert np.mean([busy(tables, int(person), monday) for person in pupils]) == pytest.approx(0.97, abs=0.03)
    assert np.mean([busy(tables, int(person), sunday) for person in workers]) == pytest.approx(0.21, abs=0.05)
    group, start, end = site_stay(tables, int(pupils[0]), monday)
    assert group in (-1, county.group[pupils[0]])
    assert start <= end


def test_unknown_numbers_are_refused(hamlet: City) -> None:
    with pytest.raises(CityError, match="numbered 0 to 5999"):
        trajectory(hamlet, 6000, 18_932)
    with pytest.raises(CityError) as refused:
        present(hamlet, -1, 18_932)
    assert refused.value.code == "city.unknown"
    assert "场所" in refused.value.text("zh")
