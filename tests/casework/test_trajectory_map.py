"""The map beside a trajectory: where each visit stands, and where coordinates come from."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest

from fangxian.errors import Invalid
from fangxian.response.casework.actions import record_visit
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.models import Area
from fangxian.response.registry.actions import locate_place
from fangxian.response.registry.models import Place
from tests import factories
from tests.factories import NOON, PIDU, PITONG

pytestmark = pytest.mark.usefixtures("tracer")


@pytest.fixture
def case(outbreak):
    Area.objects.using("default").filter(code=PIDU).update(lon=103.88, lat=30.81)
    return factories.case(outbreak, number="PD-1")


def visit(case, place, hours, area=PIDU):
    began = NOON - timedelta(hours=hours)
    return record_visit(case.incident, person=case.person, place=place, place_area=area, began_at=began)


def route_of(client, case):
    page = client.get(f"/cases/{case.id}/trajectory/").content.decode()
    found = re.search(r'id="route" type="application/json">(.*?)</script>', page)
    return page, json.loads(found.group(1)) if found else None


def test_visits_are_numbered_and_stand_at_their_coordinates_or_in_the_middle_of_their_area(client, case):
    mall = visit(case, "Mall", 30).place
    visit(case, "Home", 20, PITONG)
    visit(case, "Mall", 10)
    with access.everywhere():
        locate_place(mall, lon=103.9, lat=30.8)
    page, route = route_of(client, case)
    assert [(one["n"], one["place"], one["lon"], one["exact"]) for one in route["points"]] == [
        (1, "Mall", 103.9, True),
        (2, "Home", 103.88, False),
        (3, "Mall", 103.9, True),
    ]
    assert f"/areas/{PIDU}/geojson" in page
    assert 'id="stop-3"' in page


def test_places_of_two_districts_share_the_map_of_their_city_and_of_two_provinces_none(client, case):
    visit(case, "Mall", 30)
    visit(case, "Bar", 20, "510108")
    assert route_of(client, case)[1]["area"] == "5101"
    visit(case, "Port", 10, "12")
    page, route = route_of(client, case)
    assert route["area"] == ""
    assert "no boundaries are drawn" in page


def test_without_a_place_on_the_map_there_is_no_map(client, case):
    visit(case, "Port", 10, "12")
    assert route_of(client, case)[1] is None


def test_coordinates_are_recorded_on_the_page_of_the_place_and_taken_back(client, case):
    place = visit(case, "Mall", 10).place
    assert client.post(f"/places/{place.id}/", {"lon": "103.9", "lat": "30.8"}).status_code == 302
    assert Place.objects.values_list("lon", "lat").get() == (103.9, 30.8)
    client.post(f"/places/{place.id}/", {"lon": "", "lat": ""})
    assert Place.objects.values_list("lon", "lat").get() == (None, None)


@pytest.mark.parametrize(("lon", "lat", "field"), [(200, 30, "lon"), (104, 95, "lat"), (104, None, "lon")])
def test_coordinates_that_are_on_no_map_are_refused(client, case, lon, lat, field):
    place = visit(case, "Mall", 10).place
    with pytest.raises(Invalid) as refused:
        locate_place(place, lon=lon, lat=lat)
    assert (refused.value.code, refused.value.context["field"]) == ("place.coordinates", field)
    answer = client.post(f"/places/{place.id}/", {"lon": lon, "lat": "" if lat is None else lat})
    assert answer.status_code == 422
    assert "are both needed" in answer.content.decode()
