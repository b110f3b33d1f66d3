"""Exports of a million rows: seconds, and how much memory the process needs at its peak, beside a seventh of them."""

from __future__ import annotations

import os
from datetime import date
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench import lists
from bench.imports import Measured
from bench.machine import workspace

FORMATS = os.environ.get("BENCH_FORMATS", "csv,jsonl,parquet,xlsx").split(",")
PARTS = {"one day": (date(2020, 12, 15), date(2020, 12, 15)), "all": (None, None)}
"""A day of the seven on which contacts were identified, and all of them."""


def main() -> None:
    """Write contacts in every format; the data are those of :mod:`bench.lists`, which ``BENCH_DATA`` may hold.

    Where they are made for this alone, what hangs on contacts is left out.
    """
    with workspace() as root:
        lists.load(tasks=0, follow_ups=0, sealed=False)
        table = Table("format", "rows", "seconds", "CPU s", "rows/s", "MiB before", "peak MiB", title="exports")
        for ending in FORMATS:
            for days in PARTS.values():
                done = Measured(partial(_written, root / f"contacts.{ending}", *days))
                table.add_row(ending, *done.row(done.result))
        Console(width=110).print(table)


def _written(path: Path, since: date | None, until: date | None) -> int:
    from fangxian.response.interchange.actions.write_file import write_file
    from fangxian.response.jurisdiction import access

    with access.everywhere():
        rows = write_file(path, kinds=("contacts",), purpose="measurement", since=since, until=until)
    path.unlink()
    return rows
