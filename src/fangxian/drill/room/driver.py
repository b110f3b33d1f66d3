"""The driver: one process that lets the time of an exercise pass, as fast as the control room wants it.

It holds a lock of the database, so that there is one. It can be killed at any moment: whatever it had committed
stands, and its successor takes up from there.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from django.db import Error as DatabaseError
from django.db import connection
from django.db.models import F

from fangxian.drill.autopilot.play import Play
from fangxian.drill.autopilot.run import TICK
from fangxian.drill.room.journal import note
from fangxian.drill.room.models import Room
from fangxian.drill.room.queries.standing import OVER, present_room
from fangxian.drill.room.step import Interrupted, Running, begin, step
from fangxian.drill.room.wall import wall
from fangxian.response.ledger import clock

LOCK: Final = 0x464E4452
"""Advisory lock of the one driver of a database."""

SHORTEST: Final = timedelta(minutes=1)
"""The city lives by the minute."""

IDLE_S: Final = 0.3
PULSE_S: Final = 5.0
"""How often the driver says that it is there."""

Stage = Callable[[], Play]
"""Makes the play of the room's scenario, at its very beginning."""

Conclude = Callable[[Callable[[], Play]], object]
"""Hears once that the exercise is over, with what takes it up as it ended."""

_log = logging.getLogger(__name__)


class Driver:
    """Lets time pass.

    Parameters
    ----------
    stage : callable
        See :data:`Stage`.
    conclude : callable, optional
        See :data:`Conclude`.
    """

    def __init__(self, stage: Stage, conclude: Conclude | None = None) -> None:
        self._stage = stage
        self._conclude = conclude
        self._concluded: datetime | None = None
        self._running: Running | None = None
        self._credit = timedelta(0)
        self._asked = time.monotonic()
        self._pulse = -PULSE_S

    def forever(self) -> None:
        """Drive until the process is ended; a database that is away is waited for."""
        while True:
            try:
                if not self.turn():
                    time.sleep(IDLE_S)
            except DatabaseError:
                _log.exception("the database cannot be asked")
                self._running = None
                connection.close()
                time.sleep(PULSE_S)

    def turn(self) -> bool:
        """Make one step if one is due; say whether."""
        room = present_room()
        if room is not None:
            self._beat()
        passed, self._asked = time.monotonic() - self._asked, time.monotonic()
        if room is None or room.state != Room.State.RUNNING or not _alone():
            self._credit = timedelta(0)
            if room is not None and room.state in OVER and _alone():
                self._review()
            return False
        now = clock.now()
        if now >= room.ends_at:
            _end()
            return False
        self._credit = min(self._credit + timedelta(seconds=passed * room.speed), TICK)
        moment = self._next(room, now)
        if moment is None:
            return False
        self._credit = timedelta(0)
        self._make(moment)
        return True

    def _review(self) -> None:
        """Let the review be made, once for each end: an exercise that was stopped may go on and end again."""
        if self._conclude is None or self._concluded == clock.now():
            return
        self._concluded = clock.now()
        try:
            self._conclude(self._play)
        except DatabaseError:
            self._concluded = None
            raise
        except Exception as error:
            _log.exception("the exercise cannot be evaluated")
            Room.objects.update(trouble=f"{type(error).__name__}: {error}"[:300], version=F("version") + 1)

    def _play(self) -> Play:
        if self._running is None:
            self._running = begin(self._stage())
        return self._running.play

    def _next(self, room: Room, now: datetime) -> datetime | None:
        """Up to where to go now: as far as the room wants it, or as the time that has passed allows."""
        if room.until is not None:
            if room.until <= now:
                _pause()
                return None
            return min(now + TICK, room.until)
        if self._credit < SHORTEST:
            return None
        return min(now + timedelta(minutes=self._credit // SHORTEST), room.ends_at)

    def _make(self, moment: datetime) -> None:
        try:
            self._play()
            assert self._running is not None
            step(self._running, moment)
        except Interrupted:
            self._running = None
        except DatabaseError:
            self._running = None
            raise
        except Exception as error:
            # Whatever is wrong with one step would be wrong with the next: the room pauses and says so.
            _log.exception("a step failed")
            self._running = None
            trouble = f"{type(error).__name__}: {error}"[:300]
            Room.objects.filter(state=Room.State.RUNNING).update(
                state=Room.State.PAUSED, until=None, trouble=trouble, version=F("version") + 1
            )

    def _beat(self) -> None:
        if time.monotonic() - self._pulse >= PULSE_S:
            self._pulse = time.monotonic()
            Room.objects.update(seen_at=wall())


def _alone() -> bool:
    """Whether this is the database's one driver; asked again after every reconnection, as the lock is the session's."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND objid = %(key)s AND objsubid = 1 "
            "AND classid = 0 AND pid = pg_backend_pid() AND database = (SELECT oid FROM pg_database WHERE datname = "
            "current_database())) OR pg_try_advisory_lock(%(key)s)",
            {"key": LOCK},
        )
        row = cursor.fetchone()
    return bool(row and row[0])


def _pause() -> None:
    Room.objects.filter(state=Room.State.RUNNING).update(state=Room.State.PAUSED, until=None, version=F("version") + 1)


def _end() -> None:
    if Room.objects.filter(state=Room.State.RUNNING).update(state=Room.State.ENDED, until=None):
        note("room.ended")
