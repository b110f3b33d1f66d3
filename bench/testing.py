"""A testing evening in little: stations send, the server and the database are killed, nothing is lost or doubled.

``python -m bench.testing --persons 1000000 --kills 2 --crashes 1`` replays more. The generator runs beside the server
on the same machine, so the figures are what is left of it; what it sends is made before the clock starts.
"""

from __future__ import annotations

import argparse
import http.client
import json
import multiprocessing
import os
import random
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, BinaryIO
from uuid import UUID

from rich.console import Console
from rich.table import Table

from bench.machine import cpu_seconds, describe, postmaster, workspace
from bench.testing_city import fill
from fangxian.response.registry.resident_id import check_digit

POOL = 10
AREA = "510117001"


@dataclass
class Share:
    """What one process of the generator sent and was told."""

    acked: list[UUID] = field(default_factory=list)
    bad: int = 0
    refused: int = 0
    retries: int = 0
    again: int = 0
    latencies: list[float] = field(default_factory=list)
    cpu_s: float = 0.0


def main(argv: list[str] | None = None) -> None:
    """Send, kill, check; raises where a promise is broken."""
    said = _arguments().parse_args(argv or [])
    with workspace() as root:
        keys = evening(said.stations)
        if said.roll:
            load_people(said.roll)
        if said.city:
            fill(said.city, AREA)
        port = free_port()
        with Server(port) as server:
            server.warm()
            before, database = describe(), postmaster(root)
            used = [cpu_seconds({pid}) for pid in (server.process.pid, database)]
            shares, seconds = _send(said, keys, port, server)
            cpu = [cpu_seconds({pid}) - was for pid, was in zip((server.process.pid, database), used, strict=True)]
            _report(said, shares, seconds, before, cpu)
        _check(shares, said.city)


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--persons", type=int, default=60_000)
    parser.add_argument("--stations", type=int, default=200)
    parser.add_argument("--batch", type=int, default=200)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--connections", type=int, default=3, help="of each process, each in a thread")
    parser.add_argument("--roll", type=int, default=0, help="people on the roll before the evening begins")
    parser.add_argument("--city", type=int, default=0, help="people on the roll and sampled before the evening begins")
    parser.add_argument("--again", type=float, default=0.02, help="share of batches sent a second time")
    parser.add_argument("--bad", type=float, default=0.001, help="share of items that break a rule")
    parser.add_argument("--kills", type=int, default=0, help="SIGKILLs of the server")
    parser.add_argument("--crashes", type=int, default=0, help="crashes of the database")
    return parser


def evening(stations: int) -> list[str]:
    """An open round with its stations; gives the key of a device at each."""
    from fangxian.response.jurisdiction import access
    from fangxian.response.jurisdiction.models import Area
    from fangxian.response.ledger.models import Incident, PackAdoption, Workspace
    from fangxian.response.testing.actions import issue_device, open_round, open_station

    now = datetime.now(UTC)
    with access.everywhere():
        Workspace.objects.create(slug="bench", kind="live", title_zh="测", title_en="Bench", home=AREA)
        Area.objects.using("owner").get_or_create(code=AREA, defaults={"level": "street", "name": "街道"})
        incident = Incident.objects.create(
            slug="b", title_zh="测", title_en="B", disease="covid19", area=AREA, opened_at=now - timedelta(hours=1)
        )
        PackAdoption.objects.create(incident=incident, pack="covid19-cn-8", in_force_from=incident.opened_at)
        of = open_round(incident, scope=[AREA], deadline=now + timedelta(hours=20), signed_by="bench")
        places = [open_station(of, name=f"{n}", area=f"{AREA}{n % 999:03}") for n in range(stations)]
        return [issue_device(one, name="bench")[1] for one in places]


