"""Walking the contact graph in the order of time.

Whoever is exposed at t can expose others from ``t + latent`` on, in contacts that last beyond that: an exposure
never passes backwards in time. Step by step, each person's earliest exposure over at most so many hops is found
(the temporal reachability of Kempe, Kleinberg and Kumar 2002, with a bound on the hops), and beside it the latest end
of a contact with somebody who could expose him: from when and until when his observation counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from fangxian.science.tracing.compiled import compiled
from fangxian.science.tracing.errors import TracingError
from fangxian.science.tracing.graph.csr import ContactGraph
from fangxian.science.tracing.pointer import prefetch

_STATE: Final = np.dtype([("earliest", np.int64), ("latest", np.int64), ("hop", np.int32), ("queued", np.int32)])
"""Of a person during a walk; ``hop`` is the hop plus one, 0 for nobody yet."""

_AHEAD: Final = 8
"""How many persons before their contacts are read they are asked for: the walk waits for memory, not for sums."""


@dataclass(frozen=True, slots=True)
class Reached:
    """Who was reached, a row a person, in the order they were; seeds are not among them.

    Attributes
    ----------
    person : array of int64
        Number in the graph.
    hop : array of int64
        Fewest contacts in a row that lead there in the order of time.
    earliest, latest : array of int64
        UTC second of the earliest exposure, and at which the last contact that could expose him ended.
    """

    person: NDArray[np.int64]
    hop: NDArray[np.int64]
    earliest: NDArray[np.int64]
    latest: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.person)


class Walker:
    """Walks over one or several graphs of the same persons; keeps its memory from walk to walk (24 bytes a person).

    Parameters
    ----------
    graphs : sequence of ContactGraph
        A large one and the days since, for instance. Their persons are the same; later graphs may know more of them.
    """

    def __init__(self, *graphs: ContactGraph) -> None:
        self.graphs = graphs
        self.persons = max(graph.persons for graph in graphs)
        self._state = np.zeros(self.persons, _STATE)
        self._touched = np.empty(1 << 16, np.int64)

    def reach(self, seeds: Sequence[int] | NDArray[Any], since: Any, *, hops: int, latent_s: int = 0) -> Reached:
        """Return everybody who could have been exposed.

        Parameters
        ----------
        seeds : sequence of int
            The cases; one named twice counts from the earlier time.
        since : int or sequence of int
            UTC second from which each seed could infect.
        hops : int
            Most contacts in a row.
        latent_s : int
            Seconds from being exposed to being able to expose, from the pack.
        """
        nodes = np.asarray(seeds, np.int64)
        if len(nodes) and (nodes.min() < 0 or nodes.max() >= self.persons):
            wrong = int(nodes.min() if nodes.min() < 0 else nodes.max())
            raise TracingError("graph.ids", node=wrong, most=self.persons - 1)
        times = np.broadcast_to(np.asarray(since, np.int64), nodes.shape)
        taken = self._seed(nodes, times)
        seeded = taken
        ready = self._state["earliest"][self._touched[:taken]]
        frontier = self._touched[:taken].copy()
        for hop in range(1, hops + 1):
            frontier, taken = self._step(frontier, ready, hop, taken)
            ready = self._state["earliest"][frontier] + latent_s
            if not len(frontier):
                break
        return self._out(seeded, taken)

    def _seed(self, nodes: NDArray[np.int64], times: NDArray[np.int64]) -> int:
        self._reserve(len(nodes))
        return int(_begin(nodes, times, self._state, self._touched))

    def _step(
        self, frontier: NDArray[np.int64], ready: NDArray[np.int64], hop: int, taken: int
    ) -> tuple[NDArray[np.int64], int]:
        following: list[NDArray[np.int64]] = []
        for graph in self.graphs:
            known = frontier < graph.persons
            here, when = frontier[known], ready[known]
            most = int((graph.offsets[here + 1] - graph.offsets[here]).sum())
            self._reserve(taken + most)
            found = np.empty(most, np.int64)
            args = (graph.offsets, graph.contacts, graph.base, here, when, hop)
            taken, count = _relax(*args, self._state, self._touched, taken, found)
            following.append(found[:count])
        return np.concatenate(following), taken

    def _reserve(self, wanted: int) -> None:
        if wanted > len(self._touched):
            larger = np.empty(max(wanted, 2 * len(self._touched)), np.int64)
            larger[: len(self._touched)] = self._touched
            self._touched = larger

    def _out(self, seeded: int, taken: int) -> Reached:
        person, hop, earliest, latest = np.empty((4, taken - seeded), np.int64)
        _end(self._touched, seeded, taken, self._state, person, hop, earliest, latest)
        return Reached(person, hop, earliest, latest)


@compiled
def _begin(nodes: Any, times: Any, state: Any, touched: Any) -> int:
    taken = 0
    for k in range(len(nodes)):
        one = state[nodes[k]]
        if one.hop == 0:
            one.hop = 1
            one.earliest = times[k]
            touched[taken] = nodes[k]
            taken += 1
        one.earliest = min(one.earliest, times[k])
    return taken


@compiled
def _relax(
    offsets: Any,
    contacts: Any,
    base: int,
    frontier: Any,
    ready: Any,
    hop: int,
    state: Any,
    touched: Any,
    taken: int,
    following: Any,
) -> tuple[int, int]:
    """Follow every contact of the frontier once. `ready` was read before the step: no path grows by two hops."""
    count = 0
    for k in range(len(frontier)):
        if k + _AHEAD < len(frontier):
            prefetch(offsets, frontier[k + _AHEAD])
        if k + _AHEAD // 2 < len(frontier):
            prefetch(contacts, offsets[frontier[k + _AHEAD // 2]] * 3)
        for row in range(offsets[frontier[k]], offsets[frontier[k] + 1]):
            prefetch(state, np.int64(contacts[row, 0]))
        for row in range(offsets[frontier[k]], offsets[frontier[k] + 1]):
            end = base + np.int64(contacts[row, 2])
            start = max(base + np.int64(contacts[row, 1]), ready[k])
            if start >= end:
                continue
            person = np.int64(contacts[row, 0])
            one = state[person]
            if one.hop == 0:
                one.hop = hop + 1
                one.earliest = start
                one.latest = end
                touched[taken] = person
                taken += 1
            elif one.hop == 1:
                continue  # a seed is a case already
            elif start >= one.earliest:
                one.latest = max(one.latest, end)
                continue
            else:
                one.earliest = start
                one.latest = max(one.latest, end)
            if one.queued != hop:
                one.queued = hop
                following[count] = person
                count += 1
    return taken, count


@compiled
def _end(touched: Any, seeded: Any, taken: Any, state: Any, person: Any, hop: Any, earliest: Any, latest: Any) -> None:
    """Write down who was reached, and forget the walk: numpy would take each field of a state by itself, and slowly."""
    for k in range(taken):
        if k + _AHEAD < taken:
            prefetch(state, touched[k + _AHEAD])
        one = state[touched[k]]
        if k >= seeded:
            row = k - seeded
            person[row], hop[row], earliest[row], latest[row] = touched[k], one.hop - 1, one.earliest, one.latest
        one.hop = 0
        one.queued = 0
