"""Seconds to bring the reference data in: the national tree, boundaries, census, a city's standard offices."""

from __future__ import annotations

import time
from collections.abc import Callable

from rich.console import Console
from rich.table import Table

from bench.machine import workspace


def main() -> None:
    """Each set into an empty database, then again where nothing has changed; then reading from it."""
    with workspace():
        from fangxian.response.jurisdiction import owners, queries
        from fangxian.response.jurisdiction.loading import census, divisions, shapes
        from fangxian.response.jurisdiction.loading.offices import seed

        table = Table("what", "rows", "first, s", "again, ms", title="areas")
        for name, load in (
            ("division tree", divisions.load),
            ("boundaries", shapes.load),
            ("census", census.load),
            ("offices of Chengdu", lambda: seed("5101")),
        ):
            first, loaded = _time(load)
            again, _ = _time(load)
            table.add_row(name, f"{loaded.rows:,}", f"{first:.2f}", f"{again * 1000:.0f}")  # type: ignore[attr-defined]
        Console(width=100).print(table)

        reading = Table("what", "ms", title="reading")
        for name, read in (
            ("search 郫 in the nation", lambda: queries.search("郫")),
            ("search pidu in the nation", lambda: queries.search("pidu")),
            ("search a name there is not", lambda: queries.search("没有这个")),
            ("districts of Chengdu as GeoJSON", lambda: queries.geojson("5101")),
            ("owner of one task", lambda: owners.resolve("district", "cdc", "510117001218")),
        ):
            read()
            reading.add_row(name, f"{_time(read)[0] * 1000:.1f}")
        Console(width=100).print(reading)


def _time(run: Callable[[], object]) -> tuple[float, object]:
    began = time.perf_counter()
    done = run()
    return time.perf_counter() - began, done


if __name__ == "__main__":
    main()
