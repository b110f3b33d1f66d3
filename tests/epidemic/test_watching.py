"""What can be seen of a running epidemic from outside, and that steering shows in it."""

from __future__ import annotations

import numpy as np
import pytest

from fangxian.science.city.kinds import PlaceKind
from fangxian.science.city.model import City
from fangxian.science.city.visits import MAX_VISITS, visits
from fangxian.science.epidemic.codes import AFTERWARDS, Setting, State, Traits
from fangxian.science.epidemic.model import Epidemic
from tests.epidemic.test_engine import start, where

HOUR, DAY = 60, 1440


@pytest.fixture(scope="module")
def running(city: City) -> Epidemic:
    return start(city).run(16.5)


def test_the_ill_are_those_between_onset_and_recovery(running: Epidemic) -> None:
    ill = running.ill()
    state = running.case("state")[running.clock.people.case[ill] - 1]
    assert ill.size > 20
    assert set(np.unique(state)) <= {State.ILL, State.SEVERE, State.CRITICAL}
    assert np.isin(running.in_hospital(), ill).all()


def test_onsets_tick_by_tick_are_all_onsets(city: City) -> None:
    ticked, seen = start(city), []
    for _ in range(24):
        before = ticked.clock.now
        ticked.run_until(before + 331)
        found = ticked.onsets(since=before)
        assert (np.diff(found.minute) >= 0).all()
        seen += found.person.tolist()
    assert sorted(seen) == sorted(ticked.onsets().person.tolist())
    assert len(seen) == ticked.daily_onsets().sum() > 20


def test_those_who_come_to_a_clinic_are_ill_and_seek_care(running: Epidemic) -> None:
    came = running.at_clinics(since=8 * DAY)
    number = running.clock.people.case[came.person] - 1
    assert came.person.size > 5
    assert (running.case("traits")[number] & Traits.SEEKS_CARE > 0).all()
    assert (came.minute >= running.case("onset")[number]).all()
    assert ((came.minute > 8 * DAY) & (came.minute <= running.clock.now)).all()


def test_clinics_see_the_same_people_as_a_plan_that_waits_there(city: City) -> None:
    plan = start(city, plan="clinics-only").run(12)
    tested = sum(plan.record.counts["care"].values())
    free = start(city).run(12)
    assert tested == pytest.approx(free.at_clinics().person.size, abs=0.1 * tested + 2)


@pytest.mark.parametrize("hour", [4, 10, 17, 20])
def test_people_are_where_their_itinerary_has_them(city: City, hour: int) -> None:
    epidemic = start(city).run_until(3 * DAY + hour * HOUR)
    persons = np.arange(0, city.n_persons, 37)
    day = epidemic.clock.epoch + 3
    expected = [where(city, int(person), day, hour * HOUR) for person in persons]
    kept = np.isin(persons, epidemic.in_hospital())
    assert epidemic.where(persons)[~kept].tolist() == np.array(expected)[~kept].tolist()


def test_who_is_kept_is_at_home_or_away(city: City) -> None:
    epidemic = start(city).run_until(10 * HOUR)
    epidemic.isolate([1, 2, 3], days=5)
    epidemic.isolate([11, 12, 13], days=5, at="home")
    assert epidemic.where([1, 2, 3]).tolist() == [-1, -1, -1]
    assert epidemic.where([11, 12, 13]).tolist() == (city.n_places + city.household[[11, 12, 13]]).tolist()
    assert epidemic.isolated().tolist() == [1, 2, 3, 11, 12, 13]
    epidemic.run(5)
    assert not np.isin([1, 2, 3, 11, 12, 13], np.setdiff1d(epidemic.isolated(), epidemic.in_hospital())).any()


def test_a_closed_place_and_a_sealed_area_are_empty(city: City) -> None:
    epidemic = start(city).run_until(10 * HOUR)
    everybody = np.arange(city.n_persons)
    schools = epidemic.places_of(["schools"])
    assert np.isin(epidemic.where(everybody), schools).any()
    epidemic.close(schools, days=2)
    assert not np.isin(epidemic.where(everybody), schools).any()
    area = epidemic.areas(str(city.area_code[0]))
    epidemic.zone(area, "sealed", days=3)
    inside = epidemic.residents(area)
    assert (epidemic.where(inside) == city.n_places + city.household[inside]).all()