def load_people(people: int) -> None:
    from fangxian.response.jurisdiction import access
    from fangxian.response.testing.actions import Resident, load_roll
    from fangxian.response.testing.models import Round

    with access.everywhere():
        started = time.perf_counter()
        rows = (Resident(number_of(n), "王小明", f"{AREA}{n % 300:03}", f"{n % 40}幢") for n in range(people))
        loaded = load_roll(Round.objects.get(), rows)
        seconds = time.perf_counter() - started
    print(f"roll: {loaded.new:,} people in {seconds:.1f} s, {loaded.new / seconds:,.0f} a second")


class Server:
    """The product's server in processes of its own, that can be killed."""

    def __init__(self, port: int) -> None:
        self.port = port

    def __enter__(self) -> Server:
        self.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.kill()

    def start(self) -> None:
        program = f"from fangxian.site.server import serve; serve(port={self.port}, jobs=False)"
        self.process = subprocess.Popen(
            [sys.executable, "-c", program], start_new_session=True, stdout=subprocess.DEVNULL
        )
        for _ in range(900):  # a busy machine takes its time
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
                return
            time.sleep(0.1)
        self.kill()
        raise TimeoutError("the server did not start")

    def warm(self) -> None:
        """Have every worker import what it needs, so that it is not counted."""
        for _ in range(16):
            link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
            link.request("GET", "/")
            link.getresponse().read()
            link.close()

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def crash_database(self) -> None:
        """Kill one of the database's processes: PostgreSQL then throws everybody out and recovers from its log."""
        from django.db import connections

        with connections["owner"].cursor() as cursor:
            cursor.execute(
                "SELECT pid FROM pg_stat_activity WHERE usename = 'fangxian_app' AND pid <> pg_backend_pid() LIMIT 1"
            )
            row = cursor.fetchone()
        connections.close_all()
        if row:
            os.kill(row[0], signal.SIGKILL)


def _send(said: argparse.Namespace, keys: list[str], port: int, server: Server) -> tuple[list[Share], float]:
    """Have every process make what it sends, then let all go at once; gives what they were told, and the seconds."""
    context = multiprocessing.get_context("fork")
    from django.db import connections

    connections.close_all()
    results, ready = context.SimpleQueue(), context.Barrier(said.processes + 1)
    each = said.persons // (said.processes * said.connections)
    processes = []
    for number in range(said.processes):
        mine = keys[number :: said.processes]
        processes.append(context.Process(target=_process, args=(said, number, each, mine, port, results, ready)))
    for process in processes:
        process.start()
    ready.wait()
    started = time.perf_counter()
    trouble = threading.Thread(target=_trouble, args=(said, server), daemon=True)
    trouble.start()
    shares = [results.get() for _ in processes]
    seconds = time.perf_counter() - started
    for process in processes:
        process.join()
    trouble.join(30)
    return shares, seconds


def _trouble(said: argparse.Namespace, server: Server) -> None:
    for number in range(said.kills + said.crashes):
        time.sleep(3)
        if number < said.kills:
            server.kill()
            server.start()
        else:
            server.crash_database()


def _process(
    said: argparse.Namespace, number: int, each: int, keys: list[str], port: int, results: Any, ready: Any
) -> None:
    share, lock = Share(), threading.Lock()
    threads = []
    for thread in range(said.connections):
        place = number * said.connections + thread
        chance = random.Random(place)
        parcels = list(_parcels(said, place, each, keys[thread :: said.connections], chance))
        threads.append(threading.Thread(target=_device, args=(said, parcels, chance, port, share, lock)))
    ready.wait()
    before = time.process_time()
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    share.cpu_s = time.process_time() - before
    results.put(share)


@dataclass(frozen=True)
class Parcel:
    """A batch with the key of its device, the ids of its good people, and how many are bad."""

    body: bytes
    key: str
    ids: list[UUID]
    bad: int


def _parcels(
    said: argparse.Namespace, place: int, each: int, keys: list[str], chance: random.Random
) -> Iterator[Parcel]:
    for serial, start in enumerate(range(0, each, said.batch)):
        count = min(said.batch, each - start)
        body, ids, bad = make_batch(place, place * 1_000_000_000 + start, count, chance, said.bad)
        yield Parcel(body, keys[serial % len(keys)], ids, bad)


