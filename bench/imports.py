"""Contacts a second that come in from a file, with their persons, exposures, facts and tasks; and rows that go out."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from bench.machine import clear_peak, memory, workspace

CONTACTS = int(os.environ.get("BENCH_CONTACTS", "20000"))
SEALED = os.environ.get("BENCH_SEALED", "1") == "1"
GOAL = 5_000
WARM = 1_000
START = datetime(2020, 12, 7, 1, tzinfo=UTC)


def main() -> None:
    """Import contacts of one case, once with and once without tasks called for at once; then export what is there."""
    with workspace() as root:
        from fangxian.response.jurisdiction import access

        table = Table(
            "what", "rows", "seconds", "CPU s", "rows/s", "MiB before", "peak MiB", title="imports and exports"
        )
        with access.everywhere():
            incident = _incident()
            _imported(incident, WARM, "W")  # loads the compiled evaluator
            done = Measured(lambda: _imported(incident, CONTACTS, "K"))
            table.add_row(f"import contacts (goal {GOAL:,}/s)", *done.row(CONTACTS))
            for ending in ("csv", "jsonl", "parquet", "xlsx"):
                path = root / f"contacts.{ending}"
                done = Measured(lambda path=path: _exported(path))
                table.add_row(f"export contacts, {ending}", *done.row(CONTACTS + WARM))
        table.caption = ("with sealed identities" if SEALED else "without identities") + "; CPU s: Python + PostgreSQL"
        Console(width=110).print(table)


def _incident() -> Any:
    from fangxian.response.casework.actions import report_case
    from fangxian.response.jurisdiction.models import Office
    from fangxian.response.ledger.models import Incident, PackAdoption, Workspace

    clock = START + timedelta(days=1)
    Workspace.objects.create(slug="bench", kind="sample", title_zh="测", title_en="Bench", clock=clock, home="510117")
    made = Incident.objects.create(
        slug="bench", title_zh="测", title_en="Bench", disease="covid19", area="510117", opened_at=START
    )
    PackAdoption.objects.create(incident=made, pack="covid19-cn-7", in_force_from=START)
    Office.objects.create(area="510117", level="district", role="headquarters", name="指挥部")
    report_case(made, number="A1", classification="confirmed", at=START, area="510117")
    return made


def _imported(incident: Any, count: int, series: str) -> None:
    from fangxian.response.casework.actions.import_linelist import import_delivery
    from fangxian.response.casework.linelist.formats import read_delivery

    lines = ["contact_id,case_id,date_of_last_contact,kind,sex,age,name,phone"]
    for n in range(count):
        who = f"张{chr(0x4E00 + n % 5000)}{chr(0x5E00 + n // 5000)},139{n:08}" if SEALED else ","
        lines.append(f"{series}{n:07},A1,2020-12-06 18:30,close,{'FM'[n % 2]},{n % 90},{who}")
    data = "\n".join(lines).encode()
    result = import_delivery(incident, read_delivery(data, f"{series}.csv"))
    assert result.created == count, result.problems[:3]


def _exported(path: Path) -> None:
    from fangxian.response.interchange.actions.write_file import write_file

    write_file(path, kinds=("contacts",), purpose="measurement", identities=SEALED)


class Measured:
    """What one step took: time by the wall and of the processors, and memory at its beginning and at its peak."""

    def __init__(self, step: Callable[[], Any]) -> None:
        clear_peak()
        self.before, processors, started = memory(), _processors(), time.perf_counter()
        self.result = step()
        self.seconds = time.perf_counter() - started
        self.processors = _processors() - processors
        self.peak = memory(peak=True)

    def row(self, count: int) -> tuple[str, ...]:
        """The step as a row of the table, for so many rows of data."""
        speed = f"{count / self.seconds:,.0f}"
        return (
            f"{count:,}", f"{self.seconds:.1f}", f"{self.processors:.1f}", speed, f"{self.before:,.0f}",
            f"{self.peak:,.0f}",
        )  # fmt: skip


def _processors() -> float:
    """Processor seconds of this process and of the database's that serves it."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        stat = Path(f"/proc/{cursor.fetchone()[0]}/stat").read_text()
    user, system = stat.rpartition(")")[2].split()[11:13]
    return time.process_time() + (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
