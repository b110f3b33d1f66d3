"""The index answers as the definition does, on thousands of small inputs full of edges."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fangxian.science.tracing.reading import Case, Phone
from fangxian.science.tracing.rule import Rule
from fangxian.science.tracing.search import CaseHits, Search
from tests.tracing import oracle
from tests.tracing.build import index_of
from tests.tracing.oracle import Hit, Stay

MIDNIGHT = 1_635_868_800
"""2021-11-03T00:00+08:00, where two days of the index meet."""

# Times lie on few minutes around few midnights, so that stays touch, repeat, overlap and cross.
TIMES = st.builds(
    lambda day, minute, second: MIDNIGHT + day * 86_400 + minute * 60 + second,
    st.integers(-1, 1),
    st.sampled_from([-20, -10, -5, 0, 5, 10, 20, 60, 720]),
    st.sampled_from([0, 0, 0, 1, 59]),
)
PEOPLE = st.integers(0, 4)


@st.composite
def _stay(draw: Any) -> Stay:
    start, end = sorted((draw(TIMES), draw(TIMES)))
    return Stay(draw(PEOPLE), draw(st.integers(0, 2)), start, end)


@st.composite
def _case(draw: Any, number: int) -> Case:
    phones = []
    for person in draw(st.lists(PEOPLE, min_size=1, max_size=2)):
        if draw(st.booleans()):
            phones.append(Phone(person))
        else:
            start, end = sorted((draw(TIMES), draw(TIMES)))
            phones.append(Phone(person, start, end))
    return Case(f"c{number}", tuple(phones))


RULES = st.builds(
    Rule,
    min_minutes=st.sampled_from([0, 1, 5, 10, 10.5, 15, 60]),
    window_days=st.sampled_from([1, 2, 14]),
    min_hours=st.sampled_from([None, None, 0, 0.25, 1, 12, 25]),
    operator=st.sampled_from(["and", "or"]),
    continuous=st.booleans(),
)

STAYS = st.lists(_stay(), min_size=1, max_size=12).filter(lambda stays: any(s.start < s.end for s in stays))


def as_oracle(found: CaseHits, search: Search) -> list[Hit]:
    hits = found.hits
    people = search.index.people.ids(hits.person).to_pylist()
    columns = (hits.overlaps, hits.seconds, hits.first, hits.last, hits.longest, hits.places)
    rows = zip(people, *(column.tolist() for column in columns), strict=True)
    return [Hit(found.case.id, *row) for row in rows]


def ordered(hits: list[Hit]) -> list[Hit]:
    return sorted(hits, key=lambda hit: (hit.case, str(hit.person)))


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(STAYS, st.tuples(_case(1), _case(2)), RULES, st.sampled_from([None, MIDNIGHT + 86_400, MIDNIGHT + 301]))
def test_every_hit_of_every_case_is_the_oracles(
    stays: list[Stay], cases: tuple[Case, Case], rule: Rule, until: int | None
) -> None:
    # Where no end is given, the window ends with the last stay that has a length: others never reach the index.
    end = max(stay.end for stay in stays if stay.start < stay.end) if until is None else until
    with index_of(stays) as index:
        days = {(s + 28_800) // 86_400 for stay in stays for s in (stay.start, stay.end - 1) if stay.start < stay.end}
        first, last = (end - rule.window_days * 86_400 + 28_800) // 86_400, (end - 1 + 28_800) // 86_400
        if not any(first <= day <= last for day in days):
            return
        search = Search(index, rule, until=until, detail=True)
        found = [hit for case in search.pairs(cases) for hit in as_oracle(case, search)]
        assert ordered(found) == oracle.companions(stays, cases, rule, end)


TOWNS = 250
"""Small towns laid side by side in one index; nobody of one is ever in another."""


def _town(chance: random.Random, number: int) -> tuple[list[Stay], list[Case]]:
    def moment() -> int:
        minute, second = chance.choice([-20, -10, -5, 0, 5, 10, 20, 60, 720]), chance.choice([0, 0, 0, 1, 59])
        return MIDNIGHT + chance.randint(-1, 1) * 86_400 + minute * 60 + second

    def person() -> int:
        return number * 10 + chance.randrange(5)

    stays = [
        Stay(person(), number * 4 + chance.randrange(3), *sorted((moment(), moment())))
        for _ in range(chance.randint(1, 12))
    ]
    stays += chance.sample(stays, chance.randint(0, 1))
    phones = (Phone(person()), Phone(person(), *sorted((moment(), moment()))))
    return stays, [Case(f"{number}a", phones[:1]), Case(f"{number}b", phones[: chance.randint(1, 2)] + phones[1:])]


@pytest.mark.parametrize(
    "rule",
    [
        Rule(10, 14),
        Rule(0, 1),
        Rule(15, 2, continuous=True),
        Rule(10, 14, min_hours=1),
        Rule(60, 2, min_hours=0.25, operator="or"),
        Rule(5, 14, min_hours=12, operator="or", continuous=True),
    ],
    ids=str,
)
def test_hundreds_of_towns_side_by_side_are_the_oracles(rule: Rule) -> None:
    chance = random.Random(str(rule))
    towns = [_town(chance, number) for number in range(TOWNS)]
    until = MIDNIGHT + 86_400
    with index_of([stay for stays, _ in towns for stay in stays]) as index:
        search = Search(index, rule, until=until, detail=True)
        cases = [case for _, listed in towns for case in listed]
        found = [hit for case in search.pairs(cases) for hit in as_oracle(case, search)]
        expected = [hit for stays, listed in towns for hit in oracle.companions(stays, listed, rule, until)]
        assert ordered(found) == ordered(expected)
        assert expected


@settings(max_examples=50, deadline=None)
@given(STAYS, st.tuples(_case(1), _case(2)), RULES)
def test_the_union_of_cases_is_one_case_with_all_their_phones(
    stays: list[Stay], cases: tuple[Case, Case], rule: Rule
) -> None:
    lengths = [stay for stay in stays if stay.start < stay.end]
    with index_of(stays) as index:
        search = Search(index, rule, detail=True)
        found = as_oracle(search.union(cases), search)
        assert ordered(found) == oracle.together_with_any(lengths, cases, rule)


@settings(max_examples=50, deadline=None)
@given(STAYS, st.tuples(_case(1), _case(2)), RULES, st.integers(0, 12))
def test_stays_that_come_in_parts_twice_and_in_any_order_make_the_same_index(
    stays: list[Stay], cases: tuple[Case, Case], rule: Rule, cut: int
) -> None:
    from fangxian.science.tracing.index import Builder, Index
    from tests.tracing.build import batch

    with index_of(stays) as whole:
        with Builder(whole.folder.with_name(whole.folder.name + "-parts"), "place_id") as builder:
            builder.add(batch(stays[cut:]))
        with Builder(builder.folder, "place_id") as builder:
            builder.add(batch(stays[:cut]))
            builder.add(batch(stays[::-1]))
        parts = Index(builder.folder)
        searches = Search(whole, rule, detail=True), Search(parts, rule, detail=True)
        one, other = ([hit for case in s.pairs(cases) for hit in as_oracle(case, s)] for s in searches)
        assert ordered(one) == ordered(other)
