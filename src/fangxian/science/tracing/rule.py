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
    """

    min_minutes: float
    window_days: int
    min_hours: float | None = None
    operator: Operator = "and"
    continuous: bool = False
    cell_m: int | None = None
    clause: str = ""

    def __post_init__(self) -> None:
        if not 0 <= self.min_minutes <= 60 * 24 * 366:
            raise TracingError("rule.minutes", value=self.min_minutes)
        if not 1 <= self.window_days <= 366:
            raise TracingError("rule.window", value=self.window_days)
        if self.min_hours is not None and not 0 <= self.min_hours <= 24 * 366:
            raise TracingError("rule.hours", value=self.min_hours)

    @property
    def min_seconds(self) -> int:
        """Least whole seconds together that pass (times are whole seconds)."""
        return _ceil(self.min_minutes * MINUTE)

    @property
    def hours_seconds(self) -> int:
        """Least whole seconds of cumulative stay; -1 where the test is left out."""
        return -1 if self.min_hours is None else _ceil(self.min_hours * HOUR)

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
