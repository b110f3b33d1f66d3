"""Tables whose columns are headed in either language."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from fangxian.errors import Invalid
from fangxian.response.casework.linelist.table import read_bytes


def read_rows(
    data: bytes, filename: str, columns: Mapping[str, Collection[str]], needed: Collection[str]
) -> list[tuple[int, dict[str, str]]]:
    """The rows of a CSV or XLSX file: the line, and what it says under the columns that are known.

    Parameters
    ----------
    columns : mapping
        Names of the columns, each with the headings that mean it, in small letters.
    needed : collection of str
        Columns that must be there.

    Raises
    ------
    Invalid
        The file cannot be read, or a needed column is missing.
    """
    table = read_bytes(data, Path(filename).name)
    plain = [heading.strip().casefold() for heading in table.headings]
    places = {
        name: next((plain.index(word) for word in words if word in plain), None) for name, words in columns.items()
    }
    missing = [name for name in columns if name in needed and places[name] is None]
    if missing:
        raise Invalid(
            "list.columns",
            _("%(name)s lacks the columns: %(missing)s."),
            remedy=_("Head the columns %(needed)s."),
            field="file",
            name=filename,
            missing=", ".join(missing),
            needed=", ".join(needed),
        )
    used = {name: place for name, place in places.items() if place is not None}
    rows = []
    for row in table.rows:
        cells = {name: row.cells[place] if place < len(row.cells) else None for name, place in used.items()}
        rows.append((row.line, {name: _text(cell) for name, cell in cells.items() if cell not in (None, "")}))
    return rows


def _text(cell: object) -> str:
    """A cell as text; a spreadsheet's whole number has no decimals."""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip()
