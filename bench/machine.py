"""What stands beside every figure: the machine and how busy it is; and a throw-away workspace to measure in."""

from __future__ import annotations

import os
import platform
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def describe() -> str:
    """One line: processor count, load average, Python."""
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    return f"{os.cpu_count()} cores, load average {load}, Python {platform.python_version()}"


@contextmanager
def workspace() -> Iterator[Path]:
    """A durable embedded database in a temporary directory, migrated, with Django ready."""
    root = Path(tempfile.mkdtemp(prefix="fangxian-bench-"))
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
        shutil.rmtree(root, ignore_errors=True)
