"""The overlaps behind a hit: where, from when to when. Few pairs at a time, read back from the index."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

import numpy as np

from fangxian.science.tracing.reading.cases import Case, Phone
from fangxian.science.tracing.reading.spots import base_of, within
from fangxian.science.tracing.search.presence import Phones

if TYPE_CHECKING:
    from fangxian.science.tracing.search.companions import Search

Spell = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Overlap:
    """One spell together.

    Attributes
    ----------
    place : int or str
        Id of the venue, vehicle or cell.
    start, end : int
        UTC seconds, half-open.
    spot : str
        Where in the place the companion was, such as the room or row, if the rule asks for it.
    """

    place: Any
    start: int
    end: int
    spot: str = ""

    @property
    def minutes(self) -> float:
        """How long."""
        return (self.end - self.start) / 60


@dataclass(frozen=True, slots=True)
class Finding:
    """All that stands behind a hit, as a reviewer needs it and a fact may carry it.

    Attributes
    ----------
    case, person : str, int or str
        The pair.
    clause : str
        Where the parameters were read; empty for parameters given by hand.
    parameters : Mapping
        The rule (:meth:`Rule.parameters`).
    window : (int, int)
        The search window in UTC seconds.
    overlaps : tuple of Overlap
        Every spell together, by start.
    """

    case: str
    person: Any
    clause: str
    parameters: Mapping[str, Any]
    window: tuple[int, int]
    overlaps: tuple[Overlap, ...]


def finding(search: Search, case: Case, person: int | str) -> Finding:
    """Return what stands behind one hit."""
    rule = search.rule
    overlaps = tuple(evidence(search, case, person))
    return Finding(case.id, person, rule.clause, rule.parameters(), search.window, overlaps)


def evidence(search: Search, case: Case, person: int | str) -> list[Overlap]:
    """Return every spell of a case and a person, by start; a spell across midnight is one."""
    mine = _presence(search, case.phones, rows=True)
    theirs = _presence(search, (Phone(person),), rows=False)
    found = [
        (place, start, end)
        for place in mine.keys() & theirs.keys()
        for start, end in _crossed(mine[place], theirs[place])
    ]
    names = search.index.places.ids(np.array([place for place, _, _ in found], np.int64)).to_pylist()
    spells = [_overlap(search, name, start, end) for name, (_, start, end) in zip(names, found, strict=True)]
    return sorted(spells, key=lambda spell: (spell.start, spell.end, str(spell.place), spell.spot))


def _overlap(search: Search, name: Any, start: int, end: int) -> Overlap:
    return Overlap(base_of(name), start, end, within(name)) if search.rule.same else Overlap(name, start, end)


def _presence(search: Search, phones: Sequence[Phone], *, rows: bool) -> dict[int, list[Spell]]:
    """Spells of somebody at each place, joined across midnight."""
    pieces = search.pieces(Phones.of(search.index, [phones]), rows=rows)
    begins = np.array([day.begins for day in search.days], np.int64)
    starts, ends = (begins[pieces.day] + part if len(pieces) else part for part in (pieces.since, pieces.until))
    laid = zip(pieces.place.tolist(), starts.tolist(), ends.tolist(), strict=True)
    return {place: _joined([(a, b) for _, a, b in group]) for place, group in groupby(laid, key=lambda row: row[0])}


def _joined(spells: list[Spell]) -> list[Spell]:
    out: list[Spell] = []
    for start, end in spells:
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], end))
        else:
            out.append((start, end))
    return out


def _crossed(mine: list[Spell], theirs: list[Spell]) -> list[Spell]:
    cut = [(max(a, c), min(b, d)) for a, b in mine for c, d in theirs]
    return [(start, end) for start, end in cut if start < end]
