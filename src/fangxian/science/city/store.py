"""A city on disk: Arrow tables that are mapped into memory when it is opened, and a manifest that names it.

A folder holds ``persons.arrow``, ``households.arrow``, … (Arrow IPC files, one record batch each, uncompressed),
``small.npz`` with mobility, venue pools and the visit law, and ``city.json``. Any Arrow reader opens the tables:
the first person of a household is the column ``first_person`` of its row, and so on.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from fangxian.science.city.errors import CityError
from fangxian.science.city.law import VisitLaw
from fangxian.science.city.model import City
from fangxian.science.city.parameters import Parameters, from_raw, load_parameters

FORMAT: Final = 1
"""Version of the layout; a folder of another version is refused."""

TABLES: Final = {
    "persons": ("age", "sex", "role", "post", "flags", "household", "group"),
    "households": ("household_building", "household_offsets"),
    "buildings": ("building_kind", "building_lon", "building_lat", "building_household_offsets"),
    "groups": ("group_site", "group_offsets"),
    "members": ("group_members",),
    "sites": ("site_group_offsets",),
    "places": ("place_kind", "place_area", "place_lon", "place_lat"),
    "areas": (
        "area_code", "area_zone", "area_lon", "area_lat", "area_radius", "area_person_offsets",
        "area_household_offsets", "area_building_offsets",
    ),
    "zones": ("zone_code", "zone_district", "zone_area_offsets"),
    "districts": ("district_code", "district_zone_offsets"),
}  # fmt: skip
"""Arrays of each table. Of offsets the last value, the total, stands in the manifest."""

SMALL: Final = ("venue_pool_offsets", "mobility")


def save_city(
    city: City, folder: Path, parameters: Parameters | None = None, source: Mapping[str, Any] | None = None
) -> Path:
    """Write a city to a folder, whole or not at all, and return the folder.

    Parameters
    ----------
    city : City
        The city.
    folder : Path
        Where to; a city that is there already is replaced.
    parameters : Parameters, optional
        Kept beside it, so that its margins can be checked later.
    source : mapping, optional
        What it was built from, in words of the caller's; :func:`holds` compares it.
    """
    import pyarrow as pa

    staging = folder.with_name(folder.name + f".{os.getpid()}.part")
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(parents=True)
    arrays = city.arrays()
    for table, names in TABLES.items():
        columns = {_column(name): pa.array(_body(name, arrays[name])) for name in names}
        batch = pa.RecordBatch.from_pydict(columns)
        with pa.OSFile(str(staging / f"{table}.arrow"), "wb") as sink, pa.ipc.new_file(sink, batch.schema) as writer:
            writer.write_batch(batch)
    law = {f"law_{name}": value for name, value in city.law._asdict().items()}
    np.savez(staging / "small.npz", **{name: arrays[name] for name in SMALL}, **law)  # type: ignore[arg-type]
    if parameters is not None:
        (staging / "parameters.json").write_text(json.dumps(parameters.raw, ensure_ascii=False), "utf-8")
    manifest = {**_manifest(city, arrays), "source": dict(source or {})}
    (staging / "city.json").write_text(json.dumps(manifest, ensure_ascii=False, indent=2) + "\n", "utf-8")
    shutil.rmtree(folder, ignore_errors=True)
    staging.replace(folder)
    return folder


def load_city(folder: Path, *, verify: bool = False) -> City:
    """Open a city; its arrays are read from disk when they are touched.

    Parameters
    ----------
    folder : Path
        Written by :func:`save_city`.
    verify : bool
        Read everything and compare the fingerprint with the one recorded.

    Raises
    ------
    CityError
        ``city.folder``: there is no city, or one of another layout. ``city.changed``: the fingerprint differs.
    """
    manifest = read_manifest(folder)
    arrays: dict[str, npt.NDArray[Any]] = {}
    for table, names in TABLES.items():
        columns = _read_table(folder / f"{table}.arrow")
        for name in names:
            body = columns[_column(name)]
            arrays[name] = np.append(body, body.dtype.type(manifest["ends"][name])) if _is_offsets(name) else body
    with np.load(folder / "small.npz") as small:
        arrays |= {name: small[name] for name in SMALL}
        law = VisitLaw(**{name: _scalar(small[f"law_{name}"]) for name in VisitLaw._fields})
    city = City(
        name=manifest["name"], seed=manifest["seed"], timezone=manifest["timezone"], law=law, **arrays
    )  # fmt: skip
    if verify and city.fingerprint != manifest["fingerprint"]:
        raise CityError(
            "city.changed",
            "The city in %(folder)s is not the one that was built: its fingerprint differs from the one recorded.",
            "%(folder)s 中的城市与构建时不一致:指纹不符。",
            folder=folder,
        )
    city.__dict__["fingerprint"] = manifest["fingerprint"]
    return city


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest ``city.json``: name, seed, fingerprint, parameters, counts.

    Raises
    ------
    CityError
        ``city.folder``.
    """
    try:
        manifest: dict[str, Any] = json.loads((folder / "city.json").read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise CityError(
            "city.folder", "%(folder)s holds no city: %(reason)s", "%(folder)s 中没有城市:%(reason)s",
            folder=folder, reason=error,
        ) from error  # fmt: skip
    if manifest.get("format") != FORMAT:
        raise CityError(
            "city.folder", "%(folder)s was written in layout %(reason)s; build it again.",
            "%(folder)s 的存储格式为 %(reason)s,请重新构建。", folder=folder, reason=manifest.get("format"),
        )  # fmt: skip
    return manifest


def load_city_parameters(folder: Path) -> Parameters:
    """The parameters kept with a city; those that ship where none are."""
    file = folder / "parameters.json"
    return from_raw(json.loads(file.read_text("utf-8"))) if file.exists() else load_parameters()


def holds(folder: Path, source: Mapping[str, Any]) -> bool:
    """Tell whether a folder holds the city that would be built from ``source``."""
    try:
        return bool(read_manifest(folder).get("source") == dict(source))
    except CityError:
        return False


def _manifest(city: City, arrays: dict[str, npt.NDArray[Any]]) -> dict[str, Any]:
    from fangxian import __version__

    names = (name for columns in TABLES.values() for name in columns if _is_offsets(name))
    return {
        "format": FORMAT,
        "fangxian": __version__,
        "name": city.name,
        "seed": city.seed,
        "timezone": city.timezone,
        "fingerprint": city.fingerprint,
        "persons": city.n_persons,
        "households": city.n_households,
        "buildings": city.n_buildings,
        "groups": city.n_groups,
        "sites": city.n_sites,
        "places": city.n_places,
        "areas": city.n_areas,
        "ends": {name: int(arrays[name][-1]) for name in names},
    }


def _read_table(file: Path) -> dict[str, npt.NDArray[Any]]:
    import pyarrow as pa

    with pa.ipc.open_file(pa.memory_map(str(file))) as reader:
        batch = reader.get_batch(0)
    found = {}
    for name in batch.schema.names:
        column = batch.column(name)
        found[name] = np.array(column.to_pylist()) if pa.types.is_string(column.type) else _mapped(column)
    return found


def _mapped(column: Any) -> npt.NDArray[Any]:
    """A column of numbers where it lies in the file; its own way to NumPy would load pandas first."""
    count = column.offset + len(column)
    return np.frombuffer(column.buffers()[1], column.type.to_pandas_dtype(), count)[column.offset :]


def _is_offsets(name: str) -> bool:
    return name.endswith("_offsets")


def _column(name: str) -> str:
    """``household_offsets`` is the column ``first_person``, ``area_building_offsets`` ``first_building``."""
    if not _is_offsets(name):
        return name
    firsts = {"household_offsets": "first_person", "group_offsets": "first_member"}
    return firsts.get(name) or "first_" + name.removesuffix("_offsets").split("_", 1)[1]


def _body(name: str, array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    return array[:-1] if _is_offsets(name) else array


def _scalar(value: npt.NDArray[Any]) -> Any:
    return value[()] if value.ndim == 0 else value
