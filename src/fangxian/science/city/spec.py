"""What a city is built from: areas with their residents and places on the map, and the parameters."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np

from fangxian.science.city.arrays import F64, I64, Text
from fangxian.science.city.errors import CityError
from fangxian.science.city.kinds import PlaceKind, Post
from fangxian.science.city.parameters import Parameters, load_parameters

METRES_A_DEGREE: Final = 111_320.0
"""Of latitude, and of longitude on the equator (WGS-84, rounded)."""

LIMIT: Final = 2_000_000_000
"""Residents at most: persons are numbered in 32 bits."""


@dataclass(frozen=True, slots=True)
class Landmark:
    """A key site that stands at one known spot, such as an airport.

    Attributes
    ----------
    kind : PlaceKind
        What it is.
    post : Post
        The post its staff hold.
    lon, lat : float
        Degrees, WGS-84.
    staff : int
        How many hold the post there.
    """

    kind: PlaceKind
    post: Post
    lon: float
    lat: float
    staff: int


@dataclass(frozen=True, eq=False)
class CitySpec:
    """The areas of a city and their totals.

    Attributes
    ----------
    name : str
        Name of the city.
    area_code : str[n]
        National codes of the lowest level, ascending. The first nine characters are the zone 街道(乡镇), the
        first six the district 区县, unless ``area_zone`` says otherwise.
    residents : int64[n]
        People living in each.
    lon, lat : float64[n]
        The middle of each (degrees, WGS-84).
    radius : float64[n]
        Its buildings stand within so many metres of the middle.
    urban : bool[n]
        True for a neighbourhood of flats, False for a village of houses.
    parameters : Parameters
        Everything else.
    landmarks : tuple of Landmark
        Key sites at known spots.
    timezone : str
        IANA name of the zone in which days begin and end.
    """

    name: str
    area_code: Text
    residents: I64
    lon: F64
    lat: F64
    radius: F64
    urban: np.ndarray[tuple[int], np.dtype[np.bool_]]
    parameters: Parameters
    landmarks: tuple[Landmark, ...] = ()
    timezone: str = "Asia/Shanghai"

    def __post_init__(self) -> None:
        if self.area_code.size == 0:
            raise CityError("city.empty", "The city has no area.", "城市没有任何区域。")
        if not bool(np.all(self.area_code[:-1] < self.area_code[1:])):
            raise CityError("city.order", "Area codes must ascend, each once.", "区划代码须升序且不重复。")
        if self.residents.min() < 0 or not 0 < self.residents.sum() <= LIMIT:
            raise CityError(
                "city.residents",
                "Residents must not be negative, and at most %(limit)s together.",
                "人口不得为负,合计不得超过 %(limit)s。",
                limit=LIMIT,
            )

    @property
    def zone_code(self) -> Text:
        """The zone of each area: the first nine characters of its code."""
        return self.area_code.astype("U9")

    @property
    def district_code(self) -> Text:
        """The district of each area: the first six characters of its code."""
        return self.area_code.astype("U6")

    def with_parameters(self, parameters: Parameters) -> CitySpec:
        """The same areas under other parameters."""
        return replace(self, parameters=parameters)


def town(residents: int = 10_000, parameters: Parameters | None = None) -> CitySpec:
    """A made-up town of equal areas on a grid, for tests and teaching.

    Parameters
    ----------
    residents : int
        People living there. There is an area for every 2,500, a zone for every four areas and a district for
        every four zones. Areas are a kilometre apart. Codes begin with 99, which no real place has.
    """
    count = max(1, round(residents / 2500))
    shares = np.full(count, residents // count, np.int64)
    shares[: residents - int(shares.sum())] += 1
    side = int(np.ceil(np.sqrt(count)))
    index = np.arange(count)
    lat = 30.6 + (index // side) * 1000 / METRES_A_DEGREE
    lon = 104.0 + (index % side) * 1000 / METRES_A_DEGREE / np.cos(np.radians(30.6))
    codes = [f"99{i // 16 + 101:04d}{i // 4 % 4 + 1:03d}{i % 4 + 1:03d}" for i in range(count)]
    return CitySpec(
        name=f"town-{residents}",
        area_code=np.array(codes),
        residents=shares,
        lon=lon,
        lat=lat,
        radius=np.full(count, 500.0),
        urban=np.arange(count) % 4 != 3,
        parameters=parameters or load_parameters(),
    )


def read_totals(file: Path, *, name: str | None = None, parameters: Parameters | None = None) -> CitySpec:
    """A city from a table of totals.

    Parameters
    ----------
    file : Path
        CSV in UTF-8 with a header. ``code`` and ``residents`` are needed; ``lon`` and ``lat`` (degrees, WGS-84),
        ``radius`` (metres) and ``urban`` (0 or 1) may stand beside them. Areas without a spot are laid out on a
        grid. An area of more than 20,000 is best divided first, see
        :func:`~fangxian.science.city.allot.divide`.

    Raises
    ------
    CityError
        ``city.totals_row``: names row, field and rule. ``city.totals_file``: the file cannot be read.
    """
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            rows = sorted(_rows(file, csv.DictReader(lines)))
    except (OSError, UnicodeDecodeError) as error:
        raise CityError(
            "city.totals_file", "%(file)s cannot be read: %(reason)s", "无法读取 %(file)s:%(reason)s",
            file=file, reason=error,
        ) from error  # fmt: skip
    return from_rows(name or file.stem, rows, parameters or load_parameters())


Row = tuple[str, int, float, float, float, bool]
"""Code, residents, longitude, latitude, radius in metres (not-a-number where not stated), urban."""


def from_rows(name: str, rows: Iterable[Row], parameters: Parameters, landmarks: tuple[Landmark, ...] = ()) -> CitySpec:
    """A city from rows in ascending order of their codes; what is not a number is filled in on a grid."""
    table = list(rows)
    codes = np.array([row[0] for row in table])
    numbers = np.array([row[1:5] for row in table], float).reshape(-1, 4)
    count = len(table)
    side = max(1, int(np.ceil(np.sqrt(count))))
    grid_lat = 30.6 + (np.arange(count) // side) * 1500 / METRES_A_DEGREE
    grid_lon = 104.0 + (np.arange(count) % side) * 1500 / METRES_A_DEGREE / np.cos(np.radians(30.6))
    return CitySpec(
        name=name,
        area_code=codes,
        residents=np.array([row[1] for row in table], np.int64),
        lon=np.where(np.isnan(numbers[:, 1]), grid_lon, numbers[:, 1]),
        lat=np.where(np.isnan(numbers[:, 2]), grid_lat, numbers[:, 2]),
        radius=np.where(np.isnan(numbers[:, 3]), 750.0, numbers[:, 3]),
        urban=np.array([row[5] for row in table], bool),
        parameters=parameters,
        landmarks=landmarks,
    )


def _rows(file: Path, reader: csv.DictReader[str]) -> Iterator[Row]:
    for needed in ("code", "residents"):
        if needed not in (reader.fieldnames or ()):
            raise _fault(file, 1, needed, "the column is missing", "缺少该列")
    seen: set[str] = set()
    for number, row in enumerate(reader, 2):
        code = (row["code"] or "").strip()
        if not code or code in seen:
            raise _fault(file, number, "code", "is empty or stands twice", "为空或重复")
        seen.add(code)
        residents = _number(file, number, "residents", row, 0, LIMIT)
        if residents != int(residents):
            raise _fault(file, number, "residents", "must be a whole number", "须为整数")
        yield (
            code,
            int(residents),
            _number(file, number, "lon", row, -180, 180, optional=True),
            _number(file, number, "lat", row, -85, 85, optional=True),
            _number(file, number, "radius", row, 1, 1e6, optional=True),
            (row.get("urban") or "1").strip() != "0",
        )


def _number(
    file: Path, line: int, field: str, row: dict[str, str], low: float, high: float, *, optional: bool = False
) -> float:
    text = (row.get(field) or "").strip()
    if not text and optional:
        return float("nan")
    try:
        value = float(text)
    except ValueError:
        raise _fault(file, line, field, f"“{text}” is not a number", f"“{text}”不是数字") from None
    if not low <= value <= high:
        raise _fault(file, line, field, f"must lie in {low:g} … {high:g}", f"须在 {low:g} … {high:g} 之间")
    return value


def _fault(file: Path, line: int, field: str, rule: str, rule_zh: str) -> CityError:
    return CityError(
        "city.totals_row",
        "%(file)s, row %(row)s, %(field)s: %(rule)s.",
        "%(file)s 第 %(row)s 行 %(field)s:%(rule_zh)s。",
        file=file,
        row=line,
        field=field,
        rule=rule,
        rule_zh=rule_zh,
    )
