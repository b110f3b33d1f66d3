"""The first scenario, played once at small size for all tests, in a database that really commits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from fangxian.drill.evaluation.collect import collect
from fangxian.drill.evaluation.evaluate import Evaluation, evaluate
from fangxian.drill.evaluation.present import as_data
from fangxian.drill.scenario.load import load_scenario
from fangxian.drill.scenario.perform import perform
from fangxian.drill.scenario.schema import Package
from fangxian.drill.scenario.stage import Exercise, stage
from fangxian.drill.scenario.town import cut
from fangxian.science.city.build import build_city
from fangxian.science.city.model import City
from fangxian.science.city.parameters import load_parameters
from fangxian.science.city.spec import from_rows
from tests import factories
from tests.conftest import database_of_its_own

PEOPLE = 900
DAYS = 2
GAP = float("nan")


@dataclass(frozen=True)
class Played:
    """An exercise that has been played, and what it showed."""

    exercise: Exercise
    found: Evaluation
    data: dict[str, Any]


@pytest.fixture(scope="session")
def package() -> Package:
    """The first shipped scenario."""
    return load_scenario("unknown-origin-18d")


@pytest.fixture(scope="session")
def city(package: Package) -> City:
    """A few thousand people around the scenario's home."""
    home = package.manifest.city.home
    rows = [(f"{home[:9]}{number:03d}", 1_000.0, GAP, GAP, 600.0, 1.0) for number in (5, 6)]
    return build_city(cut(from_rows("Wannianchang", rows, load_parameters()), home, PEOPLE), package.manifest.city.seed)


@pytest.fixture(scope="session")
def played(
    django_db_setup: None, django_db_blocker: pytest.FixtureRequest, package: Package, city: City
) -> Iterator[Played]:
    """The scenario's first days on autopilot."""
    from fangxian.response.jurisdiction import access

    with database_of_its_own("drill", django_db_blocker), access.everywhere():
        yield play_it(package, city)


def play_it(package: Package, city: City) -> Played:
    """Play it in the open database."""
    exercise = stage(package, city, variant="ancestral", seed=3)
    factories.workspace(kind="drill", clock=exercise.starts_at, slug=exercise.play.names.slug)
    script = perform(exercise, exercise.starts_at + timedelta(days=DAYS))
    found = evaluate(collect(exercise, script.came))
    return Played(exercise, found, as_data(exercise, found))
