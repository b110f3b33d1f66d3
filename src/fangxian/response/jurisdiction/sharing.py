"""Figures that many screens show at once, counted by one of them and shared for a short while.

To count a hundred thousand rows is to read them all. From a size on, whoever asks within the next seconds is given what
was counted last, and only one counts anew. Small figures are always counted, so that a small place sees at once what it
has just recorded.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from time import monotonic
from typing import Final, Generic, TypeVar

from django.db import connection

from fangxian.response.jurisdiction import access

KEPT_S: Final = 15.0
"""Seconds of real time that a figure is kept."""
_FORGOTTEN_S: Final = 600.0
"""Seconds after which a figure that nobody asked for is let go."""

T = TypeVar("T")


class Shared(Generic[T]):
    """One kind of figure, kept by database, by the area that is seen, and by what else it depends on.

    Parameters
    ----------
    large : int
        Size from which on it is kept.
    """

    def __init__(self, large: int) -> None:
        self.large = large
        self._kept: dict[tuple[object, ...], tuple[float, T]] = {}
        self._counting = Lock()

    def get(self, count: Callable[[], T], size: Callable[[T], int], *more: object) -> T:
        """The figure, at most :data:`KEPT_S` old, or older while somebody counts it.

        Parameters
        ----------
        count : callable
            Counts it.
        size : callable
            How many rows it took.
        more : object
            What else it depends on.
        """
        key = (connection.settings_dict["NAME"], access.current(), *more)
        held = self._kept.get(key)
        if held is None:
            return self._count(key, count, size)
        if monotonic() - held[0] < KEPT_S or not self._counting.acquire(blocking=False):
            return held[1]
        try:
            return self._count(key, count, size)
        finally:
            self._counting.release()

    def _count(self, key: tuple[object, ...], count: Callable[[], T], size: Callable[[T], int]) -> T:
        counted = count()
        self._kept.pop(key, None)
        if size(counted) >= self.large:
            now = monotonic()
            for other in [old for old, (at, _) in list(self._kept.items()) if now - at > _FORGOTTEN_S]:
                self._kept.pop(other, None)
            self._kept[key] = now, counted
        return counted
