"""What a testing evening is asked: results looked up, the board, who is missing; over a roll of any size.

``python -m bench.testing_reads --roll 21000000`` takes a city of which all but one in a thousand are sampled. The
generator runs beside the server.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import socket
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from rich.console import Console
from rich.table import Table

from bench.machine import cpu_seconds, describe, postmaster, workspace
from bench.testing import AREA, Server, evening, free_port, make_batch, read_answer
from bench.testing_city import fill


def main(argv: list[str] | None = None) -> None:
    """Load, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--roll", type=int, default=50_000)
    parser.add_argument("--sampled", type=int, default=20_000)
    parser.add_argument("--seconds", type=float, default=5.0, help="for which results are looked up")
    parser.add_argument("--processes", type=int, default=2, help="of the generator")
    parser.add_argument("--connections", type=int, default=32, help="of each process")
    said = parser.parse_args(argv or [])
    table = Table("what", "figure", title="testing, read")
    with workspace() as root:
        keys = evening(40)
        fill(said.roll, AREA)
        swabs = _sample(said.sampled, keys)
        for name, ask in _questions():
            table.add_row(name, f"{_best(ask) * 1000:.1f} ms")
        port = free_port()
        with Server(port) as server:
            server.warm()
            before, pids = describe(), {server.process.pid, postmaster(root)}
            _ask(port, swabs, 0.5, 8)
            used = cpu_seconds(pids)
            count = _all(port, swabs, said)
            table.add_row("results looked up a second", f"{count / said.seconds:,.0f}")
            table.add_row("CPU µs a look-up, server and database", f"{(cpu_seconds(pids) - used) / count * 1e6:.0f}")
    table.caption = f"{said.roll:,} on the roll, {said.sampled:,} sampled; {before}; after: {describe()}"
    Console(width=110).print(table)


def _sample(people: int, keys: list[str]) -> list[UUID]:
    from fangxian.response.testing.lane.reading import read
    from fangxian.response.testing.lane.seats import seat
    from fangxian.response.testing.lane.storing import store

    chance, now, swabs = random.Random(1), datetime.now(UTC), []
    for start in range(0, people, 200):
        body, ids, _bad = make_batch(0, start, 200, chance, 0.0)
        store(read(body), seat(keys[start // 200 % len(keys)], now), now)
        swabs += ids
    return swabs


def _questions() -> list[tuple[str, Callable[[], Any]]]:
    """The board's figures and two pages of the missing list, as a director of the area asks them."""
    from fangxian.response.jurisdiction import access
    from fangxian.response.testing.glance import refresh_glance
    from fangxian.response.testing.models import Round
    from fangxian.response.testing.queries.board import paces, stations
    from fangxian.response.testing.queries.coverage import below, missing
    from fangxian.response.testing.queries.custody import hops, missing_tubes, passed
    from fangxian.response.testing.queries.rounds import coverage_totals

    with access.everywhere():
        of = Round.objects.get()

    def within(ask: Callable[[], Any]) -> Callable[[], Any]:
        def asked() -> Any:
            with access.area(AREA):
                return ask()

        return asked

    def board() -> None:
        coverage_totals(of), below(of, AREA), hops(of), stations(of, 20), paces(of), passed(of)
        missing_tubes(of, datetime.now(UTC), 20)

    return [
        ("a minute's adding up", lambda: refresh_glance(of)),
        ("coverage board", within(board)),
        ("missing, first page", within(lambda: missing(of, AREA))),
        ("missing, a page of one building", within(lambda: missing(of, AREA + "007", building="7幢"))),
    ]


def _best(ask: Callable[[], Any]) -> float:
    took = []
    for _ in range(3):
        started = time.perf_counter()
        ask()
        took.append(time.perf_counter() - started)
    return min(took)


def _all(port: int, swabs: list[UUID], said: argparse.Namespace) -> int:
    from django.db import connections

    connections.close_all()
    context = multiprocessing.get_context("fork")
    results = context.SimpleQueue()

    def run(number: int) -> None:
        results.put(_ask(port, swabs[number :: said.processes], said.seconds, said.connections))

    processes = [context.Process(target=run, args=(number,)) for number in range(said.processes)]
    for one in processes:
        one.start()
    count = sum(int(results.get()) for _ in processes)
    for one in processes:
        one.join()
    return count


def _ask(port: int, swabs: list[UUID], seconds: float, links: int) -> int:
    """Look results up over some connections, each asked again once all are answered; gives how many were."""
    count, until = 0, time.perf_counter() + seconds
    sockets = [socket.create_connection(("127.0.0.1", port)) for _ in range(links)]
    answers = [one.makefile("rb") for one in sockets]
    while time.perf_counter() < until:
        for place, link in enumerate(sockets):
            swab = swabs[(count + place) % len(swabs)]
            link.sendall(f"GET /r/1/{swab}/ HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept-Language: zh\r\n\r\n".encode())
        for one in answers:
            status, page = read_answer(one)
            assert status == 200, page
        count += links
    for link in sockets:
        link.close()
    return count


if __name__ == "__main__":
    main(sys.argv[1:])
