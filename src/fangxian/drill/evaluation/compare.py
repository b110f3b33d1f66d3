"""Two runs of an exercise side by side: figure by figure, clause by clause, with what became better or worse. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal

from fangxian.drill.evaluation.figures import FIGURES

Turn = Literal["better", "worse", "same", ""]

SAME: Final = ("scenario", "variant", "seed", "city", "people", "from")
"""What has to be equal in two runs for a difference to be the plan's."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure of two runs.

    Attributes
    ----------
    before, after : float or None
        None where a run has nothing to compute it of.
    turn : str
        Whether the second is better; empty where the figure only describes, or one is missing.
    """

    key: str
    before: float | None
    after: float | None
    turn: Turn

    @property
    def change(self) -> float | None:
        """The second less the first."""
        return None if self.before is None or self.after is None else self.after - self.before


@dataclass(frozen=True, slots=True)
class Clocks:
    """The steps of a clause in two runs: met, late, not done."""

    clause: str
    before: tuple[int, int, int]
    after: tuple[int, int, int]
    turn: Turn


@dataclass(frozen=True, slots=True)
class Compared:
    """Two runs side by side.

    Attributes
    ----------
    unequal : tuple of str
        What differs beside the plan: then the difference is not the plan's alone.
    plans : tuple of str
        Version and digest of each package.
    clocks : tuple of Clocks
        Those that differ, the greatest differences first.
    """

    unequal: tuple[str, ...]
    plans: tuple[str, str]
    figures: tuple[Difference, ...]
    clocks: tuple[Clocks, ...]

    def as_data(self) -> dict[str, Any]:
        """As JSON says it."""
        figures = [asdict(one) | {"change": one.change} for one in self.figures]
        return {"unequal": list(self.unequal), "plans": list(self.plans), "figures": figures,
                "clocks": [asdict(one) for one in self.clocks]}  # fmt: skip


def compare(before: Mapping[str, Any], after: Mapping[str, Any]) -> Compared:
    """Compare two evaluations, each as :func:`fangxian.drill.evaluation.present.as_data` gives it.

    Raises
    ------
    KeyError, TypeError
        One of them is no evaluation.
    """
    unequal = tuple(name for name in SAME if before[name] != after[name])
    plans = tuple(f"{one['version']} {one['package'][:12]}" for one in (before, after))
    figures = tuple(_figure(key, before["figures"].get(key), after["figures"].get(key)) for key in FIGURES)
    shown = tuple(one for one in figures if one.before is not None or one.after is not None)
    return Compared(unequal, (plans[0], plans[1]), shown, _clocks(before, after))


def _figure(key: str, before: float | None, after: float | None) -> Difference:
    better = FIGURES[key].better
    if before is None or after is None or not better:
        return Difference(key, before, after, "same" if before == after and before is not None else "")
    return Difference(key, before, after, _turn(after - before if better == "more" else before - after))


def _clocks(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Clocks, ...]:
    held = [
        {row["clause"]: (row["met"], row["late"], row["missed"]) for row in run["clocks"]} for run in (before, after)
    ]
    made = []
    for clause in sorted({*held[0], *held[1]}):
        one, other = held[0].get(clause, (0, 0, 0)), held[1].get(clause, (0, 0, 0))
        if one != other:
            made.append(Clocks(clause, one, other, _turn(_in_time(other) - _in_time(one))))
    return tuple(sorted(made, key=lambda row: (-abs(_in_time(row.after) - _in_time(row.before)), row.clause)))


def _in_time(counts: tuple[int, int, int]) -> float:
    """Share met in time; a clause that owed nothing missed nothing."""
    return counts[0] / sum(counts) if sum(counts) else 1.0


def _turn(gain: float) -> Turn:
    if abs(gain) < 1e-9:
        return "same"
    return "better" if gain > 0 else "worse"
