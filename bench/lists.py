"""Lists, grid, search and single pages at the size of a city: 10⁶ persons, of them 10⁵ cases and up to 10⁶ contacts.

Beside them 10⁶ sealed identities, 10⁶ tasks and 2×10⁶ follow-ups. The data are made by the database itself, in a
workspace that is thrown away, or kept in the folder that ``BENCH_DATA`` names and found there the next time; pages
are asked for through Django's test client, with middleware, templates and row-level security, over a database that
really commits.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from html import unescape
from importlib import import_module
from statistics import median
from typing import Any

from rich.console import Console
from rich.table import Table

from bench.machine import cpu_seconds, postmaster, workspace

CASES = int(os.environ.get("BENCH_CASES", "100000"))
TASKS = int(os.environ.get("BENCH_TASKS", "1000000"))
PERSONS = int(os.environ.get("BENCH_PERSONS", "1100000"))
FOLLOW_UPS = int(os.environ.get("BENCH_FOLLOW_UPS", "2000000"))
REPEATS = int(os.environ.get("BENCH_REPEATS", "40"))
ONLY = os.environ.get("BENCH_ONLY", "")
"""What the names of the pages to measure contain."""
GOAL_MS = 150
WIDE_GOAL_MS = 200
"""For pages that gather from many tables."""
NOW = datetime(2020, 12, 20, 4, tzinfo=UTC)


FILLED = (
    "registry_person", "registry_identity", "casework_case", "casework_contact", "casework_followup", "ledger_task",
)  # fmt: skip
"""Tables of which millions of rows are made."""


def _area(n: str = "n") -> str:
    """SQL of the n-th person's area: 22 districts of 12 streets of 8 communities each, the order of Chengdu."""
    return (
        f"'5101' || lpad((1 + mod({n}, 22))::text, 2, '0') || lpad((1 + mod({n} / 22, 12))::text, 3, '0') "
        f"|| lpad((200 + mod({n} / 264, 8))::text, 3, '0')"
    )


def _uuid(series: int, n: str = "n") -> str:
    """SQL of the n-th id of a series."""
    return f"('{series:08}-0000-4000-8000-' || lpad(to_hex({n}), 12, '0'))::uuid"


def _ago(prime: int, minutes: int) -> str:
    """SQL of a moment in the last so many minutes, spread without any order."""
    return f"%(now)s::timestamptz - make_interval(mins => mod(n::bigint * {prime}, {minutes})::int)"


PAGES = {
    "cases": "/cases/",
    "cases, next page": None,
    "cases, one class": "/cases/?classification=asymptomatic",
    "cases, days of onset": "/cases/?by_date=onset&since=2020-12-01&until=2020-12-03",
    "cases, by number": "/cases/?q=C-0004",
    "contacts": "/contacts/",
    "tasks owed, office": "/tasks/",
    "tasks owed, area": "/tasks/?whose=area",
    "tasks overdue, area": "/tasks/?whose=area&status=overdue",
    "count of cases": "/cases/count/",
    "API cases": "/api/v1/cases",
}
WIDE = {
    "follow-up, list of the day": "/contacts/follow-up/",
    "follow-up, grid of all days": "/contacts/follow-up/?view=grid",
    "follow-up, tally of the day": "/contacts/follow-up/tally/?day=2020-12-20",
    "follow-up, names of teams": "/contacts/follow-up/teams/",
    "API follow-ups": "/api/v1/follow-ups",
    "search, number": "/search/?q=C-0004",
    "search, end of a phone": "/search/?q=0417",
    "search, pinyin": "/search/?q=wang+lifang",
    "search, name": "/search/?q=王丽芳",
    "one case": "/cases/00000002-0000-4000-8000-{case:012x}/",
    "one contact": "/contacts/00000003-0000-4000-8000-{contact:012x}/",
    "one person": "/people/00000001-0000-4000-8000-{contact:012x}/",
    "duplicates": "/people/duplicates/",
}


