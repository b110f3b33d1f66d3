"""Hits as a file: the columns of the contract, and more where they are asked for."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pa_parquet
from numpy.typing import NDArray

from fangxian.science.tracing.reading.cases import Case
from fangxian.science.tracing.rule import Rule
from fangxian.science.tracing.search import CaseHits, Search, evidence

TIME: Final = pa.timestamp("us", tz="UTC")

COLUMNS: Final = ("case_id", "person_id", "overlaps", "minutes", "first", "last")
"""The contract. `minutes` is a float; `first` and `last` are UTC times."""

DETAIL: Final = ("longest_minutes", "days", "places", "hours", "dose", "clause")
"""Longest spell, days and places together, longest cumulative stay of either in hours, hours of likely contact, and
the clause that the parameters were read from."""

RULE: Final = b"fangxian.rule"
"""Under this name a Parquet file of hits says in its metadata, as JSON, which rule and window they were found by."""


def with_rule(table: Any, rule: Rule, window: tuple[int, int]) -> Any:
    """Return the table with its rule: every hit carries the parameters and the clause, without a column for each."""
    start, end = (datetime.fromtimestamp(second, UTC).isoformat() for second in window)
    said = json.dumps({**rule.parameters(), "from": start, "to": end}, ensure_ascii=False)
    return table.replace_schema_metadata({RULE: said.encode()})


def sibling(path: Path, what: str) -> Path:
    """Return the name of a second file of a search: ``hits-second.parquet`` beside ``hits.parquet``."""
    return path.with_name(f"{path.stem}-{what}{path.suffix}")


def evidence_of(search: Search, cases: Iterable[Case], persons: NDArray[np.int64]) -> Any:
    """Return every overlap of some persons with each case, a row each: where, from, to, minutes and the clause."""
    rows = [
        (case.id, str(who), str(one.place), one.spot, one.start, one.end, one.minutes, search.rule.clause)
        for who in search.index.people.ids(persons).to_pylist()
        for case in cases
        for one in evidence(search, case, who)
    ]
    columns = list(zip(*rows, strict=True)) or [()] * 8
    texts = {
        name: pa.array(columns[k], pa.string()) for k, name in enumerate(("case_id", "person_id", "place", "spot"))
    }
    table = pa.table(
        {
            **texts,
            "from": times(columns[4]),
            "to": times(columns[5]),
            "minutes": pa.array(columns[6], pa.float64()),
            "clause": pa.array(columns[7], pa.string()),
        }
    )
    return with_rule(table, search.rule, search.window)


def table_of(found: CaseHits, search: Search, *, detail: bool = False) -> Any:
    """Return the hits of one case as an Arrow table, in their order; the search must have kept detail for `detail`."""
    hits, people = found.hits, search.index.people
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
        columns["clause"] = pa.array([search.rule.clause], pa.string()).take(pa.array(np.zeros(count, np.int64)))
    return with_rule(pa.table(columns), search.rule, search.window)


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