def _device(
    said: argparse.Namespace, parcels: list[Parcel], chance: random.Random, port: int, share: Share,
    lock: threading.Lock,
) -> None:  # fmt: skip
    """Send the people of some stations, one batch after the other, each until it is acknowledged."""
    link = _Link(port)
    for one in parcels:
        answer, seconds, retries = link.send(one.body, one.key)
        again = chance.random() < said.again
        if again:
            link.send(one.body, one.key)
        with lock:
            assert answer["accepted"] + answer["duplicates"] == len(one.ids), "what is good is stored, now or before"
            share.acked += one.ids
            share.bad += one.bad
            share.refused += len(answer["rejected"])
            share.retries += retries
            share.again += again
            share.latencies.append(seconds)


class _Link:
    """A connection that is kept, and a batch that is sent until somebody says it is stored."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.held: tuple[socket.socket, BinaryIO] | None = None

    def send(self, body: bytes, key: str) -> tuple[dict[str, Any], float, int]:
        head = (
            f"POST /api/v1/testing/batches HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nAuthorization: Bearer {key}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        for attempt in range(400):
            started = time.perf_counter()
            try:
                status, data = self._exchange(head.encode() + body)
                if status == 200:
                    return json.loads(data), time.perf_counter() - started, attempt
                if status not in (429, 503):
                    raise AssertionError(f"{status}: {data[:300]!r}")
            except OSError:
                self.held = None
            time.sleep(random.uniform(0.05, 0.5))  # the evening is compressed, so is the waiting
        raise AssertionError("a batch was never acknowledged")

    def _exchange(self, request: bytes) -> tuple[int, bytes]:
        if self.held is None:
            link = socket.create_connection(("127.0.0.1", self.port), 20)
            self.held = link, link.makefile("rb")
        link, answers = self.held
        link.sendall(request)
        return read_answer(answers)


def read_answer(answers: BinaryIO) -> tuple[int, bytes]:
    """Status and body of the next answer; raises OSError where the connection ends before it does."""
    status, length = answers.readline(), 0
    while (line := answers.readline()) not in (b"\r\n", b""):
        if line.lower().startswith(b"content-length:"):
            length = int(line.split(b":")[1])
    data = answers.read(length)
    if not status or not length or len(data) < length:
        raise OSError("the answer ends early")
    return int(status.split()[1]), data


def make_batch(
    place: int, first: int, count: int, chance: random.Random, share: float
) -> tuple[bytes, list[UUID], int]:
    """A batch of people in tubes of ten; gives its bytes, the ids of the good ones, and how many are bad."""
    now = datetime.now(UTC)
    at, millis = now.isoformat(), int(now.timestamp() * 1000)
    ids, people, bad = [], [], 0
    for n in range(count):
        id_ = UUID(int=(millis << 80) | (7 << 76) | (2 << 62) | ((place & 0xFFF) << 50) | chance.getrandbits(50))
        number = number_of(first % 1_000_000_000 + place * 7_919 + n)
        if chance.random() < share:
            number, bad = number[:17] + ("1" if number[17] == "0" else "0"), bad + 1
        else:
            ids.append(id_)
        people.append(
            f'{{"id":"{id_}","tube":"{place}-{first + n - n % POOL}","at":"{at}","number":"{number}",'
            f'"name":"王小明","phone":"13800000000","staff":"甲"}}'
        )
    codes = (f"{place}-{first + n}" for n in range(0, count, POOL))
    tubes = ",".join(f'{{"tube":"{code}","group":"population","opened_at":"{at}"}}' for code in codes)
    batch = UUID(int=(millis << 80) | (7 << 76) | (2 << 62) | chance.getrandbits(62))
    text = f'{{"batch":"{batch}","sent_at":"{at}","tubes":[{tubes}],"people":[{",".join(people)}]}}'
    return text.encode(), ids, bad


def number_of(serial: int) -> str:
    """A made-up identity number with a right check digit; thirty million differ."""
    months, day = divmod(serial // 1000, 28)
    first = f"510117{1930 + months // 12 % 90}{1 + months % 12:02}{1 + day:02}{serial % 1000:03}"
    return first + check_digit(first)


def _report(said: argparse.Namespace, shares: list[Share], seconds: float, before: str, cpu: list[float]) -> None:
    people = sum(len(share.acked) for share in shares)
    latencies = sorted(one * 1000 for share in shares for one in share.latencies)
    cuts = statistics.quantiles(latencies, n=100) if len(latencies) > 1 else latencies * 99
    table = Table("what", "figure", title="testing", caption=f"{before}; after: {describe()}")
    table.add_row("people acknowledged", f"{people:,} in batches of {said.batch}")
    table.add_row("a second", f"{people / seconds:,.0f}")
    table.add_row("p50 / p95 / p99 of a batch, ms", f"{cuts[49]:.0f} / {cuts[94]:.0f} / {cuts[98]:.0f}")
    # Whoever is killed takes its processor seconds along.
    if not said.kills and not said.crashes:
        sides = (sum(share.cpu_s for share in shares), *cpu)
        table.add_row("CPU s of generator, server, database", " / ".join(f"{one:.1f}" for one in sides))
        table.add_row("CPU µs a person, the same", " / ".join(f"{one / max(people, 1) * 1e6:.0f}" for one in sides))
    table.add_row("sent again after no answer", f"{sum(share.retries for share in shares):,}")
    table.add_row("acknowledged batches sent again", f"{sum(share.again for share in shares):,}")
    table.add_row("bad items, refused", f"{sum(s.bad for s in shares):,}, {sum(s.refused for s in shares):,}")
    table.add_row("kills of the server, of the database", f"{said.kills}, {said.crashes}")
    Console(width=110).print(table)


def _check(shares: list[Share], city: int) -> None:
    """Acknowledged = stored, none twice, none missing, tubes and counters as the rows say.

    Counters are not recounted over a city that was laid in beforehand.
    """
    from django.db import connection

    from fangxian.response.jurisdiction import access
    from fangxian.response.testing.models import Round
    from fangxian.response.testing.queries.coverage import recount

    acked = [one for share in shares for one in share.acked]
    with access.everywhere(), _rows(acked) as cursor:
        cursor.execute("SELECT count(*), count(DISTINCT id) FROM testing_registration WHERE tube NOT LIKE 'city-%'")
        stored, distinct = cursor.fetchone()
        cursor.execute(
            "SELECT count(*) FROM acked WHERE NOT EXISTS "
            "(SELECT FROM testing_registration AS r WHERE r.round = 1 AND r.id = acked.id)"
        )
        (missing,) = cursor.fetchone()
        cursor.execute(
            "SELECT count(*) FROM testing_tube AS t WHERE code NOT LIKE 'city-%' AND (people > capacity OR people <> "
            "(SELECT count(*) FROM testing_registration AS r WHERE r.round = 1 AND r.tube = t.code))"
        )
        (wrong,) = cursor.fetchone()
        differing = 0 if city else recount(Round.objects.get())
        cursor.execute("SELECT sum(people) FROM testing_pace")
        (paced,) = cursor.fetchone()
    print(
        f"acknowledged {len(acked):,} = stored {stored:,}; twice {stored - distinct:,}; missing {missing:,}; "
        f"tubes that do not add up {wrong:,}; counters that differ {differing:,}; paced {paced:,}"
    )
    assert len(acked) == len(set(acked)) == stored == distinct == paced
    assert missing == wrong == differing == 0
    assert sum(share.bad for share in shares) == sum(share.refused for share in shares)
    connection.close()


@contextmanager
def _rows(ids: list[UUID]) -> Iterator[Any]:
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE acked (id uuid) ON COMMIT DROP")
        with cursor.copy("COPY acked FROM STDIN") as copy:
            copy.write("".join(f"{one}\n" for one in ids))
        cursor.execute("ANALYZE acked")
        yield cursor


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    main(sys.argv[1:])
