"""Play an exercise to its end with nobody at the desks, tick by tick."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from fangxian.drill.autopilot.play import Play
from fangxian.drill.autopilot.run import TICK, run
from fangxian.drill.scenario.script import Script
from fangxian.drill.scenario.stage import Exercise
from fangxian.response.jurisdiction import access
from fangxian.response.ledger.context import acting

Progress = Callable[[datetime], None]
Witness = Callable[[Play], None]


def perform(
    exercise: Exercise,
    until: datetime | None = None,
    *,
    progress: Progress | None = None,
    witness: Witness | None = None,
) -> Script:
    """Play on autopilot to a moment, by default to the end; return the script, which knows what came when.

    Parameters
    ----------
    until : datetime, optional
        Aware.
    progress : callable, optional
        Hears each tick, once it stands.
    witness : callable, optional
        Sees the play at the end of each tick and may write what it saw: in the same transaction.

    Raises
    ------
    Conflict
        ``drill.not_a_drill``: the open workspace is not an exercise.
    """
    play, ends = exercise.play, until or exercise.ends_at
    script = Script(exercise.package.injects, exercise.starts_at)
    while play.now < ends:
        moment = min(play.now + TICK, ends)
        with transaction.atomic(), access.everywhere(), acting(f"drill:{play.names.slug}"):
            run(play, moment)
            script.act(play)
            if witness is not None:
                witness(play)
        if progress is not None:
            progress(play.now)
    return script
