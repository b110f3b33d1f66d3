"""From a table to rows of values: each bad cell is listed and never stops the rest."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import date
from typing import Any

from fangxian.response.casework.linelist import cells
from fangxian.response.casework.linelist.areas import AreaBook, look_up
from fangxian.response.casework.linelist.cells import Bad
from fangxian.response.casework.linelist.fields import Field
from fangxian.response.casework.linelist.kinds import CASES, Kind
from fangxian.response.casework.linelist.mapping import Mapping
from fangxian.response.casework.linelist.table import Table, TableRow

_AREAS = ("area", "place_area")


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
    key : str
        What tells it from the other rows of its kind.
    came : str
        What came of it: ``created``, ``updated`` or ``unchanged``.
    """

    line: int
    values: dict[str, Any] = dataclasses.field(default_factory=dict)
    problems: list[Problem] = dataclasses.field(default_factory=list)
    rejected: bool = False
    key: str = ""
    came: str = "unchanged"

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


def read_rows(table: Table, mapping: Mapping, *, root: str, today: date, kind: Kind = CASES) -> list[Row]:
    """Every row of a table, in its order.

    Parameters
    ----------
    kind : Kind
        What the rows are about.
    root : str
        Code of the incident's area: areas are looked up within it, and it stands in where none is known.
    today : date
        Local day of the workspace's clock.
    """
    places = {heading: place for place, heading in enumerate(table.headings) if heading}
    reader = _Reader(mapping, places, len(table.headings), today, kind)
    rows = [reader.row(one) for one in table.rows]
    book = look_up(root, {row.values[name] for row in rows for name in _AREAS if name in row.values})
    seen: set[str] = set()
    for row in rows:
        _place(row, book)
        _require(row, kind)
        row.key = " > ".join(_keyed(row.values.get(name)) for name in kind.key)
        if not row.rejected:
            if row.key in seen:
                row.reject("row.repeated", "number", row.number)
            seen.add(row.key)
    return rows


def _keyed(value: Any) -> str:
    return "" if value is None else value.isoformat() if isinstance(value, date) else str(value)


class _Reader:
    """Reads the cells of one table."""

    def __init__(self, mapping: Mapping, places: dict[str, int], width: int, today: date, kind: Kind) -> None:
        self.mapping = mapping
        self.kind = kind
        self.width = width
        self.today = today
        self.columns = {one.name: [places[h] for h in mapping.headings(one.name) if h in places] for one in kind.fields}
        self.read: dict[tuple[str, str], cells.Reading] = {}
        self.used = [one for one in kind.fields if self.columns[one.name] or one.name in mapping.defaults]

    def row(self, one: TableRow) -> Row:
        row = Row(one.line)
        if any(cells.tidy(cell) for cell in one.cells[self.width :]):
            row.reject("row.too_many_cells", "", cells.tidy(one.cells[self.width])[:80], width=self.width)
        for what in self.used:
            cell = self._cell(one, what.name)
            value = self._value(what, cell)
            if isinstance(value, Bad):
                row.note(value.code, what.name, "" if what.personal else value.text[:200], **value.params)
                value = value.kept
            if value is None and what.name in self.mapping.defaults:
                value = self._value(what, self.mapping.defaults[what.name])
            if value is not None and not isinstance(value, Bad):
                row.values[what.name] = value
        if self.mapping.clusters:
            self._cluster(row)
        return row

    def _value(self, what: Field, cell: Any) -> cells.Reading:
        """What a cell says; days, kinds and areas stand in a list again and again, and are read once."""
        if what.personal or what.reader == "text" or type(cell) is not str:
            return cells.read(what, cell, self.mapping, self.today)
        key = what.name, cell
        if key not in self.read:
            self.read[key] = cells.read(what, cell, self.mapping, self.today)
        return self.read[key]

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
    for name in _AREAS:
        if name not in row.values:
            continue
        found = book.find(row.values[name])
        if isinstance(found, Bad):
            row.note(found.code, name, found.text[:200], **found.params)
            del row.values[name]
        else:
            row.values[name] = found


def _require(row: Row, kind: Kind) -> None:
    if "classified_at" in row.values:
        row.values.setdefault("confirmed_on", row.values["classified_at"].date())
    for name in kind.needed:
        stands_in = kind is CASES and name == "confirmed_on" and "reported_on" in row.values
        if name not in row.values and not stands_in and not row.rejected:
            row.reject("row.missing", name)
    if "died_on" in row.values:
        row.values["outcome"], row.values["outcome_on"] = "died", row.values.pop("died_on")
