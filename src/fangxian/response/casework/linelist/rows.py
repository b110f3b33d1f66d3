"""From a table to rows of values: each bad cell is listed and never stops the rest."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from fangxian.response.casework.linelist import cells
from fangxian.response.casework.linelist.areas import AreaBook, look_up
from fangxian.response.casework.linelist.cells import Bad
from fangxian.response.casework.linelist.fields import FIELDS
from fangxian.response.casework.linelist.mapping import Mapping
from fangxian.response.casework.linelist.table import Table, TableRow


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing for a person to look at.

    Attributes
    ----------
    line : int
        Row as the spreadsheet shows it.
    field : str
        Field, or empty for the whole row.
    code : str
        A key of :data:`.messages.SENTENCES`.
    text : str
        What stood there; empty for what tells who somebody is.
    params : dict
        Values of the sentence.
    """

    line: int
    field: str
    code: str
    text: str = ""
    params: dict[str, Any] = dataclasses.field(default_factory=dict)


@dataclass(slots=True)
class Row:
    """A row of values.

    Attributes
    ----------
    values : dict
        Field → value, only where there is one.
    problems : list of Problem
        What was wrong with it.
    rejected : bool
        Whether it stays out altogether.
    """

    line: int
    values: dict[str, Any] = dataclasses.field(default_factory=dict)
    problems: list[Problem] = dataclasses.field(default_factory=list)
    rejected: bool = False

    @property
    def number(self) -> str:
        """Its case number; empty where it has none."""
        return str(self.values.get("number", ""))

    @property
    def classified_on(self) -> date:
        """The day of confirmation, or of the report where the list does not say it."""
        day: date = self.values.get("confirmed_on") or self.values["reported_on"]
        return day

    def note(self, code: str, name: str = "", text: str = "", **params: Any) -> None:
        """List a problem."""
        self.problems.append(Problem(self.line, name, code, text, params))

    def reject(self, code: str, name: str = "", text: str = "", **params: Any) -> None:
        """List a problem that keeps the row out."""
        self.note(code, name, text, **params)
        self.rejected = True


def read_rows(table: Table, mapping: Mapping, *, root: str, today: date) -> list[Row]:
    """Every row of a table, in its order.

    Parameters
    ----------
    root : str
        Code of the incident's area: areas are looked up within it, and it stands in where none is known.
    today : date
        Local day of the workspace's clock.
    """
    places = {heading: place for place, heading in enumerate(table.headings) if heading}
    reader = _Reader(mapping, places, len(table.headings), today)
    rows = [reader.row(one) for one in table.rows]
    book = look_up(root, {row.values["area"] for row in rows if "area" in row.values})
    seen: set[str] = set()
    for row in rows:
        _place(row, book)
        _require(row)
        if row.number and not row.rejected:
            if row.number in seen:
                row.reject("row.repeated", "number", row.number)
            seen.add(row.number)
    return rows


class _Reader:
    """Reads the cells of one table."""

    def __init__(self, mapping: Mapping, places: dict[str, int], width: int, today: date) -> None:
        self.mapping = mapping
        self.width = width
        self.today = today
        self.columns = {one.name: [places[h] for h in mapping.headings(one.name) if h in places] for one in FIELDS}

    def row(self, one: TableRow) -> Row:
        row = Row(one.line)
        if any(cells.tidy(cell) for cell in one.cells[self.width :]):
            row.reject("row.too_many_cells", "", cells.tidy(one.cells[self.width])[:80], width=self.width)
        for what in FIELDS:
            cell = self._cell(one, what.name)
            value = cells.read(what, cell, self.mapping, self.today)
            if isinstance(value, Bad):
                row.note(value.code, what.name, "" if what.personal else value.text[:200], **value.params)
                value = value.kept
            if value is None and what.name in self.mapping.defaults:
                value = cells.read(what, self.mapping.defaults[what.name], self.mapping, self.today)
            if value is not None and not isinstance(value, Bad):
                row.values[what.name] = value
        self._cluster(row)
        return row

    def _cell(self, one: TableRow, name: str) -> Any:
        held = [one.cells[place] for place in self.columns[name] if place < len(one.cells)]
        if len(held) <= 1:
            return held[0] if held else None
        return "; ".join(filter(None, map(cells.tidy, held)))

    def _cluster(self, row: Row) -> None:
        text = str(row.values.get("source", "")).casefold()
        if not text or "cluster" in row.values:
            return
        named = (one.name for one in self.mapping.clusters if any(word.casefold() in text for word in one.words))
        found = next(named, None)
        if found:
            row.values["cluster"] = found


def _place(row: Row, book: AreaBook) -> None:
    if "area" not in row.values:
        return
    found = book.find(row.values["area"])
    if isinstance(found, Bad):
        row.note(found.code, "area", found.text[:200], **found.params)
        del row.values["area"]
    else:
        row.values["area"] = found


def _require(row: Row) -> None:
    for name in ("number", "classification"):
        if name not in row.values and not row.rejected:
            row.reject("row.missing", name)
    if "confirmed_on" not in row.values and "reported_on" not in row.values and not row.rejected:
        row.reject("row.missing", "confirmed_on")
    if "died_on" in row.values:
        row.values["outcome"], row.values["outcome_on"] = "died", row.values.pop("died_on")


def every_problem(rows: list[Row]) -> Iterator[Problem]:
    """The problems of all rows, in their order."""
    for row in rows:
        yield from row.problems
