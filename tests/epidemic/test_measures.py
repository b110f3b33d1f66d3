"""What measures do, and that they do nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from fangxian.science.city.kinds import PlaceKind
from fangxian.science.city.model import City
from fangxian.science.epidemic.codes import AFTERWARDS, Setting
from fangxian.science.epidemic.disease import load_disease
from fangxian.science.epidemic.errors import EpidemicError
from fangxian.science.epidemic.measures import load_plan, plans, read_plan
from fangxian.science.epidemic.model import Epidemic
from tests.epidemic.test_engine import COLUMNS, same, start


def settings(epidemic: Epidemic) -> Any:
    return epidemic.case("setting").astype(int) & (AFTERWARDS - 1)


def strategy(when: str, *measures: dict[str, Any], **rest: Any) -> dict[str, Any]:
    return {"strategy": [{"id": "s", "when": when, "measure": list(measures), **rest}]}


def test_containment_contains(unhindered: Epidemic, contained: Epidemic) -> None:
    assert contained.infections < 0.5 * unhindered.infections
    done = contained.summary()["operations"]
    assert min(done[name] for name in ("tests", "positives", "contacts", "isolated_at_site", "places_closed")) > 0


def test_before_the_first_measure_nothing_differs(unhindered: Epidemic, contained: Epidemic) -> None:
    first = min(contained.record.counts["positives"]) * 1440
    early, same_early = (run.case("at") < first for run in (contained, unhindered))
    for name in COLUMNS[:-1]:
        assert np.array_equal(contained.case(name)[early], unhindered.case(name)[same_early]), name


def test_a_measure_that_touches_nobody_changes_nothing(city: City, unhindered: Epidemic) -> None:
    untouched = np.flatnonzero(unhindered.clock.people.case == 0)
    exposed = start(city)
    exposed.isolate(untouched, days=100)
    exposed.vaccinate(untouched)
    exposed.mask(1.0, emission=0.0, intake=0.0)
    exposed.distance(["outside"], 1.0)
    assert same(unhindered, exposed.run(24))


def test_changing_one_measure_does_not_reshuffle_the_rest(city: City, unhindered: Epidemic) -> None:
    """Chains that never pass through a closed bar, nor through anybody reached otherwise, stay as they were."""
    closed = start(city)
    closed.close(closed.places_of(["bar"]), days=100)
    closed.run(24)
    assert not (settings(closed) == Setting.BAR).any()

    def rows(run: Epidemic) -> set[tuple[int, int, int]]:
        giver = np.where(run.case("source") >= 0, run.case("person")[run.case("source")], -1)
        return set(zip(run.case("person").tolist(), run.case("at").tolist(), giver.tolist(), strict=True))

    lost = {int(k) for k in np.flatnonzero(settings(unhindered) == Setting.BAR)}
    assert lost
    source = unhindered.case("source")
    for k in range(unhindered.infections):
        if int(source[k]) in lost:
            lost.add(k)
    persons = unhindered.case("person")
    giver = np.where(source >= 0, persons[source], -1)
    kept = {
        (int(persons[k]), int(unhindered.case("at")[k]), int(giver[k]))
        for k in range(unhindered.infections)
        if k not in lost
    }
    assert len(kept & rows(closed)) > 0.97 * len(kept)


def test_a_person_s_course_is_his_own_whatever_infected_him(unhindered: Epidemic, contained: Epidemic) -> None:
    both, one, other = np.intersect1d(unhindered.case("person"), contained.case("person"), return_indices=True)
    assert both.size > 60
    assert np.array_equal(unhindered.case("multiplier")[one], contained.case("multiplier")[other])
    assert np.array_equal(unhindered.case("traits")[one], contained.case("traits")[other])


def test_those_isolated_at_a_site_neither_infect_nor_are_infected(city: City) -> None:
    epidemic = start(city, seed=5).run(6)
    kept = np.concatenate([epidemic.case("person")[:60], np.arange(0, 20_000, 3)])
    epidemic.isolate(kept, days=10)
    before = epidemic.infections
    epidemic.run(10)
    new = np.arange(before, epidemic.infections)
    giver = epidemic.case("person")[epidemic.case("source")[new]]
    assert new.size > 20
    assert not np.isin(epidemic.case("person")[new], kept).any()
    assert not np.isin(giver, kept).any()


def test_those_isolated_at_home_meet_nobody_outside_it(city: City) -> None:
    epidemic = start(city, seed=5)
    kept = np.arange(0, 20_000, 2)
    epidemic.isolate(kept, days=100, at="home")
    epidemic.run(20)
    later = settings(epidemic) != Setting.IMPORTED
    outside = later & (settings(epidemic) != Setting.HOME)
    giver = epidemic.case("person")[epidemic.case("source")]
    assert outside.any()
    assert not np.isin(epidemic.case("person")[outside], kept).any()
    assert not np.isin(giver[outside], kept).any()
    assert np.isin(epidemic.case("person")[later & ~outside], kept).any()


def test_isolation_ends_on_its_day_and_on_release(city: City) -> None:
    epidemic = start(city)
    people = np.arange(100)
    assert epidemic.isolate(people, days=2).size == 100
    assert epidemic.isolate(people, days=1).size == 0
    epidemic.release(people[:10])
    epidemic.run(1.5)
    held = epidemic.clock.people.until[:100] > epidemic.clock.now
    assert (held[:10].any(), held[10:].all()) == (False, True)
    epidemic.run(1)
    assert epidemic.isolate(people, days=1).size == 100


def test_closed_places_infect_nobody(city: City, unhindered: Epidemic) -> None:
    epidemic = start(city)
    schools = epidemic.places_of(["schools"])
    epidemic.close(schools, days=100)
    epidemic.run(24)
    assert not np.isin(epidemic.case("place"), schools).any()
    assert np.isin(unhindered.case("place"), schools).any()


def test_a_kind_of_place_that_does_not_exist_is_refused(city: City) -> None:
    with pytest.raises(EpidemicError) as refused:
        start(city).places_of(["casino"])
    assert "card_room" in str(refused.value)


def test_in_a_sealed_zone_people_meet_at_home_only(city: City) -> None:
    epidemic = start(city)
    sealed = epidemic.areas(str(city.area_code[0]))
    epidemic.zone(sealed, "sealed", days=100)
    epidemic.run(20)
    later = settings(epidemic) != Setting.IMPORTED
    inside = np.isin(city.area_of(epidemic.case("person")), sealed)
    assert (settings(epidemic)[later & inside] == Setting.HOME).all()
    there = np.isin(city.place_area[np.minimum(epidemic.case("place"), city.n_places - 1)], sealed)
    assert (settings(epidemic)[later & there & (epidemic.case("place") < city.n_places)] == Setting.HOME).all()


def test_in_a_building_that_is_shut_those_who_keep_the_rules_meet_at_home_only(city: City) -> None:
    epidemic = start(city)
    seed = int(epidemic.case("person")[0])
    neighbours = epidemic.neighbours([seed])
    assert seed in neighbours
    houses = city.household_building[city.household[neighbours]]
    assert set(houses) == {city.household_building[city.household[seed]]}
    assert neighbours.size == np.isin(city.household_building[city.household], houses[:1]).sum()
    epidemic.isolate(neighbours, days=100, at="home")
    assert np.array_equal(np.intersect1d(epidemic.ever_kept(), epidemic.isolated()), epidemic.isolated())
    epidemic.run(20)
    later = (settings(epidemic) != Setting.IMPORTED) & np.isin(epidemic.case("person"), neighbours)
    assert (settings(epidemic)[later] == Setting.HOME).all()


def test_whoever_is_kept_now_is_among_those_ever_kept(contained: Epidemic) -> None:
    assert np.isin(contained.isolated(), contained.ever_kept()).all()
    assert contained.isolated().size > 0


def test_in_a_control_zone_people_stay_in_the_area_and_gather_nowhere(city: City) -> None:
    epidemic = start(city)
    zone = epidemic.areas(str(city.area_code[0]))
    epidemic.zone(zone, "control", days=100)
    epidemic.run(20)
    away = ~np.isin(settings(epidemic), [Setting.HOME, Setting.IMPORTED])
    inside = np.isin(city.area_of(epidemic.case("person")), zone)
    place = epidemic.case("place")[away & inside]
    assert np.isin(city.place_kind[place], [PlaceKind.MARKET, PlaceKind.SHOP, PlaceKind.CLINIC]).all()
    assert np.isin(city.place_area[place], zone).all()


def test_in_a_prevention_zone_nobody_eats_out(city: City) -> None:
    epidemic = start(city)
    epidemic.zone(np.arange(city.n_areas), "prevention", days=100)
    epidemic.run(20)
    gathering = [Setting.RESTAURANT, Setting.CARD_ROOM, Setting.BAR, Setting.MALL, Setting.HUB]
    assert not np.isin(settings(epidemic), gathering).any()
    assert (settings(epidemic) == Setting.OFFICE).any()


def test_a_zone_never_grows_milder_while_it_lasts(city: City) -> None:
    epidemic = start(city)
    epidemic.zone([0], "sealed", days=5)
    epidemic.zone([0], "prevention", days=50)
    assert epidemic.clock.people.zone[0] == 3
    epidemic.zone([0], "none", days=0)
    assert epidemic.clock.people.zone[0] == 0


def test_an_area_that_does_not_exist_is_refused(city: City) -> None:
    with pytest.raises(EpidemicError) as refused:
        start(city).areas("123456")
    assert refused.value.code == "epidemic.area_unknown"


def test_a_person_who_does_not_exist_is_refused(city: City) -> None:
    with pytest.raises(EpidemicError) as refused:
        start(city).isolate([20_000], days=1)
    assert refused.value.code == "epidemic.person_unknown"


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_masks_work_outside_the_home_in_proportion(city: City, share: float) -> None:
    epidemic = start(city)
    epidemic.mask(share, emission=1.0, intake=1.0)
    epidemic.run(15)
    outside = ~np.isin(settings(epidemic), [Setting.HOME, Setting.IMPORTED])
    assert outside.any() == (share < 1)


def test_a_larger_share_of_masks_adds_people_and_exchanges_none(city: City) -> None:
    from fangxian.science.epidemic.assay import chances
    from fangxian.science.epidemic.codes import Purpose
    from fangxian.science.epidemic.infection import MASKS

    draws = chances(start(city).clock.law.seed, int(Purpose.COMPLY), np.arange(20_000), MASKS)
    assert ((draws < 0.3) <= (draws < 0.6)).all()
    assert (draws < 0.3).mean() == pytest.approx(0.3, abs=0.02)


def test_distance_reduces_a_setting_and_nothing_else(city: City) -> None:
    epidemic = start(city)
    epidemic.distance(["office"], 0.0)
    epidemic.run(12)
    assert not (settings(epidemic) == Setting.OFFICE).any()
    assert (settings(epidemic) == Setting.CLASS).any()


def test_a_perfect_vaccine_protects_once_it_works(city: City) -> None:
    base = load_disease("covid19-ancestral")
    perfect = base.vaccines[0].model_copy(update={"against_infection": 1.0, "half_life_days": 1e9})
    epidemic = Epidemic(city, base.model_copy(update={"vaccines": (perfect,)}), first_infections=40, seed=3)
    vaccinated = np.flatnonzero(epidemic.clock.people.case == 0)[::2]
    epidemic.vaccinate(vaccinated)
    epidemic.run(24)
    late = epidemic.case("at") >= perfect.days_to_effect * 1440
    assert late.sum() > 50
    assert not np.isin(epidemic.case("person")[late], vaccinated).any()
    assert np.isin(epidemic.case("person")[~late], vaccinated).any()


def test_a_campaign_vaccinates_so_many_a_day(city: City) -> None:
    plan = read_plan(strategy("start", {"do": "vaccinate", "per_day": 1000, "from_age": 18, "share": 0.5}))
    epidemic = start(city, plan=plan).run(20)
    done = epidemic.record.series("vaccinated", 20)
    assert done[:5].tolist() == [1000] * 5
    assert (city.age[epidemic.clock.people.vaccinated > 0] >= 18).all()
    assert done.sum() == pytest.approx(0.5 * (city.age >= 18).sum(), abs=1)


def test_no_result_comes_before_collection_and_laboratory(city: City) -> None:
    plan = read_plan(strategy("onset", {"do": "test", "after_hours": 5, "result_hours": 7}))
    epidemic = start(city, plan=plan).run(20)
    found = epidemic.case("found").astype(np.int64) - 1
    known = found >= 0
    assert known.any()
    waited = found[known] - epidemic.case("onset")[known]
    assert waited.min() >= 12 * 60
    assert waited.max() <= 12 * 60 + 180


def test_tests_of_people_follow_sensitivity_and_specificity(city: City) -> None:
    epidemic = start(city, first_infections=np.arange(0, 20_000, 2)).run(4)
    hit = epidemic.test(np.arange(20_000))
    infected = epidemic.clock.people.case[hit] > 0
    days = (epidemic.clock.now - epidemic.case("at")) / 1440
    expected = epidemic.disease.test("pcr").sensitivity.at(days).sum()
    assert infected.sum() == pytest.approx(expected, rel=0.03)
    assert (~infected).sum() <= 8


def test_pools_lose_sensitivity(city: City) -> None:
    epidemic = start(city, first_infections=np.arange(0, 20_000, 2)).run(4)
    infected = np.arange(0, 20_000, 2)
    alone, pooled = epidemic.test(infected).size, epidemic.test(infected, pool=10).size
    assert pooled == pytest.approx(alone * (1 - 0.02 * np.log2(10)), rel=0.02)


def test_a_round_counts_a_tube_for_every_ten_and_false_ones_by_chance(city: City) -> None:
    measure = {"do": "mass_test", "pool": 10, "rounds": 2, "every_days": 2, "attends": 0.9}
    epidemic = start(city, plan=read_plan(strategy("start", measure))).run(5)
    assert epidemic.record.counts["tests"] == {0: 18_000, 2: 18_000}
    assert epidemic.record.counts["tubes"] == {0: 1_800, 2: 1_800}
    assert sum(epidemic.record.counts["false_pools"].values()) < 10
    assert (epidemic.case("found") > 0).any()


def test_traced_contacts_were_really_met(city: City, contained: Epidemic) -> None:
    minutes, contacts = contained.record.all_contacts()
    assert contacts.person.size > 100
    assert (contacts.minute <= minutes).all()
    home = contacts.how == 0
    assert (city.household[contacts.person[home]] == city.household[contacts.index[home]]).all()
    group = contacts.how == 1
    assert (city.group[contacts.person[group]] == city.group[contacts.index[group]]).all()
    assert (contacts.how == 2).any()


def test_tracing_capacity_makes_cases_wait(city: City) -> None:
    def contacts(per_day: int) -> int:
        plan = {
            "strategy": [
                {"id": "t", "when": "onset", "measure": [{"do": "trace", "per_day": per_day}]},
            ]
        }
        epidemic = start(city, plan=read_plan(plan)).run(14)
        return sum(epidemic.record.counts["contacts"].values())

    assert 0 < contacts(1) < contacts(1000)


def test_a_strategy_on_clusters_waits_for_enough_cases(city: City) -> None:
    plan = load_plan("containment")
    epidemic = start(city, plan=plan).run(14)
    rounds = min(epidemic.record.counts["tubes"])
    positives = epidemic.record.series("positives", 14)
    assert positives[: rounds + 1].sum() >= 3


def test_a_daily_strategy_runs_in_its_days(city: City) -> None:
    plan = read_plan(strategy("daily", {"do": "mass_test", "rounds": 1}, from_day=2, until_day=7, every_days=2))
    epidemic = start(city, plan=plan).run(12)
    assert sorted(epidemic.record.counts["tubes"]) == [2, 4, 6]


@pytest.mark.parametrize("name", plans())
def test_shipped_plans_load(name: str) -> None:
    assert load_plan(name).strategies


def test_a_plan_that_is_wrong_names_the_field(tmp_path: Path) -> None:
    file = tmp_path / "plan.toml"
    file.write_text('[[strategy]]\nid = "x"\nwhen = "positive"\n[[strategy.measure]]\ndo = "isolate"\nshare = 2\n')
    with pytest.raises(EpidemicError) as refused:
        load_plan(file)
    assert "share" in str(refused.value)
    assert refused.value.text("zh") != refused.value.text("en") or "share" in refused.value.text("zh")


def test_swabs_close_contaminated_places_when_the_result_comes(city: City) -> None:
    swab = {"do": "swab", "swabs": 10, "days": 3, "result_hours": 24}
    plan = read_plan(strategy("daily", *({"do": "mass_test", "result_hours": 1},), every_days=100, from_day=5))
    positive = read_plan(strategy("positive", swab)).strategies
    epidemic = start(
        city, first_infections=200, plan=plan.model_copy(update={"strategies": (*plan.strategies, *positive)})
    )
    epidemic.run(9)
    done = epidemic.summary()["operations"]
    assert done["swabs"] > 10 * done["places_contaminated"] > 0
    assert min(epidemic.record.counts["places_contaminated"]) > min(epidemic.record.counts["swabs"])
    assert (epidemic.clock.people.closed > epidemic.clock.now).any()


def test_tubes_of_a_pooled_test_are_counted_and_find_fewer(city: City) -> None:
    found = {}
    for pool in (1, 20):
        test = {"do": "test", "pool": pool, "on_days": [0]}
        epidemic = start(city, first_infections=800, plan=read_plan(strategy("onset", test))).run(8)
        found[pool] = epidemic.summary()["operations"]
    assert "tubes" not in found[1]
    assert found[20]["tubes"] < found[20]["tests"]
    assert found[20]["positives"] < found[1]["positives"]
