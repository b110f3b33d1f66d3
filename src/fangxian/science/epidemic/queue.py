"""What is to happen later, by minute; what is due at the same minute in the order it was noted."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator

Action = Callable[[int], None]
"""Takes the minute at which it is due."""


class Queue:
    """An agenda of actions."""

    def __init__(self) -> None:
        self._heap: list[tuple[int, int, Action]] = []
        self._noted = 0

    def __len__(self) -> int:
        return len(self._heap)

    def at(self, minute: int, action: Action) -> None:
        """Note an action for a minute."""
        heapq.heappush(self._heap, (minute, self._noted, action))
        self._noted += 1

    @property
    def next_at(self) -> int | None:
        """Minute of the next action; None if there is none."""
        return self._heap[0][0] if self._heap else None

    def due(self, minute: int) -> Iterator[tuple[int, Action]]:
        """Take out what is due by a minute, in order, including what is noted meanwhile."""
        while self._heap and self._heap[0][0] <= minute:
            at, _, action = heapq.heappop(self._heap)
            yield at, action
