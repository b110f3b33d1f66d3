"""A built city looks like the census it was built from."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from fangxian.science.city.build import build_city
from fangxian.science.city.kinds import PlaceKind, Role
from fangxian.science.city.margins import counts, margins, visit_rates
from fangxian.science.city.model import City
from fangxian.science.city.plots import report_figure, save_report
from fangxian.science.city.spec import CitySpec


def test_every_margin_of_a_county_is_held(county: City, county_spec: CitySpec) -> None:
    failed = [margin for margin in margins(county, county_spec.parameters) if not margin.held]
    assert failed == []


def test_every_margin_has_a_name_of_its_own(county: City, county_spec: CitySpec) -> None:
    names = [margin.name for margin in margins(county, county_spec.parameters)]
    assert len(set(names)) == len(names) > 50
    for wanted in ("age.0-4", "household.mean", "school.primary_school.pupils", "post.medical", "commute.outside"):
        assert wanted in names


def test_a_city_of_other_ages_is_caught(county: City, county_spec: CitySpec) -> None:
    old = replace(county, age=np.where(county.age < 20, 70, county.age).astype(np.uint8))
    failed = {margin.name for margin in margins(old, county_spec.parameters) if not margin.held}
    assert {"age.0-4", "age.70-74"} <= failed


def test_visits_are_as_frequent_as_the_parameters_say(county: City, county_spec: CitySpec) -> None:
    for day in (18_932, 18_937):
        for name, (wanted, found) in visit_rates(county, county_spec.parameters, day).items():
            assert found == pytest.approx(wanted, abs=0.004 + 0.12 * wanted), name


def test_counts_add_up(county: City) -> None:
    found = counts(county)
    assert sum(found[f"role.{role.name.lower()}"] for role in Role) == county.n_persons
    assert sum(found[f"place.{kind.name.lower()}"] for kind in PlaceKind) == county.n_places
    assert found["sites"] + found["venues"] == county.n_places


def test_workplaces_follow_a_power_law(county: City) -> None:
    groups = np.diff(county.group_offsets)
    sizes = np.add.reduceat(groups, county.site_group_offsets[:-1])
    sizes = sizes[county.place_kind[: county.n_sites] == PlaceKind.WORKPLACE]
    share_10, share_100 = float((sizes > 10).mean()), float((sizes > 100).mean())
    assert share_10 == pytest.approx((1 + 10 / 5) ** -1.06, abs=0.05)
    assert share_100 == pytest.approx((1 + 100 / 5) ** -1.06, abs=0.02)


def test_the_report_is_one_page_of_eight_plots(county: City, county_spec: CitySpec, tmp_path: Path) -> None:
    figure = report_figure(county, county_spec.parameters)
    assert figure.axes[0].get_title() == "Age and sex (left: male)"
    assert len(figure.axes) == 8
    file = tmp_path / "report.png"
    save_report(county, county_spec.parameters, file)
    assert file.read_bytes().startswith(b"\x89PNG")


def test_the_mean_household_follows_the_parameter(county_spec: CitySpec) -> None:
    raw = {**county_spec.parameters.raw, "household": {**county_spec.parameters.raw["household"], "mean": 3.2}}
    from fangxian.science.city.parameters import from_raw

    larger = build_city(county_spec.with_parameters(from_raw(raw)), seed=1)
    found = {margin.name: margin.found for margin in margins(larger, from_raw(raw))}
    assert found["household.mean"] == pytest.approx(3.2, abs=0.03)
