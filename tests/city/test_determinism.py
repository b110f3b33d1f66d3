"""The same seed gives the same city and the same visits, anywhere."""

from __future__ import annotations

from fangxian.science.city.build import build_city
from fangxian.science.city.model import City
from fangxian.science.city.spec import CitySpec, town
from fangxian.science.city.stays import stays_of

GOLDEN = "1e0d704a7d624465834a7767615c32575e78e6ada0cfd6d9f06526d8ed774593"
"""Fingerprint of ``build_city(town(6_000), seed=7)``. It changes when the method or a parameter does, and only then."""


def test_a_town_has_the_fingerprint_it_always_had(hamlet: City) -> None:
    assert hamlet.fingerprint == GOLDEN


def test_the_number_of_threads_does_not_matter(county_spec: CitySpec, county: City) -> None:
    alone = build_city(county_spec, seed=1, threads=1)
    many = build_city(county_spec, seed=1, threads=5)
    assert alone.fingerprint == many.fingerprint == county.fingerprint


def test_another_seed_is_another_city(county_spec: CitySpec, county: City) -> None:
    other = build_city(county_spec, seed=2)
    assert other.fingerprint != county.fingerprint
    assert other.n_persons == county.n_persons


def test_seeds_count_by_their_lower_64_bits() -> None:
    assert build_city(town(500), seed=-1).fingerprint == build_city(town(500), seed=2**64 - 1).fingerprint


def test_visits_do_not_depend_on_who_is_asked_first(hamlet: City) -> None:
    whole = stays_of(hamlet, 18_932, 0, hamlet.n_persons)
    late = stays_of(hamlet, 18_932, 3000, 3100)
    chosen = (whole.person >= 3000) & (whole.person < 3100)
    assert (whole.place[chosen] == late.place).all()
    assert (whole.start[chosen] == late.start).all()
