"""Location points become stays, by a rule that can be read and checked by hand.

A point says: this phone was in this cell at this second.

1. A point whose accuracy is worse than `max_accuracy_m` says nothing and is left out (counted).
2. A person's points are put in the order of time. Points of one second in several cells: the first by cell number
   stays, the others go (counted as ``duplicate`` in the notes).
3. Between two neighbouring points at most `max_gap_s` apart, both in one cell, the phone was there all the while.
   In two cells, it changed over half-way between them (rounded down to the second).
4. Between points farther apart than that, nobody knows where the phone was, and nothing is said.

So a stay is a run of points in one cell, widened half-way to its neighbours. A lone point is a stay of no length.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from fangxian.science.tracing.compiled import compiled
from fangxian.science.tracing.index.names import Names
from fangxian.science.tracing.reading.places import Positions
from fangxian.science.tracing.reading.report import GOOD, INACCURATE, NOWHERE, NULL, OUTSIDE, Report, Sampler
from fangxian.science.tracing.reading.source import Batch, batches
from fangxian.science.tracing.reading.stays import Stays, ids_of
from fangxian.science.tracing.reading.times import seconds_of


@dataclass(frozen=True, slots=True)
class PointRule:
    """How points become stays. The defaults are ours (mark D), to be confirmed against the source of the data.

    Attributes
    ----------
    max_gap_s : int
        Longest silence, in seconds, over which a phone is taken to have stayed or moved.
    max_accuracy_m : float
        Worst accuracy, in metres, of a point that is used; points without one are used.
    """

    max_gap_s: int = 1_800
    max_accuracy_m: float = 800.0


def read_points(
    path: Path,
    positions: Positions,
    report: Report,
    rule: PointRule,
    *,
    window: tuple[int, int] | None = None,
    zone: str | None = None,
) -> Iterator[Stays]:
    """Yield the stays of a file or folder of points (person_id, time, and where), all persons at once.

    The points are sorted in memory, some 40 bytes each. Split larger sets by person.
    """
    people, places = Names(), Names()
    parts = []
    for batch in batches(path, ("person_id", "time", *positions.columns), ("accuracy",)):
        person, place, time = _checked(batch, positions, report, rule, window, zone)
        parts.append((people.intern(person), places.intern(place), time))
    if not parts:
        return
    person, place, time = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.lexsort((place, time, person))
    rows, duplicates = stays_of(person[order], place[order], time[order], rule.max_gap_s)
    if duplicates:
        report.notes.append(f"duplicate points: {duplicates}")
    who, where, start, end = rows
    report.zero_length += int((start == end).sum())
    yield Stays(people.ids().take(pa.array(who)), places.ids().take(pa.array(where)), start, end)


def _checked(
    batch: Batch,
    positions: Positions,
    report: Report,
    rule: PointRule,
    window: tuple[int, int] | None,
    zone: str | None,
) -> tuple[Any, Any, Any]:
    person = ids_of(batch.columns["person_id"], "person_id")
    place = positions.spots_of(ids_of(positions.places_of(batch.columns), "place"), batch.columns)
    time, reasons = seconds_of(batch.columns["time"], "time", zone=zone)
    reasons[np.asarray(place.is_null()) & (reasons == GOOD)] = NOWHERE
    if "accuracy" in batch.columns:
        accuracy = batch.columns["accuracy"].cast(pa.float64()).fill_null(0.0).to_numpy(zero_copy_only=False)
        reasons[~(accuracy <= rule.max_accuracy_m) & (reasons == GOOD)] = INACCURATE
    if window is not None:
        reasons[((time < window[0]) | (time >= window[1])) & (reasons == GOOD)] = OUTSIDE
    reasons[np.asarray(person.is_null())] = NULL
    report.count(reasons, Sampler(batch.file, batch.first, batch.columns))
    good = reasons == GOOD
    mask = pa.array(good)
    return person.filter(mask), place.filter(mask), time[good]


@compiled
def stays_of(person: Any, place: Any, time: Any, gap: int) -> tuple[tuple[Any, Any, Any, Any], int]:
    """Stays of points in the order of person, time and place; and how many points repeated a second."""
    count = len(person)
    who, where = np.empty(count, person.dtype), np.empty(count, place.dtype)
    start, end = np.empty(count, np.int64), np.empty(count, np.int64)
    made = 0
    duplicates = 0
    last = -1
    for k in range(count):
        follows = last >= 0 and person[k] == person[last] and time[k] - time[last] <= gap
        if last >= 0 and person[k] == person[last] and time[k] == time[last]:
            duplicates += 1
            continue
        begin = time[k]
        if follows and place[k] == place[last]:
            end[made - 1] = time[k]
        else:
            if follows:
                begin = time[last] + (time[k] - time[last]) // 2
                end[made - 1] = begin
            who[made], where[made], start[made], end[made] = person[k], place[k], begin, time[k]
            made += 1
        last = k
    return (who[:made], where[:made], start[:made], end[:made]), duplicates
