"""A small town and a larger one, built once."""

from __future__ import annotations

import pytest

from fangxian.science.city.build import build_city
from fangxian.science.city.model import City
from fangxian.science.city.spec import CitySpec, town


@pytest.fixture(scope="session")
def hamlet() -> City:
    """Six thousand people in two areas of one zone."""
    return build_city(town(6_000), seed=7)


@pytest.fixture(scope="session")
def county_spec() -> CitySpec:
    return town(60_000)


@pytest.fixture(scope="session")
def county(county_spec: CitySpec) -> City:
    """Sixty thousand people in 24 areas, six zones and two districts."""
    return build_city(county_spec, seed=1)
