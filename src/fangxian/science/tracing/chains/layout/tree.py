"""Cases as trees: generations from left to right, an infector in the middle of its infectees."""

from __future__ import annotations

from typing import Final

from fangxian.science.tracing.chains.layout.boxes import Layout, Places, shelve
from fangxian.science.tracing.chains.record import Chains, downwards

STEP: Final = 7.0
"""Rows from one generation to the next: room for a name."""

_MARGIN: Final = (STEP, 1.5)


def tree(chains: Chains) -> Layout:
    """Draw chains as trees, the largest first, and unlinked cases in a block after them.

    A leaf takes a row; an infector stands half-way between its first and its last infectee. No two cases meet and no
    two lines of descent cross, as in Reingold EM, Tilford JS. Tidier drawings of trees. IEEE Trans Softw Eng
    1981;SE-7(2):223-228, without their narrowing of subtrees: rows are read from left to right.
    """
    children = chains.children()
    drawings = [_one(chains, one, children) for one in sorted(chains.members(), key=len, reverse=True)]
    alone = chains.unlinked
    rows = max(1, round((len(alone) * STEP / 1.6) ** 0.5))
    block = {id_: (STEP * (at // rows), float(at % rows)) for at, id_ in enumerate(alone)}
    return shelve([*drawings, *([block] if block else [])], margin=_MARGIN)


def _one(chains: Chains, members: list[str], children: dict[str, list[str]]) -> Places:
    order = list(downwards(chains.roots(members), children))
    row: dict[str, float] = {}
    leaves = 0
    for id_ in order:
        if id_ not in children:
            row[id_] = float(leaves)
            leaves += 1
    for id_ in reversed(order):
        if id_ in children:
            row[id_] = (row[children[id_][0]] + row[children[id_][-1]]) / 2
    return {id_: (STEP * chains.generation[id_], row[id_]) for id_ in order}
