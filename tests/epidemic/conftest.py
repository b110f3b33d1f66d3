"""A small town and runs in it, built once."""

from __future__ import annotations

import pytest

from fangxian.science.city.build import build_city
from fangxian.science.city.model import City
from fangxian.science.city.spec import town
from fangxian.science.epidemic.model import Epidemic


@pytest.fixture(scope="session")
def city() -> City:
    return build_city(town(20_000), seed=7)


@pytest.fixture(scope="session")
def unhindered(city: City) -> Epidemic:
    """Twenty-four days of the ancestral strain with nothing done about it."""
    return Epidemic(city, "covid19-ancestral", first_infections=40, seed=3).run(24)


@pytest.fixture(scope="session")
def contained(city: City) -> Epidemic:
    """The same under containment."""
    return Epidemic(city, "covid19-ancestral", first_infections=40, seed=3, plan="containment").run(24)
