"""Where a person is, and which office there is asked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from fangxian.response.casework.linelist.areas import look_up
from fangxian.response.casework.linelist.cells import Bad
from fangxian.response.jurisdiction import owners
from fangxian.response.jurisdiction.models import Office, Post
from fangxian.response.jurisdiction.queries import area_path
from fangxian.response.ledger.language import either
from fangxian.response.registry.models import Person

ROLE: Final = "cdc"
"""Role of the offices that write to each other."""

_LEVELS: Final = (6, 4)  # a district's office, else its city's


@dataclass(frozen=True)
class Destination:
    """An office that is asked, or a place without one in this record.

    Attributes
    ----------
    office : Office or None
        None for a place that does not keep this record: the sheet travels as a file.
    area : str
        Code of the area that the office answers for.
    """

    office: Office | None
    area: str

    @cached_property
    def name(self) -> str:
        """What the office is called; looked up once, however many people are asked of it."""
        return area_path(self.area) if self.office is None else either(self.office.name, self.office.name_en)

    @property
    def key(self) -> str:
        """The same for the same destination."""
        return f"{self.office.pk if self.office else ''}:{self.area}"


def destinations(areas: Iterable[str]) -> dict[str, Destination]:
    """The office that is asked for people in each of these areas, with one query."""
    wanted = set(areas)
    codes = {code[:length] for code in wanted for length in _LEVELS}
    found = Office.objects.filter(role=ROLE, closed_at=None, area__in=codes).order_by("-id")
    offices = {office.area: office for office in found}
    return {code: _destination(code, offices) for code in wanted}


def _destination(code: str, offices: dict[str, Office]) -> Destination:
    for length in _LEVELS:
        office = offices.get(code[:length]) if len(code) >= length else None
        if office is not None:
            return Destination(office, office.area)
    return Destination(None, code[:6])


def sender(area: str, by: Post | None) -> Office | None:
    """The office that writes for people of an area: the caller's own where it is a CDC, else the one that answers."""
    if by is not None and by.office.role == ROLE and area.startswith(by.office.area) and by.office.level == "district":
        return by.office
    number = owners.resolve("district", ROLE, area)
    return None if number is None else Office.objects.get(pk=number)


def whereabouts(person: Person) -> str:
    """Code of the area where a person is, by what the register says; empty where it says nothing."""
    area: str = person.stay or person.residence or person.area
    return area


def find_area(text: str) -> str | None:
    """The area that a text means, anywhere in the country; None where none or several do."""
    found = look_up("", [text]).find(text)
    return None if isinstance(found, Bad) else found
