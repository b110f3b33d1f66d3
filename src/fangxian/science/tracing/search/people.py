"""Hits of several cases added up, person by person: what is ranked, cut into tiers and shown."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fangxian.science.tracing.search.companions import CaseHits
from fangxian.science.tracing.search.dose import DoseRule

Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Exposed:
    """Some persons, and when each was first together with a case (UTC seconds)."""

    person: Numbers
    first: Numbers


class People:
    """One row for every person of an index.

    Doses of several cases add up, and count more where the cases belong to several groups (:mod:`.apart`). So cases
    are added group by group.

    Parameters
    ----------
    persons : int
        How many the index knows.
    rule : DoseRule
        How much a further group weighs.
    """

    def __init__(self, persons: int, rule: DoseRule) -> None:
        self._rule = rule
        self._dose = np.zeros(persons)
        self._group = np.full(persons, -1, np.int32)
        self.seconds = np.zeros(persons, np.int64)
        self.cases = np.zeros(persons, np.int32)
        self.groups = np.zeros(persons, np.int32)
        self.first = np.full(persons, np.iinfo(np.int64).max)
        self.last = np.zeros(persons, np.int64)

    def add(self, found: CaseHits, group: int = 0) -> None:
        """Add the hits of a case; those of one group follow one another."""
        hits = found.hits
        who = hits.person
        self._dose[who] += hits.dose
        self.seconds[who] += hits.seconds
        self.cases[who] += 1
        self.groups[who] += self._group[who] != group
        self._group[who] = group
        self.first[who] = np.minimum(self.first[who], hits.first)
        self.last[who] = np.maximum(self.last[who], hits.last)

    @property
    def dose(self) -> NDArray[np.float64]:
        """Doses of all cases together."""
        found: NDArray[np.float64] = self._dose * (1 + self._rule.several * np.maximum(self.groups - 1, 0))
        return found

    @property
    def minutes(self) -> NDArray[np.float64]:
        """Minutes together with all cases."""
        return self.seconds / 60

    def strongest(self, without: Numbers | None = None) -> Numbers:
        """Return those with a hit, strongest first: by dose, then minutes, then number; some may be left out."""
        hit = np.flatnonzero(self.cases)
        if without is not None:
            hit = hit[~np.isin(hit, without)]
        order = np.lexsort((hit, -self.seconds[hit], -self.dose[hit]))
        return hit[order]

    def exposed(self, rows: Numbers) -> Exposed:
        """Return some of them with their first exposures, to be followed up (:mod:`.second`)."""
        return Exposed(rows, self.first[rows])
