"""Facts a second: recorded with the tasks they open, sealed, verified with every task rebuilt."""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from uuid import UUID, uuid4

from rich.console import Console
from rich.table import Table

from bench.machine import workspace

START = datetime(2020, 12, 7, 1, 0, tzinfo=UTC)
CONTACTS = 3_000


def main() -> None:
    """A contact's seven facts under the whole 7th edition: recorded, sealed, verified by one process and by all."""
    with workspace():
        from fangxian.response.jurisdiction import access
        from fangxian.response.ledger.record import record
        from fangxian.response.ledger.seal import seal_all
        from fangxian.response.ledger.verify import verify

        table = Table("what", "facts", "seconds", "facts/s", title="ledger")
        with access.everywhere():
            incident = _incident()
            record([entry for _ in range(600) for entry in _contact(incident)])  # loads the compiled evaluator
            total = 600 * 7
            for batch, contacts in ((1, 60), (200, CONTACTS // 6), (5_000, CONTACTS), (20_000, CONTACTS)):
                entries = [entry for _ in range(contacts) for entry in _contact(incident)]
                batches = [entries[start : start + batch] for start in range(0, len(entries), batch)]
                seconds = _time(partial(deque, map(record, batches), 0))
                table.add_row(f"record, batches of {batch:,}", *_row(len(entries), seconds))
                total += len(entries)
            table.add_row("seal", *_row(total, _time(seal_all)))
            result = []
            for workers in (1, os.cpu_count() or 1):
                seconds = _time(lambda: result.append(verify(workers=workers)))  # noqa: B023 -- called at once
                table.add_row(f"verify, processes: {workers}", *_row(total, seconds))
            assert all(one.sound and one.facts == total for one in result)
            table.caption = f"{result[0].tasks:,} tasks, {result[0].tasks / total:.1f} a fact, rebuilt and compared"
        Console(width=100).print(table)


def _incident() -> UUID:
    from fangxian.response.jurisdiction.models import Office
    from fangxian.response.ledger.models import Incident, PackAdoption, Workspace

    Workspace.objects.create(
        slug="bench", kind="sample", title_zh="测", title_en="Bench", clock=START + timedelta(days=40), home="5101"
    )
    made = Incident.objects.create(
        slug="bench", title_zh="测", title_en="Bench", disease="covid19", area="510117", opened_at=START
    )
    PackAdoption.objects.create(incident=made, pack="covid19-cn-7", in_force_from=START)
    Office.objects.create(area="510117", level="district", role="headquarters", name="指挥部")
    return made.id


def _contact(incident: UUID) -> list[object]:
    from fangxian.response.ledger.entry import Entry

    person, relationship = f"person:{uuid4()}", str(uuid4())
    story = [
        ("exposure.recorded", 0, {"kind": "close", "relationship": relationship, "last_exposure": START.isoformat()}),
        ("quarantine.started", 6, {"mode": "central"}),
        ("sample.taken", 10, {}),
        ("sample.taken", 24 * 4, {}),
        ("sample.taken", 24 * 7, {}),
        ("sample.taken", 24 * 14 - 6, {}),
        ("quarantine.released", 24 * 14 + 1, {}),
    ]
    return [
        Entry(
            kind=kind,
            subject=person,
            at=START + timedelta(hours=hours),
            area="510117001218",
            attributes=attributes,
            incident=incident,
        )
        for kind, hours, attributes in story
    ]


def _time(work: Callable[[], object]) -> float:
    before = time.perf_counter()
    work()
    return time.perf_counter() - before


def _row(facts: int, seconds: float) -> tuple[str, str, str]:
    return f"{facts:,}", f"{seconds:.2f}", f"{facts / seconds:,.0f}"


if __name__ == "__main__":
    main()
