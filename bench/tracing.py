"""Companions over a city's fortnight: the index beside DuckDB and Polars, and two hops over the contact graph.

Sizes are options: ``python -m bench.tracing --people 2000000 --edges 100000000``. A city of 20,000 people gives some
1.1 million stays in 14 days. With ``--keep FOLDER`` the stays and the index are made once and used again.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

from bench import tracing_graph, tracing_rivals
from fangxian.science.tracing.index import Builder, Index
from fangxian.science.tracing.reading import Positions, Report, read_stays
from fangxian.science.tracing.rule import Rule
from fangxian.science.tracing.search import Search
from fangxian.science.tracing.search.companions import cases_of
from fangxian.science.tracing.synth import City, write

RULE = Rule(10, 14)
DAYS = 14


def main(words: list[str] | None = None) -> None:
    """Make a city, build its index, ask about 1, 10 and 1,000 cases, and walk the graph."""
    options = _options([] if words is None else words)
    with tempfile.TemporaryDirectory(prefix="fangxian-bench-", dir=options.keep) as scratch:
        folder = Path(options.keep) / f"city-{options.people}" if options.keep else Path(scratch)
        stays, index = _city(options, folder)
        people = options.people
        asked = {k: np.random.default_rng(7).choice(people, k, replace=False) for k in options.cases if k <= people}
        rivals = {} if options.alone else tracing_rivals.prepare(stays, Path(scratch))
        _ask(index, asked, rivals, options.threads)
    if options.edges:
        tracing_graph.run(options.edges)


def _options(words: list[str]) -> Any:
    parser = argparse.ArgumentParser(prog="python -m bench.tracing", description=__doc__)
    parser.add_argument("--people", type=int, default=20_000)
    parser.add_argument("--cases", type=int, nargs="*", default=[1, 10, 1_000])
    parser.add_argument("--edges", type=int, default=1_000_000)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--keep", help="folder for stays and index")
    parser.add_argument("--alone", action="store_true", help="leave DuckDB and Polars out")
    return parser.parse_args(words)


def _city(options: Any, folder: Path) -> tuple[Path, Index]:
    stays, kept = folder / "made" / "stays", folder / "index"
    if not stays.exists():
        seconds, rows = _time(
            lambda: write(City(options.people, DAYS, 7), folder / "made", first=date(2021, 11, 1), columns=("cell",))
        )
        print(f"{rows:,} stays made in {seconds:.1f} s")
    table = Table("stays", "seconds", "stays/s", "bytes a stay", title="index from Parquet, both layouts")
    if not (kept / "index.json").exists():
        shutil.rmtree(kept, ignore_errors=True)
        _warm(folder / "warm")
        report = Report()
        seconds, _ = _time(lambda: _build(stays, kept, report, options.threads))
        index = Index(kept)
        table.add_row(
            f"{report.kept:,}", f"{seconds:.2f}", f"{report.kept / seconds:,.0f}", f"{index.bytes / index.stays:.1f}"
        )
        Console(width=100).print(table)
    return stays, Index(kept)


def _warm(folder: Path) -> None:
    """Compile every kernel before anything is timed."""
    write(City(200, 2, 1), folder, first=date(2021, 11, 1), columns=("cell",))
    _build(folder / "stays", folder / "index", Report(), 1)
    list(Search(Index(folder / "index"), RULE).pairs(cases_of([1])))
    shutil.rmtree(folder)


def _build(stays: Path, folder: Path, report: Report, threads: int) -> None:
    positions = Positions("cell")
    with Builder(folder, positions.name, threads=threads) as builder:
        for batch in read_stays(stays, positions, report):
            builder.add(batch)


def _ask(
    index: Index, asked: dict[int, Any], rivals: dict[str, Callable[[Any], tuple[int, int]]], threads: int
) -> None:
    table = Table(
        "cases",
        "engine",
        "seconds",
        "hits",
        "minutes together",
        "×",
        title=f"companions of cases in {index.stays:,} stays",
    )
    list(Search(index, RULE, threads=threads).pairs(cases_of([0])))
    for count, persons in asked.items():
        first = None
        for name, ask in {"index": lambda ids: _index(index, ids, threads), **rivals}.items():
            if count > 10 and name != "index":
                continue
            rounds = 3 if count <= 10 else 1
            timed = [_time(lambda ask=ask, ids=persons: ask(ids)) for _ in range(rounds)]
            seconds, (hits, together) = min(timed)
            first = first or (seconds, hits, together)
            assert (hits, together) == first[1:], f"{name} answers otherwise"
            table.add_row(
                f"{count:,}", name, f"{seconds:.4f}", f"{hits:,}", f"{together // 60:,}", f"{seconds / first[0]:.0f}"
            )
    Console(width=110).print(table)
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB, mapped files included")


def _index(index: Index, persons: Any, threads: int) -> tuple[int, int]:
    """Pairs that pass and their seconds; the search for the cases' own stays is part of it."""
    search = Search(index, RULE, threads=threads)
    hits = seconds = 0
    for found in search.pairs(cases_of(persons.tolist())):
        hits += len(found.hits)
        seconds += int(found.hits.seconds.sum())
    return hits, seconds


def _time(work: Callable[[], Any]) -> tuple[float, Any]:
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


if __name__ == "__main__":
    main(sys.argv[1:])
