"""What a check found, beside what it should have found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Draw = Callable[[Any], None]
"""Draws on matplotlib axes."""


@dataclass(frozen=True)
class Line:
    """One figure of a check.

    Attributes
    ----------
    figure : str
        What was measured.
    expected : float
        By theory or as published.
    low, high : float
        What still passes.
    found : float
    source : str
        Theory or publication.
    """

    figure: str
    expected: float
    low: float
    high: float
    found: float
    source: str

    @property
    def passes(self) -> bool:
        """Whether what was found lies within the bounds."""
        return bool(self.low <= self.found <= self.high)

    @property
    def expected_text(self) -> str:
        """The expected value with its bounds."""
        return f"{self.expected:,.4g} ({self.low:,.3g} – {self.high:,.3g})"


def near(figure: str, expected: float, found: float, tolerance: float, source: str) -> Line:
    """A line that passes within a relative tolerance."""
    margin = abs(expected) * tolerance
    return Line(figure, expected, expected - margin, expected + margin, found, source)


def within(figure: str, expected: float, found: float, error: float, source: str) -> Line:
    """A line that passes within four standard errors of a Monte-Carlo mean: once in 16,000 by bad luck."""
    return Line(figure, expected, expected - 4 * error, expected + 4 * error, found, source)


def none_of(figure: str, found: float, source: str) -> Line:
    """A line that passes if something never happened."""
    return Line(figure, 0, 0, 0, found, source)


@dataclass(frozen=True)
class Report:
    """A check's lines, and how to draw it."""

    name: str
    lines: tuple[Line, ...]
    drawing: Draw | None = field(default=None, repr=False)

    @property
    def passes(self) -> bool:
        """Whether every line passes."""
        return all(line.passes for line in self.lines)

    def plain(self) -> dict[str, Any]:
        """The report as plain data."""
        rows = [
            {
                "figure": line.figure,
                "expected": line.expected,
                "low": line.low,
                "high": line.high,
                "found": line.found,
                "passes": line.passes,
                "source": line.source,
            }
            for line in self.lines
        ]
        return {"check": self.name, "passes": self.passes, "lines": rows}

    def draw(self, path: Path) -> None:
        """Write the check's plot; without one of its own, the figures relative to their bounds."""
        from matplotlib.figure import Figure

        figure = Figure(figsize=(7, 4.5), layout="constrained", dpi=150)
        axes = figure.subplots()
        (self.drawing or self._bounds)(axes)
        axes.set_title(self.name)
        figure.savefig(path)

    def _bounds(self, axes: Any) -> None:
        for row, line in enumerate(self.lines):
            half = max((line.high - line.low) / 2, 1e-12)
            axes.plot((line.found - (line.low + line.high) / 2) / half, -row, "o", color="C0" if line.passes else "C3")
        axes.axvspan(-1, 1, color="C2", alpha=0.2)
        axes.set(
            yticks=[-row for row in range(len(self.lines))],
            yticklabels=[line.figure for line in self.lines],
            xlabel="found, on a scale on which the bounds are ±1",
        )
