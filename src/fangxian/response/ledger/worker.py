"""What a process begins with that verifies a share of the record.

It stands apart because it is imported before Django is set up there.
"""

from __future__ import annotations

import gc
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fangxian.response.ledger.verify.subjects import Share


def start(databases: dict[str, dict[str, Any]]) -> None:
    """Set Django up on the databases of the process that started this one, by alias."""
    import django

    gc.disable()  # as in `shares`
    django.setup()
    from django.db import connections

    for alias, settings in databases.items():
        connections[alias].settings_dict.update(settings)


def share(now: datetime, snapshot: str, number: int, shares: int) -> Share:
    """Verify one share: :func:`fangxian.response.ledger.verify.shares.one`."""
    from fangxian.response.ledger.verify.shares import one

    return one(now, snapshot, number, shares)
