"""The API of areas: tree, search, boundaries; who may call it; how it refuses."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from fangxian.response.jurisdiction.actions.issue_token import issue_token
from fangxian.response.jurisdiction.models import Area, AreaShape, Population, Post, Reference
from tests import factories
from tests.jurisdiction.conftest import signed_in

pytestmark = pytest.mark.usefixtures("pages", "workspace", "tree")

SQUARE = {"type": "MultiPolygon", "coordinates": [[[[103.8, 30.7], [104.0, 30.7], [104.0, 30.9], [103.8, 30.7]]]]}


@pytest.fixture
def browser(officer: Post) -> Client:
    return signed_in(officer)


def codes(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.content
    return [one["code"] for one in answer.json()]


def test_the_topmost_areas_and_the_areas_below_one(browser: Client) -> None:
    assert codes(browser.get("/api/v1/areas")) == ["12", "42", "44", "51"]
    assert codes(browser.get("/api/v1/areas?parent=5101")) == ["510108", "510117"]


def test_below_a_municipality_are_its_districts(browser: Client) -> None:
    assert codes(browser.get("/api/v1/areas?parent=12")) == ["120101"]


@pytest.mark.parametrize("text", ["郫筒", "pitong", "Pitong", "pi tong", "Pitong Subdistrict", "510117001"])
def test_an_area_is_found_by_any_of_its_names(browser: Client, text: str) -> None:
    assert codes(browser.get("/api/v1/areas", {"q": text}))[0] == "510117001"


def test_the_search_can_be_held_inside_an_area(browser: Client) -> None:
    assert codes(browser.get("/api/v1/areas", {"q": "东"})) == ["4419", "441900", "441900003"]
    assert codes(browser.get("/api/v1/areas", {"q": "东", "parent": "51"})) == []


def test_one_area_comes_with_those_around_it(browser: Client) -> None:
    Population.objects.create(area="510117", year=2020, residents=1_672_025, source="census")
    body = browser.get("/api/v1/areas/510117").json()
    assert (body["name"], body["name_en"], body["level"], body["parent"]) == (
        "郫都区",
        "Pidu District",
        "district",
        "5101",
    )
    assert body["residents"] == 1_672_025
    assert [one["code"] for one in body["path"]] == ["51", "5101", "510117"]


def test_the_path_of_a_district_of_a_municipality_has_no_filler(browser: Client) -> None:
    assert [one["name"] for one in browser.get("/api/v1/areas/120101").json()["path"]] == ["天津市", "和平区"]


def test_an_unknown_area_is_told_so_in_the_callers_language(browser: Client) -> None:
    answer = browser.get("/api/v1/areas/99")
    assert answer.status_code == 404
    body = answer.json()
    assert body["code"] == "area.unknown"
    assert body["message"] == "There is no area with the code 99."
    assert body["context"] == {"code": "99"}
    assert browser.get("/api/v1/areas?parent=99").status_code == 404


class TestBoundaries:
    @pytest.fixture(autouse=True)
    def shapes(self, tree: None) -> None:
        for code in ("5101", "510108", "510117"):
            AreaShape.objects.create(code=code, geometry=SQUARE, source="s", approval="GS(2024)0650号")
            Area.objects.filter(code=code).update(lon=103.9, lat=30.8)

    def test_they_come_as_geojson_with_the_approval_number(self, browser: Client) -> None:
        answer = browser.get("/api/v1/areas/5101/geojson")
        assert answer["Content-Type"] == "application/geo+json"
        body = answer.json()
        assert body["type"] == "FeatureCollection"
        assert body["map_approval"] == "GS(2024)0650号"
        assert [one["properties"]["code"] for one in body["features"]] == ["510108", "510117"]
        assert body["features"][1]["geometry"] == SQUARE
        assert body["features"][1]["properties"] == {
            "code": "510117", "name": "Pidu District", "level": "district", "centroid": [103.9, 30.8],
        }  # fmt: skip

    def test_names_follow_the_readers_language(self, browser: Client) -> None:
        body = browser.get("/api/v1/areas/5101/geojson", headers={"accept-language": "zh"}).json()
        assert body["features"][1]["properties"]["name"] == "郫都区"

    def test_a_level_may_be_chosen(self, browser: Client) -> None:
        body = browser.get("/api/v1/areas/51/geojson?level=district").json()
        assert [one["properties"]["code"] for one in body["features"]] == ["510108", "510117"]
        assert [one["properties"]["code"] for one in browser.get("/api/v1/areas/51/geojson").json()["features"]] == [
            "5101"
        ]

    def test_an_area_whose_parts_have_no_boundary_is_given_itself(self, browser: Client) -> None:
        body = browser.get("/api/v1/areas/510117/geojson").json()
        assert [one["properties"]["code"] for one in body["features"]] == ["510117"]

    def test_they_are_kept_by_the_browser_until_they_change(self, browser: Client) -> None:
        first = browser.get("/api/v1/areas/5101/geojson")
        assert "max-age=86400" in first["Cache-Control"]
        again = browser.get("/api/v1/areas/5101/geojson", headers={"if-none-match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        Reference.objects.create(name="import", digest="new")
        changed = browser.get("/api/v1/areas/5101/geojson", headers={"if-none-match": first["ETag"]})
        assert changed.status_code == 200

    def test_a_level_that_there_is_not_names_those_there_are(self, browser: Client) -> None:
        answer = browser.get("/api/v1/areas/5101/geojson?level=ward")
        assert answer.status_code == 422
        assert answer.json()["code"] == "area.level"
        assert "district" in answer.json()["remedy"]


class TestWhoMayCall:
    def test_nobody_who_is_not_signed_in(self) -> None:
        answer = Client(headers={"accept-language": "en"}).get("/api/v1/areas")
        assert answer.status_code == 401
        assert answer["WWW-Authenticate"] == "Bearer"
        assert answer.json()["code"] == "auth.required"

    def test_a_program_with_a_key(self, officer: Post) -> None:
        _token, key = issue_token(officer, name="x", by=officer)
        program = Client(headers={"authorization": f"Bearer {key}"})
        assert program.get("/api/v1/areas").status_code == 200

    def test_a_key_that_does_not_hold_is_refused_whatever_session_lies_beside_it(self, browser: Client) -> None:
        assert browser.get("/api/v1/areas", headers={"authorization": "Bearer fx_wrong"}).status_code == 401

    def test_a_key_opens_no_page(self, officer: Post) -> None:
        _token, key = issue_token(officer, name="x", by=officer)
        program = Client(headers={"authorization": f"Bearer {key}"})
        assert program.get("/account/").status_code == 302

    def test_a_user_without_a_post_is_told_what_to_do(self) -> None:
        browser = Client(headers={"accept-language": "en"})
        browser.force_login(factories.user("alice"))
        answer = browser.get("/api/v1/areas")
        assert (answer.status_code, answer.json()["code"]) == (403, "post.none")
        assert "administrator" in answer.json()["remedy"]


def test_a_malformed_request_names_the_field_and_the_rule(browser: Client) -> None:
    answer = browser.get("/api/v1/areas?q=x&limit=0")
    assert answer.status_code == 422
    body = answer.json()
    assert body["code"] == "request.invalid"
    assert body["context"]["problems"][0]["field"] == "query.limit"
    assert body["context"]["problems"][0]["rule"] == "greater_than_equal"


def test_an_address_that_there_is_not_is_json_too(browser: Client) -> None:
    answer = browser.get("/api/v1/nothing")
    assert answer.status_code == 404
    assert answer.json()["code"] == "request.not_found"
    assert "/api/docs" in answer.json()["remedy"]


def test_a_change_by_session_must_come_from_our_own_page(officer: Post) -> None:
    browser = Client(enforce_csrf_checks=True, headers={"accept-language": "en"})
    assert officer.holder is not None
    browser.force_login(officer.holder)
    answer = browser.post("/api/v1/cases", {}, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (403, "request.csrf")
    assert browser.get("/api/v1/areas").status_code == 200


def test_every_operation_declares_every_refusal(browser: Client) -> None:
    schema = browser.get("/api/openapi.json").json()
    operations = [one for path in schema["paths"].values() for one in path.values()]
    assert len(operations) >= 3
    for operation in operations:
        assert {"400", "401", "403", "404", "409", "422", "429"} <= operation["responses"].keys()
    assert "ErrorOut" in schema["components"]["schemas"]


def test_the_documentation_comes_from_our_own_address(browser: Client) -> None:
    page = browser.get("/api/docs").content.decode()
    assert "/static/ninja/swagger-ui" in page
    assert "https://" not in page.replace("https://www.w3.org", "")
