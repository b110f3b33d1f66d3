"""A clause made ready to read facts: its triggers as functions, its clock as windows on the time line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from fangxian.protocol.clause import Clause, Clock, End, Every, Schedule
from fangxian.protocol.fact import Fact, moment
from fangxian.protocol.filters import Predicate, compile_triggers, compile_where, matches
from fangxian.protocol.vocabulary import VOCABULARY, attributes_of


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that is owed: its key, its window and its due time.

    A window of days runs from 0:00 to 24:00, and a fact at 24:00 belongs to the next; a clock of two hours
    is kept by a fact at exactly two hours. `closed` tells them apart; `after` says that the window begins
    just after `window_from`, which is the due time of the step before.
    """

    key: str
    window_from: datetime
    due_at: datetime
    closed: bool
    after: bool = False

    def holds(self, at: datetime) -> bool:
        """Say whether a discharging fact at this time is in the step's window."""
        begun = at > self.window_from if self.after else at >= self.window_from
        return begun and not self.passed(at)

    def passed(self, at: datetime) -> bool:
        """Say whether this time lies after the step was due."""
        return at > self.due_at if self.closed else at >= self.due_at


@dataclass(frozen=True, slots=True)
class Anchor:
    """The time a clock counts from, and whether the fact named it or `at` had to stand in."""

    time: datetime
    opening: Fact
    named: bool


