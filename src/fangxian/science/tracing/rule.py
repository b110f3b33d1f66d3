"""What counts as a companion: the parameters of a search, read from a pack's section ``[companion]`` or given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal, Protocol

from fangxian.science.tracing.errors import TracingError

DAY: Final = 86_400
"""Seconds of a civil day. Leap seconds are read as POSIX reads them, so every day has as many."""

HOUR: Final = 3_600
MINUTE: Final = 60

UNITS: Final[dict[str, tuple[str, ...]]] = {
    "room": (),
    "table": ("room",),
    "carriage": (),
    "cabin": ("carriage",),
    "bay": ("carriage",),
    "row": ("carriage",),
}
"""What may have to be the same, and within what it is counted, where a file says that too."""

NUMBERED: Final = frozenset({"bay", "row"})
"""Units that follow one another: their neighbours can count, too."""

Operator = Literal["and", "or"]


class CompanionSection(Protocol):
    """The section ``[companion]`` of a protocol pack, as far as a search reads it."""

    @property
    def cell_m(self) -> int: ...
    @property
    def minutes(self) -> int: ...
    @property
    def window_days(self) -> int: ...
    @property
    def cumulative_hours(self) -> int: ...
    @property
    def operator(self) -> Operator: ...


class SeatsSection(Protocol):
    """Which seats of a vehicle count, as a pack's kind of contact says it (``transport``)."""

    @property
    def same(self) -> str: ...
    @property
    def rows_front(self) -> int: ...
    @property
    def rows_back(self) -> int: ...
    @property
    def adjacent(self) -> int: ...


MOST_ROWS: Final = 50
"""Rows in front or behind that a rule may count."""


@dataclass(frozen=True, slots=True)
class Rule:
    """The parameters of one search. Every hit carries them.

    Two phones are *together* while both are at the same place (a grid cell, a venue, a vehicle). A pair is a
    hit if it passes the test of minutes, or of hours, or both:

    - minutes: the time together, summed over all places, is at least `min_minutes`; with `continuous`, one
      single spell together is;
    - hours: at one place where they were together, the whole stay of either of the two in the search window
      adds up to at least `min_hours`. `operator` joins the tests.

    Attributes
    ----------
    min_minutes : float
        Least time together, in minutes; a pair that was never together is no hit, even with 0.
    window_days : int
        Length of the search window in days of 86,400 s, back from the search's end.
    min_hours : float or None
        Least cumulative stay of either phone, in hours; None leaves the test out.
    operator : {"and", "or"}
        How the two tests are joined.
    continuous : bool
        Ask `min_minutes` of one spell, not of the sum.
    cell_m : int or None
        Edge of the grid cell the places stand for, in metres; None for venues and vehicles.
    clause : str
        The clause or section the parameters were read from; empty for parameters given by hand.
    same : str
        What within the place has to be the same, too: ``room``, ``table``, ``carriage``, ``cabin``, ``bay`` or ``row``;
        it is then the place, in every sentence above. Empty asks for the place only.
    front, back : int
        Rows (or bays) in front of the case's and behind it that count like its own. The case is taken to be in all of
        them; who changes rows begins a new spell.
    """

    min_minutes: float
    window_days: int
    min_hours: float | None = None
    operator: Operator = "and"
    continuous: bool = False
    cell_m: int | None = None
    clause: str = ""
    same: str = ""
    front: int = 0
    back: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.min_minutes <= 60 * 24 * 366:
            raise TracingError("rule.minutes", value=self.min_minutes)
        if not 1 <= self.window_days <= 366:
            raise TracingError("rule.window", value=self.window_days)
        if self.min_hours is not None and not 0 <= self.min_hours <= 24 * 366:
            raise TracingError("rule.hours", value=self.min_hours)
        if self.same and self.same not in UNITS:
            raise TracingError("rule.same", value=self.same, units=", ".join(UNITS))
        if not (0 <= self.front <= MOST_ROWS and 0 <= self.back <= MOST_ROWS):
            raise TracingError("rule.rows", value=max(self.front, self.back), most=MOST_ROWS)
        if self.rows and self.same not in NUMBERED:
            raise TracingError("rule.rows_of", value=self.same or "place", units=", ".join(sorted(NUMBERED)))

    @property
    def min_seconds(self) -> int:
        """Least whole seconds together that pass (times are whole seconds)."""
        return _ceil(self.min_minutes * MINUTE)

    @property
    def hours_seconds(self) -> int:
        """Least whole seconds of cumulative stay; -1 where the test is left out."""
        return -1 if self.min_hours is None else _ceil(self.min_hours * HOUR)

    @property
    def rows(self) -> bool:
        """Whether rows besides the case's own count."""
        return bool(self.front or self.back)

    def laid_on(self, kind: str) -> None:
        """Raise unless stays by this kind of place (:attr:`Positions.name`) can answer the rule.

        Raises
        ------
        TracingError
            ``rule.same_elsewhere`` if they tell rooms apart where the rule does not, or the reverse.
        """
        found = unit_of(kind)
        if found != self.same:
            raise TracingError("rule.same_elsewhere", found=found or "place", wanted=self.same or "place")

    @classmethod
    def of_seats(cls, section: SeatsSection, *, min_minutes: float, window_days: int, clause: str) -> Rule:
        """Read the rule of a pack for the seats of a vehicle; how long together, and how far back, it leaves open.

        The vehicle itself is the place (one trip of it), so ``same = "vehicle"`` asks for nothing within.
        """
        same = "" if section.same == "vehicle" else section.same
        front, back = section.rows_front or section.adjacent, section.rows_back or section.adjacent
        return cls(min_minutes, window_days, clause=clause, same=same, front=front, back=back)

    @classmethod
    def of(cls, section: CompanionSection, *, clause: str = "companion") -> Rule:
        """Read the rule of a pack.

        A pack says "longer than"; the search says "at least", as official tables count whole minutes.
        ``cumulative_hours = 0`` leaves the test of hours out.
        """
        return cls(
            min_minutes=section.minutes,
            window_days=section.window_days,
            min_hours=section.cumulative_hours or None,
            operator=section.operator,
            cell_m=section.cell_m,
            clause=clause,
        )

    def parameters(self) -> Mapping[str, Any]:
        """Return the parameters as plain data, for a hit's evidence and for the journal."""
        return asdict(self)


def _ceil(value: float) -> int:
    whole = int(value)
    return whole if whole == value else whole + 1


def unit_of(kind: str) -> str:
    """Return the unit that the name of a kind of place ends with: ``room`` of ``place_id/room``; empty for a place."""
    return kind.partition("/")[2].rpartition("/")[2]
