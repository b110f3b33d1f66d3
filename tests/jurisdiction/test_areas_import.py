"""Areas of any country: taken whole, or refused with every row, field and rule."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fangxian.response.jurisdiction.loading.areafile import MOST_ERRORS, AreaFileRefused, load
from fangxian.response.jurisdiction.models import Area, AreaShape

KENYA = """\
code,name
KE,Kenya
KE047,Nairobi
KE047274,Westlands
KE047274001,Kitisuru
KE001,Mombasa
"""


@pytest.fixture
def table(tmp_path: Path) -> Any:
    def write(text: str, encoding: str = "utf-8") -> Path:
        path = tmp_path / "areas.csv"
        path.write_bytes(text.encode(encoding))
        return path

    return write


@pytest.fixture
def outlines(tmp_path: Path) -> Any:
    def write(*features: tuple[str, dict[str, Any]], **more: Any) -> Path:
        path = tmp_path / "areas.geojson"
        collection = {
            "type": "FeatureCollection",
            "features": [{"type": "Feature", "properties": {"code": c}, "geometry": g} for c, g in features],
            **more,
        }
        path.write_text(json.dumps(collection))
        return path

    return write


SQUARE = {"type": "Polygon", "coordinates": [[[36.6, -1.3], [36.9, -1.3], [36.9, -1.2], [36.6, -1.2], [36.6, -1.3]]]}


reading_only = pytest.mark.django_db(databases=["default", "owner"])
"""For files that are refused: nothing is written, so that no database of one's own is needed."""


def refusals(path: Path, shapes: Path | None = None) -> list[tuple[int, str, str]]:
    """Row, field and rule of everything that refuses the file."""
    with pytest.raises(AreaFileRefused) as refused:
        load(path, shapes)
    assert refused.value.code == "areas.refused"
    return [(fault.row, fault.field, fault.rule) for fault in refused.value.faults]


def test_codes_nest_by_prefix_and_levels_follow_the_depth(own_database: str, table: Any) -> None:
    assert load(table(KENYA)).rows == 5
    found = {one.code: (one.level, one.parent) for one in Area.objects.all()}
    assert found == {
        "KE": ("nation", ""),
        "KE001": ("province", "KE"),
        "KE047": ("province", "KE"),
        "KE047274": ("city", "KE047"),
        "KE047274001": ("district", "KE047274"),
    }


def test_a_column_may_name_the_levels(own_database: str, table: Any) -> None:
    load(table("code,name,level\nKE047,Nairobi,province\nKE047274,Westlands,district\n"))
    assert Area.objects.get(code="KE047274").level == "district"


def test_importing_twice_changes_nothing_and_a_new_name_replaces_the_old(own_database: str, table: Any) -> None:
    load(table(KENYA))
    load(table(KENYA))
    assert Area.objects.count() == 5
    load(table(KENYA.replace("Westlands", "Westlands Sub-County")))
    assert Area.objects.get(code="KE047274").name == "Westlands Sub-County"


def test_a_file_may_add_to_the_tree_that_is_there(own_database: str, table: Any) -> None:
    load(table("code,name\n51,四川省\n5101,成都市\n510117,郫都区\n510118,新津区\n"))
    load(table("code,name\n510117099,新设街道\n"))
    new = Area.objects.get(code="510117099")
    # 四川 alone in its file is the topmost area of that file, and so on down.
    assert (new.parent, new.pinyin) == ("510117", "xinshejiedao")


def test_a_table_from_a_chinese_spreadsheet_is_read(own_database: str, table: Any) -> None:
    load(table("code,name\n51,四川省\n", encoding="gb18030"))
    assert Area.objects.get(code="51").name == "四川省"


