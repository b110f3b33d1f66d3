"""Reading a file into headings and rows, whatever program it was saved by."""

from __future__ import annotations

import csv
import hashlib
import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from fangxian.errors import Invalid
from fangxian.response.casework.linelist.headings import recognised

Cell = Any
"""A text, a number, a date or time, or None."""

ENCODINGS: Final = ("utf-8-sig", "gb18030")
"""Tried in this order: GB 18030 reads almost anything, UTF-8 only what is UTF-8."""

LARGEST: Final = 50 * 2**20
"""Bytes; a line list of half a million rows is smaller."""

MOST_CELLS: Final = LARGEST // 4
"""Cells of a Parquet file, in which a million that say the same take a few bytes."""

PARQUET: Final = b"PAR1"
"""What a Parquet file begins with."""

_BATCH: Final = 10_000  # rows of a Parquet file that are read together
_WIDEST: Final = 200  # columns; a line list has a few dozen
_LONGEST_CELL: Final = 10_000_000  # characters; the module's own limit would stop a whole file for one cell
_TITLE_ROWS: Final = 10
_DELIMITERS: Final = ",\t;|"


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row with its number as a spreadsheet shows it (the first row of the file is 1)."""

    line: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A file's content.

    Attributes
    ----------
    headings : tuple of str
        As written, without blanks around them; a repeated one has its number behind it.
    rows : tuple of TableRow
        Without empty rows.
    filename, digest : str
        Name of the file, and the SHA-256 of its bytes.
    """

    headings: tuple[str, ...]
    rows: tuple[TableRow, ...]
    filename: str
    digest: str


def read_file(path: Path) -> Table:
    """Read a CSV, XLSX or Parquet file.

    Raises
    ------
    Invalid
        ``table.unreadable``, ``table.encoding``, ``table.format`` or ``table.empty``.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Invalid(
            "table.unreadable",
            _("%(name)s cannot be read: %(reason)s."),
            remedy=_("Check the name of the file and your rights to read it."),
            name=path.name,
            reason=error.strerror,
        ) from error
    return read_bytes(data, path.name)


def read_bytes(data: bytes, filename: str) -> Table:
    """Read the bytes of a CSV, XLSX or Parquet file; see :func:`read_file`."""
    return next(iter(read_sheets(data, filename).values()))


def read_sheets(data: bytes, filename: str) -> dict[str, Table]:
    """Read every sheet of a workbook, by its name, the active one first; a CSV file is one sheet without a name."""
    digest = hashlib.sha256(data).hexdigest()
    return {name: table_of(rows, filename, digest) for name, rows in read_rows(data, filename).items()}


def read_rows(data: bytes, filename: str) -> dict[str, list[TableRow]]:
    """The filled rows of every sheet, as :func:`read_sheets` finds headings among them."""
    refuse_large(data, filename)
    if data.startswith(b"PK\x03\x04"):
        filled = _workbook(data, filename)
    elif data.startswith(PARQUET):
        filled = {"": _filled(parquet_rows(data, filename))}
    elif data.startswith(b"\xd0\xcf\x11\xe0"):
        raise Invalid(
            "table.format",
            _("%(name)s is a workbook of the old kind (.xls)."),
            remedy=_("Save it as .xlsx or .csv and try again."),
            name=filename,
        )
    else:
        filled = {"": _text(decoded(data, filename))}
    return {name: rows for name, rows in filled.items() if rows} or dict(list(filled.items())[:1])


def refuse_large(data: bytes, filename: str) -> None:
    """Raise ``table.too_large`` for more bytes than are read at once."""
    if len(data) > LARGEST:
        raise _too_large(filename)


def _too_large(filename: str) -> Invalid:
    return Invalid(
        "table.too_large",
        _("%(name)s is larger than %(megabytes)s MB."),
        remedy=_("Split it and import the parts one after the other."),
        name=filename,
        megabytes=LARGEST // 2**20,
    )


def decoded(data: bytes, filename: str) -> str:
    """The text that the bytes are, in UTF-8, GB 18030 or UTF-16."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    for encoding in ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Invalid(
        "table.encoding",
        _("%(name)s is no text in UTF-8 or GB 18030."),
        remedy=_("Save it as CSV UTF-8, or as .xlsx, and try again."),
        name=filename,
    )


