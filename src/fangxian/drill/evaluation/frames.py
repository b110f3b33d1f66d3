"""The truth beside what was known, by area, on some days: the data of the maps. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from fangxian.drill.evaluation.days import day_of
from fangxian.drill.evaluation.material import Material

CASE_KINDS = frozenset({"case.confirmed", "case.asymptomatic", "case.suspected", "case.probable"})
MOST = 6
"""Maps of a report: two rows of three on a page."""

COMMUNITY, STREET = 12, 9
"""Digits of an area code."""


class Frame(NamedTuple):
    """One moment, at the end of a day or when the exercise ended.

    Attributes
    ----------
    truth, known : dict
        Area → people infected by then, and people on record as infected by then, where each lives.
    zones : tuple of str
        Areas that were risk zones then.
    """

    day: int
    at: datetime
    truth: dict[str, int]
    known: dict[str, int]
    zones: tuple[str, ...]


def width_of(codes: Iterable[str]) -> int:
    """Digits by which places are summed up: communities within one district, streets beyond."""
    return COMMUNITY if len({code[:6] for code in codes}) < 2 else STREET


def frames(material: Material) -> tuple[Frame, ...]:
    """Maps from the first day to the last, evenly spread."""
    if not material.truth:
        return ()
    width = width_of(one.area for one in material.truth)
    homes = {one.subject: one.area for one in material.truth}
    last = max(day_of(material, material.now - timedelta(microseconds=1)), 0)
    return tuple(_frame(material, day, width, homes) for day in chosen(last))


def chosen(last: int, most: int = MOST) -> list[int]:
    """Days from 0 to the last, at most so many, evenly spread, the first and the last among them."""
    if last < most:
        return list(range(last + 1))
    return sorted({round(number * last / (most - 1)) for number in range(most)})


def _frame(material: Material, day: int, width: int, homes: dict[str, str]) -> Frame:
    at = min(material.starts_at + timedelta(days=day + 1), material.now)
    truth = Counter(one.area[:width] for one in material.truth if one.at <= at)
    found: dict[str, str] = {}
    zones: dict[str, str] = {}
    for note in material.notes:
        if note.at > at:
            continue
        if note.kind in CASE_KINDS:
            found.setdefault(note.subject, homes.get(note.subject, note.area))
        elif note.kind == "case.excluded":
            found.pop(note.subject, None)
        elif note.kind == "zone.opened":
            zones[note.subject] = note.area
        elif note.kind == "zone.lifted":
            zones.pop(note.subject, None)
    known = Counter(area[:width] for area in found.values())
    return Frame(day, at, dict(sorted(truth.items())), dict(sorted(known.items())), tuple(sorted(set(zones.values()))))
