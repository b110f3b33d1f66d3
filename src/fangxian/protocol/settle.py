"""Read corrections before anything else: which facts hold, once each, in the order they happened.

A correction stands in the place of the fact it names, under the same name; a voided fact is as if it had
never been. A correction of a correction, and the voiding of either, follow from the same rule. Of two
corrections of one fact, the one recorded last holds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from fangxian.protocol.errors import Problem, ProtocolError
from fangxian.protocol.fact import VOIDED, Fact


@dataclass(frozen=True, slots=True)
class Entry:
    """A fact that holds.

    Attributes
    ----------
    fact : Fact
        What it says now.
    root : str
        Id of the fact first recorded in its place; its own where nothing was corrected.
    learnt : datetime
        When that first one was recorded.
    """

    fact: Fact
    root: str
    learnt: datetime

    @property
    def at(self) -> datetime:
        """When it happened."""
        return self.fact.at


@dataclass(frozen=True, slots=True)
class Settled:
    """The facts that hold in the order they happened, and those voided with the fact that did it."""

    entries: tuple[Entry, ...]
    voided: tuple[tuple[Fact, Fact], ...] = ()


def settle(facts: Iterable[Fact]) -> Settled:
    """Return the facts that hold, in the order of `at`, then `recorded_at`, then `id`.

    Raises
    ------
    ProtocolError
        ``fact.id_conflict`` if two different facts bear one id; ``fact.correction_cycle`` if corrections
        name each other in a circle.
    """
    known = _distinct(facts)
    if not any(fact.corrects is not None or fact.kind == VOIDED for fact in known.values()):
        entries = [Entry(fact, fact.id, fact.recorded_at) for fact in known.values()]
        return Settled(tuple(sorted(entries, key=_order)))
    return _Corrections(known).settle()


def _order(entry: Entry) -> tuple[datetime, datetime, str]:
    return entry.fact.at, entry.fact.recorded_at, entry.fact.id


def _distinct(facts: Iterable[Fact]) -> dict[str, Fact]:
    """One fact an id; of the same fact recorded twice, the first recording counts."""
    known: dict[str, Fact] = {}
    for fact in facts:
        other = known.setdefault(fact.id, fact)
        if other is fact:
            continue
        if not _same(fact, other):
            raise ProtocolError(Problem("fact.id_conflict", "id", {"value": fact.id}))
        if fact.recorded_at < other.recorded_at:
            known[fact.id] = fact
    return known


def _same(one: Fact, other: Fact) -> bool:
    return (
        one.kind == other.kind
        and one.subject == other.subject
        and one.at == other.at
        and one.corrects == other.corrects
        and one.attributes == other.attributes
    )


class _Corrections:
    def __init__(self, known: Mapping[str, Fact]) -> None:
        self.known = known
        self.amending: dict[str, list[Fact]] = defaultdict(list)
        for fact in known.values():
            if fact.corrects is not None:
                self.amending[fact.corrects].append(fact)
        for amendments in self.amending.values():
            amendments.sort(key=lambda fact: (fact.recorded_at, fact.id), reverse=True)
        self.voided: list[tuple[Fact, Fact]] = []

    def settle(self) -> Settled:
        self._refuse_cycles()
        entries = []
        for root in self._roots():
            standing = self._standing(root)
            if standing is not None and standing.kind != VOIDED:
                entries.append(Entry(standing, root.corrects or root.id, root.recorded_at))
        return Settled(tuple(sorted(entries, key=_order)), tuple(sorted(self.voided, key=lambda pair: pair[0].id)))

    def _roots(self) -> Sequence[Fact]:
        """Facts that stand at the head of a chain; the fact an amendment names may arrive later."""
        return [fact for fact in self.known.values() if fact.corrects is None or fact.corrects not in self.known]

    def _standing(self, fact: Fact) -> Fact | None:
        """What holds in the place of `fact`: itself, its correction, or nothing."""
        for amendment in self.amending.get(fact.id, ()):
            standing = self._standing(amendment)
            if standing is None:
                continue  # the amendment was itself voided
            if standing.kind == VOIDED:
                self.voided.append((fact, standing))
                return None
            return standing
        return fact

    def _refuse_cycles(self) -> None:
        reached: set[str] = set()
        stack = list(self._roots())
        while stack:
            fact = stack.pop()
            reached.add(fact.id)
            stack.extend(self.amending.get(fact.id, ()))
        circle = sorted(self.known.keys() - reached)
        if circle:
            raise ProtocolError(Problem("fact.correction_cycle", "corrects", {"value": ", ".join(circle)}))
