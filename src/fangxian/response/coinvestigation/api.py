"""JSON of co-investigation: ``/api/v1/sheets``. Nothing here tells who somebody is; that is in the signed files."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID, uuid4

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Router, Schema, Status
from pydantic import AwareDatetime, Field

from fangxian.errors import Conflict, Invalid
from fangxian.response.casework.models import Contact
from fangxian.response.coinvestigation import queries
from fangxian.response.coinvestigation.actions import (
    Applied,
    Letter,
    accept_persons,
    correct_outcomes,
    export_answer,
    export_sheet,
    forward_persons,
    offer_again,
    receive_sheet,
    return_persons,
    send_sheets,
    settle_persons,
    take_in_answer,
    take_in_sheet,
)
from fangxian.response.coinvestigation.actions.correct_outcomes import UNKNOWN
from fangxian.response.coinvestigation.actions.take_in import sheet_named
from fangxian.response.coinvestigation.exchange.signing import opened
from fangxian.response.coinvestigation.models import Listed, Outcome, Sheet
from fangxian.response.jurisdiction.acting import acting_post
from fangxian.response.ledger import clock
from fangxian.response.ledger.models import Incident

router = Router(tags=["co-investigation"])


class LetterIn(Schema):
    """What a letter says beside its people."""

    id: UUID = Field(default_factory=uuid4, description="Minted by the caller: sending it twice sends once.")
    signer: str = ""
    phone: str = ""
    note: str = ""
    letter_on: date | None = None
    at: AwareDatetime | None = None

    def letter(self) -> Letter:
        """The letter, as a command takes it."""
        return Letter(**{name: getattr(self, name) for name in ("id", "signer", "phone", "note", "letter_on", "at")})


class SendIn(LetterIn):
    """Contacts to ask for, and where they are."""

    contacts: list[UUID] = Field(max_length=2000)
    stays: dict[UUID, str] = Field(
        default_factory=dict, description="By contact: area code, where the register says something else."
    )


class ForwardIn(LetterIn):
    """People to pass on, and the area where they are now."""

    people: list[UUID]
    to: str


class StepIn(Schema):
    """One step for people of a sheet."""

    id: UUID = Field(default_factory=uuid4, description="Minted by the caller: sending it twice records once.")
    what: Literal["receive", "accept", "return", "again", "settle", "correct"]
    people: list[UUID] = Field(default_factory=list, description="Not needed to receive.")
    name: str = Field("", description="Who receives or reports.")
    note: str = Field("", description="Reason of a return, proof of an outcome.")
    reason: str = Field("", description="Of a correction: why the former outcome was wrong.")
    outcome: Outcome | None = Field(None, description="None in a correction: nothing has come of them yet.")
    to: str = Field("", description="Area code; where a place without this system handed somebody on.")
    at: AwareDatetime | None = None


class ListedOut(Schema):
    """One person on a sheet."""

    id: UUID
    row: int
    label: str
    person: UUID = Field(alias="person_id")
    sex: str
    age: int | None
    kind: str
    first_exposure: datetime | None
    last_exposure: datetime | None
    setting: str
    certainty: str
    case_label: str
    rule: str
    stay: str
    state: str
    responsible: str = Field(description="Office that answers for the person by this sheet.")
    reason: str
    outcome: str
    outcome_area: str
    note: str
    correction: str = Field(description="Why an outcome on record before was wrong.")
    offered_at: datetime
    accepted_at: datetime | None
    returned_at: datetime | None
    ended_at: datetime | None


class SheetOut(Schema):
    """A sheet without its people."""

    id: UUID
    number: str
    incident: UUID = Field(alias="incident_id")
    from_area: str
    from_name: str
    to_area: str
    to_name: str
    by_file: bool = Field(description="Whether the receiver does not keep this record.")
    letter_on: date
    sent_at: datetime
    signer: str
    phone: str
    note: str
    received_at: datetime | None
    received_by: str
    ended_at: datetime | None

    @staticmethod
    def resolve_by_file(sheet: Sheet) -> bool:
        """No office of this record receives it."""
        return sheet.to_office_id is None


class WholeSheetOut(SheetOut):
    """A sheet with its people."""

    people: list[ListedOut]

    @staticmethod
    def resolve_people(sheet: Sheet) -> list[Listed]:
        """In the letter's order."""
        return queries.people(sheet)


class SheetsOut(Schema):
    """A page of sheets, last sent first."""

    items: list[SheetOut]
    after: str = Field(description="Key of the next page; empty on the last.")


class ProblemOut(Schema):
    """What is wrong with one row of a file."""

    row: int
    field: str
    rule: str


class AppliedOut(Schema):
    """What came of an answer."""

    sheet: UUID
    taken: int
    known: int
    problems: list[ProblemOut]


class FileIn(Schema):
    """A signed document, and the incident that a sheet belongs to here."""

    document: dict[str, Any]
    incident: UUID | None = None


