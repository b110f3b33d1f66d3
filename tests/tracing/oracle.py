"""The definition of a companion, in plain Python and quadratic time: what every engine must agree with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from fangxian.science.tracing.reading import Case
from fangxian.science.tracing.rule import DAY, Rule


class Stay(NamedTuple):
    """A stay: who, where, and from when to when in UTC seconds, half-open; in which room (or table), in which row."""

    person: Any
    place: Any
    start: int
    end: int
    room: str = ""
    row: int = 0


@dataclass(frozen=True)
class Hit:
    """One pair, as the contract writes it, and what the rule also asks about."""

    case: str
    person: Any
    overlaps: int
    seconds: int
    first: int
    last: int
    longest: int
    places: int


Spells = list[tuple[int, int]]


def companions(stays: Sequence[Stay], cases: Iterable[Case], rule: Rule, until: int | None = None) -> list[Hit]:
    """Return every hit of every case."""
    end = max((stay.end for stay in stays), default=0) if until is None else until
    window = (end - rule.window_days * DAY, end)
    hits = []
    for case in cases:
        own = {phone.person for phone in case.phones}
        windows = [(phone.person, phone.start, phone.end) for phone in case.phones]
        for person in {stay.person for stay in stays} - own:
            hit = _pair(stays, case.id, windows, person, rule, window)
            if hit is not None:
                hits.append(hit)
    return sorted(hits, key=lambda hit: (hit.case, str(hit.person)))


def _pair(
    stays: Sequence[Stay],
    case: str,
    phones: list[tuple[Any, int, int]],
    person: Any,
    rule: Rule,
    window: tuple[int, int],
) -> Hit | None:
    spells: Spells = []
    stayed = [0]
    shared = 0
    for spot in {_spot(stay, rule) for stay in stays if stay.person == person}:
        theirs = union(cut(_at(stays, person, spot, rule), window))
        near = [(one, seat, a, b) for one, a, b in phones for seat in _counted(spot, rule)]
        mine = union(
            [part for one, seat, a, b in near for part in cut(cut(union(_at(stays, one, seat, rule)), window), (a, b))]
        )
        found = [(max(a, c), min(b, d)) for a, b in mine for c, d in theirs if max(a, c) < min(b, d)]
        if found:
            shared += 1
            spells += found
            whole = union(cut([spell for one, seat, _, _ in near for spell in _at(stays, one, seat, rule)], window))
            stayed += [_length(whole), _length(theirs)]
    if not spells:
        return None
    seconds, longest = _length(spells), max(b - a for a, b in spells)
    enough = (longest if rule.continuous else seconds) >= rule.min_minutes * 60
    if rule.min_hours is not None:
        long = max(stayed) >= rule.min_hours * 3600
        enough = (enough and long) if rule.operator == "and" else (enough or long)
    first, last = min(a for a, _ in spells), max(b for _, b in spells)
    return Hit(case, person, len(spells), seconds, first, last, longest, shared) if enough else None


def together_with_any(stays: Sequence[Stay], cases: Sequence[Case], rule: Rule) -> list[Hit]:
    """Return the hits of all cases taken as one."""
    everybody = Case("*", tuple(phone for case in cases for phone in case.phones))
    return companions(stays, [everybody], rule)


def _spot(stay: Stay, rule: Rule) -> tuple[Any, str, int]:
    """Where somebody was, as closely as the rule asks."""
    return stay.place, stay.room if rule.same else "", stay.row if rule.same == "row" else 0


def _counted(spot: tuple[Any, str, int], rule: Rule) -> list[tuple[Any, str, int]]:
    """The spots a case may have been in so that somebody in this spot counts: theirs, and those so many rows away."""
    place, room, row = spot
    return [(place, room, row - behind) for behind in range(-rule.front, rule.back + 1)]


def _at(stays: Sequence[Stay], person: Any, spot: tuple[Any, str, int], rule: Rule) -> Spells:
    return [(stay.start, stay.end) for stay in stays if stay.person == person and _spot(stay, rule) == spot]


def cut(spells: Spells, window: tuple[int, int]) -> Spells:
    """Cut spells to a window."""
    parts = [(max(a, window[0]), min(b, window[1])) for a, b in spells]
    return [(a, b) for a, b in parts if a < b]


def union(spells: Spells) -> Spells:
    """Join overlapping and touching spells."""
    out: Spells = []
    for a, b in sorted(spells):
        if a == b:
            continue
        if out and a <= out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], b))
        else:
            out.append((a, b))
    return out


def _length(spells: Spells) -> int:
    return sum(b - a for a, b in spells)
