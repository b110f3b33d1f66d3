"""The highest point of a curve with one peak, and where a curve crosses a level."""

from __future__ import annotations

from collections.abc import Callable
from math import sqrt

_GOLDEN = (sqrt(5) - 1) / 2


def peak(curve: Callable[[float], float], low: float, high: float, tolerance: float = 1e-9) -> float:
    """Where a curve with a single peak is highest, by golden sections (Kiefer 1953)."""
    while high - low > tolerance:
        first, second = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
        if curve(first) < curve(second):
            low = first
        else:
            high = second
    return (low + high) / 2


def crossing(curve: Callable[[float], float], below: float, above: float, tolerance: float = 1e-9) -> float:
    """Where a curve passes zero between a place where it is negative and one where it is not, by halving."""
    while abs(above - below) > tolerance:
        middle = (below + above) / 2
        if curve(middle) < 0:
            below = middle
        else:
            above = middle
    return (below + above) / 2
