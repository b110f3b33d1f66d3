"""Keys that live in the data directory, made on first use and readable by their owner only."""

from __future__ import annotations

import os
import secrets as random
from pathlib import Path

from fangxian.site.datadir import data_dir


def secret(name: str) -> str:
    """The installation's secret of that name, 64 hexadecimal characters.

    ``FANGXIAN_SECRET_<NAME>`` overrides the file, for installations that keep keys elsewhere.
    """
    named = os.environ.get(f"FANGXIAN_SECRET_{name.upper()}")
    if named:
        return named
    path = data_dir() / "keys" / name
    try:
        return path.read_text()
    except FileNotFoundError:
        return _make(path)


def _make(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    value = random.token_hex(32)
    try:
        # O_EXCL: of two processes that start together one makes the key and the other reads it.
        handle = os.open(path.with_suffix(".new"), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _wait_for(path)
    with os.fdopen(handle, "w") as file:
        file.write(value)
        file.flush()
        os.fsync(file.fileno())
    path.with_suffix(".new").rename(path)
    return value


def _wait_for(path: Path) -> str:
    import time

    for _attempt in range(50):
        if path.exists():
            return path.read_text()
        time.sleep(0.05)
    # The maker died between creating and renaming: nothing was ever encrypted with that key.
    path.with_suffix(".new").unlink(missing_ok=True)
    return _make(path)
