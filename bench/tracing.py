"""Companions over a city's fortnight: the index beside DuckDB and Polars, and two hops over the contact graph.

Sizes are options: ``python -m bench.tracing --people 2000000 --edges 100000000``. A city of 20,000 people gives some
1.1 million stays in 14 days. With ``--keep FOLDER`` the stays and the index are made once and used again.
"""

from __future__ import annotations

import argparse
import os
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

from bench import tracing_graph
from bench.machine import describe
from fangxian.science.tracing.index import Builder, Index
from fangxian.science.tracing.reading import Positions, Report, read_stays
from fangxian.science.tracing.rule import Rule
from fangxian.science.tracing.search import Search
from fangxian.science.tracing.search.companions import cases_of
from fangxian.science.tracing.synth import City, write

RULE = Rule(10, 14)
DAYS = 14
FEW = 10
"""Up to so many cases the rivals are asked, too, and the best of three rounds counts."""

ALONE = 51
"""People who are each asked about alone."""

Ask = Callable[[Any], tuple[int, int]]

_LAY_OUT = """
CREATE TABLE by_cell AS
SELECT epoch(date_trunc('day', "start" + INTERVAL 8 HOUR))::INT / 86400 AS day, cell, person_id::INT AS person,
       epoch("start")::INT AS a, epoch("end")::INT AS b
FROM read_parquet('{files}', hive_partitioning = false) ORDER BY day, cell, a;
CREATE TABLE by_person AS SELECT person, day, cell, a, b FROM by_cell ORDER BY person;
"""

_PLAIN = """
WITH own AS (SELECT * FROM by_person WHERE person IN ({persons})),
pairs AS (
    SELECT own.person AS of_case, s.person, sum(least(own.b, s.b) - greatest(own.a, s.a)) AS seconds
    FROM own JOIN by_cell s ON s.day = own.day AND s.cell = own.cell AND s.a < own.b AND own.a < s.b
    WHERE s.person <> own.person GROUP BY ALL HAVING seconds >= 600)
SELECT count(*), coalesce(sum(seconds), 0) FROM pairs
"""

_LITERAL = """
WITH own AS (SELECT * FROM by_person WHERE person IN ({persons})),
near AS ({near}),
pairs AS (
    SELECT own.person AS of_case, s.person, sum(least(own.b, s.b) - greatest(own.a, s.a)) AS seconds
    FROM own JOIN near s ON s.day = own.day AND s.cell = own.cell AND s.a < own.b AND own.a < s.b
    WHERE s.person <> own.person GROUP BY ALL HAVING seconds >= 600)
SELECT count(*), coalesce(sum(seconds), 0) FROM pairs
"""


def main(words: list[str] | None = None) -> None:
    """Make a city, build its index, ask about 1, 10 and 1,000 cases, and walk the graph."""
    options = _options([] if words is None else words)
    with tempfile.TemporaryDirectory(prefix="fangxian-bench-", dir=options.keep) as scratch:
        folder = Path(options.keep) / f"city-{options.people}" if options.keep else Path(scratch)
        stays, index = _city(options, folder)
        people = options.people
        asked = {k: np.random.default_rng(7).choice(people, k, replace=False) for k in options.cases if k <= people}
        rivals = {} if options.alone else _rivals(stays, Path(scratch))
        if options.ibis:
            rivals["Ibis on DuckDB, the portable expression"] = lambda ids: _ibis(Path(scratch), index, ids)
        _ask(index, asked, rivals, options.threads, people)
    if options.edges:
        tracing_graph.run(options.edges)


def _options(words: list[str]) -> Any:
    parser = argparse.ArgumentParser(prog="python -m bench.tracing", description=__doc__)
    parser.add_argument("--people", type=int, default=20_000)
    parser.add_argument("--cases", type=int, nargs="*", default=[1, 10, 1_000])
    parser.add_argument("--edges", type=int, default=1_000_000)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--build-threads", type=int, default=1, help="days laid out at once; some 32 bytes a stay each")
    parser.add_argument("--keep", help="folder for stays and index")
    parser.add_argument("--ibis", action="store_true", help="ask the portable expression, too; slow on large sets")
    parser.add_argument("--alone", action="store_true", help="leave DuckDB and Polars out")
    return parser.parse_args(words)


