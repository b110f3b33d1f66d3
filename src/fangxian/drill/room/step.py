"""One step of an exercise: one transaction in which the city lives on, the autopilot works and injects fall due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.db import transaction

from fangxian.drill.autopilot.outage import Outage
from fangxian.drill.autopilot.play import Play
from fangxian.drill.autopilot.run import run
from fangxian.drill.room import curtain, faults
from fangxian.drill.room.actions.deliver_inject import deliver_inject
from fangxian.drill.room.due import due_injects
from fangxian.drill.room.effects import Seen, take_effect
from fangxian.drill.room.keeping import keep, take_up
from fangxian.drill.room.models import Inject, Keeping, Order, Room
from fangxian.drill.room.orders import Recorder, replay
from fangxian.drill.room.queries.offices import played
from fangxian.drill.room.queries.standing import script
from fangxian.drill.room.telling import tell
from fangxian.drill.room.truths import look
from fangxian.drill.scenario.script import bring
from fangxian.response.jurisdiction import access
from fangxian.response.ledger.context import acting


class Interrupted(Exception):
    """The exercise was stopped while the step was made: nothing of it stands."""


@dataclass
class Running:
    """An exercise in play, with what a step needs to know of the one before.

    Attributes
    ----------
    play : Play
        Its city notes what is done to it.
    seen : Seen
        Whose facts have had their effect on the city.
    people : frozenset of int
        Offices that people played at the last step.
    """

    play: Play
    recorder: Recorder
    seen: Seen
    people: frozenset[int] = frozenset()


def begin(play: Play) -> Running:
    """Take up an exercise where the last step ended: the fresh city is told what it was told before.

    Parameters
    ----------
    play : Play
        As the scenario stages it, at its very beginning.
    """
    with access.everywhere(), curtain.lifted():
        kept = Keeping.objects.first()
        if kept is not None:
            replay(play.world.truth, Order.objects.order_by("number").iterator())
            take_up(play, bytes(kept.state))
            seen, people = Seen(kept.seen, set(kept.taken)), frozenset(kept.played)
        else:
            seen, people = Seen(), frozenset()
    running = Running(play, Recorder(play.world.truth), seen, people)
    play.world.truth = cast(Any, running.recorder)
    return running


@transaction.atomic
def step(running: Running, moment: datetime) -> None:
    """Play on to a moment and put everything on record that came of it; all or nothing.

    Raises
    ------
    Interrupted
        The exercise was stopped meanwhile. The running exercise is worth nothing any more: begin again.
    """
    play = running.play
    with access.everywhere(), curtain.lifted(), acting(f"drill:{play.names.slug}"):
        _hand_over(running)
        take_effect(play, running.seen)
        _break(running)
        run(play, moment)
        room = Room.objects.select_for_update().get()
        if room.state == Room.State.STOPPED:
            raise Interrupted
        tell(play)
        _deliver(running)
        _put_away(running)


def _hand_over(running: Running) -> None:
    now = played()
    running.play.left, running.play.returned = now, running.people - now
    running.people = now


def _break(running: Running) -> None:
    """Let what is out of order slow the autopilot down."""
    running.play.outages = tuple(Outage(one.kind, one.within, one.factor) for one in faults.in_force())


def _deliver(running: Running) -> None:
    """Deliver what is due, and put on record what injects bring, also those that a controller delivered."""
    play, package = running.play, script()[1]
    for inject in due_injects(play.now):
        deliver_inject(inject)
    if play.incident is None:
        return
    for inject in Inject.objects.filter(state=Inject.State.DELIVERED, spoken=False):
        written = package.inject_of.get(inject.key)
        if written is not None:
            bring(play, written, inject.delivered_at or play.now)
        inject.spoken = True
        inject.save(update_fields=["spoken"])


def _put_away(running: Running) -> None:
    look(running.play).save(force_insert=True)
    running.recorder.write()
    kept = {
        "at": running.play.now,
        "seen": running.seen.last,
        "taken": sorted(running.seen.taken),
        "played": sorted(running.people),
        "state": keep(running.play),
    }
    Keeping.objects.update_or_create(singleton=True, defaults=kept)
