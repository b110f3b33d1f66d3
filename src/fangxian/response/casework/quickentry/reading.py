"""Reading pasted text: rows with values, and for each fault the row, the field and the rule."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from fangxian.errors import FangxianError, Invalid
from fangxian.protocol.pack import Pack
from fangxian.response.casework.linelist.areas import AreaBook, look_up
from fangxian.response.casework.linelist.cells import Bad, tidy
from fangxian.response.casework.linelist.choices import CHOICES
from fangxian.response.casework.models import ContactKind
from fangxian.response.casework.quickentry.columns import TITLES, by_content, by_heading
from fangxian.response.casework.quickentry.moments import read_moment
from fangxian.response.casework.strictness import known_kinds
from fangxian.response.registry.identity import IdentityCard, normal

MOST: Final = 2000
"""Rows of one paste; longer lists come in as a file."""

_OLDEST = 130
_LONGEST: Final = {"name": 80, "address": 200, "setting": 60, "social": 80, "number": 60, "known_as": 60}
_KINDS: Final = {
    "密接": "close", "密切接触者": "close", "close contact": "close",
    "次密接": "secondary", "密接的密接": "secondary", "secondary contact": "secondary",
    "一般接触者": "general", "一般接触": "general", "general contact": "general",
    "涉疫场所暴露人员": "venue", "时空伴随": "companion", "时空伴随者": "companion",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a row cannot be taken; `field` is a key of the fields."""

    field: str
    text: str
    reason: str

    @property
    def title(self) -> Any:
        """What the field is called."""
        return TITLES.get(self.field, self.field)


@dataclass(slots=True)
class PastedRow:
    """One row: its number in the paste, the line as it stood, what it says, and its faults."""

    line: int
    raw: str
    values: dict[str, Any] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def identity(self) -> IdentityCard | None:
        """Who it is; None where nothing is said."""
        said = {name: self.values.get(name) or "" for name in ("name", "id_number", "phone", "address")}
        return IdentityCard(**said) if any(said.values()) else None


