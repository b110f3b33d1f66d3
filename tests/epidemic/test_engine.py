"""Promises of the engine: the same chance whatever the steps and threads, and nobody infected where he was not."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest

from fangxian.science.city.model import City
from fangxian.science.city.visits import MAX_VISITS, site_stay, visits
from fangxian.science.epidemic import clockwork
from fangxian.science.epidemic.codes import AFTERWARDS, NOWHERE, Setting, Traits
from fangxian.science.epidemic.disease import load_disease
from fangxian.science.epidemic.errors import EpidemicError
from fangxian.science.epidemic.model import Epidemic

COLUMNS = ("person", "source", "at", "place", "setting", "onset", "multiplier", "traits", "state")


def same(one: Epidemic, other: Epidemic) -> bool:
    """Whether two runs have the same line list, to the bit."""
    return one.infections == other.infections and all(
        np.array_equal(one.case(name), other.case(name)) for name in COLUMNS
    )


def start(city: City, **changes: object) -> Epidemic:
    options: dict[str, object] = {"first_infections": 40, "seed": 3}
    return Epidemic(city, "covid19-ancestral", **{**options, **changes})


def places_of(city: City, person: int, day: int) -> list[tuple[int, int, int]]:
    """Stays away from home of a person on a day: place, start, end."""
    place, begin, end = (np.zeros(MAX_VISITS, kind) for kind in (np.int32, np.int16, np.int16))
    count = visits(city.tables(), person, day, place, begin, end)
    found = [(int(place[k]), int(begin[k]), int(end[k])) for k in range(count)]
    group, opens, closes = site_stay(city.tables(), person, day)
    return [*found, (int(city.group_site[group]), opens, closes)] if group >= 0 else found


def where(city: City, person: int, day: int, minute: int) -> int:
    """Place id where a person is at a minute of a day."""
    for place, begin, end in places_of(city, person, day):
        if begin <= minute < end:
            return place
    return int(city.n_places + city.household[person])


def test_it_spreads(unhindered: Epidemic) -> None:
    assert unhindered.infections > 400
    assert set(np.unique(unhindered.case("setting"))) >= {Setting.HOME, Setting.CLASS, Setting.OFFICE}


def test_the_same_seed_gives_the_same_line_list(city: City, unhindered: Epidemic) -> None:
    assert same(unhindered, start(city).run(24))


def test_another_seed_gives_another(city: City, unhindered: Epidemic) -> None:
    assert not same(unhindered, start(city, seed=4).run(24))


def test_steps_of_any_length_come_to_the_same(city: City, unhindered: Epidemic) -> None:
    stepped = start(city)
    while stepped.clock.now < 24 * 1440:
        stepped.advance(timedelta(minutes=min(331, 24 * 1440 - stepped.clock.now)))
    assert same(unhindered, stepped)


def test_results_do_not_depend_on_the_number_of_threads(
    city: City, unhindered: Epidemic, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clockwork, "_CHUNK", 64)
    assert same(unhindered, start(city, threads=3).run(24))


def test_everybody_is_infected_once_and_by_somebody_infected_before(unhindered: Epidemic) -> None:
    person, source, at = (unhindered.case(name) for name in ("person", "source", "at"))
    assert np.unique(person).size == person.size
    assert (np.diff(at) >= 0).all()
    later = source >= 0
    assert (source[later] < np.flatnonzero(later)).all()
    assert (at[later] - at[source[later]] >= 1440).all()


def test_both_were_at_the_place_at_the_minute(city: City, unhindered: Epidemic) -> None:
    person, source, at, place, setting = (
        unhindered.case(name) for name in ("person", "source", "at", "place", "setting")
    )
    checked = 0
    for k in range(unhindered.infections):
        if place[k] == NOWHERE:
            assert setting[k] == Setting.IMPORTED
            continue
        day, minute = unhindered.clock.epoch + at[k] // 1440, at[k] % 1440
        assert where(city, int(person[k]), day, minute) == place[k]
        giver = int(person[source[k]])
        if setting[k] < AFTERWARDS:
            assert where(city, giver, day, minute) == place[k]
        else:
            assert any(spot == place[k] and begin <= minute for spot, begin, _ in places_of(city, giver, day))
        checked += 1
    assert checked > 400


def test_a_home_infects_those_who_live_there_and_a_class_those_who_belong(city: City, unhindered: Epidemic) -> None:
    person, source, setting = (unhindered.case(name).astype(np.int64) for name in ("person", "source", "setting"))
    for kind, column in ((Setting.HOME, city.household), (Setting.CLASS, city.group), (Setting.OFFICE, city.group)):
        rows = setting == kind
        assert rows.any()
        assert (column[person[rows]] == column[person[source[rows]]]).all()


def test_the_course_follows_the_traits(unhindered: Epidemic) -> None:
    traits, state = unhindered.case("traits"), unhindered.case("state")
    assert (traits[state == 1] & Traits.SYMPTOMS > 0).all()
    assert (traits[state == 2] & Traits.SEVERE > 0).all()
    assert (traits[state == 3] & Traits.CRITICAL > 0).all()
    assert (traits[state == 5] & Traits.FATAL > 0).all()
    ill_by_now = (traits & Traits.SYMPTOMS > 0) & (unhindered.case("onset") <= unhindered.clock.now)
    assert (state[ill_by_now] > 0).all()


def test_older_people_fall_ill_worse(city: City) -> None:
    epidemic = start(city, first_infections=np.arange(20_000)).run(0)
    severe, age = epidemic.case("traits") & Traits.SEVERE > 0, city.age[epidemic.case("person")]
    disease = load_disease("covid19-ancestral")
    assert severe.mean() == pytest.approx(disease.severe.table()[age].mean(), rel=0.1)
    assert severe[age >= 60].mean() > 5 * severe[age < 30].mean()


def test_no_transmissibility_no_infection(city: City) -> None:
    disease = load_disease("covid19-ancestral").with_(reproduction=0.0, household_attack=0.0)
    assert start(city, first_infections=40).clock.count == 40
    assert Epidemic(city, disease, first_infections=40, seed=3).run(15).infections == 40


def test_the_calibrated_reproduction_number_is_the_disease_s(city: City, unhindered: Epidemic) -> None:
    assert sum(unhindered.setup.rates.reproduction.values()) == pytest.approx(2.5, rel=1e-6)


def test_more_transmissibility_more_infections(city: City, unhindered: Epidemic) -> None:
    lower = load_disease("covid19-ancestral").with_(reproduction=1.3)
    assert Epidemic(city, lower, first_infections=40, seed=3).run(24).infections < unhindered.infections


def test_those_immune_before_are_never_infected(city: City) -> None:
    epidemic = Epidemic(city, "measles", first_infections=5, seed=1).run(40)
    people = city.age[epidemic.case("person")]
    assert 5 < epidemic.infections < 0.15 * city.n_persons
    assert (people < 40).mean() > 0.6


def test_time_never_runs_back(city: City) -> None:
    epidemic = start(city).run(2)
    with pytest.raises(EpidemicError) as refused:
        epidemic.run_until(60)
    assert refused.value.code == "epidemic.backwards"


def test_more_first_infections_than_people_are_refused(city: City) -> None:
    with pytest.raises(EpidemicError) as refused:
        start(city, first_infections=30_000)
    assert refused.value.code == "epidemic.seeds"


def test_people_can_be_infected_from_outside_at_any_minute(city: City) -> None:
    epidemic = start(city, first_infections=5).run(3.5)
    new = np.flatnonzero(epidemic.clock.people.case == 0)[:7]
    before = epidemic.infections
    epidemic.import_cases(new)
    assert epidemic.infections == before + 7
    epidemic.import_cases(new)
    assert epidemic.infections == before + 7


def test_a_fast_disease_is_drawn_in_shorter_slabs(city: City) -> None:
    epidemic = Epidemic(city, "influenza-2009", first_infections=40, seed=2).run(12)
    assert epidemic.clock.law.slab == 720
    assert epidemic.infections > 60
