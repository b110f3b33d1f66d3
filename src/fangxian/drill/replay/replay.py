"""Replay a documented outbreak under the workspace's simulated clock: deterministic, idempotent, resumable.

Each tick is one transaction that moves the clock and records what happened until then. So the clock itself
says how far a replay has come: killed anywhere, it goes on from there, and run again it changes nothing. The
tasks are computed with the last tick, in its transaction; until then nobody works by them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.drill.names import Names
from fangxian.drill.replay.acts import Act
from fangxian.drill.replay.cast import Cast
from fangxian.drill.replay.load import Record, load_record
from fangxian.drill.replay.perform import perform
from fangxian.drill.replay.reconstruct import reconstruct
from fangxian.drill.replay.script import by_tick, script
from fangxian.errors import Conflict
from fangxian.protocol.pack import load_pack
from fangxian.response.jurisdiction import access
from fangxian.response.ledger import clock
from fangxian.response.ledger.context import acting
from fangxian.response.ledger.models import Workspace
from fangxian.response.ledger.rebuild import rebuild, tasks_later
from fangxian.response.ledger.seal import seal_all

Progress = Callable[[str, int, int, datetime], None]
"""Called with the stage (``facts`` or ``tasks``), what is done of it, how much there is, and the clock."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """What a replay did: acts of the script, and how many of them this run performed."""

    acts: int
    performed: int
    clock: datetime


def replay(
    record: Record | None = None, *, until: datetime | None = None, progress: Progress | None = None
) -> Replayed:
    """Bring the open workspace to the end of the outbreak, or to an earlier moment of it.

    Parameters
    ----------
    record : Record or None
        The outbreak; Pidu 2020 by default.
    until : datetime or None
        Stop at the last tick that is not after this moment; the end by default.
    progress : callable or None
        Hears how far it has come.

    Raises
    ------
    Conflict
        ``replay.live``: the workspace is the live record.
    """
    outbreak = record or load_record()
    held = clock.workspace()
    if held.kind == Workspace.Kind.LIVE:
        raise Conflict(
            "replay.live",
            _("An outbreak of the past is never replayed into the live record."),
            remedy=_("Use a sample workspace, as “fangxian demo” does."),
        )
    acts = written(outbreak)
    cast = Cast(Names(outbreak.outbreak.slug))
    done = performed = 0
    with access.everywhere(), acting(f"replay:{outbreak.outbreak.slug}"), tasks_later():
        plan = [(tick, due) for tick, due in by_tick(outbreak, acts) if until is None or tick <= until]
        total = sum(len(due) for _tick, due in plan)
        for tick, due in plan:
            done += len(due)
            if held.clock is not None and tick <= held.clock:
                continue
            with transaction.atomic():
                clock.advance(tick)
                with clock.read_once():
                    perform(due, cast)
                if tick == plan[-1][0]:
                    rebuild(cast.incident.id, partial(_tell, progress, tick))
            performed += len(due)
            if progress is not None:
                progress("facts", done, total, tick)
    if performed:
        seal_all()
    return Replayed(len(acts), performed, clock.now())


def _tell(progress: Progress | None, tick: datetime, done: int, total: int) -> None:
    if progress is not None:
        progress("tasks", done, total, tick)


def written(record: Record) -> list[Act]:
    """The script of an outbreak, under the rulebook it was worked by."""
    pack = load_pack(record.outbreak.pack)
    test_days = {
        kind: regime.test_days if (regime := pack.regime_of(kind)) else () for kind in record.rules.observed_days
    }
    return script(record, reconstruct(record, test_days))
