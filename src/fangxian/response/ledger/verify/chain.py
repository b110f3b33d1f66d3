"""The chain of seals, walked beside the facts."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from fangxian.response.ledger.models import Seal
from fangxian.response.ledger.seal import GENESIS, Chain
from fangxian.response.ledger.verify import rows
from fangxian.response.ledger.verify.result import Progress, Verification


def check(result: Verification, on_progress: Progress) -> None:
    """Hold every seal against the digests that the facts under it bear."""
    walk = _ChainWalk(result, Seal.objects.using("owner").order_by("first_seq").iterator())
    total = rows.count("ledger_fact")
    for done, (seq, held, recorded_at, actor) in enumerate(
        rows.read("SELECT seq, digest, recorded_at, actor FROM ledger_fact ORDER BY seq"), start=1
    ):
        walk.add(seq, bytes(held), recorded_at, actor)
        if done % rows.BATCH == 0:
            on_progress(_("seals"), done, total)
    walk.finish()
    on_progress(_("seals"), total, total)


class _ChainWalk:
    """Walks the facts and the seals side by side."""

    def __init__(self, result: Verification, seals: Iterator[Seal]) -> None:
        self.result = result
        self.seals = seals
        self.previous = GENESIS
        self.seal: Seal | None = None
        self._next()

    def _next(self) -> None:
        self.seal = next(self.seals, None)
        self.seen = 0
        if self.seal is not None:
            if bytes(self.seal.previous) != self.previous:
                self._broken("previous")
            self.chain = Chain(bytes(self.seal.previous), self.seal.count)

    def add(self, seq: int, held: bytes, recorded_at: object, actor: str) -> None:
        while self.seal is not None and seq > self.seal.last_seq:
            self._close()
        if self.seal is None:
            self.result.unsealed += 1
            return
        self.seen += 1
        self.chain.add(held, recorded_at, actor)

    def finish(self) -> None:
        while self.seal is not None:
            self._close()

    def _close(self) -> None:
        assert self.seal is not None
        self.result.seals += 1
        if self.seen != self.seal.count:
            self._broken(f"{self.seen} ≠ {self.seal.count}")
        elif self.chain.hash() != bytes(self.seal.hash):
            self._broken("hash")
        self.previous = bytes(self.seal.hash)
        self._next()

    def _broken(self, why: str) -> None:
        assert self.seal is not None
        self.result.broken.append(f"{self.seal.id} [{self.seal.first_seq} … {self.seal.last_seq}] {why}")
