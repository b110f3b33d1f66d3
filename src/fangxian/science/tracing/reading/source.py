"""Record batches of Parquet, Arrow and CSV files, partitioned or not, a batch at a time."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.feather as pa_feather
import pyarrow.ipc as pa_ipc
import pyarrow.parquet as pa_parquet

from fangxian.science.tracing.errors import TracingError

SUFFIXES: Final = {".parquet", ".csv", ".arrow", ".feather", ".ipc"}
BATCH: Final = 1 << 20
"""Rows of a batch: enough to keep the kernels busy, some 30 MB."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Some rows of one file; `first` is the number of the first of them, counted from 1."""

    file: str
    first: int
    columns: dict[str, Any]

    def __len__(self) -> int:
        return len(next(iter(self.columns.values())))


def files_of(path: Path) -> list[Path]:
    """Return the files of a path: itself, or every data file below a folder, by name."""
    if path.is_dir():
        files = sorted(file for file in path.rglob("*") if file.suffix.lower() in SUFFIXES and _shown(file, path))
        if files:
            return files
    elif path.exists():
        if path.suffix.lower() not in SUFFIXES:
            raise TracingError("file.kind", path=path)
        return [path]
    raise TracingError("file.missing", path=path)


def columns_of(file: Path) -> list[str]:
    """Return the names of a file's columns, with those its folders name (``day=2021-11-02``)."""
    kind = file.suffix.lower()
    try:
        if kind == ".parquet":
            names = list(pa_parquet.read_schema(file).names)
        elif kind == ".csv":
            names = _header(file)
        else:
            names = list(_arrow(file).schema.names)
    except (OSError, ValueError, pa.ArrowException) as error:
        raise TracingError("file.unreadable", path=file, reason=_first_line(error)) from error
    return [*names, *(key for key in _partition(file) if key not in names)]


def batches(path: Path, wanted: Iterable[str], optional: Iterable[str] = ()) -> Iterator[Batch]:
    """Yield the wanted columns of every file below a path.

    Raises
    ------
    TracingError
        ``stays.column_missing`` if a file lacks a wanted column, ``file.unreadable`` if it is damaged.
    """
    wanted, optional = list(wanted), list(optional)
    for file in files_of(path):
        found = columns_of(file)
        for column in wanted:
            if column not in found:
                raise TracingError("stays.column_missing", path=file, column=column, found=", ".join(found))
        names = wanted + [column for column in optional if column in found]
        yield from _file(file, names)


def _file(file: Path, names: list[str]) -> Iterator[Batch]:
    fixed = _partition(file)
    first = 1
    try:
        for batch in _reader(file, [name for name in names if name not in fixed or name in _own(file)]):
            columns = dict(zip(batch.schema.names, batch.columns, strict=True))
            for name in names:
                if name not in columns:
                    columns[name] = pa.array([fixed[name]] * batch.num_rows, pa.string())
            if batch.num_rows:
                yield Batch(str(file), first, {name: _decoded(columns[name]) for name in names})
            first += batch.num_rows
    except (OSError, ValueError, pa.ArrowException) as error:
        raise TracingError("file.unreadable", path=file, reason=_first_line(error)) from error


def _own(file: Path) -> set[str]:
    return (
        set(columns_of(file)) - set(_partition(file))
        if file.suffix.lower() != ".parquet"
        else set(pa_parquet.read_schema(file).names)
    )


def _reader(file: Path, names: list[str]) -> Iterator[Any]:
    kind = file.suffix.lower()
    if kind == ".parquet":
        with pa_parquet.ParquetFile(file) as parquet:
            yield from parquet.iter_batches(BATCH, columns=names)
    elif kind == ".csv":
        yield from _csv(file, names)
    else:
        yield from _arrow(file).select(names).to_batches(BATCH)


def _csv(file: Path, names: list[str]) -> Iterator[Any]:
    """Every column as text: ``007`` is not 7, and a time says its zone or does not. An empty field is null."""
    convert = pa_csv.ConvertOptions(
        column_types=dict.fromkeys(names, pa.string()),
        include_columns=names,
        strings_can_be_null=True,
        null_values=[""],
        quoted_strings_can_be_null=True,
    )
    read = pa_csv.ReadOptions(use_threads=False, block_size=1 << 24)
    parse = pa_csv.ParseOptions(newlines_in_values=True)
    with pa_csv.open_csv(file, read_options=read, parse_options=parse, convert_options=convert) as reader:
        yield from reader


def _header(file: Path) -> list[str]:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return next(csv.reader(lines), [])


def _arrow(file: Path) -> Any:
    """An Arrow file as a mapped table; a stream, which has no index at its end, is read whole."""
    with pa.memory_map(str(file)) as source:
        if source.read(6) == b"ARROW1" or file.suffix.lower() == ".feather":
            return pa_feather.read_table(file, memory_map=True)
        source.seek(0)
        return pa_ipc.open_stream(source).read_all()


def _partition(file: Path) -> dict[str, str]:
    """Columns that the names of the folders hold: ``…/day=2021-11-02/part.parquet``."""
    pairs = (part.split("=", 1) for part in file.parts[:-1] if "=" in part)
    return {key: value for key, value in pairs if key}


def _decoded(column: Any) -> Any:
    column = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    return column.dictionary_decode() if pa.types.is_dictionary(column.type) else column


def _shown(file: Path, root: Path) -> bool:
    """Whether no part of the path below the root is hidden: writers leave ``_temporary`` and ``.crc`` behind."""
    return not any(part.startswith((".", "_")) for part in file.relative_to(root).parts)


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0] if str(error) else type(error).__name__
