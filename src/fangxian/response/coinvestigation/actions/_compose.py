"""Writing sheets: requests for people become one sheet for each pair of sender and destination."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from fangxian.response.casework.ids import derived
from fangxian.response.casework.writing import check_text, lock_numbering
from fangxian.response.coinvestigation.destinations import Destination
from fangxian.response.coinvestigation.models import Listed, Sheet
from fangxian.response.coinvestigation.writing import about, fact
from fangxian.response.jurisdiction.models import Office
from fangxian.response.ledger import clock
from fangxian.response.ledger.entry import Entry
from fangxian.response.ledger.language import either
from fangxian.response.ledger.loading import insert
from fangxian.response.ledger.models import Incident

_SERIES = "XC"
_DIGITS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What a letter says beside its people.

    Attributes
    ----------
    signer, phone : str
        Who signed, and whom the other side calls.
    at : datetime or None
        When it was sent; now by default.
    letter_on : date or None
        Date on the letter; the local day of `at` by default.
    id : UUID
        Minted by the caller; sending it twice sends once.
    """

    signer: str = ""
    phone: str = ""
    note: str = ""
    at: datetime | None = None
    letter_on: date | None = None
    id: UUID | None = None

    def checked(self, now: datetime) -> Letter:
        """The letter in order, with every default filled in.

        Raises
        ------
        Invalid
            A text is too long.
        """
        at = self.at or now
        return Letter(
            signer=check_text(self.signer, 60, "signer"),
            phone=check_text(self.phone, 40, "phone"),
            note=check_text(self.note, 500, "note"),
            at=at,
            letter_on=self.letter_on or at.astimezone(clock.zone()).date(),
            id=self.id or uuid4(),
        )


@dataclass(frozen=True, slots=True)
class Request:
    """One person to be asked for: a row not written yet, by whom and of whom."""

    listed: Listed
    sender: Office | None
    sender_area: str
    sender_name: str
    to: Destination


def compose(incident: Incident, requests: Sequence[Request], letter: Letter) -> tuple[list[Sheet], list[Entry]]:
    """Write the sheets for these requests, and return them with the facts to record.

    Must run inside a transaction, with every area in scope; `letter` as :meth:`Letter.checked` gives it.
    """
    assert letter.at is not None
    assert letter.id is not None
    assert letter.letter_on is not None
    groups: dict[tuple[str, str], list[Request]] = defaultdict(list)
    for request in requests:
        groups[request.sender_area, request.to.key].append(request)
    lock_numbering(incident.id)
    sheets: list[Sheet] = []
    entries: list[Entry] = []
    for (_area, key), people in groups.items():
        first = people[0]
        sheet = Sheet(
            id=derived(letter.id, "sheet", first.sender_area, key),
            incident=incident,
            number=_number(first.sender_area, letter.letter_on, sheets),
            from_office=first.sender,
            from_name=first.sender_name,
            from_area=first.sender_area,
            to_office=first.to.office,
            to_name=first.to.name,
            to_area=first.to.area,
            letter_on=letter.letter_on,
            sent_at=letter.at,
            signer=letter.signer,
            phone=letter.phone,
            note=letter.note,
        )
        sheets.append(sheet)
        entries += list_people(sheet, [request.listed for request in people], letter.id)
    return sheets, entries


def list_people(sheet: Sheet, people: Iterable[Listed], request: UUID) -> list[Entry]:
    """Write a sheet with its people, and return the facts that they were asked for."""
    sheet.save(force_insert=True)
    entries: list[Entry] = []
    rows = list(people)
    for row, listed in enumerate(rows, start=1):
        listed.sheet, listed.row, listed.incident = sheet, row, sheet.incident
        listed.from_area, listed.to_area, listed.offered_at = sheet.from_area, sheet.to_area, sheet.sent_at
        entries += sent(listed, sheet.sent_at, request)
    insert(rows)
    return entries


def sent(listed: Listed, at: datetime, request: UUID) -> list[Entry]:
    """The facts that say that a person was asked for: on the request, and on the person."""
    from fangxian.response.coinvestigation.policies import answering_area

    ways = {"to_area": listed.to_area, "from_area": listed.from_area}
    said = {"person": listed.person.subject, "kind": listed.kind, "last_exposure": listed.last_exposure, **ways}
    return [
        fact(listed, "sent", at, said, request=request, area=answering_area(listed.sheet)),
        about(
            listed,
            "referred",
            at,
            ways | {"office": listed.sheet.to_name},
            request=request,
            area=listed.person.area,
        ),
    ]


def office_name(office: Office) -> str:
    """An office as letters name it."""
    return either(office.name, office.name_en)


def _number(area: str, day: date, taken: Sequence[Sheet]) -> str:
    """The next free number of an area's letters of that year."""
    stem = f"{_SERIES}{area}-{day.year}-"
    held = Sheet.objects.filter(from_area=area, number__startswith=stem).order_by("-number")
    last = [*held.values_list("number", flat=True)[:1], *(one.number for one in taken if one.number.startswith(stem))]
    highest = max((int(number[len(stem) :]) for number in last if number[len(stem) :].isdigit()), default=0)
    return f"{stem}{highest + 1:0{_DIGITS}}"
