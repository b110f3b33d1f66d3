"""What an evaluation is computed from: plain data, so that the same record and the same truth give the same figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple


class Note(NamedTuple):
    """A fact of the record, with the area it lies in.

    Attributes
    ----------
    id : str
        Of the fact.
    recorded_at : datetime or None
        When the system learned it; None where that was at once.
    corrects : str or None
        Id of the fact that it replaces or voids.
    """

    kind: str
    subject: str
    at: datetime
    area: str
    attributes: Mapping[str, Any]
    id: str = ""
    recorded_at: datetime | None = None
    corrects: str | None = None

    def known_by(self, at: datetime) -> bool:
        """Whether it was on record at a moment."""
        return (self.recorded_at or self.at) <= at


class Step(NamedTuple):
    """A step that a clause owed; `id` is the task's."""

    clause: str
    subject: str
    state: str
    opened_at: datetime
    due_at: datetime
    discharged_at: datetime | None
    lapsed_at: datetime | None
    id: str = ""

    def outcome(self, now: datetime) -> str:
        """``met``, ``late``, ``missed`` (undone past its time), ``open`` or ``lapsed`` (no longer owed, in time).

        What was past its time when it came to be owed, and was let go there and then, was never anybody's to do: the
        first test of a contact who is found on the fourth day.
        """
        if self.state == "discharged":
            done = self.discharged_at or now
            return "late" if done > self.due_at else "met"
        if self.state == "lapsed":
            at = self.lapsed_at or now
            return "missed" if at > self.due_at and at > self.opened_at else "lapsed"
        return "missed" if now > self.due_at else "open"

    def minutes_late(self, now: datetime) -> int:
        """Minutes past the due time; 0 where it was met, or has time."""
        end = self.discharged_at or self.lapsed_at or now
        return max(0, round((end - self.due_at).total_seconds() / 60))


class Infected(NamedTuple):
    """Somebody who was truly infected.

    Attributes
    ----------
    subject : str
        ``person:<uuid>`` as the record names, or would name, them.
    by : str
        Subject of who infected them; empty for the first ones.
    area : str
        Where they live.
    """

    subject: str
    at: datetime
    onset: datetime | None
    by: str
    area: str


class Came(NamedTuple):
    """An inject that came, and what it expected: kind of fact and by when."""

    inject: str
    at: datetime
    expected: tuple[tuple[str, datetime], ...]


class Broke(NamedTuple):
    """Something of the systems that was out of order.

    Attributes
    ----------
    kind : str
        One of :data:`fangxian.drill.scenario.parts.FaultKind`.
    area : str
        Where; empty for everywhere.
    """

    kind: str
    area: str
    since: datetime
    until: datetime


@dataclass(frozen=True)
class Material:
    """Everything an evaluation reads.

    Attributes
    ----------
    starts_at, now : datetime
        Start of day 0 and the moment of the evaluation. Aware; `starts_at` in the zone whose days are counted.
    notes : sequence of Note
        All facts of the incident, in order of time.
    steps : sequence of Step
        All steps that clauses owed by now.
    truth : sequence of Infected
        Who was infected by now, in order of time.
    sources : frozenset of str
        Subjects who stand at the beginning of the chain.
    residents : Mapping
        Area of a zone → people who live in it.
    control_clauses : frozenset of str
        Clauses that a person's quarantine meets.
    came, broke : sequence of Came, sequence of Broke
        Injects that came, and what was out of order, in the order of the list.
    answered : tuple of float
        Points earned and points possible of questions; empty where none was asked.
    """

    starts_at: datetime
    now: datetime
    notes: Sequence[Note]
    steps: Sequence[Step]
    truth: Sequence[Infected]
    sources: frozenset[str] = frozenset()
    residents: Mapping[str, int] = field(default_factory=dict)
    control_clauses: frozenset[str] = frozenset()
    came: Sequence[Came] = ()
    broke: Sequence[Broke] = ()
    answered: tuple[float, ...] = ()
