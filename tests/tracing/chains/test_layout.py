"""Drawings of chains: nobody stands on anybody, nothing is left to chance."""

from __future__ import annotations

import time
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings

from fangxian.science.tracing.chains import Case, Link, read
from fangxian.science.tracing.chains.layout import along_days, tree
from fangxian.science.tracing.chains.layout.free import free
from fangxian.science.tracing.chains.layout.onset import UNDATED
from tests.tracing.chains.strategies import START, cases, links

EVERY = pytest.mark.parametrize("layout", [along_days, tree, free])


@EVERY
@given(cases=cases, links=links)
@settings(max_examples=60)
def test_everybody_has_a_place_of_their_own_on_the_sheet(layout, cases, links):
    chains = read(cases, links, longest_incubation=14)
    sheet = layout(chains)
    assert set(sheet.places) == set(chains.cases)
    assert len(set(sheet.places.values())) == len(chains.cases)
    for x, y in sheet.places.values():
        assert UNDATED <= x <= sheet.width + 1e-6
        assert -1e-6 <= y <= sheet.height + 1e-6


@EVERY
@given(cases=cases, links=links)
@settings(max_examples=30)
def test_the_same_chains_always_look_the_same(layout, cases, links):
    first = layout(read(cases, links))
    assert layout(read(cases[::-1], links[::-1])) == first


@given(cases, links)
def test_across_is_the_day(cases, links):
    chains = read(cases, links)
    days = [case.day for case in cases if case.day is not None]
    for id_, (x, _y) in along_days(chains).places.items():
        day = chains.cases[id_].day
        assert x == (UNDATED if day is None else (day - min(days)).days)


@given(cases, links)
def test_names_of_one_lane_never_overlap(cases, links):
    sheet = along_days(read(cases, links), room=1.0)
    lanes: dict[float, list[float]] = {}
    for x, y in sheet.places.values():
        lanes.setdefault(y, []).append(x)
    for xs in lanes.values():
        assert all(later - earlier >= 1.0 for earlier, later in pairwise(sorted(xs)))


@given(cases, links)
def test_in_a_tree_an_infectee_stands_one_generation_to_the_right_between_its_siblings(cases, links):
    chains = read(cases, links)
    sheet = tree(chains)
    for id_, children in chains.children().items():
        rows = [sheet.places[child][1] for child in children]
        assert rows == sorted(rows)
        assert sheet.places[id_][1] == pytest.approx((rows[0] + rows[-1]) / 2)
        assert len({round(sheet.places[child][0] - sheet.places[id_][0], 6) for child in children}) == 1


def test_freely_drawn_linked_cases_stand_nearer_than_others():
    names = [f"{n:02}" for n in range(20)]
    chain = read([Case(name, START) for name in names], [Link(*pair) for pair in pairwise(names)])
    places = free(chain).places

    def apart(one: str, other: str) -> float:
        return sum((a - b) ** 2 for a, b in zip(places[one], places[other], strict=True)) ** 0.5

    linked = [apart(*pair) for pair in pairwise(names)]
    others = [apart(one, other) for one in names for other in names if abs(int(one) - int(other)) > 1]
    assert max(linked) < sum(others) / len(others)


def test_a_thousand_cases_are_drawn_in_a_blink():
    held = [Case(f"{n:04}", START + timedelta(days=n // 30)) for n in range(1000)]
    chains = read(held, [Link(f"{(n - 1) // 3:04}", f"{n:04}") for n in range(1, 1000)])
    free(chains)  # compiled
    for layout in (along_days, tree, free):
        started = time.process_time()
        layout(chains)
        assert time.process_time() - started < 2
