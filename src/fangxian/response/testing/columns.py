"""Tables whose columns are headed in either language."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from io import TextIOWrapper
from pathlib import Path
from typing import Final

from django.utils.translation import gettext_lazy as _

from fangxian.errors import Invalid
from fangxian.response.casework.linelist.table import ENCODINGS, read_bytes

_HEAD: Final = 2**20  # bytes by which a file's encoding is known
_TELL_EVERY: Final = 20_000  # rows

Columns = Mapping[str, Collection[str]]
"""Names of columns, each with the headings that mean it, in small letters."""


def read_rows(
    data: bytes, filename: str, columns: Columns, needed: Collection[str]
) -> list[tuple[int, dict[str, str]]]:
    """The rows of a CSV or XLSX file: the line, and what it says under the columns that are known.

    Parameters
    ----------
    needed : collection of str
        Columns that must be there.

    Raises
    ------
    Invalid
        The file cannot be read, or a needed column is missing.
    """
    name = Path(filename).name
    table = read_bytes(data, name)
    places = _places(table.headings, name, columns, needed)
    return [(row.line, _cells(row.cells, places)) for row in table.rows]


def stream_rows(
    path: Path, columns: Columns, needed: Collection[str], told: Callable[[int], None]
) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a CSV file of any size, one after the other, headed by its first line; see :func:`read_rows`.

    Parameters
    ----------
    told : callable
        Is told now and then how many bytes have been read.
    """
    encoding = _encoding(path)
    with path.open("rb") as raw, TextIOWrapper(raw, encoding=encoding, newline="") as file:
        rows = csv.reader(file)
        try:
            places = _places(next(rows, []), path.name, columns, needed)
            for line, row in enumerate(rows, 2):
                if any(row):
                    yield line, _cells(row, places)
                if not line % _TELL_EVERY:
                    told(raw.tell())
        except UnicodeDecodeError as error:
            raise _no_text(path.name) from error


def _encoding(path: Path) -> str:
    with path.open("rb") as file:
        head = file.read(_HEAD)
    for encoding in ENCODINGS:
        try:
            codecs.getincrementaldecoder(encoding)().decode(head)
        except UnicodeDecodeError:
            continue
        return encoding
    raise _no_text(path.name)


def _no_text(name: str) -> Invalid:
    return Invalid(
        "table.encoding",
        _("%(name)s is no text in UTF-8 or GB 18030."),
        remedy=_("Save it as CSV UTF-8, or as .xlsx, and try again."),
        name=name,
    )


def _places(headings: Sequence[str], name: str, columns: Columns, needed: Collection[str]) -> dict[str, int]:
    """Which column stands where."""
    plain = [heading.strip().casefold() for heading in headings]
    places = {key: next((plain.index(word) for word in words if word in plain), None) for key, words in columns.items()}
    missing = [key for key in columns if key in needed and places[key] is None]
    if missing:
        raise Invalid(
            "list.columns",
            _("%(name)s lacks the columns: %(missing)s."),
            remedy=_("Head the columns %(needed)s."),
            field="file",
            name=name,
            missing=", ".join(missing),
            needed=", ".join(needed),
        )
    return {key: place for key, place in places.items() if place is not None}


def _cells(row: Sequence[object], places: Mapping[str, int]) -> dict[str, str]:
    cells = {key: row[place] if place < len(row) else None for key, place in places.items()}
    return {key: _text(cell) for key, cell in cells.items() if cell not in (None, "")}


def _text(cell: object) -> str:
    """A cell as text; a spreadsheet's whole number has no decimals."""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip()
