"""A record that can only grow: one JSON object a line, each sealed by the hash of the line before it.

The index keeps two: ``searches.jsonl``, who asked what and why, and ``erasures.jsonl``, what was erased under which
clause. Whoever changes, drops or inserts a line breaks the chain. The last hash belongs in the ledger: a chain whose
end is written down elsewhere cannot be cut short unseen.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from fangxian.science.tracing.errors import TracingError

FIRST: Final = "0" * 64
"""What the first line follows."""


def append(file: Path, entry: Mapping[str, Any]) -> str:
    """Add an entry and return its hash (SHA-256 of its line without it)."""
    with file.open("a+", encoding="utf-8") as lines:
        fcntl.flock(lines, fcntl.LOCK_EX)
        lines.seek(0)
        last = FIRST
        for line in lines:
            last = json.loads(line)["hash"]
        body = {**entry, "follows": last}
        seal = _hash(body)
        lines.write(json.dumps({**body, "hash": seal}, ensure_ascii=False, sort_keys=True) + "\n")
        lines.flush()
        os.fsync(lines.fileno())
    return seal


def entries(file: Path) -> list[dict[str, Any]]:
    """Return every entry, after checking the chain.

    Raises
    ------
    TracingError
        ``journal.broken`` with the first line that does not follow.
    """
    found: list[dict[str, Any]] = []
    last = FIRST
    text = file.read_text("utf-8") if file.exists() else ""
    for number, line in enumerate(text.splitlines(), 1):
        try:
            entry = json.loads(line)
            seal = entry.pop("hash")
        except (ValueError, KeyError, AttributeError) as error:
            raise TracingError("journal.broken", path=file, line=number) from error
        if entry.get("follows") != last or _hash(entry) != seal:
            raise TracingError("journal.broken", path=file, line=number)
        last = seal
        found.append({**entry, "hash": seal})
    return found


def _hash(body: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(body, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
