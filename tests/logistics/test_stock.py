"""Stock balances, lasts as long as it lasts, and is shared out fairly."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangxian.science.logistics.errors import LogisticsError
from fangxian.science.logistics.stock import OUTSIDE, Movement, Request, allot, balances, days_to_zero

REQUESTS = st.lists(st.tuples(st.integers(0, 50), st.integers(0, 2)), max_size=8).map(
    lambda rows: [Request(f"site-{number}", wanted, priority) for number, (wanted, priority) in enumerate(rows)]
)
RULES = st.sampled_from(["fair", "proportional"])


def test_what_is_in_the_stores_came_from_outside_and_did_not_go_there() -> None:
    held = balances(
        [
            Movement("mask", OUTSIDE, "depot", 100),
            Movement("mask", "depot", "clinic", 40),
            Movement("mask", "clinic", OUTSIDE, 15),
        ],
        {("depot", "mask"): 5},
    )
    assert held == {("depot", "mask"): 65, ("clinic", "mask"): 25}


@given(st.lists(st.tuples(st.sampled_from(["", "a", "b"]), st.sampled_from(["", "a", "b"]), st.integers(1, 9))))
def test_movements_between_stores_keep_the_sum(rows: list[tuple[str, str, int]]) -> None:
    moves = [Movement("suit", source, target, number) for source, target, number in rows]
    opening = {("a", "suit"): 9 * len(moves), ("b", "suit"): 9 * len(moves)}
    held = balances(moves, opening)
    entered = sum(move.quantity for move in moves if move.source == OUTSIDE)
    left = sum(move.quantity for move in moves if move.target == OUTSIDE)
    assert sum(held.values()) == sum(opening.values()) + entered - left


def test_a_store_that_would_fall_below_nothing_names_the_movement() -> None:
    with pytest.raises(LogisticsError, match="Movement 2 takes 7 of 'mask' from 'depot', where only 5 are") as caught:
        balances([Movement("mask", OUTSIDE, "depot", 5), Movement("mask", "depot", "ward", 7)])
    assert "第 2 笔" in caught.value.text("zh")


@pytest.mark.parametrize(
    ("balance", "use", "arrivals", "days"),
    [
        (100, 25.0, (), 4.0),
        (100, [50.0, 100.0], (), 1.5),
        (0, 0.0, (), math.inf),
        (0, 4.0, (), 0.0),
        (10, 10.0, (0.0, 10.0), 2.0),
        (10, 20.0, (0.0, 100.0), 0.5),
        (10, [10.0, 0.0], (), math.inf),
    ],
)
def test_days_until_a_store_is_empty(balance: float, use: float | list[float], arrivals: tuple, days: float) -> None:
    assert days_to_zero(balance, use, arrivals) == days


def test_a_use_that_is_no_number_is_refused() -> None:
    with pytest.raises(LogisticsError, match="row 2, use: is a finite number"):
        days_to_zero(1, [1.0, math.nan])


@given(st.integers(0, 200), REQUESTS, RULES)
def test_nothing_is_lost_and_nobody_gets_more_than_they_want(available: int, requests: list, rule: str) -> None:
    shared = allot(available, requests, rule)
    assert sum(shared.given.values()) + shared.left == available
    for request in requests:
        assert 0 <= shared.given[request.id] <= request.wanted
        assert shared.given[request.id] + shared.short[request.id] == request.wanted
    assert shared.left == 0 or not any(shared.short.values())


@given(st.integers(0, 200), REQUESTS)
def test_fair_means_nobody_short_has_less_than_another_less_one(available: int, requests: list) -> None:
    shared = allot(available, requests, "fair")
    for one in requests:
        for other in requests:
            if shared.short[one.id] and other.priority == one.priority:
                assert shared.given[other.id] <= shared.given[one.id] + 1
            if shared.short[one.id] and other.priority > one.priority:
                assert shared.given[other.id] == 0


@given(st.integers(0, 200), REQUESTS, RULES, st.randoms(use_true_random=False))
def test_the_order_of_the_requests_does_not_matter(available: int, requests: list, rule: str, chance: object) -> None:
    shuffled = list(requests)
    chance.shuffle(shuffled)
    assert allot(available, shuffled, rule).given == allot(available, requests, rule).given
