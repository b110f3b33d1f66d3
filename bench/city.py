"""A city's people and their visits: build, open, one person's fortnight, one venue's day, everybody's day.

``FANGXIAN_BENCH_CITY`` names the place (default ``chengdu``; ``town:1000000`` is quick). Compiling is left out: a
small town is built first. Times are CPU seconds of the process and, beside them, seconds of the wall.
"""

from __future__ import annotations

import os
import resource
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numba import njit
from rich.console import Console
from rich.table import Table

from fangxian.cli.city_sources import spec_of
from fangxian.science.city.build import build_city
from fangxian.science.city.kinds import VENUE_KINDS
from fangxian.science.city.model import City
from fangxian.science.city.parameters import load_parameters
from fangxian.science.city.spec import town
from fangxian.science.city.stays import stays_of, write_stays
from fangxian.science.city.store import load_city, save_city
from fangxian.science.city.visits import MAX_VISITS, itinerary, roster

DAY = 18_932  # Monday, 2021-11-01


def main() -> None:
    """Measure everything on one city."""
    place = os.environ.get("FANGXIAN_BENCH_CITY", "chengdu")
    table = Table("what", "CPU s", "wall s", "each", title=place)
    folder = Path(tempfile.mkdtemp(prefix="fangxian-bench-city-"))
    try:
        _measure(place, folder, table)
    finally:
        shutil.rmtree(folder)
    Console(width=130).print(table)


def _measure(place: str, folder: Path, table: Table) -> None:
    _warm(folder)
    spec, *spent = _time(lambda: spec_of(place, load_parameters()))
    table.add_row("areas and their totals (specification)", *_row(spent), f"{spec.area_code.size:,} areas")
    city, *spent = _time(lambda: build_city(spec, 1))
    each = f"{spent[0] / city.n_persons * 1e9:.0f} ns a person"
    table.add_row(f"build {city.n_persons:,} persons", *_row(spent), each)
    table.add_row("  arrays; peak of the process", "", "", f"{city.nbytes / 2**30:.2f}; {_peak():.2f} GiB")
    digest, *spent = _time(lambda: city.fingerprint)
    table.add_row("fingerprint", *_row(spent), digest[:12])
    _, *spent = _time(lambda: save_city(city, folder / "city"))
    table.add_row("write", *_row(spent), "")
    city, *spent = _time(lambda: _ready(folder / "city"))
    table.add_row("open from disk, ready for visits", *_row(spent), "")
    _visits(city, table)
    _days(city, folder, table)


def _visits(city: City, table: Table) -> None:
    chance = np.random.default_rng(1)
    persons = chance.integers(0, city.n_persons, 200_000)
    for title, chosen in (("strangers", persons), ("neighbours", np.sort(persons))):
        rows, *spent = _time(lambda chosen=chosen: _fortnights(city.tables(), chosen, DAY))
        each = f"{spent[0] / persons.size * 1e6:.2f} µs a person, {rows / persons.size:.1f} visits"
        table.add_row(f"one person's fortnight, {title}", *_row(spent), each)
    venues = chance.integers(city.n_sites, city.n_places, 5_000)
    rows, *spent = _time(lambda: _rosters(city.tables(), venues, DAY))
    each = f"{spent[0] / venues.size * 1e6:.1f} µs a venue, {rows / venues.size:.0f} rows"
    table.add_row("one venue's day", *_row(spent), each)
    for row, kind in enumerate(VENUE_KINDS):
        first, last = city.venue_pool_offsets[row, 0], city.venue_pool_offsets[row, -1]
        some = chance.integers(first, last, 300)
        rows, *spent = _time(lambda some=some: _rosters(city.tables(), some, DAY))
        each = f"{spent[0] / some.size * 1e6:.1f} µs a venue, {rows / some.size:.0f} rows"
        table.add_row(f"  {kind.name.lower()}", *_row(spent), each)


def _days(city: City, folder: Path, table: Table) -> None:
    """Everybody's day, as columns in memory and as Parquet."""
    last = min(city.n_persons, 4_000_000)
    step = 1 << 18
    for home in (False, True):
        rows, *spent = _time(
            lambda home=home: sum(
                len(stays_of(city, DAY, low, min(low + step, last), home=home)) for low in range(0, last, step)
            )
        )
        title = f"a day of {last:,} persons" + (", homes too" if home else "")
        table.add_row(
            title,
            *_row(spent),
            f"{rows:,} rows, {rows / spent[0] / 1e6:.1f} M a CPU s, {rows / spent[1] / 1e6:.1f} M a wall s",
        )
    rows, *spent = _time(lambda: write_stays(city, folder / "day.parquet", DAY, persons=range(last)))
    table.add_row(
        "the same as Parquet",
        *_row(spent),
        f"{rows:,} rows, {rows / spent[0] / 1e6:.1f} M a CPU s, {rows / spent[1] / 1e6:.1f} M a wall s",
    )


def _warm(folder: Path) -> None:
    save_city(build_city(town(30_000), 1), folder / "warm")
    city = _ready(folder / "warm")
    _fortnights(city.tables(), np.arange(2), DAY)
    _rosters(city.tables(), np.arange(city.n_sites, city.n_sites + 2), DAY)
    write_stays(city, folder / "warm.parquet", DAY)


def _ready(folder: Path) -> City:
    city = load_city(folder)
    city.tables()
    return city


# Without counting references to the tables: see fangxian.science.city.chance.borrowing.
def _fortnights(tables: Any, persons: Any, day: int) -> int:
    place, start, end = (np.empty(14 * MAX_VISITS + 1, kind) for kind in (np.int32, np.int16, np.int16))
    return int(_each_person(tables, persons, day, np.empty_like(place), place, start, end))


def _rosters(tables: Any, venues: Any, day: int) -> int:
    room = 2_000_000
    return int(_each_venue(tables, venues, day, *(np.empty(room, kind) for kind in (np.int32, np.int16, np.int16))))


_jit: Any = njit


@_jit(nogil=True, _nrt=False)
def _each_person(tables, persons, day, date, place, start, end):
    rows = 0
    for number in range(persons.size):
        rows += itinerary(tables, persons[number], day, 14, date, place, start, end)
    return rows


@_jit(nogil=True, _nrt=False)
def _each_venue(tables, venues, day, person, start, end):
    rows = 0
    for number in range(venues.size):
        rows += roster(tables, venues[number], day, person, start, end)
    return rows


def _time(work: Callable[[], Any]) -> tuple[Any, float, float]:
    cpu, wall = time.process_time(), time.perf_counter()
    found = work()
    return found, time.process_time() - cpu, time.perf_counter() - wall


def _row(spent: list[float]) -> tuple[str, str]:
    return f"{spent[0]:.3f}", f"{spent[1]:.3f}"


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


if __name__ == "__main__":
    main()
