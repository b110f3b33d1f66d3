"""Which office answers for a task: a level, a role and an area become an office.

A clause names a level (``district``) and a role (``cdc``); the subject lies in an area. The office with that
role at that level around the subject answers; where there is none, the one that answers for everything on that
level; else the same one level up. A task is never without an owner while any office is open.

Offices are few and change seldom, so each process keeps an index of them. A trigger on the table of offices
changes a mark with every change, in the same transaction; each call compares the mark (one small query) and
reads the offices again where it differs.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.db import connection

from fangxian.response.jurisdiction.codes import LEVEL_ORDER
from fangxian.response.jurisdiction.models import Office, Reference

Wanted = tuple[str | None, str, str]
"""Level (None: whichever is nearest), role, area of the subject."""

GENERAL: Final = {"street": "street_office", "community": "community"}
"""The role that answers for everything on a level; on the others it is the headquarters."""

MARK: Final = "offices"


@dataclass(frozen=True, slots=True)
class _Index:
    """Open offices: the first one of each role and area on each level."""

    database: str
    mark: str | None
    by_level: dict[tuple[str, str, str], int]  # level, role, area
    by_role: dict[tuple[str, str], int]  # role, area
    widest: int | None


_held: _Index | None = None


def resolve(level: str | None, role: str, area: str) -> int | None:
    """Id of the office that answers; None only where no office is open at all."""
    return resolve_many([(level, role, area)]).get((level, role, area))


def resolve_many(wanted: Iterable[Wanted]) -> dict[Wanted, int]:
    """:func:`resolve` of many at once; empty where no office is open at all."""
    index = _index()
    found = {key: _find(index, *key) for key in set(wanted)}
    return {key: office for key, office in found.items() if office is not None}


def _find(index: _Index, level: str | None, role: str, area: str) -> int | None:
    around = [area[:length] for length in range(len(area), -1, -1)]
    if level is None:
        nearest = (index.by_role.get((role, code)) for code in around)
        office = next((one for one in nearest if one is not None), None)
        if office is not None:
            return office
        level = "district"  # the level that runs a response, where a clause names none
    for rung in reversed(LEVEL_ORDER[: LEVEL_ORDER.index(level) + 1] if level in LEVEL_ORDER else LEVEL_ORDER):
        for sought in (role, GENERAL.get(rung, "headquarters")):
            for code in around:
                office = index.by_level.get((rung, sought, code))
                if office is not None:
                    return office
    return index.widest


def _index() -> _Index:
    global _held
    database = str(connection.settings_dict["NAME"])
    mark = Reference.objects.filter(name=MARK).values_list("digest", flat=True).first()
    held = _held
    if held is None or held.database != database or held.mark != mark:
        held = _held = _read(database, mark)
    return held


def _read(database: str, mark: str | None) -> _Index:
    by_level: dict[tuple[str, str, str], int] = {}
    by_role: dict[tuple[str, str], int] = {}
    offices = list(Office.objects.filter(closed_at=None).order_by("id").values_list("id", "level", "role", "area"))
    for number, level, role, area in offices:
        by_level.setdefault((level, role, area), number)
        by_role.setdefault((role, area), number)
    rank = {level: place for place, level in enumerate(LEVEL_ORDER)}
    widest = min(
        offices,
        key=lambda one: (rank.get(one[1], len(rank)), one[2] != "headquarters", one[0]),
        default=None,
    )
    return _Index(database, mark, by_level, by_role, None if widest is None else widest[0])
