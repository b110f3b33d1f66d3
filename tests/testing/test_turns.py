"""Turns: everybody is answered once, by threads and without; who goes away while waiting is not acted for."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fangxian.response.testing.lane.turns import Turns


def doubled(group: list[int]) -> list[int]:
    return [2 * one for one in group]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 9), max_size=40), st.integers(1, 5))
def test_each_is_told_their_own_whoever_asks_for_whom(asked: list[int], parity: int) -> None:
    groups: list[list[int]] = []

    def act(group: list[int]) -> list[int]:
        groups.append(group)
        return doubled(group)

    turns = Turns(act, lambda waiting: [one % parity == waiting[0] % parity for one in waiting])

    async def everybody() -> list[int]:
        return list(await asyncio.gather(*(turns.asked(one) for one in asked)))

    with ThreadPoolExecutor(4) as threads:
        by_threads = threads.map(turns.ask, asked)
        assert asyncio.run(everybody()) == doubled(asked)
        assert list(by_threads) == doubled(asked)
    assert sorted(one for group in groups for one in group) == sorted(asked + asked)
    assert all(len({one % parity for one in group}) == 1 for group in groups)


def test_what_a_group_meets_is_raised_to_all_of_it_and_the_next_is_answered() -> None:
    def act(group: list[int]) -> list[int]:
        if 0 in group:
            raise KeyError(0)
        return doubled(group)

    turns = Turns(act, lambda waiting: [one == waiting[0] for one in waiting])

    async def everybody() -> list[object]:
        return list(await asyncio.gather(*(turns.asked(one) for one in (0, 1, 0)), return_exceptions=True))

    first, second, third = asyncio.run(everybody())
    assert isinstance(first, KeyError)
    assert isinstance(third, KeyError)
    assert second == 2
    with pytest.raises(KeyError):
        turns.ask(0)
    assert turns.ask(3) == 6


def test_who_goes_away_while_waiting_is_not_acted_for() -> None:
    begun, go_on, acted = threading.Event(), threading.Event(), list[int]()

    def act(group: list[int]) -> list[int]:
        begun.set()
        assert go_on.wait(20)
        acted.extend(group)
        return doubled(group)

    turns = Turns(act)

    async def story() -> int:
        first = asyncio.create_task(turns.asked(1))
        while not begun.is_set():
            await asyncio.sleep(0)
        gone, stays = asyncio.create_task(turns.asked(2)), asyncio.create_task(turns.asked(3))
        await asyncio.sleep(0)
        gone.cancel()
        await asyncio.sleep(0)
        go_on.set()
        return await first + await stays

    assert asyncio.run(story()) == 8
    assert acted == [1, 3]
