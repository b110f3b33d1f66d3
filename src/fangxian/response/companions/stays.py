"""The stays that this workspace may search: folders outside the operational database, each an index of one kind.

They lie in one folder a workspace (``FANGXIAN_STAYS``, by default in the data directory): ``<layer>/index`` is an
interval index, ``<layer>/places.parquet`` what is known of its places, ``subscribers.sqlite`` who stands behind a
pseudonym, sealed. What a search found waits in ``answers/`` until a person has drawn the line.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from fangxian.errors import NotFound
from fangxian.response.casework.ids import derived

if TYPE_CHECKING:
    from fangxian.science.tracing.index import Index

GRID: Final = 800
"""Edge in metres of a cell that comes ready-made (the column ``cell``); what the official definition names."""

NAME: Final = re.compile(r"[a-z][a-z0-9-]{0,39}")
"""What stays may be called."""


@dataclass(frozen=True, slots=True)
class Spot:
    """What is known of a place: its name, kind, and middle (WGS-84)."""

    name: str
    kind: str = ""
    lon: float | None = None
    lat: float | None = None
    metres: int = 0
    """Edge of the cell; 0 for a venue or vehicle."""


class Layer:
    """One kind of stays: cells, or venues and vehicles."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.name = folder.name

    @property
    def subject(self) -> str:
        """Subject of the facts about these stays."""
        return f"record:{derived('stays', self.name)}"

    @property
    def index_folder(self) -> Path:
        """Where its index lies."""
        return self.folder / "index"

    @cached_property
    def index(self) -> Index:
        """The index, opened now."""
        from fangxian.science.tracing.index import Index

        return Index(self.index_folder)

    @property
    def by_cell(self) -> bool:
        """Whether a place is a cell."""
        return self.index.meta.places.split(":")[0] in ("cell", "grid", "h3")

    @property
    def places_file(self) -> Path:
        """What is known of its places, where anything is."""
        return self.folder / "places.parquet"

    @property
    def cell_m(self) -> int | None:
        """Edge of a square cell in metres; None for venues and hexagons."""
        kind, _colon, size = self.index.meta.places.partition(":")
        return {"cell": GRID, "grid": int(size or 0)}.get(kind)

    @property
    def days(self) -> tuple[str, str] | None:
        """First and last day that is kept."""
        from fangxian.science.tracing.index.store import day_name

        numbers = sorted(self.index.meta.days)
        return (day_name(numbers[0]), day_name(numbers[-1])) if numbers else None

    @property
    def ends_at(self) -> datetime:
        """When the last stay ends."""
        return datetime.fromtimestamp(self.index.last_second, UTC)

    def kinds(self) -> dict[Any, str] | None:
        """Kind of each place; None where nothing is known of the places."""
        file = self.places_file
        return _kinds(file, file.stat().st_mtime_ns) if file.exists() else None

    def positions(self) -> dict[Any, tuple[float, float]]:
        """Longitude and latitude of the places whose position is known; cells say it themselves."""
        file = self.places_file
        return _positions(file, file.stat().st_mtime_ns) if file.exists() and not self.by_cell else {}

    def spots(self, places: Sequence[Any]) -> dict[Any, Spot]:
        """What is known of some places."""
        if self.by_cell:
            return _cells(places, self.cell_m)
        if not self.places_file.exists() or not places:
            return {place: Spot(str(place)) for place in places}
        from pyarrow import parquet, types

        whole = types.is_integer(parquet.read_schema(self.places_file).field("place_id").type)
        ids = [int(place) for place in places if str(place).removeprefix("-").isdecimal()] if whole else list(places)
        found = parquet.read_table(self.places_file, filters=[("place_id", "in", ids)]).to_pylist()
        known = {str(row["place_id"]): _spot(row) for row in found}  # as text: a room's venue is spelled out
        return {place: known.get(str(place), Spot(str(place))) for place in places}


def folder() -> Path:
    """The workspace's folder of stays."""
    return Path(settings.FANGXIAN_STAYS)


def layers() -> list[Layer]:
    """Every kind of stays there is, by name."""
    here = folder()
    found = sorted(here.glob("*/index/index.json")) if here.is_dir() else []
    return [Layer(file.parent.parent) for file in found]


def layer(name: str) -> Layer:
    """One kind of stays.

    Raises
    ------
    NotFound
        ``stays.unknown``: this workspace keeps none of that name.
    """
    held = Layer(folder() / name)
    if not NAME.fullmatch(name) or not (held.index_folder / "index.json").exists():
        raise NotFound(
            "stays.unknown",
            _("This workspace keeps no stays called “%(name)s”."),
            remedy=_("Bring them in with “fangxian stays load”."),
            field="layer",
            name=name,
        )
    return held


def answer_file(search: object) -> Path:
    """Where the ranked list of a search waits for the line."""
    return folder() / "answers" / f"{search}.parquet"


@lru_cache(maxsize=4)
def _kinds(file: Path, _written: int) -> dict[Any, str]:
    from pyarrow import parquet

    table = parquet.read_table(file, columns=["place_id", "kind"])
    return dict(zip(table["place_id"].to_pylist(), table["kind"].to_pylist(), strict=True))


@lru_cache(maxsize=2)
def _positions(file: Path, _written: int) -> dict[Any, tuple[float, float]]:
    from pyarrow import parquet

    if not {"lon", "lat"} <= set(parquet.read_schema(file).names):
        return {}
    table = parquet.read_table(file, columns=["place_id", "lon", "lat"]).drop_null()
    place, lon, lat = (table[name].to_pylist() for name in ("place_id", "lon", "lat"))
    return {one: (x, y) for one, x, y in zip(place, lon, lat, strict=True)}


def _spot(row: dict[str, Any]) -> Spot:
    name = row.get("name") or f"{row.get('kind') or ''} {row['place_id']}".strip()
    return Spot(name, row.get("kind") or "", row.get("lon"), row.get("lat"))


def _cells(places: Sequence[Any], metres: int | None) -> dict[Any, Spot]:
    import numpy as np

    from fangxian.science.tracing.reading.grid import centres_of

    if metres is None:
        return {place: Spot(f"H3 {place:x}" if isinstance(place, int) else str(place), "cell") for place in places}
    numbers = np.array([int(place) for place in places], np.int64)
    lon, lat = centres_of(numbers, metres)
    return {
        place: Spot(f"{y:.4f}°N {x:.4f}°E", "cell", float(x), float(y), metres)
        for place, x, y in zip(places, lon.tolist(), lat.tolist(), strict=True)
    }
