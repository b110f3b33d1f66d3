"""Two and three hops from a thousand seeds, in the order of time."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

from fangxian.science.tracing.graph import ContactGraph, Walker

SEEDS, DEGREE, DAY = 1_000, 9.5, 86_400
"""Mean degree as in households and a lognormal of acquaintances; contacts last minutes to hours in a fortnight."""


def main() -> None:
    """Walk a graph of modest size; :mod:`bench.tracing` takes the size as an option."""
    run(1_000_000)


def run(edges: int) -> None:
    """Make a graph of so many contacts and walk it."""
    persons = max(SEEDS, int(2 * edges / DEGREE))
    chance = np.random.default_rng(3)
    one, other, start, end = _contacts(chance, edges, persons)
    with tempfile.TemporaryDirectory(prefix="fangxian-bench-") as folder:
        begun = time.perf_counter()
        graph = ContactGraph.build(one, other, start, end, persons=persons, folder=Path(folder))
        built = time.perf_counter() - begun
        seeds = np.sort(chance.choice(persons, SEEDS, replace=False))
        walker = Walker(graph)
        table = Table("what", "seconds", "reached", title=f"{edges:,} contacts of {persons:,} persons")
        table.add_row("build, from arrays to disk", f"{built:.1f}", "")
        walker.reach(seeds, 0, hops=1)
        for hops in (2, 3):
            seconds, reached = min((_timed(walker, seeds, hops) for _ in range(3)), key=lambda pair: pair[0])
            table.add_row(f"{hops} hops, in the order of time", f"{seconds:.4f}", f"{len(reached):,}")
        Console(width=100).print(table)


def _contacts(chance: np.random.Generator, edges: int, persons: int) -> tuple[Any, ...]:
    """Contacts of acquaintances drawn by a lognormal weight, as 32-bit arrays."""
    weight = np.cumsum(chance.lognormal(0, 0.7, persons).astype(np.float32), dtype=np.float64)
    ends = []
    for _ in range(2):
        drawn = chance.random(edges) * weight[-1]
        drawn.sort()
        nodes = np.searchsorted(weight, drawn).astype(np.uint32)
        del drawn
        ends.append(nodes)
    chance.shuffle(ends[1])
    start = chance.integers(0, 14 * DAY, edges, np.uint32)
    length = (600 * 2 ** chance.random(edges, np.float32) * 6).astype(np.uint32)
    return ends[0], ends[1], start, start + length


def _timed(walker: Walker, seeds: Any, hops: int) -> tuple[float, Any]:
    begun = time.perf_counter()
    reached = walker.reach(seeds, 0, hops=hops)
    return time.perf_counter() - begun, reached
