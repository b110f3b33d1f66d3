"""Contacts a second that come in from a file, with their persons, exposures, facts and tasks; and rows that go out."""

from __future__ import annotations

import os
import resource
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from bench.machine import workspace

CONTACTS = int(os.environ.get("BENCH_CONTACTS", "20000"))
SEALED = os.environ.get("BENCH_SEALED", "1") == "1"
GOAL = 5_000
START = datetime(2020, 12, 7, 1, tzinfo=UTC)


def main() -> None:
    """Import contacts of one case, once with and once without tasks called for at once; then export what is there."""
    with workspace() as root:
        from fangxian.response.jurisdiction import access

        table = Table("what", "rows", "seconds", "rows/s", "peak MiB", title="imports and exports")
        with access.everywhere():
            incident = _incident()
            _imported(incident, 500, "W")  # loads the compiled evaluator
            seconds = _imported(incident, CONTACTS, "K")
            table.add_row(f"import contacts (goal {GOAL:,}/s)", *_row(CONTACTS, seconds))
            for ending in ("csv", "jsonl", "parquet", "xlsx"):
                rows, seconds = _exported(root / f"contacts.{ending}")
                table.add_row(f"export contacts, {ending}", *_row(rows, seconds))
        table.caption = "with sealed identities" if SEALED else "without identities"
        Console(width=100).print(table)


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


def _imported(incident: Any, count: int, series: str) -> float:
    from fangxian.response.casework.actions.import_linelist import import_delivery
    from fangxian.response.casework.linelist.formats import read_delivery

    lines = ["contact_id,case_id,date_of_last_contact,kind,sex,age,name,phone"]
    for n in range(count):
        who = f"张{chr(0x4E00 + n % 5000)}{chr(0x5E00 + n // 5000)},139{n:08}" if SEALED else ","
        lines.append(f"{series}{n:07},A1,2020-12-06 18:30,close,{'FM'[n % 2]},{n % 90},{who}")
    data = "\n".join(lines).encode()
    started = time.perf_counter()
    result = import_delivery(incident, read_delivery(data, f"{series}.csv"))
    seconds = time.perf_counter() - started
    assert result.created == count, result.problems[:3]
    return seconds


def _exported(path: Path) -> tuple[int, float]:
    from fangxian.response.interchange.actions.write_file import write_file

    started = time.perf_counter()
    rows = write_file(path, kinds=("contacts",), purpose="measurement", identities=SEALED)
    return rows, time.perf_counter() - started


def _row(count: int, seconds: float) -> tuple[str, str, str, str]:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return f"{count:,}", f"{seconds:.1f}", f"{count / seconds:,.0f}", f"{peak:,.0f}"


if __name__ == "__main__":
    main()
