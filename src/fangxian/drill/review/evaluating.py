"""Evaluate the exercise of this workspace and keep what it showed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from fangxian.drill.autopilot.play import Play
from fangxian.drill.evaluation.collect import collect
from fangxian.drill.evaluation.evaluate import Evaluation, evaluate
from fangxian.drill.evaluation.material import Broke
from fangxian.drill.evaluation.present import as_data
from fangxian.drill.review.actions import keep_evaluation
from fangxian.drill.review.models import Review
from fangxian.drill.room import curtain
from fangxian.drill.room.models import Fault, Inject
from fangxian.drill.room.queries.standing import script
from fangxian.drill.scenario.seeding import seeded
from fangxian.drill.scenario.stage import Exercise
from fangxian.response.ledger import clock


def evaluate_and_keep(
    exercise: Exercise, came: Mapping[str, datetime], *, broke: Sequence[Broke] | None = None
) -> tuple[Evaluation, dict[str, Any]]:
    """The evaluation of an exercise and its data; where the workspace has a control room, it is kept for its review.

    Parameters
    ----------
    came, broke
        As of :func:`fangxian.drill.evaluation.collect.collect`.
    """
    found = evaluate(collect(exercise, came, broke=broke))
    data = as_data(exercise, found)
    keep_evaluation(data)
    return found, data


def conclude(play: Callable[[], Play]) -> bool:
    """Evaluate an exercise that was played in a control room and is over; say whether that was still to be done.

    Parameters
    ----------
    play : callable
        Takes the exercise up as it ended; asked only where the evaluation does not stand yet.
    """
    with curtain.lifted():
        held = Review.objects.first()
        if held is not None and (held.released_at is not None or held.until == clock.now()):
            return False
        rows = Inject.objects.exclude(delivered_at=None).values_list("key", "delivered_at")
        came = {key: at for key, at in rows if at is not None}
        broke = [Broke(one.kind, one.within, one.begins_at, one.ends_at) for one in Fault.objects.order_by("begins_at")]
    evaluate_and_keep(_exercise(play()), came, broke=broke)
    return True


def _exercise(play: Play) -> Exercise:
    """The exercise of the room's script, as far as it was played."""
    held, package = script()
    seeds = seeded(play.world.city, package.truth.seeds, held.seed)
    return Exercise(package, package.manifest.variant(held.variant or None), held.seed, play, seeds)
