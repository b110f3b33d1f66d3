"""The response said as a policy, its arms, and what they cost beside it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from fangxian.drill.evaluation.policy import ARMS, response
from fangxian.drill.evaluation.price import COLUMNS, priced, prices
from fangxian.drill.evaluation.rehearsal import KEPT, ZONED, rehearsal
from fangxian.drill.scenario.files import shipped_ids
from fangxian.drill.scenario.load import load_scenario
from fangxian.drill.scenario.schema import Package
from fangxian.science.city.model import City
from fangxian.science.city.parameters import load_parameters
from fangxian.science.city.store import save_city
from fangxian.science.epidemic.measures import Isolate, MassTest, Plan, Trace, ZoneOff


def measures(plan: Plan, kind: type) -> list[object]:
    return [one for strategy in plan.strategies for one in strategy.measures if isinstance(one, kind)]


@pytest.mark.parametrize("name", shipped_ids())
def test_every_scenario_has_a_policy_for_every_arm(name: str) -> None:
    package = load_scenario(name)
    for variant in package.manifest.variants:
        for arm in ARMS:
            assert bool(response(package, variant, arm).strategies) == (arm != "none")


def test_each_arm_changes_one_thing(package: Package) -> None:
    variant = package.manifest.variant()
    plans = {arm: response(package, variant, arm) for arm in ARMS}
    played = plans["played"]
    assert [one.after_hours for one in measures(plans["faster"], Trace)] == [0.0]
    slower, before = measures(plans["slower"], Isolate), measures(played, Isolate)
    assert slower[1].after_hours == before[1].after_hours + 24
    assert slower[0] == before[0]
    assert not measures(plans["no-testing"], MassTest)
    assert [one.rounds for one in measures(plans["testing"], MassTest)] == [6, 6]
    assert [one.width for one in measures(plans["smaller"], ZoneOff)] == ["building"]
    assert [one.width for one in measures(plans["larger"], ZoneOff)] == ["zone"]


def test_a_disease_whose_rulebook_confines_nobody_gets_no_quarantine_and_no_zone() -> None:
    measles = load_scenario("measles-school")
    plan = response(measles, measles.manifest.variant())
    assert not measures(plan, ZoneOff)
    assert len(measures(plan, Isolate)) == 1


def test_the_response_itself_averts_nothing_beside_itself() -> None:
    some = {name: np.array([3.0, 5.0, 8.0]) for name in COLUMNS}
    price = priced("played", some, some)
    assert (price.averted.mean, price.averted.low, price.averted.high) == (0, 0, 0)
    worse = priced("none", {**some, "infections": some["infections"] * 10, ZONED: some[ZONED] * 0}, some)
    assert worse.averted.mean == pytest.approx(-9 * 16 / 3)
    assert worse.saved.mean == pytest.approx(16 / 3)


def test_arms_share_their_chance_and_results_are_kept(package: Package, city: City, tmp_path: Path) -> None:
    folder = tmp_path / "city"
    save_city(city, folder, load_parameters(), {})
    arms = ("played", "none")
    found = prices(package, package.id, folder, tmp_path / "runs", arms=arms, seeds=2, days=4)
    assert [one.arm for one in found] == list(arms)
    assert found[1].averted.mean <= 0
    assert found[1].person_days.mean < found[0].person_days.mean / 10  # those in hospital are kept whatever is done
    assert found[0].tests.mean > 0
    told: list[int] = []
    again = prices(package, package.id, folder, tmp_path / "runs", arms=arms, seeds=2, days=4,
                   progress=lambda done, _all: told.append(done))  # fmt: skip
    assert again == found
    assert told == [2, 4]  # nothing was run again


def test_a_run_counts_person_days_of_zones_and_sites(package: Package, city: City, tmp_path: Path) -> None:
    folder = tmp_path / "city"
    save_city(city, folder, load_parameters(), {})
    of = rehearsal(package, package.id, folder, None, "played", 3)
    counts = of.run(5).record.counts
    assert sum(counts[ZONED].values()) > 0
    assert sum(counts[KEPT].values()) > 0
