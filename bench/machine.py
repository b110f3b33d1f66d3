"""What stands beside every figure: the machine and how busy it is; and a throw-away workspace to measure in."""

from __future__ import annotations

import os
import platform
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


def describe() -> str:
    """One line: processor count, load average, Python."""
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    return f"{os.cpu_count()} cores, load average {load}, Python {platform.python_version()}"


def cpu_seconds(parents: set[int]) -> float:
    """Processor seconds that these processes and all below them have used, ended children included."""
    found: dict[int, tuple[int, float]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = path.read_text().rpartition(")")[2].split()
            found[int(path.parent.name)] = int(fields[1]), sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")
    family, before = set(parents), 0
    while before != len(family):
        before = len(family)
        family |= {pid for pid, (parent, _used) in found.items() if parent in family}
    return sum(found[pid][1] for pid in family if pid in found)


def postmaster(root: Path) -> int:
    """Process of the embedded database."""
    return int((root / "pg" / "postmaster.pid").read_text().split()[0])


def clear_peak() -> None:
    """Let the peak of this process's memory count from now on."""
    Path("/proc/self/clear_refs").write_text("5")


def memory(*, peak: bool = False) -> float:
    """MiB that this process holds, or held at most since :func:`clear_peak`."""
    name = "VmHWM:" if peak else "VmRSS:"
    said = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith(name))
    return int(said.split()[1]) / 1024


@contextmanager
def workspace() -> Iterator[Path]:
    """A durable embedded database, migrated, with Django ready.

    It lies in the folder that ``BENCH_DATA`` names, and is kept there for another time; else in a temporary one.
    """
    kept = os.environ.get("BENCH_DATA")
    root = Path(kept or tempfile.mkdtemp(prefix="fangxian-bench-"))
    os.environ["FANGXIAN_DATA"] = str(root)
    os.environ["DJANGO_SETTINGS_MODULE"] = "fangxian.site.settings"
    os.environ.pop("FANGXIAN_DATABASE_URL", None)
    from fangxian.site.workspace import open_workspace, release

    open_workspace("bench")
    import django

    django.setup()
    from fangxian.site.database import migrate

    migrate()
    try:
        yield root
    finally:
        from django.db import connections

        connections.close_all()
        release()
        if not kept:
            shutil.rmtree(root, ignore_errors=True)
