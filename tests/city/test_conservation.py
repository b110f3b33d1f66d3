"""Nobody is lost and nobody stands twice, whatever the areas and the seed."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fangxian.science.city.build import build_city
from fangxian.science.city.kinds import SITE_OF_POST, Dwelling, Flag, PlaceKind, Post, Role
from fangxian.science.city.model import NOBODY, City
from fangxian.science.city.parameters import load_parameters
from fangxian.science.city.spec import CitySpec, from_rows

PARAMETERS = load_parameters()


def _spec(residents: list[int]) -> CitySpec:
    rows = [
        (f"5101{i // 6:02d}{i // 3 % 2:03d}{i % 3:03d}", count, 104 + i / 100, 30.6, 500.0, i % 2 == 0)
        for i, count in enumerate(residents)
    ]
    return from_rows("any", rows, PARAMETERS)


@given(
    residents=st.lists(st.integers(0, 900), min_size=1, max_size=14).filter(lambda sizes: sum(sizes) > 0),
    seed=st.integers(0, 2**64 - 1),
)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_city_is_whole(residents: list[int], seed: int) -> None:
    city = build_city(_spec(residents), seed, threads=1)
    assert np.array_equal(np.diff(city.area_person_offsets), residents)
    _check_homes(city)
    _check_groups(city)
    _check_places(city)


def test_a_county_is_whole(county: City) -> None:
    _check_homes(county)
    _check_groups(county)
    _check_places(county)


def _check_homes(city: City) -> None:
    offsets = city.household_offsets
    assert offsets[0] == 0
    assert offsets[-1] == city.n_persons
    sizes = np.diff(offsets)
    assert sizes.min() >= 1
    assert sizes.max() <= 8
    assert np.array_equal(city.household, np.repeat(np.arange(city.n_households), sizes))
    assert np.array_equal(city.area_person_offsets, offsets[city.area_household_offsets])
    assert np.array_equal(city.area_household_offsets, city.building_household_offsets[city.area_building_offsets])
    assert np.diff(city.building_household_offsets).min() >= 1
    homes = np.repeat(np.arange(city.n_buildings), np.diff(city.building_household_offsets))
    assert np.array_equal(city.household_building, homes)
    assert city.age.max() <= 100
    assert set(np.unique(city.sex)) <= {0, 1}
    assert set(np.unique(city.building_kind)) <= set(Dwelling)


def _check_groups(city: City) -> None:
    members, offsets = city.group_members, city.group_offsets
    assert offsets[-1] == members.size
    assert np.unique(members).size == members.size, "somebody is in two groups"
    assert np.array_equal(city.group[members], np.repeat(np.arange(city.n_groups), np.diff(offsets)))
    assert members.size == (city.group != NOBODY).sum()
    assert np.array_equal(city.group != NOBODY, city.role != Role.HOME), "everybody who goes out belongs somewhere"
    assert np.array_equal(city.group_site, np.repeat(np.arange(city.n_sites), np.diff(city.site_group_offsets)))
    kind = city.place_kind[city.group_site[city.group[members]]]
    learns = np.isin(city.role[members], (Role.PUPIL, Role.STUDENT))
    school = kind <= PlaceKind.UNIVERSITY
    teaches = city.post[members] == Post.TEACHER
    assert np.array_equal(school, learns | teaches)
    for post, site in SITE_OF_POST.items():
        assert np.all(kind[city.post[members] == post] == site)


def _check_places(city: City) -> None:
    assert np.all(city.place_kind[: city.n_sites] < 20)
    assert np.all(city.place_kind[city.n_sites :] >= 20)
    assert np.all(np.diff(city.place_kind[city.n_sites :].astype(int)) >= 0)
    assert city.place_area.size == city.n_places
    assert np.all((city.place_area >= 0) & (city.place_area < city.n_areas))
    reach = city.area_radius[city.place_area] / 111_320
    away = np.abs(city.place_lat - city.area_lat[city.place_area])
    assert np.all(away <= reach * 1.001 + 1e-5)


def test_the_outside_flag_says_where_somebody_works(county: City) -> None:
    workers = np.flatnonzero(county.role == Role.WORKER)
    site = county.group_site[county.group[workers]]
    work_zone = county.area_zone[county.place_area[site]]
    home_zone = county.area_zone[county.area_of(workers)]
    outside = (county.flags[workers] & Flag.OUTSIDE) != 0
    assert np.array_equal(outside, work_zone != home_zone)
    rides = (county.flags[workers] & Flag.TRANSIT) != 0
    assert not np.any(rides & ~outside)


def test_couples_are_a_woman_and_a_man_and_children_younger_than_parents(county: City) -> None:
    sizes = np.diff(county.household_offsets)
    family = county.building_kind[county.household_building] != Dwelling.DORMITORY
    firsts = county.household_offsets[:-1][(sizes == 6) & family]
    assert firsts.size > 50
    assert np.all(county.sex[firsts] != county.sex[firsts + 1])
    parents = np.minimum(county.age[firsts], county.age[firsts + 1]).astype(int)
    children = np.maximum(county.age[firsts + 2], county.age[firsts + 3]).astype(int)
    gap = parents - children
    assert np.mean(gap >= 16) > 0.98
    assert 22 < np.median(gap) < 34


def test_arrays_are_closed_to_writing(hamlet: City) -> None:
    with pytest.raises(ValueError, match="read-only"):
        hamlet.age[0] = 1


def test_a_person_is_found_by_area_and_group(county: City) -> None:
    person = 30_000
    assert person in county.members(int(county.household[person]))
    assert county.code_of(person) == county.area_code[county.area_of([person])[0]]
    worker = int(np.flatnonzero(county.role == Role.WORKER)[5])
    assert worker in county.group_of(worker)
    assert county.group_of(int(np.flatnonzero(county.role == Role.HOME)[0])).size == 0
