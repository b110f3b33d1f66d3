"""The search: cases against an index, case by case or as one."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Any

import numpy as np

from fangxian.science.tracing.errors import TracingError
from fangxian.science.tracing.index.store import Index, day_name
from fangxian.science.tracing.reading.cases import Case, Phone
from fangxian.science.tracing.rule import DAY, Rule
from fangxian.science.tracing.search.beside import beside
from fangxian.science.tracing.search.board import Board, board_of
from fangxian.science.tracing.search.dose import DoseRule, places_of_kinds
from fangxian.science.tracing.search.hits import Hits
from fangxian.science.tracing.search.presence import Phones, Pieces, pieces_of, window_of
from fangxian.science.tracing.search.warrant import Warrant
from fangxian.science.tracing.search.workspace import Workspace

UNION = "*"
"""Name of the one case that stands for all in the union form."""


@dataclass(frozen=True, slots=True)
class CaseHits:
    """A case and its hits; `known` is False if none of its phones has a stay in the index."""

    case: Case
    hits: Hits
    known: bool


class Search:
    """One rule and one window over an index, ready to be asked.

    Parameters
    ----------
    index : Index
        Whose stays.
    rule : Rule
        What counts as a companion.
    until : int or None
        UTC second at which the search window ends; by default the end of the last stay. It starts
        ``rule.window_days`` days of 86,400 s earlier. Stays are cut to it.
    dose : DoseRule or None
        How overlaps weigh in the ranking; by default the weights that come with Fangxian.
    kinds : Mapping or None
        Kind of place by place id, for the weights.
    only : collection of str
        Kinds of place that count, such as ``vehicle``; empty counts all. Needs `kinds`.
    detail : bool
        Keep the longest spell, days, places and cumulative stays of each pair, too, and weigh them in the dose; takes
        twice the memory.
    threads : int
        Cases searched at once. The answer does not depend on it.

    Attributes
    ----------
    window : (int, int)
        The search window in UTC seconds, half-open.

    Raises
    ------
    TracingError
        ``search.window_empty`` where the index has no day of the window, ``rule.same_elsewhere`` where it does not
        tell apart what the rule wants to be the same.
    """

    def __init__(
        self,
        index: Index,
        rule: Rule,
        *,
        until: int | None = None,
        dose: DoseRule | None = None,
        kinds: Mapping[Any, str] | None = None,
        only: Collection[str] = (),
        detail: bool = False,
        threads: int = 1,
    ) -> None:
        rule.laid_on(index.meta.places)
        self.index, self.rule, self.detail, self.threads = index, rule, detail, threads
        self.dose = DoseRule.default() if dose is None else dose
        self.window = window_of(index, rule.window_days, until)
        self.days = index.days_between(*self.window)
        if not self.days and index.meta.days:
            start, end = (day_name((bound + index.meta.offset) // DAY) for bound in self.window)
            raise TracingError("search.window_empty", start=start, end=end)
        self.weight = self.dose.weight_of(index, kinds)
        self._counted = places_of_kinds(index, kinds, only) if only else None
        largest = max((int(np.diff(day.arrays.offsets).max(initial=0)) for day in self.days), default=0)
        self._spaces: SimpleQueue[Workspace] = SimpleQueue()
        for _ in range(threads):
            self._spaces.put(Workspace(largest, index.people.size))

    def pieces(self, phones: Phones, *, infectious: bool = True, rows: bool = True) -> Pieces:
        """Return where phones were in the window, at places that count.

        `infectious` cuts to their own windows; `rows` lays them over the rows that count like their own, as the rule
        has it.
        """
        found = pieces_of(self.days, phones, self.window, infectious=infectious)
        if self._counted is not None:
            found = found.take(self._counted[found.place])
        wide = rows and self.rule.rows
        return beside(self.index.places, found, self.rule.front, self.rule.back) if wide else found

    def pairs(self, cases: Sequence[Case], *, warrant: Warrant | None = None) -> Iterator[CaseHits]:
        """Yield every case with its hits, in the order given, unranked.

        Hits of a few cases are held at a time, so that a thousand cases need no more memory than the largest few.

        Raises
        ------
        TracingError
            ``search.not_authorised`` if the warrant does not name a phone.
        """
        if warrant is not None:
            warrant.allows(cases)
        board = board_of(self, [case.phones for case in cases])
        yield from self._each(cases, board)

    def union(self, cases: Sequence[Case], *, warrant: Warrant | None = None) -> CaseHits:
        """Return everybody who was together with any of the cases, as if the cases were one.

        Time with several cases at once counts once. The cases themselves are no hits.
        """
        if warrant is not None:
            warrant.allows(cases)
        phones = tuple(phone for case in cases for phone in case.phones)
        everybody = Case(UNION, phones)
        board = board_of(self, [phones])
        return next(self._each([everybody], board))

    def _each(self, cases: Sequence[Case], board: Board) -> Iterator[CaseHits]:
        if self.threads == 1 or len(cases) == 1:
            for number, case in enumerate(cases):
                yield self._one(number, case, board)
            return
        with ThreadPoolExecutor(self.threads) as pool:
            waiting: deque[Future[CaseHits]] = deque()
            for number, case in enumerate(cases):
                waiting.append(pool.submit(self._one, number, case, board))
                if len(waiting) > 2 * self.threads:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()

    def _one(self, number: int, case: Case, board: Board) -> CaseHits:
        space = self._spaces.get()
        try:
            rows, more = space.search(board, number, self.rule, self.dose.reach, detail=self.detail)
        finally:
            self._spaces.put(space)
        hits = Hits(rows, more, self.window[0])
        if self.detail:
            rows["dose"] *= self.dose.further(hits.days, hits.stayed, self.rule.hours_seconds)
        return CaseHits(case, hits, bool(board.known[number]))


def cases_of(persons: Sequence[int | str]) -> tuple[Case, ...]:
    """Return one case a person, searched over the whole window."""
    return tuple(Case(str(person), (Phone(person),)) for person in persons)