@reading_only
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("code,title\nKE,Kenya\n", [(1, "name", "column.missing")]),
        ("code,name\nKE,Kenya\nKE 1,Bad\n", [(3, "code", "code.malformed")]),
        ("code,name\nKE,Kenya\nKE,Kenya\n", [(3, "code", "code.duplicate")]),
        ("code,name\nKE,\n", [(2, "name", "name.empty")]),
        (f"code,name\nKE,{'x' * 81}\n", [(2, "name", "text.too_long")]),
        ("code,name,level\nKE,Kenya,country\n", [(2, "level", "level.unknown")]),
        ("code,name,parent\nKE,Kenya,\nUG1,Elsewhere,KE\n", [(3, "parent", "parent.no_prefix")]),
        ("code,name,parent\nKE,Kenya,\nKE0471,Ward,KE04\n", [(3, "parent", "parent.unknown")]),
        ("code,name\nKE,Kenya\nUG047,Orphan\n", [(3, "code", "code.orphan")]),
        (
            "code,name,level\nKE,Kenya,city\nKE1,Province,province\n",
            [(3, "level", "level.order")],
        ),
        (
            "code,name\nA,a\nA1,b\nA12,c\nA123,d\nA1234,e\nA12345,f\nA123456,g\n",
            [(8, "level", "level.too_deep")],
        ),
    ],
)
def test_each_rule_names_its_row_and_field(table: Any, text: str, expected: list[tuple[int, str, str]]) -> None:
    assert refusals(table(text)) == expected
    assert not Area.objects.exists()


@reading_only
def test_all_errors_are_listed_and_nothing_is_taken(table: Any) -> None:
    assert refusals(table("code,name\nKE,Kenya\nKE!,x\nKE047,\nKE,again\n")) == [
        (3, "code", "code.malformed"),
        (4, "name", "name.empty"),
        (5, "code", "code.duplicate"),
    ]
    assert not Area.objects.exists()


@reading_only
def test_at_most_fifty_errors_are_named_and_all_are_counted(table: Any) -> None:
    text = "code,name\nKE,Kenya\n" + "".join(f"KE{number:03},\n" for number in range(70))
    with pytest.raises(AreaFileRefused) as refused:
        load(table(text))
    assert len(refused.value.faults) == MOST_ERRORS
    assert refused.value.count == 70


def test_boundaries_are_stored_with_the_middle_of_each_area(own_database: str, table: Any, outlines: Any) -> None:
    load(table(KENYA), outlines(("KE047", SQUARE)))
    nairobi = Area.objects.get(code="KE047")
    assert (nairobi.lon, nairobi.lat) == (36.75, -1.25)
    assert AreaShape.objects.get(code="KE047").geometry == SQUARE


@reading_only
@pytest.mark.parametrize(
    ("code", "geometry", "expected"),
    [
        ("UG", SQUARE, (1, "code", "shape.unknown")),
        ("KE047", {"type": "Point", "coordinates": [36.8, -1.2]}, (1, "geometry", "shape.type")),
        (
            "KE047",
            {
                "type": "Polygon",
                "coordinates": [[[4051234, 128.0], [4051334, 128.0], [4051334, 129.0], [4051234, 128.0]]],
            },
            (1, "geometry", "shape.coordinates"),
        ),
    ],
)
def test_a_boundary_that_does_not_fit_refuses_the_whole(
    table: Any, outlines: Any, code: str, geometry: dict[str, Any], expected: tuple[int, str, str]
) -> None:
    assert refusals(table(KENYA), outlines((code, geometry))) == [expected]
    assert not Area.objects.exists()


@reading_only
def test_projected_boundaries_are_refused(table: Any, outlines: Any) -> None:
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3857"}}
    assert refusals(table(KENYA), outlines(("KE047", SQUARE), crs=crs)) == [(0, "crs", "shapes.projection")]


@reading_only
def test_what_is_no_geojson_is_refused(table: Any, tmp_path: Path) -> None:
    (tmp_path / "shapes.geojson").write_text("[]")
    assert refusals(table(KENYA), tmp_path / "shapes.geojson") == [(0, "", "shapes.format")]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_tree_that_nests_is_taken_and_every_parent_is_the_nearest_prefix(
    own_database: str, table: Any, data: st.DataObject
) -> None:
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        cursor.execute("TRUNCATE jurisdiction_area")
    codes = ["X"]
    for _step in range(data.draw(st.integers(1, 12))):
        around = data.draw(st.sampled_from([code for code in codes if len(code) <= 5]))
        codes.append(around + data.draw(st.sampled_from("0123456789")))
    wanted = sorted(set(codes), reverse=True)
    load(table("code,name\n" + "".join(f"{code},n{code}\n" for code in wanted)))
    for one in Area.objects.all():
        assert one.parent == one.code[:-1]
    assert Area.objects.count() == len(wanted)
