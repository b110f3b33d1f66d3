"""From cases and recorded exposures to chains.

A case may have several recorded infectors, and records hold links that cannot all be true. Which link a generation is
counted along is decided by a rule that anybody can check by hand, never by chance:

1. A link whose infectee fell ill at least as long before its infector as the longest incubation is **impossible**: the
   infector was not infected yet. (With onset ``o`` and infection ``i``: ``o_infector - i_infector <= longest`` and
   ``i_infector <= i_infectee <= o_infectee``, so ``o_infectee - o_infector >= -longest``; equality needs three events
   on one day and is taken as impossible too.) It is named and not used.
2. The others are taken up in the order of certainty, then those whose infector did not fall ill after the infectee,
   then by the earlier infector (the index case of a household, as Vink et al. 2014 take it), by onset, then by
   report, then by id. A link is taken if its infectee has no infector yet and the two are not yet in one line of
   descent.

So every case has one infector at most and nobody descends from themselves. The result does not depend on the order in
which the record lists anything.

References
----------
Vink MA, Bootsma MCJ, Wallinga J. Serial intervals of respiratory infectious diseases: a systematic review and
analysis. Am J Epidemiol 2014;180(9):865-875. doi:10.1093/aje/kwu209.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from fangxian.science.tracing.chains.record import Case, Chains, Fault, Link, interval


def read(cases: Iterable[Case], links: Iterable[Link], *, longest_incubation: int | None = None) -> Chains:
    """Read chains.

    Parameters
    ----------
    longest_incubation : int or None
        Days, from the rulebook; None where none is known: then no link is impossible.
    """
    held = {case.id: case for case in sorted(cases, key=_by_day)}
    known, faults = _known(held, links)
    possible = []
    for link in known:
        days = interval(held, link)
        if days is not None and days < 0:
            cannot = longest_incubation is not None and days <= -longest_incubation
            faults.append(Fault("impossible" if cannot else "backwards", (link.source, link.target), days))
            if cannot:
                continue
        possible.append(link)
    faults.extend(Fault("cycle", circle) for circle in _circles(possible))
    infector = _infectors(held, possible)
    chain = _number(held, possible)
    return Chains(
        cases=held,
        links=tuple(known),
        infector=infector,
        generation=_generations(chain, infector),
        chain=chain,
        faults=tuple(sorted(set(faults), key=lambda one: (one.kind, one.cases))),
    )


def _by_day(case: Case) -> tuple[date, str]:
    return (case.day or date.max, case.id)


def _known(cases: Mapping[str, Case], links: Iterable[Link]) -> tuple[list[Link], list[Fault]]:
    """Links between two different cases, the surest of each pair and direction, and what is wrong with the others."""
    best: dict[tuple[str, str], Link] = {}
    faults: list[Fault] = []
    for link in links:
        pair = (link.source, link.target)
        if link.source == link.target:
            faults.append(Fault("itself", (link.source,)))
        elif link.source not in cases or link.target not in cases:
            faults.append(Fault("stranger", pair))
        elif pair not in best or _strength(link) < _strength(best[pair]):
            best[pair] = link
    return [best[pair] for pair in sorted(best)], faults


def _strength(link: Link) -> tuple[int, str, bool, str]:
    return (link.rank, link.certainty, not link.setting, link.setting)


class _Groups:
    """Disjoint sets, joined two at a time."""

    def __init__(self, members: Iterable[str]) -> None:
        self._above = {id_: id_ for id_ in members}

    def of(self, id_: str) -> str:
        """Who stands for the set of a member."""
        while self._above[id_] != id_:
            self._above[id_] = self._above[self._above[id_]]
            id_ = self._above[id_]
        return id_

    def join(self, one: str, other: str) -> bool:
        """Make one set of two; False where they were one already."""
        first, second = self.of(one), self.of(other)
        self._above[second] = first
        return first != second


def _infectors(cases: Mapping[str, Case], links: Sequence[Link]) -> dict[str, Link]:
    def order(link: Link) -> tuple[int, bool, date, date, str, str]:
        source = cases[link.source]
        before, reported = (interval(cases, link) or 0) < 0, source.reported or date.max
        return (link.rank, before, source.day or date.max, reported, link.source, link.target)

    lines = _Groups(cases)
    chosen: dict[str, Link] = {}
    for link in sorted(links, key=order):
        if link.target not in chosen and lines.join(link.source, link.target):
            chosen[link.target] = link
    return chosen


def _number(cases: Mapping[str, Case], links: Sequence[Link]) -> dict[str, int]:
    """The chain of every linked case; the one with the first day is number 0."""
    groups = _Groups(cases)
    linked = set()
    for link in links:
        groups.join(link.source, link.target)
        linked |= {link.source, link.target}
    numbers: dict[str, int] = {}
    return {id_: numbers.setdefault(groups.of(id_), len(numbers)) for id_ in cases if id_ in linked}


def _generations(chain: Mapping[str, int], infector: Mapping[str, Link]) -> dict[str, int]:
    found: dict[str, int] = {}
    for id_ in chain:
        line = [id_]
        while line[-1] not in found and line[-1] in infector:
            line.append(infector[line[-1]].source)
        base = found.setdefault(line[-1], 0)
        for steps, one in enumerate(reversed(line)):
            found[one] = base + steps
    return found


def _circles(links: Sequence[Link]) -> list[tuple[str, ...]]:
    """Groups in which everybody is infected through everybody else: strongly connected components of two or more.

    Tarjan R. Depth-first search and linear graph algorithms. SIAM J Comput 1972;1(2):146-160. doi:10.1137/0201010;
    with a stack of its own, since a chain may be longer than Python's.
    """
    following: dict[str, list[str]] = {}
    for link in links:
        following.setdefault(link.source, []).append(link.target)
    search = _Search(following)
    for start in sorted(following):
        search.walk(start)
    return search.found


class _Search:
    """The walk of :func:`_circles` and what it remembers."""

    def __init__(self, following: Mapping[str, list[str]]) -> None:
        self.found: list[tuple[str, ...]] = []
        self._following = following
        self._order: dict[str, int] = {}
        self._low: dict[str, int] = {}
        self._open: dict[str, None] = {}

    def walk(self, start: str) -> None:
        """Walk from a case over all that follow from it and were not walked over before."""
        work = [self._enter(start)] if start not in self._order else []
        while work:
            here, ahead = work[-1]
            for there in ahead:
                if there not in self._order:
                    work.append(self._enter(there))
                    break
                if there in self._open:
                    self._low[here] = min(self._low[here], self._order[there])
            else:
                work.pop()
                self._leave(here)
                if work:
                    above = work[-1][0]
                    self._low[above] = min(self._low[above], self._low[here])

    def _enter(self, id_: str) -> tuple[str, Iterator[str]]:
        self._order[id_] = self._low[id_] = len(self._order)
        self._open[id_] = None
        return id_, iter(self._following.get(id_, []))

    def _leave(self, id_: str) -> None:
        if self._low[id_] < self._order[id_]:
            return
        circle = [self._open.popitem()[0]]
        while circle[-1] != id_:
            circle.append(self._open.popitem()[0])
        if len(circle) > 1:
            self.found.append(tuple(sorted(circle)))