def main() -> None:
    """Load, then ask for each page as an officer of the city and of one street."""
    with workspace() as root:
        console = Console(width=110)
        started = time.perf_counter()
        posts = load()
        seconds = time.perf_counter() - started
        people = f"{PERSONS:,} persons, of them {CASES:,} cases and {contacts():,} contacts"
        console.print(f"{people}, {FOLLOW_UPS:,} follow-ups, {TASKS:,} tasks, made in {seconds:.0f} s", highlight=False)
        table = Table(
            "page", "city p50", "p95", "CPU", "street p50", "p95", "CPU", "street / city", "p95 goal",
            title=f"milliseconds, {REPEATS} requests each; CPU: of the web process and the database",
        )  # fmt: skip
        shown = {"case": _in_the_street(0), "contact": _in_the_street(CASES)}
        for pages, goal in ((PAGES, GOAL_MS), (WIDE, WIDE_GOAL_MS)):
            for name, url in pages.items():
                if ONLY not in name:
                    continue
                address = url and url.format(**shown)
                city, street = (_measure(post, address, {os.getpid(), postmaster(root)}) for post in posts)
                ratio = f"{street[0] / city[0]:.2f}"
                reached = f"{goal} {'met' if max(city[1], street[1]) <= goal else 'missed'}"
                table.add_row(name, *(f"{value:.0f}" for value in (*city, *street)), ratio, reached)
        console.print(table)


def contacts() -> int:
    """How many contacts are made."""
    return min(PERSONS - CASES, 10 * CASES)


def _in_the_street(first: int) -> int:
    """The first number from `first` on that lies in the street officer's area, 510117001 (see :func:`_area`)."""
    return next(n for n in range(first, first + 264) if n % 22 == 16 and n // 22 % 12 == 0)


def _measure(post: Any, url: str | None, processes: set[int]) -> tuple[float, float, float]:
    """Median and 95th percentile of a page, and the processor time that one takes, in milliseconds."""
    from django.test import Client

    import_module("fangxian.site.asgi")  # as a worker of the server: all is imported, and the collector spared
    client = Client()
    client.force_login(post.holder)
    if url is None:
        found = re.search(r'rel="next" href="([^"]+)"', client.get("/cases/").content.decode())
        assert found is not None
        url = unescape(found.group(1))
    for _ in range(3):
        client.get(url)
    times = []
    busy = cpu_seconds(processes)
    for _ in range(REPEATS):
        started = time.perf_counter()
        response = client.get(url)
        assert response.status_code == 200, (url, response.status_code)
        times.append((time.perf_counter() - started) * 1000)
    busy = (cpu_seconds(processes) - busy) / REPEATS * 1000
    times.sort()
    return median(times), times[int(len(times) * 0.95) - 1], busy


def load(*, tasks: int = TASKS, follow_ups: int = FOLLOW_UPS, sealed: bool = True) -> tuple[Any, Any]:
    """Make the city's people, cases and contacts, and so much about them, unless the workspace holds them already.

    Returns
    -------
    tuple of Post
        The city's and the street's.
    """
    from django.conf import settings
    from django.db import connections

    from fangxian.response.jurisdiction.models import Area, Office, Post, User
    from fangxian.response.ledger.models import Incident, PackAdoption, Workspace

    settings.ALLOWED_HOSTS = ["testserver"]
    if Workspace.objects.exists():
        return Post.objects.get(title="city"), Post.objects.get(title="street")
    Workspace.objects.create(slug="bench", kind="sample", title_zh="测", title_en="Bench", clock=NOW, home="5101")
    Area.objects.bulk_create(
        [
            Area(code="5101", level="city", name="成都市", parent="51"),
            *(Area(code=f"5101{d:02}", level="district", name=f"{d}区", parent="5101") for d in range(1, 23)),
            *(
                Area(code=f"5101{d:02}{s:03}", level="street", name=f"{d}区{s}街道", parent=f"5101{d:02}")
                for d in range(1, 23)
                for s in range(1, 13)
            ),
        ]
    )
    incident = Incident.objects.create(
        slug="bench", title_zh="测", title_en="Bench", disease="covid19", area="5101", opened_at=NOW
    )
    PackAdoption.objects.create(incident=incident, pack="covid19-cn-7", in_force_from=NOW)
    posts = []
    for code, level in (("5101", "city"), ("510117001", "street")):
        office = Office.objects.create(area=code, level=level, role="cdc", name=code)
        posts.append(
            Post.objects.create(
                office=office, duty="epidemiologist", title=level, holder=User.objects.create_user(f"bench{level}")
            )
        )
    with connections["owner"].cursor() as cursor:
        with _bare(cursor, FILLED):
            for statement in _statements():
                cursor.execute(
                    statement,
                    {
                        "incident": incident.id,
                        "now": NOW,
                        "persons": PERSONS,
                        "cases": CASES,
                        "tasks": tasks,
                        "contacts": contacts(),
                        "followups": follow_ups,
                        "days": max(1, follow_ups // contacts()),
                        "city": posts[0].office_id,
                        "street": posts[1].office_id,
                    },
                )
            if sealed:
                _seal_identities(cursor)
        cursor.execute("VACUUM (ANALYZE)")  # or it would run beside the measurement
    return posts[0], posts[1]


@contextmanager
def _bare(cursor: Any, tables: Sequence[str]) -> Iterator[None]:
    """The tables without any index but those of their keys, and nothing checked: so millions of rows go in quickly."""
    cursor.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s) "
        "AND NOT EXISTS (SELECT FROM pg_constraint WHERE conname = indexname)",
        [list(tables)],
    )
    indexes = cursor.fetchall()
    cursor.execute("SET session_replication_role = replica; SET synchronous_commit = off")
    for name, _definition in indexes:
        cursor.execute(f"DROP INDEX {name}")
    yield
    for _name, definition in indexes:
        cursor.execute(definition)
    cursor.execute("RESET session_replication_role; RESET synchronous_commit")


