"""Hits as a file: the columns of the contract, and more where they are asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pa_parquet

from fangxian.science.tracing.index.names import Names
from fangxian.science.tracing.search.companions import CaseHits

TIME: Final = pa.timestamp("us", tz="UTC")

COLUMNS: Final = ("case_id", "person_id", "overlaps", "minutes", "first", "last")
"""The contract. `minutes` is a float; `first` and `last` are UTC times."""

DETAIL: Final = ("longest_minutes", "days", "places", "hours", "dose")
"""Longest spell, days and places together, longest cumulative stay of either in hours, hours of likely contact."""


def table_of(found: CaseHits, people: Names, *, detail: bool = False) -> Any:
    """Return the hits of one case as an Arrow table, in their order."""
    hits = found.hits
    count = len(hits)
    columns: dict[str, Any] = {
        "case_id": pa.array(np.repeat(np.array([found.case.id], object), count), pa.string()),
        "person_id": _plain(people.ids(hits.person)),
        "overlaps": pa.array(hits.overlaps),
        "minutes": pa.array(hits.minutes),
        "first": times(hits.first),
        "last": times(hits.last),
    }
    if detail:
        columns["longest_minutes"] = pa.array(hits.longest / 60)
        columns["days"] = pa.array(hits.days)
        columns["places"] = pa.array(hits.places)
        columns["hours"] = pa.array(hits.stayed / 3_600)
        columns["dose"] = pa.array(hits.dose)
    return pa.table(columns)


def times(seconds: Any) -> Any:
    """Return UTC seconds as an Arrow column of times."""
    return pa.array(np.asarray(seconds, np.int64) * 1_000_000).cast(pa.timestamp("us")).cast(TIME)


def _plain(ids: Any) -> Any:
    return ids.cast(pa.string()) if pa.types.is_large_string(ids.type) else ids


@contextmanager
def writer(path: Path) -> Iterator[Any]:
    """Yield a function that appends a table to a ``.parquet`` or ``.csv`` file, which appears whole or not at all."""
    part = path.with_name(path.name + ".part")
    out: list[Any] = []

    def write(table: Any) -> None:
        if not out:
            kind = pa_csv.CSVWriter if path.suffix.lower() == ".csv" else pa_parquet.ParquetWriter
            out.append(kind(part, table.schema))
        out[0].write_table(table)

    try:
        yield write
        if out:
            out[0].close()
            part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def write_hits(path: Path, tables: Iterable[Any]) -> int:
    """Write tables one after another; return the rows."""
    rows = 0
    with writer(path) as write:
        for table in tables:
            rows += len(table)
            write(table)
    return rows
