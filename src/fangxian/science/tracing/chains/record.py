"""What chains are read from, and what is read."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

CERTAINTIES: Final = ("certain", "probable", "possible", "reconstructed")
"""How sure a link is, the surest first; any other word counts as less sure than these."""


@dataclass(frozen=True, slots=True)
class Case:
    """One case.

    Attributes
    ----------
    id : str
        Unique among the cases.
    onset, reported : date or None
        Local days of onset and of the first report.
    cluster : str
        Name of the cluster (a setting, an event) that it is counted to; empty for none.
    """

    id: str
    onset: date | None = None
    reported: date | None = None
    cluster: str = ""

    @property
    def day(self) -> date | None:
        """The day that places it: of onset, else of the first report."""
        return self.onset or self.reported


@dataclass(frozen=True, slots=True)
class Link:
    """A recorded exposure: `source` may have infected `target`."""

    source: str
    target: str
    certainty: str = "certain"
    setting: str = ""

    @property
    def rank(self) -> int:
        """Place in the order of certainty, 0 the surest."""
        return CERTAINTIES.index(self.certainty) if self.certainty in CERTAINTIES else len(CERTAINTIES)


@dataclass(frozen=True, slots=True)
class Fault:
    """Something in the record that cannot all be true, or that wants a second look.

    Attributes
    ----------
    kind : str
        ``impossible``: the infectee fell ill so long before the infector that the infector cannot have been infected
        yet. ``backwards``: the infectee fell ill first, which happens, and which a wrong day or a wrong direction
        also looks like. ``cycle``: each is recorded as infected through another of them. ``itself``: a case exposed
        itself. ``stranger``: a link names somebody who is no case.
    cases : tuple of str
        Whom it is about; infector first for the kinds that name a link.
    days : int or None
        Serial interval of the link in days, where both onsets are known.
    """

    kind: Literal["impossible", "backwards", "cycle", "itself", "stranger"]
    cases: tuple[str, ...]
    days: int | None = None


@dataclass(frozen=True, slots=True)
class Chains:
    """The chains of an outbreak.

    Attributes
    ----------
    cases : Mapping of str to Case
        By id, in the order of their days; those without any day last.
    links : tuple of Link
        Between two of the cases, the surest of each pair and direction.
    infector : Mapping of str to Link
        By infectee, the one link that its generation is counted along. Together these links hold no cycle.
    generation : Mapping of str to int
        0 for those without an infector; cases without any possible link have none.
    chain : Mapping of str to int
        Which chain a case belongs to, numbered from 0 by first day; cases without any possible link belong to none.
    faults : tuple of Fault
        What cannot be, sorted.
    """

    cases: Mapping[str, Case]
    links: tuple[Link, ...]
    infector: Mapping[str, Link]
    generation: Mapping[str, int]
    chain: Mapping[str, int]
    faults: tuple[Fault, ...]

    def interval(self, link: Link) -> int | None:
        """Serial interval of a link: days from the infector's onset to the infectee's; None where one is unknown."""
        return interval(self.cases, link)

    @property
    def unlinked(self) -> tuple[str, ...]:
        """Cases without any possible link."""
        return tuple(id_ for id_ in self.cases if id_ not in self.chain)

    def roots(self, members: list[str]) -> list[str]:
        """Those of some cases that have no infector."""
        return [id_ for id_ in members if id_ not in self.infector]

    def members(self) -> list[list[str]]:
        """Cases of each chain, in the order of their days."""
        found: list[list[str]] = [[] for _ in range(max(self.chain.values(), default=-1) + 1)]
        for id_ in self.cases:
            if id_ in self.chain:
                found[self.chain[id_]].append(id_)
        return found

    def narrowed(self, kept: Collection[str]) -> Chains:
        """Some of the cases, with the links among them; generations stay those of the whole."""
        held = set(kept)
        linked = [id_ for id_ in self.cases if id_ in held and id_ in self.chain]
        numbers: dict[int, int] = {}
        return Chains(
            cases={id_: case for id_, case in self.cases.items() if id_ in held},
            links=tuple(link for link in self.links if {link.source, link.target} <= held),
            infector={id_: link for id_, link in self.infector.items() if {id_, link.source} <= held},
            generation={id_: self.generation[id_] for id_ in linked},
            chain={id_: numbers.setdefault(self.chain[id_], len(numbers)) for id_ in linked},
            faults=tuple(fault for fault in self.faults if held.issuperset(fault.cases)),
        )

    def children(self) -> dict[str, list[str]]:
        """Infectees of each infector, in the order of their days."""
        found: dict[str, list[str]] = {}
        for id_ in self.cases:
            if id_ in self.infector:
                found.setdefault(self.infector[id_].source, []).append(id_)
        return found


def interval(cases: Mapping[str, Case], link: Link) -> int | None:
    """See :meth:`Chains.interval`."""
    first, second = cases[link.source].onset, cases[link.target].onset
    return None if first is None or second is None else (second - first).days


def downwards(roots: list[str], children: Mapping[str, list[str]]) -> Iterator[str]:
    """Cases from infector to infectee, depth first: everybody's own line is finished before the next begins."""
    stack = roots[::-1]
    while stack:
        id_ = stack.pop()
        yield id_
        stack.extend(reversed(children.get(id_, [])))
