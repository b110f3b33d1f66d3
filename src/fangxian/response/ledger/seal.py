"""Seals: a hash chain over the facts, so that the record is also the proof that nobody touched it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.db import connection, connections, transaction

from fangxian.response.jurisdiction import access
from fangxian.response.ledger import clock
from fangxian.response.ledger.entry import link
from fangxian.response.ledger.models import Seal
from fangxian.response.ledger.store import SEALING_LOCK

GENESIS = bytes(32)
"""What the first seal chains to."""

MAX_FACTS = 10_000
"""Most facts under one seal."""


@dataclass(frozen=True, slots=True)
class Unsealed:
    """Facts that no seal covers yet."""

    count: int


def seal_all() -> int:
    """Seal every fact that is not under a seal yet; returns how many facts that were."""
    total = 0
    while sealed := _seal_next():
        total += sealed
    return total


@transaction.atomic
def _seal_next() -> int:
    with access.everywhere(), connection.cursor() as cursor:
        # Alone: a recorder that is under way holds numbers below those already visible.
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SEALING_LOCK])
        last = Seal.objects.order_by("-last_seq").first()
        cursor.execute(
            "SELECT seq, digest, recorded_at, actor FROM ledger_fact WHERE seq > %s ORDER BY seq LIMIT %s",
            [last.last_seq if last else 0, MAX_FACTS],
        )
        rows = cursor.fetchall()
        if not rows:
            return 0
        previous = bytes(last.hash) if last else GENESIS
        chain = Chain(previous, len(rows))
        for _seq, digest, recorded_at, actor in rows:
            chain.add(bytes(digest), recorded_at, actor)
        Seal.objects.create(
            first_seq=rows[0][0],
            last_seq=rows[-1][0],
            count=len(rows),
            previous=previous,
            hash=chain.hash(),
            sealed_at=clock.now(),
        )
        return len(rows)


class Chain:
    """One seal in the making: ``SHA-256(previous ‖ count ‖ link of each fact)``."""

    def __init__(self, previous: bytes, count: int) -> None:
        self._total = hashlib.sha256(previous + count.to_bytes(8, "big"))

    def add(self, digest: bytes, recorded_at: object, actor: str) -> None:
        """Add the next fact."""
        self._total.update(link(digest, recorded_at, actor))  # type: ignore[arg-type]

    def hash(self) -> bytes:
        """The seal's hash."""
        return self._total.digest()


def unsealed() -> Unsealed:
    """How many facts no seal covers yet."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM ledger_fact WHERE seq > coalesce((SELECT max(last_seq) FROM ledger_seal), 0)"
        )
        return Unsealed(cursor.fetchone()[0])
