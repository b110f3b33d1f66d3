"""A walk over contacts follows time, and finds what trying every path finds."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fangxian.science.tracing.errors import TracingError
from fangxian.science.tracing.graph import ContactGraph, Walker

Contact = tuple[int, int, int, int]
BASE = 1_000_000_000


def graph_of(contacts: list[Contact], persons: int = 6, folder: Path | None = None) -> ContactGraph:
    columns = np.array(contacts, np.int64).reshape(-1, 4)
    one, other, start, end = columns.T
    return ContactGraph.build(one, other, start + BASE, end + BASE, persons=persons, base=BASE, folder=folder)


def by_trying_all_paths(
    contacts: list[Contact], seeds: dict[int, int], hops: int, latent: int
) -> dict[int, tuple[int, int, int]]:
    """Hop, earliest and latest exposure of everybody, by walking every chain of contacts."""
    both = contacts + [(b, a, s, e) for a, b, s, e in contacts]
    found: dict[int, tuple[int, int, int]] = {}
    for length, (seed, since) in product(range(1, hops + 1), seeds.items()):
        for chain in product(both, repeat=length):
            at, ready = seed, since
            for k, (one, other, start, end) in enumerate(chain):
                if one != at or one == other or other in seeds or max(start, ready) >= end:
                    break
                at, exposed = other, max(start, ready)
                ready = exposed + latent
                if k == length - 1:
                    hop, first, last = found.get(at, (length, exposed, end))
                    found[at] = (min(hop, length), min(first, exposed), max(last, end))
    return found


CONTACTS = st.lists(
    st.tuples(st.integers(0, 4), st.integers(0, 4), st.integers(0, 6), st.integers(0, 4)).map(
        lambda c: (c[0], c[1], c[2], c[2] + c[3])
    ),
    max_size=6,
)


@settings(max_examples=150, deadline=None)
@given(
    CONTACTS,
    st.dictionaries(st.integers(0, 4), st.integers(0, 6), min_size=1, max_size=2),
    st.integers(1, 3),
    st.integers(0, 2),
)
def test_a_walk_finds_what_trying_every_path_finds(
    contacts: list[Contact], seeds: dict[int, int], hops: int, latent: int
) -> None:
    walker = Walker(graph_of(contacts))
    since = np.array(list(seeds.values())) + BASE
    reached = walker.reach(list(seeds), since, hops=hops, latent_s=latent)
    rows = zip(reached.person, reached.hop, reached.earliest - BASE, reached.latest - BASE, strict=True)
    assert {int(p): (int(h), int(e), int(la)) for p, h, e, la in rows} == by_trying_all_paths(
        contacts, seeds, hops, latent
    )


@settings(max_examples=50, deadline=None)
@given(CONTACTS, st.integers(0, 6), st.integers(1, 3))
def test_a_days_contacts_beside_the_others_count_as_if_they_were_one_graph(
    contacts: list[Contact], cut: int, hops: int
) -> None:
    whole, parts = Walker(graph_of(contacts)), Walker(graph_of(contacts[:cut]), graph_of(contacts[cut:]))
    for walker in (whole, parts):  # a second walk finds nothing left of the first
        walker.reach([1], BASE, hops=3)
    one, two = (walker.reach([0], BASE, hops=hops) for walker in (whole, parts))
    columns = [sorted(zip(r.person, r.hop, r.earliest, r.latest, strict=True)) for r in (one, two)]
    assert columns[0] == columns[1]


def test_an_exposure_does_not_pass_backwards_in_time() -> None:
    walker = Walker(graph_of([(0, 1, 100, 200), (1, 2, 0, 100)]))
    assert walker.reach([0], BASE, hops=2).person.tolist() == [1]


def test_a_contact_that_goes_on_after_the_exposure_passes_it_on() -> None:
    walker = Walker(graph_of([(0, 1, 100, 200), (1, 2, 0, 150)]))
    reached = walker.reach([0], BASE, hops=2)
    assert reached.person.tolist() == [1, 2]
    assert (reached.earliest - BASE).tolist() == [100, 100]
    assert (reached.latest - BASE).tolist() == [200, 150]


def test_who_is_exposed_can_expose_others_only_after_the_latent_time() -> None:
    walker = Walker(graph_of([(0, 1, 0, 10), (1, 2, 5, 50)]))
    assert len(walker.reach([0], BASE, hops=2, latent_s=50)) == 1
    assert len(walker.reach([0], BASE, hops=2, latent_s=49)) == 2


def test_a_graph_that_was_kept_gives_the_same_walk(tmp_path: Path) -> None:
    contacts = [(0, 1, 0, 10), (1, 2, 5, 50), (2, 3, 40, 41)]
    graph_of(contacts, folder=tmp_path)
    one = Walker(ContactGraph.open(tmp_path)).reach([0], BASE, hops=3)
    two = Walker(graph_of(contacts)).reach([0], BASE, hops=3)
    assert one.earliest.tolist() == two.earliest.tolist()
    assert one.person.tolist() == [1, 2, 3]


def test_a_graph_without_contacts_reaches_nobody(tmp_path: Path) -> None:
    graph_of([], folder=tmp_path)
    assert len(Walker(ContactGraph.open(tmp_path)).reach([0], BASE, hops=2)) == 0


@pytest.mark.parametrize("contact", [(0, 1, 10, 5), (0, 1, -1, 5)])
def test_a_contact_that_ends_before_it_starts_or_before_the_base_is_refused(contact: Contact) -> None:
    with pytest.raises(TracingError, match=r"graph\.times"):
        graph_of([contact])


def test_a_person_beyond_the_graph_is_refused() -> None:
    with pytest.raises(TracingError, match=r"graph\.ids"):
        graph_of([(0, 6, 0, 1)])
    with pytest.raises(TracingError, match=r"graph\.ids"):
        Walker(graph_of([])).reach([6], BASE, hops=1)
