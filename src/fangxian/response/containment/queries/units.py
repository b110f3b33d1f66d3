"""The units of an area as a tree: areas of the division tree, and below them the list of buildings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from django.db import connection

from fangxian.response.jurisdiction.codes import area_range
from fangxian.response.jurisdiction.models import Area
from fangxian.response.jurisdiction.queries import area, area_names, residents
from fangxian.response.ledger.language import chinese
from fangxian.response.registry.models import Unit
from fangxian.science.logistics.errors import Language, sentence
from fangxian.science.logistics.zones import Units

LEVELS: Final = ("stairwell", "building", "compound", "village", "street", "county")
"""What a zone is drawn around, the smallest first; a unit's level is its number here."""

_OF_LENGTH: Final = {12: 3, 9: 4, 6: 5}
# Columns as bytes, a row for each area: as rows of their own a hundred thousand buildings would cost a second to fetch.
_BUILDINGS: Final = """
    SELECT area, string_agg(int8send(id), ''), string_agg(int8send(coalesce(parent_id, 0)), ''),
        string_agg(int4send(CASE level WHEN 'stairwell' THEN 0 WHEN 'building' THEN 1 ELSE 2 END), ''),
        string_agg(int4send(people), ''), string_agg(float8send(coalesce(lon, 'nan')), ''),
        string_agg(float8send(coalesce(lat, 'nan')), '')
    FROM registry_unit WHERE area >= %s AND area < %s GROUP BY area
"""
_SENT: Final = (">i8", ">i8", ">i4", ">i4", ">f8", ">f8")
"""How the database sends the columns after the area: the high byte first."""


@dataclass(frozen=True, slots=True)
class Tree:
    """The units of an area.

    Attributes
    ----------
    units : Units
        For the kernel; the areas first, then the rows of the list of buildings.
    codes : sequence of str
        Code of each area row.
    ids : numpy.ndarray
        Ids of the rows of the list, in order.
    estimated : numpy.ndarray
        Rows whose people were estimated: the nearest census spread evenly over the areas below.
    """

    units: Units
    codes: Sequence[str]
    ids: np.ndarray
    estimated: np.ndarray

    def row_of_area(self, code: str) -> int:
        """Row of the most exact area that holds the code; -1 where it lies outside."""
        index = {held: row for row, held in enumerate(self.codes)}
        return next((index[code[:length]] for length in range(len(code), 0, -1) if code[:length] in index), -1)

    def row_of_unit(self, id: int) -> int:
        """Row of a unit of the list; -1 where it lies outside."""
        at = int(np.searchsorted(self.ids, id))
        return len(self.codes) + at if at < len(self.ids) and self.ids[at] == id else -1

    def described(self, rows: Sequence[int]) -> dict[int, tuple[str, str, str]]:
        """Name, area code and id (empty for an area) of rows; those of buildings with the compound's name before."""
        areas = {row: self.codes[row] for row in rows if row < len(self.codes)}
        names = area_names(set(areas.values()))
        found = {row: (names.get(code, code), code, "") for row, code in areas.items()}
        wanted = {int(self.ids[row - len(self.codes)]): row for row in rows if row >= len(self.codes)}
        for unit in Unit.objects.filter(id__in=wanted):
            found[wanted[unit.id]] = (unit.label, unit.area, str(unit.id))
        return found


