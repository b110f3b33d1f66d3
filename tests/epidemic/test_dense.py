"""Exposures drawn from either side follow the same law."""

from __future__ import annotations

import numpy as np
import pytest

from fangxian.science.city.build import build_city
from fangxian.science.city.model import City
from fangxian.science.city.spec import town
from fangxian.science.epidemic import clockwork
from fangxian.science.epidemic.model import Epidemic
from tests.epidemic.test_engine import same, where

NEVER, ALWAYS = 2.0, -1.0
SEEDS = range(30)


@pytest.fixture(scope="module")
def village() -> City:
    return build_city(town(3_000), seed=2)


def infections(city: City, dense_above: float) -> np.ndarray:
    """Infections after 12 days by run and by setting (home, class, office, all others)."""
    rows = []
    for seed in SEEDS:
        run = Epidemic(city, "covid19-ancestral", first_infections=30, seed=seed, dense_above=dense_above).run(12)
        counts = np.bincount(run.case("setting") & 63, minlength=14)
        rows.append([*counts[:3], counts[3:13].sum()])
    return np.array(rows, float)


def test_both_ways_agree_in_distribution(village: City) -> None:
    sparse, dense = infections(village, NEVER), infections(village, ALWAYS)
    error = np.sqrt((sparse.var(axis=0) + dense.var(axis=0)) / len(SEEDS))
    assert (np.abs(sparse.mean(axis=0) - dense.mean(axis=0)) < 3.3 * error).all()
    assert sparse.mean(axis=0).min() > 5
    assert 0.4 < dense.sum(axis=1).std() / sparse.sum(axis=1).std() < 2.5


def test_drawn_from_the_side_of_the_exposed_both_were_there(village: City) -> None:
    run = Epidemic(village, "covid19-ancestral", first_infections=30, seed=1, dense_above=ALWAYS).run(10)
    person, source, at, place = (run.case(name) for name in ("person", "source", "at", "place"))
    later = np.flatnonzero((source >= 0) & (run.case("setting") <= 2))
    assert later.size > 20
    for k in later:
        day, minute = run.clock.epoch + at[k] // 1440, at[k] % 1440
        assert where(village, int(person[k]), day, minute) == place[k]
        assert where(village, int(person[source[k]]), day, minute) == place[k]


def test_drawn_from_the_side_of_the_exposed_threads_do_not_matter(
    village: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = {"first_infections": 30, "seed": 1, "dense_above": ALWAYS}
    one = Epidemic(village, "covid19-ancestral", **options).run(12)
    monkeypatch.setattr(clockwork, "_CHUNK", 128)
    assert same(one, Epidemic(village, "covid19-ancestral", threads=3, **options).run(12))