def _text(text: str) -> list[TableRow]:
    csv.field_size_limit(_LONGEST_CELL)
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(_DELIMITERS, key=first.count)
    return _filled(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def _workbook(data: bytes, filename: str) -> dict[str, list[TableRow]]:
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        active = book.active or book.worksheets[0]
        sheets = [active, *(sheet for sheet in book.worksheets if sheet is not active)]
        return {str(sheet.title): _filled(sheet.iter_rows(values_only=True, max_col=_WIDEST)) for sheet in sheets}
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, IndexError) as error:
        raise Invalid(
            "table.unreadable",
            _("%(name)s cannot be read: %(reason)s."),
            remedy=_("Open it in a spreadsheet program, save it as .xlsx or .csv, and try again."),
            name=filename,
            reason=str(error) or type(error).__name__,
        ) from error


def parquet_rows(data: bytes, filename: str) -> Iterator[Sequence[Cell]]:
    """The headings of a Parquet file, then its rows.

    Raises
    ------
    Invalid
        ``table.unreadable``; ``table.too_large`` for more cells than are read at once, however small the file.
    """
    file = parquet_file(data, filename)
    if file.metadata.num_rows * file.metadata.num_columns > MOST_CELLS:
        raise _too_large(filename)
    yield file.schema_arrow.names
    for batch in file.iter_batches(batch_size=_BATCH):
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


def parquet_file(data: bytes, filename: str) -> Any:
    """A Parquet file, opened."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return pq.ParquetFile(pa.BufferReader(data))
    except (pa.ArrowException, OSError) as error:
        raise Invalid(
            "table.unreadable",
            _("%(name)s cannot be read: %(reason)s."),
            remedy=_("It is no whole Parquet file; export it again."),
            name=filename,
            reason=str(error)[:200],
        ) from error


def _filled(grid: Iterable[Sequence[Cell]]) -> list[TableRow]:
    """The rows that hold anything, as far as they do; a workbook may claim a million cells that do not."""
    rows: list[TableRow] = []
    for line, cells in enumerate(grid, start=1):
        width = max((place for place, cell in enumerate(cells, start=1) if not _blank(cell)), default=0)
        if width:
            rows.append(TableRow(line, tuple(cells[:width])))
    return rows


def table_of(filled: list[TableRow], filename: str, digest: str, start: int | None = None) -> Table:
    """A table of rows one of which holds the headings: that one, or the one that looks most like it."""
    if not filled:
        raise Invalid(
            "table.empty",
            _("%(name)s holds no rows."),
            remedy=_("The first row must hold headings, the rows below it one case each."),
            name=filename,
        )
    start = _heading_row(filled) if start is None else start
    return Table(_headings(filled[start].cells), tuple(filled[start + 1 :]), filename, digest)


def _heading_row(filled: list[TableRow]) -> int:
    """Which row holds most known headings among the first: many lists begin with a title."""
    first = range(min(len(filled), _TITLE_ROWS))
    return max(first, key=lambda n: (sum(recognised(str(cell)) for cell in filled[n].cells if not _blank(cell)), -n))


def _headings(cells: Sequence[Cell]) -> tuple[str, ...]:
    seen: dict[str, int] = {}
    names: list[str] = []
    for cell in cells:
        name = "" if _blank(cell) else " ".join(str(cell).split())
        seen[name] = seen.get(name, 0) + 1
        names.append(f"{name} ({seen[name]})" if name and seen[name] > 1 else name)
    return tuple(names)


def of_records(records: Sequence[Mapping[str, Cell]], filename: str, digest: str, first: int = 1) -> Table:
    """A table of objects: their names are its headings, and the n-th object is row ``first + n - 1``."""
    headings = tuple(dict.fromkeys(name for record in records for name in record))
    rows = tuple(
        TableRow(line, tuple(record.get(name) for name in headings)) for line, record in enumerate(records, start=first)
    )
    return Table(headings, rows, filename, digest)


def _blank(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())
