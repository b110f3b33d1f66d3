"""A zone drawn four ways, with the people it confines and what it would cost at other sizes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fangxian.errors import Invalid
from fangxian.response.casework.actions import record_visit
from fangxian.response.containment.queries.drawing import draw, within_ring
from fangxian.response.containment.queries.units import tree
from fangxian.response.containment.rulebook import kinds_in_force
from tests import factories
from tests.factories import NOON, PITONG, TAIPING


@pytest.fixture
def high(ninth):
    return kinds_in_force(ninth.id, NOON)["high"]


def test_the_smallest_units_that_the_rulebook_allows_cover_every_case(ninth, high, live_in):
    live_in(ninth, "阳光苑 1栋 1单元")
    live_in(ninth, "老楼")
    made = draw(ninth, PITONG, high, now=NOON)
    assert {zone.name: zone.people for zone in made.zones} == {"阳光苑 1栋": 76, "老楼": 24}
    assert (made.people, made.count("case"), made.per_case) == (100, 2, 50)
    assert not made.uncovered
    assert not made.estimated


def test_the_alternatives_stand_side_by_side_and_never_confine_fewer_as_they_grow(ninth, high, live_in):
    live_in(ninth, "阳光苑 1栋 1单元")
    live_in(ninth, "阳光苑 2栋")
    found = {one.level: one for one in draw(ninth, PITONG, high, now=NOON).alternatives}
    assert {level: one.people for level, one in found.items()} == {
        "stairwell": 40, "building": 166, "compound": 166, "village": 190, "street": 310,
    }  # fmt: skip
    assert found["stairwell"].uncovered == 1, "the second building has no stairwells in the list"
    assert [level for level, one in found.items() if one.allowed] == ["building", "compound", "village"]
    assert found["street"].per_case == 155


def test_a_case_known_by_its_village_alone_takes_the_village_and_is_asked_for_its_building(ninth, high):
    case = factories.case(ninth, area=TAIPING)
    made = draw(ninth, PITONG, high, now=NOON)
    assert [zone.level for zone in made.zones] == ["village"]
    assert [point.label for point in made.inexact] == [case.number]


def test_places_that_cases_visited_stand_in_the_nearest_building(ninth, live_in):
    case = live_in(ninth, "老楼")
    visit = record_visit(
        ninth, person=case.person, began_at=NOON.replace(day=6), ended_at=NOON.replace(day=6, hour=6), place="小卖部",
        place_area=TAIPING, category="shop",
    )  # fmt: skip
    visit.place.lon, visit.place.lat = 103.88905, 30.80805
    visit.place.save()
    medium = kinds_in_force(ninth.id, NOON)["medium"]
    made = draw(ninth, PITONG, medium, take=["visit"], now=NOON)
    assert [(zone.name, zone.counts["visit"]) for zone in made.zones] == [("阳光苑 2栋", 1)]


def test_a_price_leaves_out_what_would_confine_too_many(ninth, high, live_in):
    live_in(ninth, "阳光苑 2栋")
    live_in(ninth, "老楼")
    made = draw(ninth, PITONG, high, price=30, now=NOON)
    assert [zone.name for zone in made.zones] == ["老楼"]
    assert len(made.uncovered) == 1


def test_a_list_names_buildings_and_an_unknown_one_comes_back_with_its_line(ninth, high):
    made = draw(ninth, PITONG, high, way="list", named="阳光苑 1栋\n老楼", now=NOON)
    assert made.people == 100
    with pytest.raises(Invalid) as refused:
        draw(ninth, PITONG, high, way="list", named="老楼\n1栋", now=NOON)
    assert refused.value.context["row"] == 2, "two compounds have a building 1"


def test_a_ring_takes_the_buildings_whose_point_lies_in_it(ninth, high):
    ring = [(103.886, 30.807), (103.890, 30.807), (103.890, 30.809), (103.886, 30.809)]
    made = draw(ninth, PITONG, high, way="ring", ring=ring, now=NOON)
    assert [zone.name for zone in made.zones] == ["阳光苑"]
    assert made.covered().shape == ring
    with pytest.raises(Invalid):
        draw(ninth, PITONG, high, way="ring", ring=ring[:2], now=NOON)


def test_an_area_is_taken_whole(ninth, high):
    made = draw(ninth, TAIPING, high, way="area", now=NOON)
    assert [(zone.name, zone.people) for zone in made.zones] == [("太平村", 190)]


def test_people_that_nobody_listed_are_an_estimate_from_the_census_above(ninth):
    from fangxian.response.jurisdiction.models import Population

    Population.objects.create(area=PITONG, year=2020, residents=1000, source="x")
    factories.area("510117001220", "三村")
    held = tree(PITONG)
    people = dict(zip(held.codes, held.units.people.tolist(), strict=False))
    assert people["510117001220"] == 1000 - 190 - 120
    estimated = {code for code, flag in zip(held.codes, held.estimated.tolist(), strict=False) if flag}
    assert estimated == {"510117001220"}


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.floats(-1, 1), st.floats(-1, 1)), min_size=1, max_size=20),
    st.floats(-0.5, 0.5), st.floats(-0.5, 0.5), st.floats(0.05, 0.4),
)  # fmt: skip
def test_a_square_holds_exactly_what_lies_between_its_sides(points, x, y, half):
    ring = [(x - half, y - half), (x + half, y - half), (x + half, y + half), (x - half, y + half)]
    places = np.array(points)
    wanted = (np.abs(places[:, 0] - x) < half) & (np.abs(places[:, 1] - y) < half)
    edge = (np.isclose(np.abs(places[:, 0] - x), half)) | (np.isclose(np.abs(places[:, 1] - y), half))
    assert (within_ring(places, ring)[~edge] == wanted[~edge]).all()