def as_read(units: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The units that a proposal or a zone keeps, with names of areas and reasons in the language in force."""
    names = area_names({str(one["area"]) for one in units if not one.get("id")})
    language: Language = "zh" if chinese() else "en"
    return [
        {
            **one,
            "name": one["name"] if one.get("id") else names.get(str(one["area"]), one["name"]),
            "why": _why(one.get("reason"), language),
        }
        for one in units
    ]


def _why(reason: tuple[str, dict[str, Any]] | None, language: Language) -> str:
    if not reason:
        return ""
    code, values = reason
    return sentence(code, values, language)


def tree(scope: str) -> Tree:
    """The units of an area, in two queries.

    Residents of a community are those of its buildings, or the census's; where neither is known the census of the
    nearest area above is spread evenly, and marked as an estimate.

    Raises
    ------
    NotFound
        There is no such area.
    """
    area(scope)
    lo, hi = area_range(scope)
    rows = Area.objects.filter(code__gte=lo, code__lt=hi).order_by("code").values_list("code", "lon", "lat")
    areas = [row for row in rows if len(row[0]) in _OF_LENGTH or row[0] == scope]
    codes = [code for code, _lon, _lat in areas]
    index = {code: row for row, code in enumerate(codes)}
    parent = [_above(code, index) for code in codes]
    with connection.cursor() as cursor:
        cursor.execute(_BUILDINGS, [lo, hi])
        ids, parents, levels, people, place, tops = _columns(cursor.fetchall(), index)
    above = _parents(ids, parents, tops, len(codes))
    all_parent = np.concatenate([np.array(parent, np.int64), above])
    residents_, estimated = _people(codes, all_parent, people, residents(codes), scope)
    middles = [(np.nan if lon is None else lon, np.nan if lat is None else lat) for _code, lon, lat in areas]
    units = Units(
        parent=all_parent,
        level=np.concatenate([np.array([_OF_LENGTH.get(len(code), 6) for code in codes], np.int64), levels]),
        people=residents_,
        place=np.concatenate([np.array(middles, np.float64).reshape(-1, 2), place]),
    )
    return Tree(units, codes, ids, estimated)


def _columns(rows: Sequence[tuple[Any, ...]], index: dict[str, int]) -> tuple[np.ndarray, ...]:
    """Ids in order, parents, levels, people, places, and the row of the most exact area that the tree holds."""
    if not rows:
        none = np.empty(0, np.int64)
        return none, none, none, none, np.empty((0, 2)), none
    areas, *sent = zip(*rows, strict=True)
    ids, parents, levels, people, lon, lat = (
        np.frombuffer(b"".join(column), kind) for column, kind in zip(sent, _SENT, strict=True)
    )
    at = [index.get(area, _above(area, index)) for area in areas]
    tops = np.repeat(np.array(at, np.int64), [len(one) // ids.itemsize for one in sent[0]])
    order = np.argsort(ids)
    whole = [column[order].astype(np.int64) for column in (ids, parents, levels, people)]
    return (*whole, np.column_stack([lon, lat])[order].astype(np.float64), tops[order])


def _above(code: str, index: dict[str, int]) -> int:
    return next((index[code[:length]] for length in range(len(code) - 1, 0, -1) if code[:length] in index), -1)


def _parents(ids: np.ndarray, parents: np.ndarray, tops: np.ndarray, first: int) -> np.ndarray:
    """Rows of the units' parents: another unit, or the area it lies in."""
    if not len(ids):
        return tops
    at = np.clip(np.searchsorted(ids, parents), 0, len(ids) - 1)
    return np.where((parents > 0) & (ids[at] == parents), first + at, tops)


def _people(
    codes: Sequence[str], parent: np.ndarray, listed: np.ndarray, census: dict[str, int], scope: str
) -> tuple[np.ndarray, np.ndarray]:
    """Residents of every row, and which are estimates."""
    count = len(codes)
    people = np.zeros(len(parent), np.int64)
    people[count:] = listed
    # A compound may be listed with fewer people than its buildings add up to; the larger figure stands.
    for _step in range(2):
        parts = np.bincount(
            parent[count:][parent[count:] >= count], people[count:][parent[count:] >= count], len(parent)
        )
        people[count:] = np.maximum(people[count:], parts[count:].astype(np.int64))
    tops = np.flatnonzero((parent >= 0) & (parent < count) & (np.arange(len(parent)) >= count))
    people[:count] += np.bincount(parent[tops], people[tops], len(parent))[:count].astype(np.int64)
    known = people[:count] > 0
    for row, code in enumerate(codes):
        if code in census:
            people[row], known[row] = max(people[row], census[code]), True
    estimated = np.zeros(len(parent), bool)
    if count and not known[0]:
        people[0], estimated[0] = _from_above(scope), True
    _spread(codes, parent, people, known, estimated)
    return people, estimated


def _spread(
    codes: Sequence[str], parent: np.ndarray, people: np.ndarray, known: np.ndarray, estimated: np.ndarray
) -> None:
    """From the widest down: what a census leaves over is spread evenly over the parts nobody counted."""
    below: dict[int, list[int]] = {}
    for row in range(len(codes)):
        if parent[row] >= 0:
            below.setdefault(int(parent[row]), []).append(row)
    for row in range(len(codes)):  # codes are in order, so that every area stands before its parts
        parts = below.get(row, [])
        unknown = [part for part in parts if not known[part]]
        left = int(people[row]) - int(sum(people[part] for part in parts if known[part]))
        for part in unknown:
            people[part] = max(left, 0) // len(unknown)
            estimated[part] = True
    for row in reversed(range(len(codes))):  # and a whole is never less than its parts
        if row in below:
            people[row] = max(int(people[row]), int(people[below[row]].sum()))


def _from_above(scope: str) -> int:
    """The census of the nearest area above, spread evenly down to this one; 0 where there is none."""
    above = [scope[:length] for length in (9, 6, 4, 2) if length < len(scope)]
    census = residents(above)
    code, share = scope, 1
    while code:
        parent = next((one for one in above if len(one) < len(code)), "")
        share *= max(Area.objects.filter(parent=parent).count(), 1)
        if parent in census:
            return census[parent] // share
        code = parent
    return 0
