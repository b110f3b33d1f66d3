"""Chains out of any record: what is promised whatever the record says."""

from __future__ import annotations

import random
from datetime import date, timedelta
from itertools import pairwise

import networkx as nx
from hypothesis import given
from hypothesis import strategies as st

from fangxian.science.tracing.chains import Case, Link, read
from tests.tracing.chains.strategies import START, cases, links


def on(day: int) -> date:
    return START + timedelta(days=day)


def graph(pairs) -> nx.DiGraph:
    made = nx.DiGraph()
    made.add_edges_from(pairs)
    return made


@given(cases, links)
def test_nobody_descends_from_themselves_and_generations_count_the_line(cases, links):
    found = read(cases, links, longest_incubation=14)
    forest = graph((link.source, target) for target, link in found.infector.items())
    assert nx.is_directed_acyclic_graph(forest)
    for id_, generation in found.generation.items():
        ancestors = nx.ancestors(forest, id_) if id_ in forest else set()
        assert generation == len(ancestors)


@given(cases, links)
def test_chains_are_the_weakly_connected_components_of_possible_links(cases, links):
    found = read(cases, links, longest_incubation=14)
    impossible = {fault.cases for fault in found.faults if fault.kind == "impossible"}
    possible = graph(pair for link in found.links if (pair := (link.source, link.target)) not in impossible)
    assert {frozenset(one) for one in found.members()} == {
        frozenset(one) for one in nx.weakly_connected_components(possible)
    }
    assert set(found.unlinked) == {case.id for case in cases} - set(possible)


@given(cases, links)
def test_every_chain_with_a_link_has_somebody_who_infected_somebody(cases, links):
    found = read(cases, links)
    for members in found.members():
        assert any(id_ in found.infector for id_ in members)


@given(cases, links)
def test_cycles_are_named_as_networkx_finds_them(cases, links):
    found = read(cases, links)
    whole = graph((link.source, link.target) for link in found.links)
    expected = {tuple(sorted(one)) for one in nx.strongly_connected_components(whole) if len(one) > 1}
    assert {fault.cases for fault in found.faults if fault.kind == "cycle"} == expected


@given(cases, links, st.randoms(use_true_random=False))
def test_the_order_of_the_record_decides_nothing(cases, links, dice: random.Random):
    shuffled = dice.sample(cases, len(cases)), dice.sample(links, len(links))
    assert read(cases, links, longest_incubation=10) == read(*shuffled, longest_incubation=10)


@given(cases, links)
def test_every_link_is_kept_or_named(cases, links):
    found = read(cases, links)
    named = {fault.cases for fault in found.faults}
    held = {(link.source, link.target) for link in found.links}
    for link in links:
        pair = (link.source, link.target)
        assert pair in held or pair in named or (link.source == link.target and (link.source,) in named)


@given(cases, links, st.sets(st.sampled_from([f"c{n:02}" for n in range(24)])))
def test_a_part_keeps_its_generations(cases, links, kept):
    whole = read(cases, links)
    part = whole.narrowed(kept)
    assert set(part.cases) == set(whole.cases) & kept
    assert all(whole.generation[id_] == generation for id_, generation in part.generation.items())
    assert sorted(set(part.chain.values())) == list(range(len(set(part.chain.values()))))


def test_a_surer_link_wins_over_an_earlier_infector():
    trio = [Case("a", on(0)), Case("b", on(2)), Case("c", on(5))]
    found = read(trio, [Link("a", "c", "probable"), Link("b", "c", "certain")])
    assert found.infector["c"].source == "b"


def test_among_equals_the_infector_who_did_not_fall_ill_later_wins_then_the_earlier_one():
    four = [Case("a", on(0)), Case("b", on(2)), Case("c", on(5)), Case("late", on(6))]
    found = read(four, [Link("late", "c"), Link("b", "c"), Link("a", "c")])
    assert found.infector["c"].source == "a"


def test_an_infectee_ill_too_long_before_the_infector_is_named_and_not_counted():
    pair = [Case("a", on(20)), Case("b", on(6))]
    found = read(pair, [Link("a", "b")], longest_incubation=14)
    assert [(fault.kind, fault.cases, fault.days) for fault in found.faults] == [("impossible", ("a", "b"), -14)]
    assert found.unlinked == ("b", "a")
    assert len(found.links) == 1


def test_an_infectee_ill_first_within_the_incubation_is_named_and_counted():
    found = read([Case("a", on(4)), Case("b", on(3))], [Link("a", "b")], longest_incubation=14)
    assert [fault.kind for fault in found.faults] == ["backwards"]
    assert found.generation == {"a": 0, "b": 1}


def test_two_who_name_each_other_make_one_line_with_the_earlier_first():
    found = read([Case("a", on(4)), Case("b", on(3))], [Link("a", "b"), Link("b", "a")], longest_incubation=14)
    assert found.generation == {"b": 0, "a": 1}
    assert ("cycle", ("a", "b")) in {(fault.kind, fault.cases) for fault in found.faults}


def test_a_chain_longer_than_the_call_stack_is_read():
    names = [f"{n:06}" for n in range(20_000)]
    found = read([Case(name, on(0)) for name in names], [Link(*pair) for pair in pairwise(names)])
    assert found.generation[names[-1]] == 19_999
