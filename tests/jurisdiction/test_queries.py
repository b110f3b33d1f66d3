"""Names, paths and places of areas."""

from __future__ import annotations

import pytest
from django.utils import translation

from fangxian.errors import NotFound
from fangxian.response.jurisdiction import queries
from fangxian.response.jurisdiction.models import Area, Population

pytestmark = pytest.mark.usefixtures("tree")


def test_a_name_follows_the_reader() -> None:
    with translation.override("zh-hans"):
        assert queries.area_name("510117") == "郫都区"
    with translation.override("en"):
        assert queries.area_name("510117") == "Pidu District"
    assert queries.area_name("510117", "zh-hans") == "郫都区"


def test_an_area_that_the_tree_does_not_hold_is_called_by_its_code() -> None:
    assert queries.area_name("510199") == "510199"
    assert queries.area_path("99") == "99"


def test_the_empty_code_is_the_whole_country() -> None:
    with translation.override("en"):
        assert queries.area_name("") == "the whole country"


def test_the_path_names_every_place_and_no_filler() -> None:
    assert queries.area_path("510117001", "zh-hans") == "四川省成都市郫都区郫筒街道"
    assert queries.area_path("120101", "zh-hans") == "天津市和平区"
    assert queries.area_path("510117", "en") == "Pidu District, Chengdu City, Sichuan Province"


def test_many_names_cost_one_query(django_assert_num_queries: object) -> None:
    with django_assert_num_queries(1):
        assert len(queries.area_names(["51", "5101", "510117", "99", ""])) == 5


def test_while_remembering_each_name_is_looked_up_once(django_assert_num_queries: object) -> None:
    with django_assert_num_queries(1), queries.remembering():
        for _row in range(5):
            queries.area_name("510117", "zh-hans")


def test_nothing_is_remembered_afterwards() -> None:
    with queries.remembering():
        queries.area_name("510117", "zh-hans")
    Area.objects.filter(code="510117").update(name="新名")
    assert queries.area_name("510117", "zh-hans") == "新名"


def test_children_pass_over_the_rows_that_fill_a_level() -> None:
    assert [one.code for one in queries.children("42")] == ["429004"]
    assert [one.code for one in queries.children("51")] == ["5101", "5132"]
    assert [one.code for one in queries.children("510117001218")] == []


def test_an_area_without_a_place_of_its_own_is_put_in_the_one_around_it() -> None:
    Area.objects.filter(code="510117").update(lon=103.9, lat=30.8)
    assert queries.locate({"510117001218", "510117", "12"}) == {
        "510117001218": (103.9, 30.8),
        "510117": (103.9, 30.8),
    }


def test_residents_are_those_of_the_latest_census() -> None:
    for year, count in ((2020, 20), (2010, 10)):
        Population.objects.create(area="51", year=year, residents=count, source="s")
    assert queries.residents(["51", "12"]) == {"51": 20}


def test_an_unknown_area_says_how_to_find_one() -> None:
    with pytest.raises(NotFound) as refused:
        queries.area("510199")
    assert refused.value.status == 404
    assert refused.value.remedy


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("四川", ["51"]),
        ("5101", ["5101", "510108", "510117", "510117001", "510117104", "510117001005", "510117001218"]),
        ("Sichuan Province", ["51"]),
        ("Aba Tib", ["5132"]),
        ("taipingcun", ["510117001218"]),
        ("星楼", ["510117001005"]),
        ("", []),
        ("nowhere", []),
        ("  郫都 ", ["510117"]),
    ],
)
def test_searching(text: str, expected: list[str]) -> None:
    assert [one.code for one in queries.search(text)] == expected
