"""The cases of a search: whose companions are sought, and from when to when each could infect."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa

from fangxian.science.tracing.errors import TracingError
from fangxian.science.tracing.reading.report import GOOD
from fangxian.science.tracing.reading.source import batches, columns_of
from fangxian.science.tracing.reading.times import seconds_of

FOREVER: Final = 1 << 40
"""A second beyond every calendar: a window without an end."""


@dataclass(frozen=True, slots=True)
class Phone:
    """One phone (or other identity) of a case, and when its stays count.

    Attributes
    ----------
    person : int or str
        The id the stays carry.
    start, end : int
        The infectious window in UTC seconds, half-open; absent bounds reach as far as the search window.
    """

    person: int | str
    start: int = -FOREVER
    end: int = FOREVER


@dataclass(frozen=True, slots=True)
class Case:
    """A case and its phones. Several phones count as one person; none of them is a hit of the case."""

    id: str
    phones: tuple[Phone, ...]


def read_cases(path: Path, *, zone: str | None = None) -> tuple[Case, ...]:
    """Return the cases of a CSV, Parquet or Arrow file, in the order of the file.

    Columns ``case_id, person_id`` and, optionally, ``from, to``. Rows of one ``case_id`` are one case.

    Raises
    ------
    TracingError
        With file, row and field of the first thing that is wrong: a list of cases is read whole or not at all.
    """
    found = columns_of(path) if path.is_file() else []
    for column in ("case_id", "person_id"):
        if path.is_file() and column not in found:
            raise TracingError("cases.column_missing", path=path, column=column, found=", ".join(found))
    phones: dict[str, list[Phone]] = {}
    for case, phone in _rows(path, zone):
        if phone not in phones.setdefault(case, []):
            phones[case].append(phone)
    if not phones:
        raise TracingError("cases.none", path=path)
    return tuple(Case(case, tuple(members)) for case, members in phones.items())


def write_cases(path: Path, rows: Iterator[tuple[str, Any, str, str]]) -> None:
    """Write a cases file: case, person, from and to (text with a zone, or empty)."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("case_id", "person_id", "from", "to"))
        writer.writerows(rows)


def _rows(path: Path, zone: str | None) -> Iterator[tuple[str, Phone]]:
    for batch in batches(path, ("case_id", "person_id"), ("from", "to")):
        cases = batch.columns["case_id"].cast(pa.string()).to_pylist()
        persons = batch.columns["person_id"].to_pylist()
        start = _bounds(batch.columns.get("from"), "from", len(cases), -FOREVER, zone, path)
        end = _bounds(batch.columns.get("to"), "to", len(cases), FOREVER, zone, path)
        for row, (case, person) in enumerate(zip(cases, persons, strict=True)):
            for field, value in (("case_id", case), ("person_id", person)):
                if value is None or value == "":
                    raise TracingError("cases.row", path=path, row=batch.first + row, field=field, reason="null")
            if end[row] < start[row]:
                raise TracingError("cases.row", path=path, row=batch.first + row, field="to", reason="to < from")
            yield str(case), Phone(person, int(start[row]), int(end[row]))


def _bounds(column: Any, name: str, count: int, absent: int, zone: str | None, path: Path) -> Any:
    if column is None:
        return np.full(count, absent, np.int64)
    seconds, codes = seconds_of(column, name, zone=zone)
    missing = np.asarray(column.is_null())
    bad = np.flatnonzero((codes != GOOD) & ~missing)
    if len(bad):
        reason = f"{column[int(bad[0])].as_py()}: a time needs a date, a clock and a zone"
        raise TracingError("cases.row", path=path, row=int(bad[0]) + 1, field=name, reason=reason)
    return np.where(missing, absent, seconds)
