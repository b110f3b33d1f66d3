"""Asking an engine: stays go to it as a clean Parquet file, hits come back as the contract's table."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pa_parquet

from fangxian.science.tracing.engine.expression import CASE_COLUMNS, Question, hits_of
from fangxian.science.tracing.hits_file import COLUMNS, TIME, times
from fangxian.science.tracing.reading.cases import FOREVER, Case
from fangxian.science.tracing.reading.spots import row_of
from fangxian.science.tracing.reading.stays import Stays


def stage(path: Path, batches: Iterable[Stays], *, rows: bool = False) -> int | None:
    """Write checked stays as the table an engine reads; return the end of the last stay, None if there is none.

    `rows` takes the number of the row out of the place, for a rule that counts rows in front or behind.
    """
    writer = None
    last: int | None = None
    try:
        for batch in batches:
            long = batch.start < batch.end
            if not long.any():
                continue
            keep = pa.array(long)
            columns = {
                "person": batch.persons.filter(keep),
                "place": batch.places.filter(keep),
                "start": pa.array(batch.start[long]),
                "end": pa.array(batch.end[long]),
            }
            if rows:
                columns |= _with_rows(columns["place"])
            table = pa.table({name: _plain(column) for name, column in columns.items()})
            writer = writer or pa_parquet.ParquetWriter(path, table.schema, compression="zstd")
            writer.write_table(table)
            last = max(last or -FOREVER, int(batch.end[long].max()))
    finally:
        if writer is not None:
            writer.close()
    return last


def ask(connection: Any, stays: Path, cases: Sequence[Case], question: Question) -> Any:
    """Return the hits as an Arrow table with the contract's columns, by case in the order given, longest first."""
    person = pa_parquet.read_schema(stays).field("person").type
    listed = stays.with_name(stays.stem + "-phones.parquet")
    pa_parquet.write_table(_phones(cases, person), listed)
    table = connection.read_parquet(str(stays), table_name=f"stays_{os.getpid()}")
    phones = connection.read_parquet(str(listed), table_name=f"phones_{os.getpid()}")
    found = hits_of(table, phones, question).to_pyarrow()
    return _contract(found, [case.id for case in cases])


def nothing() -> Any:
    """Return the contract's table without a row."""
    kinds = (pa.string(), pa.string(), pa.int64(), pa.float64(), TIME, TIME)
    return pa.table([pa.array([], kind) for kind in kinds], names=list(COLUMNS))


def _phones(cases: Sequence[Case], person: Any) -> Any:
    """The phones of all cases, ids as the stays write them; one that cannot be theirs is left out."""
    rows = [(case.id, _as(phone.person, person), phone.start, phone.end) for case in cases for phone in case.phones]
    columns = list(zip(*(row for row in rows if row[1] is not None), strict=True)) or [(), (), (), ()]
    kinds = (pa.string(), person, pa.int64(), pa.int64())
    arrays = [pa.array(column, kind) for column, kind in zip(columns, kinds, strict=True)]
    return pa.table(arrays, names=list(CASE_COLUMNS))


def _contract(found: Any, order: Sequence[str]) -> Any:
    """Rows in the order of the cases, then by time together, then by person; columns as the contract has them."""
    rank = {case: number for number, case in enumerate(order)}
    cases = found["case_id"].to_pylist()
    seconds = np.asarray(found["seconds"], np.int64)
    places = np.array([rank[case] for case in cases], np.int64)
    person = found["person"].combine_chunks()
    by_person = np.asarray(pa.compute.rank(person, sort_keys="ascending", tiebreaker="dense"))
    rows = pa.array(np.lexsort((by_person, -seconds, places)))
    table = pa.table(
        {
            "case_id": found["case_id"].cast(pa.string()),
            "person_id": person,
            "overlaps": found["overlaps"].cast(pa.int64()),
            "minutes": pa.array(seconds / 60),
            "first": times(found["first"]),
            "last": times(found["last"]),
        }
    )
    return table.take(rows)


def _as(person: int | str, kind: Any) -> Any:
    """An id as the stays write it; None if it cannot be one of theirs."""
    if not pa.types.is_integer(kind):
        return str(person)
    if isinstance(person, int):
        return person
    return int(person) if person.removeprefix("-").isdecimal() and str(int(person)) == person else None


def _with_rows(spots: Any) -> dict[str, Any]:
    """Places and rows of spots."""
    coded = spots.dictionary_encode()
    parts = [row_of(spot) for spot in coded.dictionary.to_pylist()]
    places = pa.array([place for place, _row in parts], pa.string())
    numbers = pa.array([row for _place, row in parts], pa.int64())
    return {"place": places.take(coded.indices), "row": numbers.take(coded.indices)}


def _plain(column: Any) -> Any:
    return column.cast(pa.string()) if pa.types.is_large_string(column.type) else column
