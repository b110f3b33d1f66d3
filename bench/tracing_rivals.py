"""The same question to DuckDB and Polars, each given the layout that serves it best."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

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


def prepare(stays: Path, scratch: Path) -> dict[str, Ask]:
    """Lay the stays out for each engine, sorted by day and cell, and again by person; not timed."""
    import duckdb

    connection = duckdb.connect(str(scratch / "stays.duckdb"), config={"temp_directory": str(scratch / "spill")})
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
