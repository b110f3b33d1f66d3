"""The page of chains at a thousand cases: 95th percentile of its answer, and of the kernels behind it.

The outbreak is made by a branching process with a fixed seed, in a workspace that is thrown away.
"""

from __future__ import annotations

import os
import random
import time
from datetime import UTC, date, datetime, timedelta
from statistics import median
from typing import Any
from uuid import uuid4

from rich.console import Console
from rich.table import Table

from bench.machine import workspace

CASES = int(os.environ.get("BENCH_CASES", "1000"))
REPEATS = int(os.environ.get("BENCH_REPEATS", "30"))
GOAL_MS = 200
NOW = datetime(2020, 12, 20, 4, tzinfo=UTC)
START = date(2020, 10, 1)

PAGES = {
    "page, by onset": "/chains/",
    "page, as a tree": "/chains/?layout=tree",
    "page, freely": "/chains/?layout=free",
    "page, one cluster": "/chains/?cluster=cluster%203",
    "API": "/api/v1/chains",
}


def main() -> None:
    """Make the outbreak, then ask for it as an officer of the district."""
    with workspace():
        console = Console(width=110)
        post, links = _load()
        table = Table("answer", "p50", "p95", "KB", "p95 goal", title=f"{CASES:,} cases, {links:,} links, milliseconds")
        for name, url in PAGES.items():
            p50, p95, size = _measure(post, url)
            reached = "met" if p95 <= GOAL_MS else "missed"
            table.add_row(name, f"{p50:.0f}", f"{p95:.0f}", f"{size / 1024:.0f}", reached)
        console.print(table)


def _measure(post: Any, url: str) -> tuple[float, float, int]:
    from django.test import Client

    client = Client()
    client.force_login(post.holder)
    for _ in range(3):
        response = client.get(url)
        assert response.status_code == 200, (url, response.status_code)
    times = []
    for _ in range(REPEATS):
        started = time.perf_counter()
        client.get(url)
        times.append((time.perf_counter() - started) * 1000)
    times.sort()
    return median(times), times[int(len(times) * 0.95) - 1], len(response.content)


def _load() -> tuple[Any, int]:
    from django.conf import settings

    from fangxian.response.casework.models import Case, CaseStatus, Relationship
    from fangxian.response.jurisdiction import access
    from fangxian.response.jurisdiction.models import Area, Office, Post, User
    from fangxian.response.ledger.models import Incident, Workspace
    from fangxian.response.registry.models import Person

    settings.ALLOWED_HOSTS = ["testserver"]
    Workspace.objects.create(slug="bench", kind="sample", title_zh="测", title_en="Bench", clock=NOW, home="510117")
    Area.objects.create(code="510117", level="district", name="郫都区", parent="5101")
    office = Office.objects.create(area="510117", level="district", role="cdc", name="疾控中心")
    holder = User.objects.create_user(username="bench")
    post = Post.objects.create(office=office, duty="epidemiologist", title="流调", holder=holder, since=NOW)
    dice = random.Random(1)
    with access.everywhere():
        incident = Incident.objects.create(
            slug="bench", title_zh="测", title_en="Bench", disease="covid19", area="510117", opened_at=NOW
        )
        people = Person.objects.bulk_create(
            [Person(label=f"P-{n}", area="510117", created_at=NOW) for n in range(CASES)]
        )
        onsets = [START + timedelta(days=int(n**0.6) + dice.randrange(4)) for n in range(CASES)]
        reported = [datetime(one.year, one.month, one.day, 4, tzinfo=UTC) + timedelta(days=2) for one in onsets]
        cases = Case.objects.bulk_create(
            [
                Case(
                    incident=incident, person=person, number=f"C-{n:05}", classification="confirmed", area="510117",
                    onset_on=onsets[n], classified_at=reported[n], reported_at=reported[n],
                    cluster=f"cluster {n % 9}" if n % 3 else "",
                )
                for n, person in enumerate(people)
            ]
        )  # fmt: skip
        CaseStatus.objects.bulk_create(
            [
                CaseStatus(
                    case=case, area="510117", classification="confirmed", at=case.reported_at,
                    recorded_at=case.reported_at, fact=uuid4(),
                )
                for case in cases
            ]
        )  # fmt: skip
        pairs = {(dice.randrange(max(0, n - 60), n), n) for n in range(1, CASES) if dice.random() < 0.8}
        pairs |= {(dice.randrange(n), n) for n in range(1, CASES) if dice.random() < 0.1}
        Relationship.objects.bulk_create(
            [
                Relationship(
                    incident=incident, source=people[source], person=people[target], area="510117", kind="close",
                    setting=dice.choice(["household", "work", ""]), certainty=dice.choice(["certain", "probable"]),
                    identified_at=reported[target], recorded_at=reported[target],
                )
                for source, target in sorted(pairs)
            ]
        )  # fmt: skip
    return post, len(pairs)


if __name__ == "__main__":
    main()