def _statements() -> tuple[str, ...]:
    """What fills the tables: spread evenly over areas, classes and days, in no order that a list asks for."""
    return (
        f"""
        INSERT INTO registry_person (id, label, sex, age, area, residence, stay, reconstructed, created_at)
        SELECT {_uuid(1)}, 'P-' || lpad(n::text, 7, '0'), (ARRAY['F','M'])[1 + mod(n, 2)], mod(n, 95), {_area()}, '',
               '', false, %(now)s
        FROM generate_series(0, %(persons)s - 1) AS n
        """,
        f"""
        INSERT INTO casework_case (id, incident_id, person_id, number, classification, route, severity, area, onset_on,
                                   classified_at, reported_at, source, cluster, outcome, notes)
        SELECT {_uuid(2)}, %(incident)s, {_uuid(1)}, 'C-' || lpad(n::text, 7, '0'),
               (ARRAY['confirmed','confirmed','asymptomatic','suspect'])[1 + mod(n, 4)],
               (ARRAY['contact','mass_test','fever_clinic','key_post'])[1 + mod(n / 4, 4)], '', {_area()},
               ({_ago(7919, 43_200)})::date - 2, {_ago(7919, 43_200)}, {_ago(7919, 43_200)}, '', '', '', ''
        FROM generate_series(0, %(cases)s - 1) AS n
        """,
        f"""
        INSERT INTO casework_contact (id, incident_id, person_id, number, kind, area, last_exposure, identified_at,
                                      team)
        SELECT {_uuid(3)}, %(incident)s, {_uuid(1)}, 'K' || lpad(n::text, 7, '0'),
               (ARRAY['close','secondary'])[1 + mod(n, 2)], {_area()}, {_ago(104_729, 20_160)},
               {_ago(104_729, 10_080)}, 'T' || substr({_area()}, 5, 5)
        FROM generate_series(%(cases)s, %(cases)s + %(contacts)s - 1) AS n
        """,
        f"""
        INSERT INTO ledger_task (id, incident_id, subject, pack, clause, occasion, step, level, role, office_id, area,
                                 basis, severity, state, opened_at, opened_by, anchor_at, window_from, due_at, late,
                                 reason, why, known_from)
        SELECT {_uuid(4)}, %(incident)s, 'person:' || {_uuid(1, "(n / 5)")}, 'covid19-cn-7', 'contact.tests', 1,
               'day:' || mod(n, 5), 'district', 'quarantine_site',
               CASE mod(n, 3) WHEN 0 THEN %(city)s WHEN 1 THEN %(street)s END, {_area("(n / 5)")}, 'pack', 'high',
               (ARRAY['open','discharged','discharged','lapsed'])[1 + mod(n, 4)], %(now)s::timestamptz - interval '5 d',
               {_uuid(5)}, %(now)s::timestamptz - interval '5 d', %(now)s::timestamptz - interval '5 d',
               {_ago(15_485_863, 14_400)} + interval '9 d', false, '', '[]',
               %(now)s::timestamptz - interval '5 d'
        FROM generate_series(0, %(tasks)s - 1) AS n
        """,
        f"""
        INSERT INTO casework_followup (id, incident_id, contact_id, area, day, outcome, at, method, symptoms, note,
                                       actor, recorded_at, fact)
        SELECT {_uuid(6)}, %(incident)s, {_uuid(3, "(c)")}, {_area("(c)")}, %(now)s::date - mod(n, %(days)s)::int,
               (ARRAY['seen_well','seen_well','seen_well','missed'])[1 + mod(n, 4)],
               %(now)s::timestamptz - make_interval(days => mod(n, %(days)s)::int), 'phone', '[]', '', '', %(now)s,
               {_uuid(7)}
        FROM (SELECT n, %(cases)s + n / %(days)s AS c FROM generate_series(0, %(followups)s - 1) AS n) AS each
        """,
    )


