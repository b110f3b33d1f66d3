"""The standard offices of a city and of all below it."""

from __future__ import annotations

import pytest

from fangxian.response.jurisdiction import owners
from fangxian.response.jurisdiction.loading.offices import STANDARD, seed
from fangxian.response.jurisdiction.models import Office

pytestmark = pytest.mark.usefixtures("tree")


def test_every_level_gets_its_offices_from_province_to_community() -> None:
    seed("5101")
    roles = {(level, role) for level, role in Office.objects.values_list("level", "role")}
    assert roles == {(level, one.role) for level, several in STANDARD.items() for one in several}
    assert set(Office.objects.filter(level="province").values_list("area", flat=True)) == {"51"}
    assert set(Office.objects.filter(level="district", role="cdc").values_list("area", flat=True)) == {
        "510108",
        "510117",
    }


def test_names_are_those_of_the_bodies_in_both_languages() -> None:
    seed("5101")
    names = {(office.area, office.role): (office.name, office.name_en) for office in Office.objects.all()}
    assert names["510117", "cdc"] == ("郫都区疾病预防控制中心", "Pidu District CDC")
    assert names["5101", "health_bureau"] == ("成都市卫生健康委员会", "Chengdu City Health Commission")
    assert names["510117001", "street_office"] == ("郫筒街道办事处", "Pitong Subdistrict Office")
    assert names["510117104", "street_office"] == ("唐昌镇人民政府", "Tangchang Town Government")
    assert names["510117001218", "community"] == ("太平村村委会", "Taiping Village Committee")


def test_each_office_reports_to_the_one_above() -> None:
    seed("5101")

    def above(area: str, role: str) -> tuple[str, str]:
        superior = Office.objects.get(area=area, role=role).superior
        assert superior is not None
        return superior.area, superior.role

    assert above("510117001218", "community") == ("510117001", "street_office")
    assert above("510117001", "street_office") == ("510117", "headquarters")
    assert above("510117", "cdc") == ("510117", "headquarters")
    assert above("510117", "headquarters") == ("5101", "headquarters")
    assert above("5101", "headquarters") == ("51", "headquarters")
    assert Office.objects.get(area="51", role="headquarters").superior is None


def test_seeding_again_opens_nothing() -> None:
    opened = seed("5101")
    assert opened.rows == Office.objects.count()
    assert seed("5101").skipped
    assert Office.objects.count() == opened.rows


def test_an_office_that_was_opened_by_hand_stays() -> None:
    Office.objects.create(area="510117", level="district", role="cdc", name="郫都区疾病预防控制中心", name_en="mine")
    seed("5101")
    assert Office.objects.get(area="510117", role="cdc").name_en == "mine"


def test_a_municipality_has_no_office_for_the_row_between_it_and_its_districts() -> None:
    seed("12")
    assert set(Office.objects.values_list("area", flat=True)) == {"12", "120101"}
    assert owners.resolve("city", "headquarters", "120101") == Office.objects.get(area="12", role="headquarters").pk


def test_a_city_without_districts_has_one_of_its_own_name() -> None:
    seed("4419")
    assert Office.objects.filter(area="441900", role="headquarters").exists()
    assert Office.objects.get(area="441900003", role="street_office").name == "东城街道办事处"


def test_an_area_that_the_tree_does_not_hold_opens_nothing() -> None:
    assert seed("99").skipped
    assert not Office.objects.exists()