@router.get("/sheets", response=SheetsOut)
def list_sheets(
    request: HttpRequest,
    way: Literal["", "in", "out"] = "",
    standing: Literal["", "open", "unreceived", "overdue", "ended"] = "",
    incident: UUID | None = None,
    q: str = "",
    after: str = "",
) -> dict[str, Any]:
    """Sheets that the caller's area sent or was sent."""
    acting_post(request, "case.read")
    chosen = queries.SheetFilter(way=way, standing=standing, incident=incident, q=q)
    page = queries.page(chosen, clock.now(), after)
    return {"items": page.rows, "after": page.after}


@router.post("/sheets", response={201: list[WholeSheetOut]})
def send(request: HttpRequest, body: SendIn) -> Status[list[Sheet]]:
    """Ask for contacts: one sheet for each office that answers where they are."""
    post = acting_post(request, "case.write")
    held = Contact.objects.select_related("person", "incident").in_bulk(body.contacts)
    missing = [str(one) for one in body.contacts if one not in held]
    if missing:
        raise Invalid(
            "contact.unknown",
            _("These contacts are not in your area: %(ids)s."),
            field="contacts",
            ids=", ".join(missing),
        )
    return Status(201, send_sheets(list(held.values()), body.letter(), stays=body.stays, by=post))


@router.post("/sheets/incoming", response={201: WholeSheetOut})
def incoming(request: HttpRequest, body: FileIn) -> Status[Sheet]:
    """Take in a signed sheet from another record whose key is trusted."""
    post = acting_post(request, "case.write")
    signed = opened(body.document)
    where = Incident.objects.filter(id=body.incident).first() if body.incident else None
    if where is None:
        raise Conflict("sheet.incident", _("There is no such incident."), field="incident")
    return Status(201, take_in_sheet(signed, where, by=post))


@router.post("/sheets/answers", response=AppliedOut)
def answers(request: HttpRequest, body: FileIn) -> dict[str, Any]:
    """Take in a signed answer to one of our sheets; good rows count, bad ones are named."""
    post = acting_post(request, "case.write")
    sheet, done = take_in_answer(opened(body.document), by=post)
    return {"sheet": sheet.id, **_applied(done)}


@router.get("/sheets/{id}", response=WholeSheetOut)
def get_sheet(request: HttpRequest, id: UUID) -> Sheet:
    """One sheet with its people."""
    acting_post(request, "case.read")
    return sheet_named(str(id))


@router.post("/sheets/{id}/steps", response=WholeSheetOut)
def step(request: HttpRequest, id: UUID, body: StepIn) -> Sheet:
    """Receive a sheet; take over, return, ask again for, or settle people on it, or correct an outcome."""
    post = acting_post(request, "case.write")
    sheet = sheet_named(str(id))
    known = set(Listed.objects.filter(sheet=sheet, id__in=body.people).values_list("id", flat=True))
    if lost := set(body.people) - known:
        raise Invalid(
            "sheet.person_unknown",
            _("These people are not on this sheet: %(ids)s."),
            field="people",
            ids=", ".join(sorted(map(str, lost))),
        )
    common: dict[str, Any] = {"at": body.at, "id": body.id, "by": post}
    match body.what:
        case "receive":
            receive_sheet(sheet, name=body.name, **common)
        case "accept":
            accept_persons(known, name=body.name, **common)
        case "return":
            return_persons(known, reason=body.note, **common)
        case "again":
            offer_again(known, note=body.note, **common)
        case "settle":
            outcome = body.outcome.value if body.outcome else ""
            settle_persons(known, outcome, name=body.name, note=body.note, to=body.to, **common)
        case "correct":
            outcome = body.outcome.value if body.outcome else UNKNOWN
            said = {"reason": body.reason, "note": body.note, "to": body.to}
            correct_outcomes(known, outcome, **said, id=body.id, by=post)
    return sheet_named(str(id))


@router.post("/sheets/{id}/forwards", response={201: list[WholeSheetOut]})
def forward(request: HttpRequest, id: UUID, body: ForwardIn) -> Status[list[Sheet]]:
    """Pass people of a sheet on to another area."""
    post = acting_post(request, "case.write")
    sheet_named(str(id))
    return Status(201, forward_persons(body.people, to=body.to, letter=body.letter(), by=post))


@router.get("/sheets/{id}/file", response=dict[str, Any])
def get_file(request: HttpRequest, id: UUID, purpose: str) -> dict[str, Any]:
    """The signed sheet with identities, for a stated purpose that is recorded."""
    return export_sheet(sheet_named(str(id)), purpose=purpose, by=acting_post(request, "case.export"))


@router.get("/sheets/{id}/answer", response=dict[str, Any])
def get_answer(request: HttpRequest, id: UUID) -> dict[str, Any]:
    """The signed answer as it stands."""
    return export_answer(sheet_named(str(id)), by=acting_post(request, "case.write"))


def _applied(done: Applied) -> dict[str, Any]:
    problems = [{"row": one.row, "field": one.field, "rule": str(one.rule)} for one in done.problems]
    return {"taken": done.taken, "known": done.known, "problems": problems}