def _seal_identities(cursor: Any) -> None:
    """Who everybody is: names of twenty surnames and 400 given names, a phone each."""
    from itertools import product
    from uuid import UUID

    import msgspec

    from fangxian.response.registry import keys
    from fangxian.response.registry.actions.set_identity import INDEXES
    from fangxian.response.registry.identity import IdentityCard
    from fangxian.response.registry.seal import Sealer

    given = ["".join(pair) for pair in product("丽芳伟敏静强磊军洋勇艳杰娟涛明超秀霞平刚", repeat=2)]
    names = [surname + name for surname in "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗" for name in given]
    by_name = [keys.of_card(IdentityCard(name=name)) for name in names]
    columns, sealer, encode = ", ".join(INDEXES), Sealer(PERSONS), msgspec.json.encode
    with cursor.copy(f"COPY registry_identity (person_id, area, sealed, compared_at, {columns}) FROM STDIN") as copy:
        for n in range(PERSONS):
            phone = f"139{n:08}"
            which = n * 7919 % len(names)
            indexes = by_name[which] | {
                "phone_index": keys.phone_index(phone, sealer.index),
                "phone_tail_index": keys.phone_tail_index(phone, sealer.index),
            }
            person = UUID(f"00000001-0000-4000-8000-{n:012x}")
            sealed = sealer.seal(person, encode(IdentityCard(name=names[which], phone=phone)))
            hidden = "\t".join(_bytes(value) for value in (indexes[name] for name in INDEXES))
            copy.write(f"{person}\t{_code(n)}\t{_bytes(sealed)}\t{NOW:%Y-%m-%d %H:%M:%S+00}\t{hidden}\n")


def _bytes(value: bytes | None) -> str:
    """Bytes as COPY reads them."""
    return "\\N" if value is None else f"\\\\x{value.hex()}"


def _code(n: int) -> str:
    """The n-th person's area, as :func:`_area` has the database make it."""
    return f"5101{1 + n % 22:02}{1 + n // 22 % 12:03}{200 + n // 264 % 8:03}"
