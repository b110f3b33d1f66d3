"""Cases drawn freely: linked ones pull each other together, all others push each other away.

Fruchterman TMJ, Reingold EM. Graph drawing by force-directed placement. Softw Pract Exp 1991;21(11):1129-1164.
doi:10.1002/spe.4380211102. It begins from a spiral in the order of descent instead of from chance: the same chains
always look the same.
"""

from __future__ import annotations

from math import cos, pi, sin, sqrt
from typing import Final

import numpy as np
from numpy.typing import NDArray

from fangxian.science.tracing.chains.layout.boxes import Layout, Places, shelve
from fangxian.science.tracing.chains.record import Chains, Link, downwards
from fangxian.science.tracing.compiled import compiled

DISTANCE: Final = 2.6
"""Rows between two linked cases that nothing else moves."""

_ROUNDS: Final = 120
_GOLDEN_ANGLE: Final = pi * (3 - sqrt(5))
_MARGIN: Final = (4.0, 2.5)

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def free(chains: Chains) -> Layout:
    """Draw chains freely, the largest first, and unlinked cases in a block after them."""
    children = chains.children()
    pulling: dict[int, list[Link]] = {}
    for link in chains.links:
        if link.target in chains.chain and chains.chain.get(link.source) == chains.chain[link.target]:
            pulling.setdefault(chains.chain[link.target], []).append(link)
    drawings = [
        _one(list(downwards(chains.roots(members), children)), pulling[number])
        for number, members in sorted(enumerate(chains.members()), key=lambda one: -len(one[1]))
    ]
    alone = chains.unlinked
    across = max(1, round((len(alone) * 1.6) ** 0.5))
    block = {id_: (4.0 * (at % across), 2.5 * (at // across)) for at, id_ in enumerate(alone)}
    return shelve([*drawings, *([block] if block else [])], margin=_MARGIN)


def _one(order: list[str], links: list[Link]) -> Places:
    number = {id_: at for at, id_ in enumerate(order)}
    pairs = [(number[link.source], number[link.target]) for link in links]
    place = np.array(
        [(sqrt(at) * cos(at * _GOLDEN_ANGLE), sqrt(at) * sin(at * _GOLDEN_ANGLE)) for at in range(len(order))]
    )
    place *= DISTANCE
    _relax(place, np.array(pairs, dtype=np.int64).reshape(-1, 2), DISTANCE, _ROUNDS)
    return {id_: (float(place[at, 0]), float(place[at, 1])) for at, id_ in enumerate(order)}


@compiled
def _relax(place: Floats, links: Ints, distance: float, rounds: int) -> None:
    """Move cases, less each round; `place` has shape (cases, 2), `links` (links, 2)."""
    count = len(place)
    push = np.zeros((count, 2))
    hottest = distance * np.sqrt(count) / 2
    for turn in range(rounds):
        push[:] = 0.0
        for one in range(count):
            for other in range(one):
                dx, dy = place[one, 0] - place[other, 0], place[one, 1] - place[other, 1]
                square = max(dx * dx + dy * dy, 1e-6)
                force = distance * distance / square
                push[one, 0] += dx * force
                push[one, 1] += dy * force
                push[other, 0] -= dx * force
                push[other, 1] -= dy * force
        for link in range(len(links)):
            one, other = links[link, 0], links[link, 1]
            dx, dy = place[one, 0] - place[other, 0], place[one, 1] - place[other, 1]
            force = np.sqrt(dx * dx + dy * dy) / distance
            push[one, 0] -= dx * force
            push[one, 1] -= dy * force
            push[other, 0] += dx * force
            push[other, 1] += dy * force
        heat = hottest * (1.0 - turn / rounds)
        for one in range(count):
            length = np.sqrt(push[one, 0] ** 2 + push[one, 1] ** 2)
            step = min(length, heat) / max(length, 1e-9)
            place[one, 0] += push[one, 0] * step
            place[one, 1] += push[one, 1] * step