def _city(options: Any, folder: Path) -> tuple[Path, Index]:
    stays, kept = folder / "made" / "stays", folder / "index"
    if not stays.exists():
        seconds, rows = _time(
            lambda: write(City(options.people, DAYS, 7), folder / "made", first=date(2021, 11, 1), columns=("cell",))
        )
        print(f"{rows:,} stays made in {seconds:.1f} s")
    columns = ("stays", "seconds", "CPU s", "stays/s", "bytes a stay")
    table = Table(*columns, title=f"index from Parquet, both layouts; {describe()}")
    if not (kept / "index.json").exists():
        shutil.rmtree(kept, ignore_errors=True)
        _warm(folder / "warm")
        report = Report()
        cpu = time.process_time()
        seconds, _ = _time(lambda: _build(stays, kept, report, options.build_threads))
        cpu = time.process_time() - cpu
        index = Index(kept)
        size = f"{index.bytes / index.stays:.1f}"
        table.add_row(f"{report.kept:,}", f"{seconds:.2f}", f"{cpu:.2f}", f"{report.kept / seconds:,.0f}", size)
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


def _one_by_one(index: Index, people: int, threads: int) -> None:
    """Somebody has few companions and somebody many: ask about people drawn at random, each alone, the second time."""
    persons = np.random.default_rng(11).choice(people, min(people, ALONE), replace=False)
    seconds, hits = [], []
    for person in persons:
        _index(index, persons[persons == person], threads)
        taken, (found, _together) = _time(lambda one=person: _index(index, persons[persons == one], threads))
        seconds.append(taken)
        hits.append(found)
    low, middle, high = np.quantile(seconds, (0, 0.5, 1)) * 1_000
    print(f"one case, each of {len(persons)} at random: median {middle:.1f} ms ({low:.1f} to {high:.1f}), "
          f"median {int(np.median(hits)):,} hits")  # fmt: skip


def _ask(index: Index, asked: dict[int, Any], rivals: dict[str, Ask], threads: int, people: int) -> None:
    columns = ("cases", "engine", "seconds", "CPU s", "hits", "minutes together", "× seconds")
    table = Table(*columns, title=f"companions of cases in {index.stays:,} stays; {describe()}")
    list(Search(index, RULE, threads=threads).pairs(cases_of([0])))
    for count, persons in asked.items():
        first = None
        for name, ask in {"index": lambda ids: _index(index, ids, threads), **rivals}.items():
            if count > FEW and name != "index":
                continue
            timed = [_timed(ask, persons) for _ in range(3 if count <= FEW else 1)]
            seconds, cpu, answer = min(timed, key=lambda one: one[0])
            first = first or (seconds, answer)
            assert answer == first[1], f"{name} answers otherwise"
            figures = (f"{seconds:.4f}", f"{cpu:.3f}", f"{answer[0]:,}", f"{answer[1] // 60:,}")
            table.add_row(f"{count:,}", name, *figures, f"{seconds / first[0]:.0f}")
    Console(width=110).print(table)
    _one_by_one(index, people, threads)
    print(f"memory besides mapped files, now: {_own_memory()}")


def _own_memory() -> str:
    """Anonymous memory of this process, where the system tells it."""
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return next((line.split(":")[1].strip() for line in lines if line.startswith("RssAnon")), "unknown")


def _timed(ask: Ask, persons: Any) -> tuple[float, float, tuple[int, int]]:
    cpu = time.process_time()
    seconds, answer = _time(lambda: ask(persons))
    return seconds, time.process_time() - cpu, answer


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


