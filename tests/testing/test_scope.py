"""A round covers areas, single buildings, and what lies in a drawn shape; widening never loses anything."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from fangxian.errors import Invalid, NotAllowed
from fangxian.response.jurisdiction.models import Area
from fangxian.response.ledger.models import Incident
from fangxian.response.registry.actions import House, load_units
from fangxian.response.registry.models import Unit
from fangxian.response.testing.actions import (
    Resident,
    load_roll,
    open_round,
    open_station,
    widen_round,
)
from fangxian.response.testing.models import Round
from fangxian.response.testing.scope import Scope, drawn
from tests import factories
from tests.factories import NOON, PIDU, PITONG, TAIPING
from tests.testing.conftest import number_of
from tests.testing.test_pages import signed_in

NEXT = "510117001219"
CODES = [PIDU, PITONG, TAIPING, NEXT, "510108", "510108001"]
DEADLINE = NOON + timedelta(hours=20)


def square(west: float, south: float, side: float = 0.01) -> dict[str, Any]:
    east, north = west + side, south + side
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def a_round(outbreak: Incident, **fields: Any) -> Round:
    return open_round(outbreak, deadline=DEADLINE, signed_by="指挥部", **fields)


scopes = st.builds(
    Scope().joined,
    st.builds(
        Scope,
        st.lists(st.sampled_from(CODES), max_size=3).map(tuple),
        st.dictionaries(st.sampled_from(CODES[2:]), st.sets(st.sampled_from("甲乙丙")).map(tuple), max_size=3),
    ),
)


@given(scopes, scopes)
def test_joining_loses_nothing_and_the_order_does_not_matter(one: Scope, other: Scope) -> None:
    both = one.joined(other)
    assert both == other.joined(one) == both.joined(one)
    for area in CODES:
        for building in "甲乙丙丁":
            assert both.covers(area, building) == (one.covers(area, building) or other.covers(area, building))
    assert not any(a != b and a.startswith(b) for a in both.areas for b in both.areas)


def test_a_list_of_buildings_makes_a_round_and_the_register_learns_it(outbreak: Incident) -> None:
    houses = [House(TAIPING, "1幢", "120", "103.9", "30.8"), House(TAIPING, "2幢", "80")]
    made = a_round(outbreak, houses=houses)
    assert (made.scope, made.buildings, made.population) == ([], {TAIPING: ["1幢", "2幢"]}, 200)
    assert made.area == TAIPING
    loaded = load_roll(made, [Resident(number_of(n), "王", TAIPING, f"{n}幢", "1室") for n in (1, 2, 3)])
    assert (loaded.new, [field for _line, field, _why in loaded.refused]) == (2, ["building"])
    assert open_station(made, name="村口", area=TAIPING).area == TAIPING
    with pytest.raises(Invalid):
        open_station(made, name="别处", area=NEXT)


def test_a_bad_row_of_the_list_opens_no_round_and_is_named(outbreak: Incident) -> None:
    for bad, field in (
        (House("999", "1幢", line=3), "area"),
        (House(TAIPING, "", line=3), "building"),
        (House(TAIPING, "1幢", people="many", line=3), "people"),
        (House(TAIPING, "1幢", lon="103.9", line=3), "lon"),
        (House(TAIPING, "1幢", lon="103.9", lat="300", line=3), "lon"),
    ):
        with pytest.raises(Invalid) as refused:
            a_round(outbreak, houses=[House(TAIPING, "2幢"), bad])
        assert refused.value.context["column"] == field
        assert refused.value.context["line"] == 3
    assert not Round.objects.exists()


def test_a_list_says_anew_only_what_it_says(outbreak: Incident) -> None:
    load_units([House(TAIPING, "1幢", "120", "103.9", "30.8")])
    load_units([House(TAIPING, "1幢", "130"), House(TAIPING, "2幢")])
    load_units([House(TAIPING, "1幢", lon="103.95", lat="30.81"), House(TAIPING, "1幢")])
    held = Unit.objects.get(label="1幢")
    assert (held.people, held.lon, held.lat) == (130, 103.9, 30.8)
    load_units([House(TAIPING, "1幢", lon="103.95", lat="30.81")])
    assert Unit.objects.get(label="1幢").lon == 103.95
    refused = load_units([House("510108", "1幢")], by=factories.post(PIDU, "director")).refused
    assert [field for _line, field, _why in refused] == ["area"]


def test_a_shape_takes_the_buildings_in_it_and_villages_without_a_register(outbreak: Incident) -> None:
    factories.area(NEXT, "安靖村", lon=103.925, lat=30.8)
    Area.objects.filter(code=TAIPING).update(lon=103.9, lat=30.8)
    load_units([House(TAIPING, f"{n}幢", "100", f"{103.89 + n * 0.01:.3f}", "30.8") for n in range(1, 5)])
    made = a_round(outbreak, shape=square(103.895, 30.795, 0.035))
    assert made.buildings == {TAIPING: ["1幢", "2幢", "3幢"]}, "the village with a register counts by its buildings"
    assert made.scope == [NEXT]
    assert made.drawn == [square(103.895, 30.795, 0.035)]
    with pytest.raises(Invalid) as refused:
        a_round(outbreak, shape=square(10, 10))
    assert refused.value.code == "scope.nothing"


@pytest.mark.parametrize(
    "shape",
    [
        {},
        {"type": "Point", "coordinates": [1, 2]},
        {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [0, 0]]]},
        {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 1]]]},
        {"type": "Polygon", "coordinates": [[[0, 0], [181, 0], [1, 1], [0, 0]]]},
        {"type": "Polygon", "coordinates": "x"},
        {"type": "Polygon", "coordinates": [[["a", "b"]] * 4]},
    ],
)
def test_what_is_no_shape_is_refused(outbreak: Incident, shape: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as refused:
        drawn(shape)
    assert refused.value.code == "scope.shape"


def test_from_the_building_to_the_village_to_the_district(outbreak: Incident) -> None:
    made = a_round(outbreak, houses=[House(TAIPING, "1幢", "100")])
    load_roll(made, [Resident(number_of(1), "王", TAIPING, "1幢", "1室")])
    widen_round(made, buildings={TAIPING: ["2幢"]})
    assert Round.objects.get().buildings == {TAIPING: ["1幢", "2幢"]}
    village = widen_round(made, scope=[TAIPING])
    assert (village.scope, village.buildings) == ([TAIPING], {})
    district = widen_round(made, scope=[PIDU])
    assert (district.scope, district.area, district.population >= 1) == ([PIDU], PIDU, True)
    assert load_roll(district, [Resident(number_of(1), "王", TAIPING, "1幢", "1室")]).known == 1


def test_it_takes_the_right_where_the_buildings_stand(outbreak: Incident) -> None:
    load_units([House("510108", "1幢", "100", "104.1", "30.7")])
    by = factories.post(PIDU, "director")
    with pytest.raises(NotAllowed):
        a_round(outbreak, buildings={"510108": ["1幢"]}, by=by)
    with pytest.raises(NotAllowed):
        a_round(outbreak, shape=square(104.095, 30.695), by=by)


def test_a_drawn_round_is_opened_and_widened_on_the_page(outbreak: Incident) -> None:
    import json

    load_units([House(TAIPING, "1幢", "100", "103.9", "30.8")])
    director = signed_in("director")
    page = director.get(reverse("testing:new")).content.decode()
    assert 'data-draw="id_shape"' in page
    assert "1\\u5e62" in page or "1幢" in page
    said = {
        "incident": outbreak.id, "deadline": "2020-12-09T08:00", "signed_by": "指挥部", "pool_population": "5",
        "shape": json.dumps(square(103.895, 30.795)), "request_id": uuid4(),
    }  # fmt: skip
    assert director.post(reverse("testing:new"), {**said, "shape": "{"}).status_code == 422
    assert director.post(reverse("testing:new"), said).status_code == 302
    made = Round.objects.get()
    assert made.buildings == {TAIPING: ["1幢"]}
    address = reverse("testing:widen", args=[made.id])
    assert "区域" in director.get(address).content.decode() or "Taiping" in director.get(address).content.decode()
    file = SimpleUploadedFile("b.csv", f"社区代码,楼栋,人数\n{TAIPING},2幢,50\n".encode())
    assert director.post(address, {"file": file, "request_id": uuid4()}).status_code == 302
    assert Round.objects.get().buildings == {TAIPING: ["1幢", "2幢"]}
    assert director.post(address, {"request_id": uuid4()}).status_code == 422


def test_the_register_is_loaded_from_a_file(outbreak: Incident) -> None:
    director = signed_in("director")
    text = f"社区代码,楼栋,人数,经度,纬度\n{TAIPING},1幢,50,103.9,30.8\n{TAIPING},2幢,x,,\n"
    file = SimpleUploadedFile("b.csv", text.encode("gb18030"))
    page = director.post(reverse("testing:buildings"), {"file": file}).content.decode()
    assert "1 entered, 1 rows stay out" in page
    assert "Row 3, people" in page
    assert signed_in("inspector").get(reverse("testing:buildings")).status_code == 403
