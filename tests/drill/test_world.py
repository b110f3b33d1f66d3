"""The hidden city shows what a real one would, and nothing more."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangxian.drill.world.hidden import World
from fangxian.drill.world.identity import who
from fangxian.drill.world.memory import Memory
from fangxian.response.registry.identity import normal
from fangxian.response.registry.resident_id import check_resident_id
from fangxian.science.city.build import build_city
from fangxian.science.city.model import City
from fangxian.science.city.spec import town

TODAY = date(2021, 5, 10)


@pytest.fixture(scope="module")
def city() -> City:
    return build_city(town(20_000), seed=7)


@pytest.fixture
def world(city: City) -> World:
    return World(city, "covid19-delta", begins=date(2021, 5, 1), first=20, seed=3)


@given(person=st.integers(0, 19_999), today=st.dates(date(2020, 1, 1), date(2022, 12, 31)))
def test_papers_are_valid_and_say_what_the_city_knows(city: City, person: int, today: date) -> None:
    one = who(city, person, today)
    said = check_resident_id(one.number)
    assert said.born == one.born
    assert said.sex == one.sex
    years = today.year - one.born.year - ((today.month, today.day) < (one.born.month, one.born.day))
    assert years == int(city.age[person])
    assert normal(one.card).phone == one.phone


def test_no_two_people_share_a_number_a_telephone_or_a_door(city: City) -> None:
    people = [who(city, person, TODAY) for person in range(0, city.n_persons, 3)]
    assert len({one.number for one in people}) == len(people)
    assert len({one.phone for one in people}) == len(people)
    household = {}
    for one, person in zip(people, range(0, city.n_persons, 3), strict=True):
        assert household.setdefault((one.area, one.address), int(city.household[person])) == int(city.household[person])


def test_numbers_belong_to_regions_that_were_never_given_out(city: City) -> None:
    assert {who(city, person, TODAY).number[:3] for person in range(500)} == {"519"}


def test_whoever_comes_to_a_clinic_is_told_of_once(world: World) -> None:
    came = []
    for day in range(2, 16):
        world.pass_to(datetime(2021, 5, day, tzinfo=UTC))
        came += [person for person, _at in world.at_clinics()]
    assert came
    assert len(came) == len(set(came))
    assert all(world.onset_told(person) is not None for person in came)


def test_the_city_lives_on_in_any_steps_to_the_same_end(city: City) -> None:
    ends = datetime(2021, 5, 9, 12, tzinfo=UTC)
    at_once, by_the_hour = (World(city, "covid19-delta", begins=date(2021, 5, 1), first=20, seed=3) for _ in range(2))
    at_once.pass_to(ends)
    while by_the_hour.now < ends:
        by_the_hour.pass_to(by_the_hour.now + timedelta(minutes=37))
    by_the_hour.pass_to(ends)
    infected_by = {int(minute): 0 for minute in at_once.truth.case("at")}
    assert infected_by.keys() <= {int(minute) for minute in by_the_hour.truth.case("at")}


def test_asked_twice_they_say_the_same_and_never_more_than_was(city: City, world: World) -> None:
    world.pass_to(datetime(2021, 5, 9, 12, tzinfo=UTC))
    person = int(world.truth.case("person")[0])
    perfect = World(city, "covid19-delta", begins=date(2021, 5, 1), first=20, seed=3,
                    memory=Memory(stays=1, fades=0, blur=0, group=1, venue=1))  # fmt: skip
    perfect.pass_to(world.now)
    truth = {(stay.place, stay.began) for stay in perfect.stays(person, days=5)}
    told = world.stays(person, days=5)
    assert told == world.stays(person, days=5)
    assert {stay.place for stay in told} <= {place for place, _began in truth}
    assert {(stay.place, stay.began) for stay in told if stay.sure} <= truth
    since = world.now - timedelta(days=4)
    whole = {(met.person, met.setting) for met in perfect.met(person, since=since)}
    some = {(met.person, met.setting) for met in world.met(person, since=since)}
    assert some <= whole
    assert {one for one in whole if one[1] == "household"} <= some


def test_nobody_tells_of_a_stay_that_has_not_ended(world: World) -> None:
    world.pass_to(datetime(2021, 5, 9, 3, tzinfo=UTC))
    for person in range(0, 2_000, 50):
        assert all(stay.ended <= world.now for stay in world.stays(person, days=2))


def test_those_taken_away_are_no_longer_in_the_city_until_they_are_let_go(world: World) -> None:
    world.pass_to(datetime(2021, 5, 5, tzinfo=UTC))
    world.take_away([10, 11], until=world.now + timedelta(days=14))
    assert list(world.truth.where([10, 11])) == [-1, -1]
    world.let_go([10])
    assert world.truth.where([10])[0] >= 0
    assert world.truth.where([11])[0] == -1
