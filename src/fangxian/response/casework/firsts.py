"""Which case is the first of its county 辖区首例: it is reported as an event, not only as a case."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from fangxian.response.casework.models import Case

COUNTED: Final = ("confirmed", "asymptomatic")
"""Classes that make an infection."""

_COUNTY: Final = 6
"""Digits of a county's code (GB/T 2260)."""


@dataclass(frozen=True, slots=True)
class Classified:
    """A case as it is being classified."""

    id: UUID
    classification: str
    at: datetime
    area: str


def first_in_county(incident: UUID, reports: Iterable[Classified]) -> set[UUID]:
    """Which of these are the first infection of their county in the incident.

    Suspect and probable cases are not counted, nor are cases that were excluded since. A case whose county is not
    known is none. Must see every area.
    """
    counted = [one for one in reports if one.classification in COUNTED and len(one.area) >= _COUNTY]
    wanted = {one.area[:_COUNTY] for one in counted}
    known = Case.objects.filter(incident=incident, classification__in=COUNTED).exclude(id__in=[o.id for o in counted])
    held = {area[:_COUNTY] for area in known.values_list("area", flat=True)} & wanted if wanted else set()
    firsts: dict[str, UUID] = {}
    for one in sorted(counted, key=lambda one: one.at):
        firsts.setdefault(one.area[:_COUNTY], one.id)
    return {id_ for county, id_ in firsts.items() if county not in held}