def _rivals(stays: Path, scratch: Path) -> dict[str, Ask]:
    """Lay the stays out for each engine, sorted by day and cell, and again by person; not timed."""
    import duckdb

    connection = duckdb.connect(
        str(scratch / "stays.duckdb"), config={"temp_directory": str(scratch / "spill"), "memory_limit": "4GB"}
    )
    connection.execute("SET enable_progress_bar = false")
    connection.execute(_LAY_OUT.format(files=f"{stays}/*/*.parquet"))
    for table in ("by_cell", "by_person"):
        connection.execute(f"COPY {table} TO '{scratch / table}.parquet' (COMPRESSION zstd, ROW_GROUP_SIZE 122880)")
    return {
        "DuckDB, join": lambda persons: _duckdb(connection, _PLAIN, persons),
        "DuckDB, cells spelled out": lambda persons: _duckdb(connection, _LITERAL, persons),
        "Polars, streaming": lambda persons: _polars(scratch, persons),
    }


def _duckdb(connection: Any, question: str, persons: Any) -> tuple[int, int]:
    names = ", ".join(map(str, persons))
    near = ""
    if "{near}" in question:
        own = f"SELECT day, list(DISTINCT cell) FROM by_person WHERE person IN ({names}) GROUP BY day"
        parts = (
            f"SELECT * FROM by_cell WHERE day = {day} AND cell IN ({', '.join(map(str, cells))})"
            for day, cells in connection.execute(own).fetchall()
        )
        near = " UNION ALL ".join(parts)
    hits, seconds = connection.execute(question.format(persons=names, near=near)).fetchone()
    return int(hits), int(seconds)


def _polars(scratch: Path, persons: Any) -> tuple[int, int]:
    import polars as pl

    own = pl.scan_parquet(scratch / "by_person.parquet").filter(pl.col("person").is_in(persons.tolist())).collect()
    keys = own.select("day", "cell").unique()
    near = (
        pl.scan_parquet(scratch / "by_cell.parquet")
        .filter(pl.col("cell").is_in(keys["cell"].unique().to_list()))
        .join(own.lazy().rename({"person": "of_case", "a": "since", "b": "until"}), on=["day", "cell"])
        .filter(
            (pl.col("a") < pl.col("until")) & (pl.col("since") < pl.col("b")) & (pl.col("person") != pl.col("of_case"))
        )
        .with_columns(seconds=pl.min_horizontal("b", "until") - pl.max_horizontal("a", "since"))
        .group_by("of_case", "person")
        .agg(pl.col("seconds").sum())
        .filter(pl.col("seconds") >= 600)
        .select(hits=pl.len(), seconds=pl.col("seconds").cast(pl.Int64).sum())
    )
    hits, seconds = near.collect(engine="streaming").row(0)
    return int(hits), int(seconds)


def _ibis(scratch: Path, index: Index, persons: Any) -> tuple[int, int]:
    import ibis

    from fangxian.science.tracing.engine import Question, hits_of
    from fangxian.science.tracing.reading.cases import FOREVER

    connection = ibis.duckdb.connect(temp_directory=str(scratch / "spill"), memory_limit="4GB")
    table = connection.read_parquet(str(scratch / "by_cell.parquet"))
    stays = table.select(person=table.person, place=table.cell, start=table.a.cast("int64"), end=table.b.cast("int64"))
    rows = [{"case_id": str(one), "person": int(one), "start": -FOREVER, "end": FOREVER} for one in persons]
    schema = {"case_id": "string", "person": "int32", "start": "int64", "end": "int64"}
    phones = connection.create_table("phones", ibis.memtable(rows, schema=schema))
    found = hits_of(stays, phones, Question(RULE, index.last_second))
    answer = found.aggregate(hits=found.count(), seconds=found.seconds.sum()).to_pyarrow().to_pylist()[0]
    connection.disconnect()
    return int(answer["hits"]), int(answer["seconds"] or 0)


if __name__ == "__main__":
    main(sys.argv[1:])
