"""Which rulebook is in force for a disease, an area and a date."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time

from fangxian.protocol.pack import Pack

NATION = "CN"
"""Jurisdiction of a pack that is in force everywhere."""


def in_force(packs: Iterable[Pack], *, disease: str, area: str, at: datetime) -> tuple[Pack, ...]:
    """Return the packs in force, the one to propose first.

    An order of the area itself, or of one around it, comes before the national edition it lies on; of two
    equally close, the later comes first. Nothing is adopted by this: a named person signs the choice.

    Parameters
    ----------
    packs : iterable of Pack
        The packs to choose from.
    disease : str
        The disease, as the packs name it.
    area : str
        Area code of the incident; a pack's jurisdiction covers it if it is a prefix.
    at : datetime
        Aware. A pack's dates are days of its own time zone; `valid_to` is the first day no longer covered.
    """
    found = [pack for pack in packs if pack.disease == disease and _covers(pack, area) and _valid(pack, at)]
    return tuple(sorted(found, key=lambda pack: (-_closeness(pack), -_start(pack).timestamp(), pack.id)))


def _covers(pack: Pack, area: str) -> bool:
    return pack.jurisdiction == NATION or area.startswith(pack.jurisdiction)


def _closeness(pack: Pack) -> int:
    return 0 if pack.jurisdiction == NATION else len(pack.jurisdiction)


def _valid(pack: Pack, at: datetime) -> bool:
    return _start(pack) <= at and (pack.valid_to is None or at < _moment(pack, pack.valid_to))


def _start(pack: Pack) -> datetime:
    return _moment(pack, pack.valid_from)


def _moment(pack: Pack, value: date | datetime) -> datetime:
    """Return a date as 0:00 of that day in the pack's zone; a time without a zone is read in it."""
    if not isinstance(value, datetime):
        return datetime.combine(value, time(), pack.zone)
    return value.replace(tzinfo=pack.zone) if value.utcoffset() is None else value
