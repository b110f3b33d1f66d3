"""What a reading left out: every bad row is counted, and a few of each kind are kept as examples."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

GOOD, NULL, MALFORMED, NAIVE, BACKWARDS, NOWHERE, OUTSIDE, INACCURATE, LONG, SPOT = range(10)

REASONS: Final = {
    NULL: "null",
    MALFORMED: "time_malformed",
    NAIVE: "time_naive",
    BACKWARDS: "end_before_start",
    NOWHERE: "place_unknown",
    OUTSIDE: "outside_window",
    INACCURATE: "inaccurate",
    LONG: "too_long",
    SPOT: "spot_unknown",
}
"""Code of a bad row → its name in the report. A row with several faults is counted under the first."""

SAMPLES: Final = 5
"""Examples kept of each reason and file; enough to find the fault, too few to leak a city."""


@dataclass(slots=True)
class Report:
    """Counts of a reading.

    Attributes
    ----------
    rows, kept : int
        Rows read and rows that became stays (or points).
    zero_length : int
        Kept rows that start and end in the same second: valid, but nobody can be together in them.
    bad : dict of str to int
        Rows left out, by reason (see :data:`REASONS`). ``rows == kept + sum(bad.values())``.
    samples : list of dict
        Examples: file, row (the first row of data is 1), reason and the values as they were read.
    notes : list of str
        What a reader should know: cases without any stay, columns taken.
    """

    rows: int = 0
    kept: int = 0
    zero_length: int = 0
    bad: dict[str, int] = field(default_factory=dict)
    samples: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def count(self, reasons: NDArray[np.uint8], sample: Sampler) -> None:
        """Add one batch: a reason for every row, and how to show a row."""
        self.rows += len(reasons)
        if not reasons.any():
            self.kept += len(reasons)
            return
        tally = np.bincount(reasons, minlength=len(REASONS) + 1)
        self.kept += int(tally[GOOD])
        for reason, name in REASONS.items():
            if tally[reason]:
                self.bad[name] = self.bad.get(name, 0) + int(tally[reason])
                for row in np.flatnonzero(reasons == reason)[:SAMPLES]:
                    self._sample(name, int(row), sample)

    def _sample(self, reason: str, row: int, sample: Sampler) -> None:
        known = sum(1 for item in self.samples if item["reason"] == reason and item["file"] == sample.file)
        if known < SAMPLES:
            values = {key: _plain(column[row]) for key, column in sample.columns.items()}
            self.samples.append({"file": sample.file, "row": sample.first + row, "reason": reason, "values": values})

    def set_outside(self, rows: int) -> None:
        """Move kept rows to ``outside_window``, where the window was known only after the reading."""
        if rows:
            self.kept -= rows
            self.bad["outside_window"] = self.bad.get("outside_window", 0) + rows

    def plain(self) -> dict[str, Any]:
        """Return the report as plain data."""
        return {
            "rows": self.rows,
            "kept": self.kept,
            "zero_length": self.zero_length,
            "left_out": dict(sorted(self.bad.items())),
            "samples": self.samples,
            "notes": self.notes,
        }


@dataclass(frozen=True, slots=True)
class Sampler:
    """Where the rows of a batch come from, and their values."""

    file: str
    first: int
    columns: dict[str, Any]


def _plain(value: Any) -> Any:
    """One value of an Arrow column or an array, for JSON."""
    try:
        plain = value.as_py() if hasattr(value, "as_py") else value
    except ValueError:  # Arrow holds more than Python's datetime: a nanosecond, the year 10,000
        plain = str(value)
    return plain if isinstance(plain, int | float | str | bool | None) else str(plain)
