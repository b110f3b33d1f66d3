"""Zones over 10⁵ buildings; boards with 10⁵ stays at sites, 10⁵ at home, 10⁴ needs, 2,000 transfers, 10⁵ bookings.

The workspace is thrown away, or kept in the folder that ``BENCH_DATA`` names and found there the next time.
"""

from __future__ import annotations

import os
import time
from statistics import median
from typing import Any

from rich.console import Console
from rich.table import Table

from bench.containment_load import BUILDINGS, CASES, DISTRICT, NEEDS, NOW, SITES, STAYS, load
from bench.machine import cpu_seconds, describe, postmaster, workspace

REPEATS = int(os.environ.get("BENCH_REPEATS", "20"))
ONLY = os.environ.get("BENCH_ONLY", "")
"""What the names of the pages to measure contain."""
GOALS_MS = {"draw": 1000, "page": 150}


def main() -> None:
    """Load, then draw a zone and ask for the boards."""
    with workspace() as root:
        started = time.perf_counter()
        incident, post = load()
        seconds = time.perf_counter() - started
        console = Console(width=110)
        console.print(f"{BUILDINGS:,} buildings, {STAYS:,} stays, {NEEDS:,} needs: {seconds:.0f} s")
        table = Table("what", "p50 ms", "p95 ms", "CPU ms", "goal", title=describe())
        busy = {os.getpid(), postmaster(root)}
        if ONLY in "zone proposal":
            name = "zone proposal, one district, with alternatives"
            table.add_row(name, *_times(lambda: _draw(incident), busy, GOALS_MS["draw"]))
        for name, url in _pages().items():
            if ONLY in name:
                table.add_row(name, *_times(_page(post, url), busy, GOALS_MS["page"]))
        console.print(table)


def _pages() -> dict[str, str]:
    zone, site, store = (
        _first(*one) for one in (("containment", "Zone"), ("quarantine", "Site"), ("resources", "Store"))
    )
    return {
        "zones, board": "/zones/",
        "one zone": f"/zones/{zone}/",
        "life inside": f"/zones/{zone}/inside/",
        "quarantine, board": "/quarantine/",
        f"one site, {STAYS // SITES:,} people": f"/quarantine/sites/{site}/",
        "transfer, board": "/transfer/",
        f"at home, board of {STAYS:,}": "/home/",
        "at home, call list": "/home/calls/",
        "stock, what runs out first": "/resources/",
        "stock, stores": "/resources/stores/",
        "stock, one store": f"/resources/stores/{store}/",
        "stock, requests": "/resources/requests/",
    }


def _times(run: Any, busy: set[int], limit: int) -> tuple[str, ...]:
    """Median and 95th percentile of a run, and what processors did for it, the database's too, in milliseconds."""
    for _ in range(2):
        run()
    times, spent = [], cpu_seconds(busy)
    for _ in range(REPEATS):
        started = time.perf_counter()
        run()
        times.append((time.perf_counter() - started) * 1000)
    spent = (cpu_seconds(busy) - spent) / REPEATS * 1000
    p95 = sorted(times)[int(len(times) * 0.95) - 1]
    met = "met" if p95 <= limit else "missed"
    return f"{median(times):.0f}", f"{p95:.0f}", f"{spent:.0f}", f"{limit} {met}"


def _draw(incident: Any) -> None:
    from fangxian.response.containment.queries.drawing import draw
    from fangxian.response.containment.rulebook import kinds_in_force
    from fangxian.response.jurisdiction import access

    with access.area(DISTRICT):
        made = draw(incident, DISTRICT, kinds_in_force(incident.id, NOW)["high"], now=NOW)
    assert made.count("case") == CASES, made.count("case")


def _page(post: Any, url: str) -> Any:
    from django.test import Client

    client = Client()
    client.force_login(post.holder)

    def ask() -> None:
        response = client.get(url)
        assert response.status_code == 200, (url, response.status_code)

    return ask


def _first(app: str, model: str) -> Any:
    from django.apps import apps

    from fangxian.response.jurisdiction import access

    with access.everywhere():
        return apps.get_model(app, model).objects.order_by("id").values_list("id", flat=True)[0]


if __name__ == "__main__":
    main()