@dataclass(slots=True)
class Paste:
    """A paste as read.

    Attributes
    ----------
    fields : list of str
        Field of each column; empty for a column that was not understood.
    heading : str
        The heading line, empty where there was none.
    """

    fields: list[str]
    heading: str
    rows: list[PastedRow]

    @property
    def good(self) -> list[PastedRow]:
        """Rows that can be taken."""
        return [row for row in self.rows if not row.faults]

    @property
    def bad(self) -> list[PastedRow]:
        """Rows that cannot."""
        return [row for row in self.rows if row.faults]

    def left(self) -> str:
        """The text of the rows that could not be taken, to be corrected and pasted again."""
        return (
            "\n".join([self.heading, *(row.raw for row in self.bad)])
            if self.heading
            else "\n".join(row.raw for row in self.bad)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What the reading rests on: time, zone, area in scope, rulebook, and values for empty cells."""

    now: datetime
    zone: ZoneInfo
    root: str
    rulebook: Pack | None = None
    defaults: Mapping[str, Any] = field(default_factory=dict)


def read_paste(text: str, setting: Setting) -> Paste:
    """Read pasted text.

    Raises
    ------
    Invalid
        ``paste.empty`` or ``paste.long``.
    """
    lines = [line for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n") if line.strip()]
    if not lines:
        raise Invalid("paste.empty", _("Nothing was pasted."), remedy=_("Copy rows from a spreadsheet."), field="text")
    if len(lines) > MOST + 1:
        raise Invalid(
            "paste.long",
            _("%(rows)s rows are too many at once; %(most)s fit."),
            remedy=_("Paste them in parts."),
            field="text",
            rows=len(lines),
            most=MOST,
        )
    delimiter = max("\t,;", key=lines[0].count)
    grid = [[tidy(cell) for cell in next(csv.reader(io.StringIO(line), delimiter=delimiter))] for line in lines]
    fields = by_heading(grid[0])
    start = 0 if fields is None else 1
    fields = by_content(grid) if fields is None else fields
    paste = Paste(fields, lines[0] if start else "", [])
    book = look_up(setting.root, _column(grid[start:], fields, "area"))
    seen: dict[Any, int] = {}
    for number, (line, cells) in enumerate(zip(lines[start:], grid[start:], strict=True), start=start + 1):
        row = PastedRow(number, line)
        said = {name: cell for name, cell in zip(fields, cells, strict=False) if name and cell}
        _read(row, said, setting, book)
        _refuse_twice(row, seen)
        paste.rows.append(row)
    return paste


def _column(grid: Sequence[Sequence[str]], fields: Sequence[str], name: str) -> list[str]:
    if name not in fields:
        return []
    place = fields.index(name)
    return [row[place] for row in grid if place < len(row) and row[place]]


def _read(row: PastedRow, said: Mapping[str, str], setting: Setting, book: AreaBook) -> None:
    row.values = dict(setting.defaults)
    for name, cell in said.items():
        value = _value(name, cell, setting, book)
        if isinstance(value, Fault):
            row.faults.append(value)
        else:
            row.values[name] = value
    if not any(row.values.get(name) for name in ("name", "phone", "id_number", "number", "known_as")):
        row.faults.append(Fault("name", "", _("Nobody is named: give a name, a phone, a document or a number.")))
    faulty = {fault.field for fault in row.faults}
    for name in ("last_exposure", "area"):
        if not row.values.get(name) and name not in faulty:
            row.faults.append(Fault(name, "", _("It is missing, and no value for all rows is given.")))
    first, last = row.values.get("first_exposure"), row.values.get("last_exposure")
    if first and last and first > last:
        if "first_exposure" in said:
            row.faults.append(Fault("first_exposure", said["first_exposure"], _("It lies after the last exposure.")))
        else:
            row.values["first_exposure"] = None


def _value(name: str, cell: str, setting: Setting, book: AreaBook) -> Any:
    match name:
        case "id_number" | "phone":
            return _of_identity(name, cell)
        case "sex" | "age" | "seat_row":
            return _plain(name, cell)
        case "area":
            return _area(cell, book)
        case "kind":
            return _kind(cell, setting.rulebook)
        case "last_exposure" | "first_exposure":
            return _moment(name, cell, setting)
    longest = _LONGEST[name]
    return cell if len(cell) <= longest else Fault(name, cell, _("Longer than %(n)s characters.") % {"n": longest})


def _area(cell: str, book: AreaBook) -> Any:
    found = book.find(cell)
    if not isinstance(found, Bad):
        return found
    if found.code == "value.area_ambiguous":
        return Fault("area", cell, _("Several areas bear this name: %(found)s. Give the code.") % found.params)
    if found.code == "value.area_outside":
        return Fault("area", cell, _("This area lies outside yours."))
    return Fault("area", cell, _("There is no such area in yours."))


def _of_identity(name: str, cell: str) -> Any:
    try:
        return getattr(normal(IdentityCard(**{name: cell})), name)
    except FangxianError as error:
        return Fault(name, cell, str(error))


def _plain(name: str, cell: str) -> Any:
    if name == "sex":
        return CHOICES["sex"].get(cell.casefold()) or Fault(name, cell, _("Write F, M, 女 or 男."))
    if name == "age":
        digits = cell.removesuffix("岁").strip()
        return int(digits) if digits.isdecimal() and int(digits) <= _OLDEST else Fault(name, cell, _("No age."))
    digits = "".join(character for character in cell if character.isdecimal())
    return int(digits) if digits and len(digits) < 4 else Fault(name, cell, _("No row of a seat."))


def _moment(name: str, cell: str, setting: Setting) -> Any:
    at = read_moment(cell, setting.now, setting.zone)
    if at is None:
        return Fault(name, cell, _("No time; write 2020-12-07 18:30."))
    return Fault(name, cell, _("It lies in the future.")) if at > setting.now else at


def _kind(cell: str, rulebook: Pack | None) -> Any:
    known = known_kinds(rulebook)
    titles = {str(title).casefold(): value for value, title in ContactKind.choices}
    plain = cell.casefold()
    value = plain if plain in known else _KINDS.get(plain) or titles.get(plain)
    if value in known:
        return value
    return Fault("kind", cell, _("Use one of: %(known)s.") % {"known": ", ".join(known)})


def _refuse_twice(row: PastedRow, seen: dict[Any, int]) -> None:
    """A person who stands twice in one paste is a slip of the hand."""
    values = row.values
    once = ("id_number", "number", "known_as")
    keys: list[tuple[str, Any]] = [(name, values[name]) for name in once if values.get(name)]
    if values.get("name") and values.get("phone"):
        keys.append(("name", (values["name"], values["phone"])))
    for name, value in keys:
        before = seen.setdefault((name, value), row.line)
        if before != row.line:
            row.faults.append(Fault(name, "", _("Stands in row %(row)s already.") % {"row": before}))
