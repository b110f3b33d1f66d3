"""Large figures are counted by one and shared for a while; small ones are counted for everybody anew."""

from __future__ import annotations

import threading

import pytest

from fangxian.response.jurisdiction import access, sharing
from fangxian.response.jurisdiction.sharing import KEPT_S, Shared

pytestmark = pytest.mark.django_db


@pytest.fixture
def now(monkeypatch) -> list[float]:
    """Seconds that the clock shows."""
    shown = [100.0]
    monkeypatch.setattr(sharing, "monotonic", lambda: shown[0])
    return shown


class Counter:
    """Counts how often it was asked."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self) -> int:
        self.asked += 1
        return self.asked


def test_a_large_figure_is_counted_once_until_its_time_is_over(now):
    shared, count = Shared[int](5), Counter()
    assert [shared.get(count, lambda _: 5) for _ in range(3)] == [1, 1, 1]
    now[0] += KEPT_S
    assert [shared.get(count, lambda _: 5) for _ in range(2)] == [2, 2]


def test_a_small_figure_is_counted_each_time_and_so_is_one_that_has_become_small(now):
    shared, count, rows = Shared[int](5), Counter(), [4]
    assert [shared.get(count, lambda _: rows[0]) for _ in range(2)] == [1, 2]
    rows[0] = 5
    assert [shared.get(count, lambda _: rows[0]) for _ in range(2)] == [3, 3]
    now[0] += KEPT_S
    rows[0] = 4
    assert [shared.get(count, lambda _: rows[0]) for _ in range(2)] == [4, 5]


def test_nobody_is_given_what_another_area_or_another_day_has_counted(now):
    shared, count = Shared[int](1), Counter()
    with access.area("510117"):
        assert shared.get(count, lambda _: 9, "today") == 1
        assert shared.get(count, lambda _: 9, "tomorrow") == 2
    with access.area("510108"):
        assert shared.get(count, lambda _: 9, "today") == 3
    with access.area("510117"):
        assert shared.get(count, lambda _: 9, "today") == 1


def test_while_one_counts_anew_the_others_are_given_the_last_figure(now):
    shared, count = Shared[int](1), Counter()
    assert shared.get(count, lambda _: 9) == 1
    now[0] += KEPT_S
    counting, done, found = threading.Event(), threading.Event(), []

    def slow() -> int:
        counting.set()
        assert done.wait(30)
        return count()

    first = threading.Thread(target=lambda: found.append(shared.get(slow, lambda _: 9)))
    with access.everywhere():
        kept = shared.get(count, lambda _: 9)
    assert kept == 2, "another scope has a figure of its own"
    first.start()
    assert counting.wait(30)
    assert shared.get(count, lambda _: 9) == 1
    done.set()
    first.join(30)
    assert found == [3]
    assert shared.get(count, lambda _: 9) == 3
