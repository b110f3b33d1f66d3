"""Where Fangxian keeps its data: never in the source tree."""

from __future__ import annotations

import os
from pathlib import Path


def data_dir() -> Path:
    """The data directory: ``FANGXIAN_DATA``, or the platform's place for application data.

    As root it is ``/var/lib/fangxian`` (the embedded PostgreSQL drops its privileges and must be able to
    reach it, which a root-only home forbids); for anyone else ``$XDG_DATA_HOME/fangxian``.
    """
    named = os.environ.get("FANGXIAN_DATA")
    if named:
        return Path(named).expanduser().resolve()
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        return Path("/var/lib/fangxian")
    base = os.environ.get("XDG_DATA_HOME") or "~/.local/share"
    return Path(base).expanduser() / "fangxian"
