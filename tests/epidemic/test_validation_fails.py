"""Each check finds a fault: with one thing broken in the engine's input it does not pass."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from fangxian.science.epidemic.figures import Spread
from fangxian.science.epidemic.law import Setup
from fangxian.science.epidemic.model import Epidemic
from fangxian.science.epidemic.validation import CHECKS, bench_city, check, city_checks, homes, promises, spread

Break = Callable[[pytest.MonkeyPatch], None]


def more_infectious(patch: pytest.MonkeyPatch) -> None:
    def only(city: Any, disease: Any, **values: float) -> Setup:
        return bench_city.only(city, disease, **{name: 1.3 * value for name, value in values.items()})

    patch.setattr(spread, "only", only)


def a_day_later(patch: pytest.MonkeyPatch) -> None:
    def only(city: Any, disease: Any, **values: float) -> Setup:
        setup = bench_city.only(city, disease, **values)
        shifted = {name: np.roll(getattr(setup.law, name), 24, axis=1) for name in ("profile", "peak")}
        return Setup(setup.law._replace(**shifted), setup.town, setup.rates)

    patch.setattr(spread, "only", only)


def less_uneven(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(spread, "alike", lambda k: bench_city.alike(3 * k))


def closer_homes(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(homes, "rates", lambda home: bench_city.rates(home=1.5 * home))


def another_number(patch: pytest.MonkeyPatch) -> None:
    def run(city: Any, disease: Any, **options: Any) -> Epidemic:
        return Epidemic(city, disease.with_(reproduction=1.25 * disease.reproduction.value), **options)

    patch.setattr(city_checks, "Epidemic", run)


def longer_incubation(patch: pytest.MonkeyPatch) -> None:
    def run(city: Any, disease: Any, **options: Any) -> Epidemic:
        longer = Spread(family="lognormal", mean=6.0, sd=2.24, cite="Set for a test", mark="D")
        return Epidemic(city, disease.model_copy(update={"incubation": longer}), **options)

    patch.setattr(city_checks, "Epidemic", run)


def no_measures(patch: pytest.MonkeyPatch) -> None:
    def run(city: Any, disease: Any, *, plan: Any, **options: Any) -> Epidemic:
        return Epidemic(city, disease, **options)

    patch.setattr(city_checks, "Epidemic", run)


def open_doors(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Epidemic, "isolate", lambda self, persons, **rest: np.asarray(persons))


def chance_that_moves(patch: pytest.MonkeyPatch) -> None:
    class Reshuffled(Epidemic):
        def mask(self, *args: Any, **rest: Any) -> None:
            self.clock.law = self.clock.law._replace(seed=np.uint64(99))

    patch.setattr(promises, "Epidemic", Reshuffled)


BROKEN: dict[str, Break] = {
    "growth": more_infectious,
    "final_size": more_infectious,
    "households": closer_homes,
    "generation": a_day_later,
    "dispersion": less_uneven,
    "reproduction": another_number,
    "course": longer_incubation,
    "operations": open_doors,
    "determinism": chance_that_moves,
    "anchors": no_measures,
}


def test_every_check_has_something_to_find() -> None:
    assert set(BROKEN) == set(CHECKS)


@pytest.mark.parametrize("name", BROKEN)
def test_the_check_fails_where_something_is_broken(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    BROKEN[name](monkeypatch)
    report = check(name)
    assert not report.passes
    assert not report.plain()["passes"]
