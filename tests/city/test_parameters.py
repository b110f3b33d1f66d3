"""Parameters: each with a unit and a source; what makes no sense is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from fangxian.science.city.errors import CityError
from fangxian.science.city.law import make_law
from fangxian.science.city.parameters import curve, from_raw, load_parameters


def _own(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "own.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_every_parameter_has_a_source_and_a_mark() -> None:
    rows = [row for row in load_parameters().rows() if row[0] != "household_type"]
    assert len(rows) > 150
    for table, name, _, _, mark, cite in rows:
        assert cite, (table, name)
        assert mark in {"V", "V2", "R", "D"}, (table, name)


def test_a_file_of_ones_own_replaces_only_what_it_names(tmp_path: Path) -> None:
    ours = load_parameters(_own(tmp_path, "[household]\nmean = 3.1\n"))
    assert ours.value("household", "mean") == 3.1
    assert ours.value("household", "unit") == "persons in a household"
    assert ours.value("commute", "mean") == load_parameters().value("commute", "mean")
    assert ours.digest != load_parameters().digest


@pytest.mark.parametrize("text", ["not toml", "[[venue]]\nkind = 'MARKET'\n", "[[school]]\nkind = 'CASTLE'\n"])
def test_a_file_that_makes_no_sense_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(CityError) as refused:
        load_parameters(_own(tmp_path, text))
    assert refused.value.code == "city.parameters"
    assert "own.toml" in str(refused.value)


def test_a_curve_is_linear_between_its_knots() -> None:
    values = curve([[10, 0], [20, 1]])
    assert values.size == 101
    assert values[[0, 10, 15, 20, 100]].tolist() == [0, 0, 0.5, 1, 1]


def _changed(kind: str, **values: object) -> dict[str, object]:
    raw = dict(load_parameters().raw)
    raw["venue"] = [{**row, **values} if row["kind"] == kind else row for row in raw["venue"]]
    return raw


def test_visits_that_cannot_all_be_made_are_refused() -> None:
    with pytest.raises(CityError) as refused:
        make_law(from_raw(_changed("SHOP", free=0.9)))
    assert refused.value.code == "city.visit_rates"


def test_hours_that_overlap_are_refused() -> None:
    with pytest.raises(CityError) as refused:
        make_law(from_raw(_changed("RESTAURANT", stay={"free": [40, 400], "busy": [40, 60]})))
    assert refused.value.code == "city.visit_hours"
    assert "两处" in refused.value.text("zh")


def test_a_regular_venue_must_reach_everybody() -> None:
    with pytest.raises(ValueError, match="MARKET: reach"):
        from_raw(_changed("MARKET", reach=0.5))


def test_riders_must_be_regular() -> None:
    with pytest.raises(ValueError, match="TRANSIT: riders"):
        from_raw(_changed("TRANSIT", regular=False))


def test_a_lane_takes_four_kinds_and_no_more() -> None:
    with pytest.raises(CityError) as refused:
        make_law(from_raw(_changed("MARKET", lane=2, free=0.001, busy=0.0)))
    assert refused.value.code == "city.visit_lanes"