class Plan:
    """A clause of one pack, compiled."""

    def __init__(self, clause: Clause, pack: str, zone: ZoneInfo, order: int) -> None:
        self.clause = clause
        self.pack = pack
        self.zone = zone
        self.order = order
        self._opens = compile_triggers(clause.openings)
        self._discharges = _compile_discharges(clause)
        self._ends = _compile_ends(clause)
        self._puts_off = _compile_put_offs(clause)
        self.kinds = frozenset(self._opens) | frozenset(self._discharges) | frozenset(self._ends)
        self.kinds |= frozenset(self._puts_off)
        self.opening_kinds = frozenset(self._opens)

    def opens(self, fact: Fact) -> bool:
        """Say whether the fact starts or joins an occasion: of a subject that the clause is about."""
        about = self.clause.subject
        return (about is None or fact.subject_kind == about) and matches(self._opens, fact)

    def discharges(self, fact: Fact) -> bool:
        """Say whether the fact is evidence of a step."""
        return any(
            passes(fact.attributes) and all(fact.attributes.get(name) is not None for name in required)
            for passes, required in self._discharges.get(fact.kind, ())
        )

    def ends(self, fact: Fact) -> str | None:
        """Return None if the fact ends nothing, the matching attribute, or an empty text if it ends all."""
        found = [match for passes, match in self._ends.get(fact.kind, ()) if passes(fact.attributes)]
        return None if not found else "" if "" in found else found[0]

    def puts_off(self, fact: Fact) -> datetime | None:
        """Return the time until which the fact puts the last step off; None if it does not."""
        times = [
            self.read_time(fact.attributes.get(name)) for passes, name in self._puts_off.get(fact.kind, ())
            if passes(fact.attributes)
        ]  # fmt: skip
        return max((time for time in times if time is not None), default=None)

    def anchor(self, fact: Fact) -> Anchor:
        """Return the time that an opening fact gives the clock."""
        if not self.states(fact.kind):
            return Anchor(fact.at, fact, True)
        found = self.read_time(fact.attributes.get(self.clause.anchor))
        return Anchor(fact.at if found is None else found, fact, found is not None)

    def states(self, kind: str) -> bool:
        """Say whether facts of this kind have the attribute that the clock counts from."""
        return self.clause.anchor != "at" and self.clause.anchor in attributes_of(kind)

    def filters_by(self, kind: str) -> set[str]:
        """Return the attributes that decide what a fact of this kind does here; not those that name an opening."""
        clause = self.clause
        triggers = (*clause.openings, *clause.discharged_by, *clause.ends, *clause.put_off_by)
        names = {name for trigger in triggers if trigger.kind == kind for name in trigger.where}
        names.update(one.to for one in clause.put_off_by if one.kind == kind)
        return names.union(*(one.requires for one in clause.discharged_by if one.kind == kind))

    def reads(self, kind: str) -> set[str]:
        """Return those, and the attribute that the clock counts from, if a fact of this kind states it."""
        return self.filters_by(kind) | ({self.clause.anchor} if self.states(kind) else set())

    def read_time(self, value: object) -> datetime | None:
        """Return an attribute's time; of a date, its 0:00."""
        return moment(value) or self._midnight_of(value)

    def choose(self, openings: list[Fact]) -> Anchor:
        """Return the anchor that the clause's rule chooses among openings, which are in order."""
        anchors = [self.anchor(fact) for fact in openings]
        pick = min if self.clause.anchors_on == "first" else max
        return pick(anchors, key=lambda anchor: anchor.time)

    def steps(self, anchor: Anchor, until: datetime, ended: bool) -> list[Step]:
        """Return the steps that are owed, in order.

        `until` bounds an unending schedule: the end of the occasion if `ended`, else the present.
        """
        timing = self.clause.timing
        if isinstance(timing, Clock):
            steps = [self._once(timing, anchor)]
        elif isinstance(timing, Schedule):
            steps = list(self._days(timing, anchor.time))
        else:
            steps = list(self._turns(timing, anchor.time, until, ended))
        if timing.times == 1:
            return steps
        return [
            Step(f"{step.key}#{number}", step.window_from, step.due_at, step.closed, step.after)
            for step in steps
            for number in range(1, timing.times + 1)
        ]

    @property
    def apart(self) -> timedelta | None:
        """Least time between two facts that count."""
        return self.clause.timing.apart

    def _once(self, clock: Clock, anchor: Anchor) -> Step:
        if clock.within is None:
            return Step("once", self._lead(min(anchor.opening.at, anchor.time)), anchor.time, closed=True)
        start = anchor.time
        if self.clause.window.start == "day":
            start = self.midnight(self._local_day(anchor.time + clock.within))
        return Step("once", self._lead(start), anchor.time + clock.within, closed=True)

    def _days(self, schedule: Schedule, anchor: datetime) -> Iterator[Step]:
        first = self._local_day(anchor) - timedelta(days=schedule.anchor_day)
        previous = self._lead(anchor)
        for number in schedule.days:
            day = first + timedelta(days=number)
            due = self.midnight(day + timedelta(days=1))
            yield Step(f"day:{number}", self._window(previous, anchor, day), due, closed=False)
            previous = due

    def _turns(self, every: Every, anchor: datetime, until: datetime, ended: bool) -> Iterator[Step]:
        first = every.period if every.first is None else every.first
        own_day = self._local_day(anchor)
        previous = self._lead(anchor)
        for number in count(1):
            if number > 1 and (previous >= until if ended else previous > until):
                return
            after = first + (number - 1) * every.period
            if every.end_of_day:
                day = own_day + after
                due = self.midnight(day + timedelta(days=1))
            else:
                due = anchor + after
                day = self._local_day(due)
            start = self._window(previous, anchor, day)
            closed = not every.end_of_day
            yield Step(f"turn:{number}", start, due, closed, after=closed and number > 1 and start == previous)
            previous = due

    def _window(self, previous: datetime, anchor: datetime, day: date) -> datetime:
        match self.clause.window.start:
            case "previous":
                return previous
            case "anchor":
                return self._lead(anchor)
            case "day":
                return self.midnight(day)

    def _lead(self, start: datetime) -> datetime:
        lead = self.clause.window.lead
        return start if lead is None else start - lead

    def _local_day(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()

    def midnight(self, day: date) -> datetime:
        """Return 0:00 of a local day, in UTC."""
        return datetime.combine(day, time(), self.zone).astimezone(UTC)

    def _midnight_of(self, value: object) -> datetime | None:
        """Return 0:00 of a date that a fact states as text."""
        if not isinstance(value, str):
            return None
        try:
            return self.midnight(date.fromisoformat(value))
        except ValueError:
            return None


def _compile_discharges(clause: Clause) -> Mapping[str, tuple[tuple[Predicate, tuple[str, ...]], ...]]:
    table: dict[str, tuple[tuple[Predicate, tuple[str, ...]], ...]] = {}
    for trigger in clause.discharged_by:
        table[trigger.kind] = (*table.get(trigger.kind, ()), (compile_where(trigger.where), trigger.requires))
    return table


def _compile_ends(clause: Clause) -> Mapping[str, tuple[tuple[Predicate, str], ...]]:
    table: dict[str, tuple[tuple[Predicate, str], ...]] = {}
    for end in clause.ends:
        table[end.kind] = (*table.get(end.kind, ()), (compile_where(end.where), retires(end)))
    return table


def _compile_put_offs(clause: Clause) -> Mapping[str, tuple[tuple[Predicate, str], ...]]:
    table: dict[str, tuple[tuple[Predicate, str], ...]] = {}
    for one in clause.put_off_by:
        table[one.kind] = (*table.get(one.kind, ()), (compile_where(one.where), one.to))
    return table


def retires(end: End) -> str:
    """Return the attribute by which an ending fact takes back one opening; empty if it ends everything."""
    if end.match is not None:
        return end.match
    word = VOCABULARY.get(end.kind)
    return "" if word is None else word.retires