def test_each_area_keeps_its_own_rules(city: City) -> None:
    epidemic = start(city).run_until(10 * HOUR)
    strict, lax = (epidemic.areas(str(city.area_code[k])) for k in (0, -1))
    epidemic.zone(strict, "sealed", days=3, keeps=1.0)
    epidemic.zone(lax, "sealed", days=3, keeps=0.0)
    for areas, held in ((strict, True), (lax, False)):
        inside = epidemic.residents(areas)
        at_home = epidemic.where(inside) == city.n_places + city.household[inside]
        assert at_home.all() == held


def test_a_larger_share_complies_in_addition(city: City) -> None:
    everybody = np.arange(city.n_persons)
    few, many = (start(city).isolate(everybody, days=1, share=share) for share in (0.3, 0.6))
    assert np.isin(few, many).all()
    assert few.size == pytest.approx(0.3 * city.n_persons, rel=0.05)
    assert start(city).vaccinate(everybody, share=0.5).size == pytest.approx(0.5 * city.n_persons, rel=0.05)


def test_swabs_find_where_the_infectious_were_and_hardly_elsewhere(city: City) -> None:
    epidemic = start(city, first_infections=400).run(9)
    visited = set()
    place, begin, end = (np.zeros(MAX_VISITS, kind) for kind in (np.int32, np.int16, np.int16))
    for number, person in enumerate(epidemic.case("person")):
        for day in range(int(epidemic.case("at")[number]) // DAY, 10):
            count = visits(epidemic.clock.tables, int(person), epidemic.clock.epoch + day, place, begin, end)
            visited |= set(place[:count].tolist())
    venues = np.arange(city.n_sites, city.n_places)
    positive = epidemic.swab(venues, swabs=5)
    assert positive.size > 20
    assert np.isin(positive, list(visited)).mean() > 0.95
    assert epidemic.swab(np.setdiff1d(venues, list(visited))).size <= 3


def test_nothing_is_found_where_it_was_disinfected(city: City) -> None:
    epidemic = start(city, first_infections=400).run(9)
    venues = np.arange(city.n_sites, city.n_places)
    before = epidemic.swab(venues, swabs=5).size
    epidemic.disinfect(venues)
    assert epidemic.swab(venues, swabs=5).size < 0.1 * before


def test_a_disinfected_place_infects_nobody_afterwards_on_that_day(city: City) -> None:
    def afterwards(daily: bool) -> int:
        run = start(city, first_infections=600, seed=9)
        for _ in range(10):
            if daily:
                run.disinfect(np.arange(city.n_places))
            run.run(1)
        return int((run.case("setting") >= AFTERWARDS).sum())

    assert afterwards(False) > 5
    assert afterwards(True) == 0


def test_nobody_is_at_a_kind_of_place_that_does_not_exist_in_his_day(city: City, running: Epidemic) -> None:
    """Settings of infections and places of whereabouts speak of the same kinds."""
    place, setting = running.case("place"), running.case("setting").astype(int) & (AFTERWARDS - 1)
    venue = (setting >= Setting.MARKET) & (setting <= Setting.HUB)
    kind = city.place_kind[place[venue]]
    assert (kind.astype(int) - int(PlaceKind.MARKET) + int(Setting.MARKET) == setting[venue]).all()


def test_those_in_the_city_are_those_who_are_somewhere(city: City) -> None:
    epidemic = start(city).run(12)
    everybody = np.arange(city.n_persons)
    epidemic.isolate(everybody[:40], days=3)
    epidemic.isolate(everybody[40:80], days=30, at="home")
    for days in (0, 2, 4):
        epidemic.run(days)
        assert np.array_equal(epidemic.in_city(everybody), epidemic.where(everybody) >= 0)
    assert not epidemic.in_city(everybody).all()
