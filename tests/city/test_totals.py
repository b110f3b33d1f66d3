"""Any city from a table of totals; what is wrong in it is named by row and field."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from fangxian.science.city.build import build_city
from fangxian.science.city.errors import CityError
from fangxian.science.city.spec import read_totals, town


def _file(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "totals.csv"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_table_becomes_a_city(tmp_path: Path) -> None:
    file = _file(
        tmp_path,
        "code,residents,lon,lat,radius,urban\n510117001002,800,104,30.8,400,0\n510117001001,1200,103.9,30.8,300,1\n",
    )
    spec = read_totals(file)
    assert spec.name == "totals"
    assert spec.area_code.tolist() == ["510117001001", "510117001002"]
    city = build_city(spec)
    assert np.diff(city.area_person_offsets).tolist() == [1200, 800]
    assert city.zone_code.tolist() == ["510117001"]
    assert city.district_code.tolist() == ["510117"]


def test_spots_that_are_not_stated_are_laid_out(tmp_path: Path) -> None:
    spec = read_totals(_file(tmp_path, "code,residents\nA,500\nB,700\n"))
    assert spec.lon[0] != spec.lon[1]
    assert spec.radius.tolist() == [750, 750]
    assert spec.urban.all()


@pytest.mark.parametrize(
    ("text", "row", "field"),
    [
        ("code,people\nA,5\n", 1, "residents"),
        ("code,residents\nA,five\n", 2, "residents"),
        ("code,residents\nA,5\nB,-1\n", 3, "residents"),
        ("code,residents\nA,5.5\n", 2, "residents"),
        ("code,residents\nA,5\nA,6\n", 3, "code"),
        ("code,residents\n,5\n", 2, "code"),
        ("code,residents,lon\nA,5,181\n", 2, "lon"),
        ("code,residents,lat\nA,5,north\n", 2, "lat"),
    ],
)
def test_a_bad_row_is_named(tmp_path: Path, text: str, row: int, field: str) -> None:
    with pytest.raises(CityError) as refused:
        read_totals(_file(tmp_path, text))
    assert refused.value.code == "city.totals_row"
    assert refused.value.context["row"] == row
    assert refused.value.context["field"] == field
    assert f"第 {row} 行" in refused.value.text("zh")


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CityError) as refused:
        read_totals(tmp_path / "none.csv")
    assert refused.value.code == "city.totals_file"


def test_a_city_without_people_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CityError) as refused:
        read_totals(_file(tmp_path, "code,residents\nA,0\n"))
    assert refused.value.code == "city.residents"
    with pytest.raises(CityError, match="no area"):
        read_totals(_file(tmp_path, "code,residents\n"))


@pytest.mark.parametrize("residents", [1, 2_499, 10_000, 123_456])
def test_a_town_has_the_residents_asked_for(residents: int) -> None:
    spec = town(residents)
    assert spec.residents.sum() == residents
    assert spec.residents.max() - spec.residents.min() <= 1


@pytest.mark.parametrize("residents", [2_000, 60_000, 21_000_000])
def test_a_made_up_town_of_any_size_has_areas_of_its_own(residents: int) -> None:
    spec = town(residents)
    assert spec.residents.sum() == residents
    assert np.unique(spec.area_code).size == spec.area_code.size
    assert {len(code) for code in spec.area_code} == {12}
    assert (np.sort(spec.area_code) == spec.area_code).all()
