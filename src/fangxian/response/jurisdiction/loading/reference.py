"""Which reference data a database holds already, and how many rows a load brought."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.db import connections

from fangxian.response.jurisdiction.models import Reference

Progress = Callable[[int, int], None]
"""Called with the rows done so far and the rows there are."""


_LOADING: Final = 0x46584152  # advisory lock, unlike every other number that is locked in this database


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did.

    Attributes
    ----------
    rows : int
        Rows the set has.
    skipped : bool
        True where the database held exactly this set already and nothing was done.
    """

    rows: int
    skipped: bool = False


def alone() -> None:
    """Let no other process load reference data until the transaction of the ``owner`` connection ends."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOADING])


def held_rows(name: str, digest: str) -> int | None:
    """How many rows the set `name` has, where the database holds it in just this state; else None."""
    row = Reference.objects.using("owner").filter(name=name).values_list("digest", flat=True).first()
    held, _colon, count = (row or "").rpartition(":")
    return int(count) if held == digest else None


def hold(name: str, digest: str, rows: int) -> None:
    """Note that the database now holds this state of the set; call it in the transaction of the load."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "INSERT INTO jurisdiction_reference (name, digest) VALUES (%s, %s)"
            " ON CONFLICT (name) DO UPDATE SET digest = excluded.digest",
            [name, f"{digest}:{rows}"],
        )
