"""Named parameters of a city, each with a unit, a source and how sure it is; read from TOML."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

import numpy as np

from fangxian.science.city.arrays import F64
from fangxian.science.city.errors import CityError
from fangxian.science.city.kinds import VENUE_KINDS, PlaceKind, Post

DEFAULTS: Final = Path(__file__).parent / "parameters.toml"
"""The file that ships: Chengdu and China in 2020, with what could not be found marked as our decision."""

AGES: Final = 101
"""Years of age told apart: 0 to 99, and 100 or more."""

Pool = Literal["city", "district", "zone", "area"]


@dataclass(frozen=True, slots=True)
class SchoolLevel:
    """One kind of school: whom it takes, and how it is made up."""

    kind: PlaceKind
    first_age: int
    last_age: int
    enrolled: float
    class_size: int
    pupils: int
    per_teacher: float


@dataclass(frozen=True, slots=True)
class PostRule:
    """Holders of a key post per 1,000 residents, and the size of their sites and teams."""

    post: Post
    per_1000: float
    site: int
    team: int


@dataclass(frozen=True, slots=True)
class VenueRule:
    """How often a kind of venue is visited, by whom and when; see the comments of the file."""

    kind: PlaceKind
    pool: Pool
    regular: bool
    together: bool
    people: int
    skew: int
    reach: float
    lane: int
    free: float
    busy: float
    age: F64
    start: tuple[tuple[int, int], tuple[int, int]]
    stay: tuple[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True, slots=True)
class HouseholdType:
    """What some of the households of a size are made of."""

    size: int
    share: float
    members: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Parameters:
    """Everything a city is built from besides its areas.

    Attributes
    ----------
    id : str
        Name of the set.
    raw : Mapping[str, Any]
        The tables as read, units, citations and marks included.
    digest : str
        SHA-256 of the values, comments aside.
    """

    id: str
    raw: Mapping[str, Any]
    digest: str
    schools: tuple[SchoolLevel, ...]
    posts: tuple[PostRule, ...]
    venues: tuple[VenueRule, ...]
    household_types: tuple[HouseholdType, ...]

    def value(self, table: str, name: str) -> Any:
        """One value, such as ``value("commute", "mean")``."""
        return self.raw[table][name]

    def by_age(self, table: str, name: str) -> F64:
        """A curve over age given by knots, as 101 values."""
        return curve(self.raw[table][name])

    def rows(self) -> list[tuple[str, str, Any, str, str, str]]:
        """Every value: table, name, value, unit, mark, citation; for listings."""
        found = []
        for table, content in self.raw.items():
            entries = content if isinstance(content, list) else [content]
            for entry in entries:
                if isinstance(entry, dict):
                    found += _rows(table, entry)
        return found


def load_parameters(file: Path | None = None) -> Parameters:
    """Read a set of parameters.

    Parameters
    ----------
    file : Path, optional
        A TOML file of the form of :data:`DEFAULTS`. A table it names takes the place of the default's values
        of the same names; a list of tables takes the place of the whole list.

    Raises
    ------
    CityError
        ``city.parameters``: the file cannot be read, or a value is missing or out of range.
    """
    raw: dict[str, Any] = tomllib.loads(DEFAULTS.read_text("utf-8"))
    if file is not None:
        raw = _merged(raw, _read(file))
    try:
        return _build(raw)
    except (KeyError, ValueError, TypeError) as error:
        raise _refused(file or DEFAULTS, error) from error


def from_raw(raw: dict[str, Any]) -> Parameters:
    """The parameters of tables that were read before, such as those kept with a city."""
    return _build(raw)


def curve(knots: list[list[float]]) -> F64:
    """Linear between the knots ``[age, value]``, flat beyond them; one value for each age 0 to 100."""
    ages, values = np.array(knots, float).T
    return np.asarray(np.interp(np.arange(AGES), ages, values))


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise _refused(file, error) from error


def _refused(file: Path, error: Exception) -> CityError:
    reason = f"{type(error).__name__}: {error}"
    return CityError(
        "city.parameters",
        "The parameters %(file)s cannot be used: %(reason)s",
        "参数文件 %(file)s 不可用:%(reason)s",
        file=file,
        reason=reason,
    )


def _merged(base: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for name, value in over.items():
        both = isinstance(value, dict) and isinstance(base.get(name), dict)
        merged[name] = {**base[name], **value} if both else value
    return merged


def _build(raw: dict[str, Any]) -> Parameters:
    digest = hashlib.sha256(json.dumps(raw, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    venues = {rule.kind: rule for rule in map(_venue, raw["venue"])}
    if set(venues) != set(VENUE_KINDS):
        raise ValueError(f"venue: each of {', '.join(kind.name for kind in VENUE_KINDS)} once")
    types = tuple(HouseholdType(row["size"], row["share"], tuple(row["members"])) for row in raw["household_type"])
    for kind in types:
        if len(kind.members) != kind.size:
            raise ValueError(f"household_type: {kind.members} are not {kind.size}")
    return Parameters(
        id=raw["id"],
        raw=raw,
        digest=digest,
        schools=tuple(map(_school, raw["school"])),
        posts=tuple(PostRule(Post[row["kind"]], row["per_1000"], row["site"], row["team"]) for row in raw["post"]),
        venues=tuple(venues[kind] for kind in VENUE_KINDS),
        household_types=types,
    )


def _school(row: dict[str, Any]) -> SchoolLevel:
    first, last = row["ages"]
    return SchoolLevel(
        PlaceKind[row["kind"]], first, last, row["enrolled"], row["class_size"], row["pupils"], row["per_teacher"]
    )


def _venue(row: dict[str, Any]) -> VenueRule:
    kind = PlaceKind[row["kind"]]
    if row["skew"] not in {1, 2, 4}:
        raise ValueError(f"{kind.name}: skew is 1, 2 or 4")
    if row["regular"] and row["reach"] != 1.0:
        raise ValueError(f"{kind.name}: reach is 1 where visitors are regular")
    if kind is PlaceKind.TRANSIT and not row["regular"]:
        raise ValueError(f"{kind.name}: riders are regular")
    windows = {name: (_pair(row[name]["free"]), _pair(row[name]["busy"])) for name in ("start", "stay")}
    return VenueRule(
        kind=kind,
        pool=row["pool"],
        regular=row["regular"],
        together=row["together"],
        people=row["people"],
        skew=row["skew"],
        reach=row["reach"],
        lane=row["lane"],
        free=row["free"],
        busy=row["busy"],
        age=curve(row["age"]),
        start=windows["start"],
        stay=windows["stay"],
    )


def _pair(values: list[int]) -> tuple[int, int]:
    low, high = values
    if not 0 <= low <= high <= 1440:
        raise ValueError(f"{values}: not minutes of a day in ascending order")
    return low, high


def _rows(table: str, entry: dict[str, Any]) -> list[tuple[str, str, Any, str, str, str]]:
    unit, cite, mark = entry.get("unit", ""), entry.get("cite", ""), entry.get("mark", "")
    marks = entry.get("marks", {})
    name = f"{table}.{entry['kind'].lower()}" if "kind" in entry else table
    hidden = {"unit", "cite", "mark", "marks", "kind"}
    return [(name, key, value, unit, marks.get(key, mark), cite) for key, value in entry.items() if key not in hidden]
