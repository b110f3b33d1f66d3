"""JSON of the register: persons masked, identities opened with a purpose, duplicates decided."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID, uuid4

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from fangxian.errors import NotFound
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.acting import acting_post
from fangxian.response.registry.actions import merge_persons, reopen_pair, reveal_identity, tell_apart, undo_merge
from fangxian.response.registry.identity import IdentityCard
from fangxian.response.registry.models import Duplicate, Merge
from fangxian.response.registry.queries import masked_identity, the_person

router = Router(tags=["people"])


class IdentityOut(Schema):
    """Who a person is; masked unless it was asked for with a purpose."""

    name: str
    id_kind: str
    id_number: str
    phone: str
    address: str
    born: str


class PersonDetail(Schema):
    """A person as the register has them."""

    id: UUID
    label: str = Field(description="Pseudonym; never a name.")
    sex: str
    age: int | None
    area: str = Field(description="Area responsible for the person.")
    residence: str = Field(description="Area where the person lives.")
    stay: str = Field(description="Area where the person is for now.")
    merged_into: UUID | None = Field(description="The entry that this one is read under.")
    identity: IdentityOut | None = Field(description="Masked.")


class RevealIn(Schema):
    """What an identity is needed for."""

    purpose: str = Field(max_length=200)
    emergency: bool = Field(
        False, description="The person lies outside the post's area: supervisors are told at once, a review follows."
    )


class DuplicateOut(Schema):
    """Two persons who may be one."""

    id: UUID
    first: UUID
    second: UUID
    score: int
    reasons: list[str]
    state: str
    found_at: datetime
    decided_at: datetime | None


class MergeIn(Schema):
    """One entry to be read as another."""

    id: UUID = Field(default_factory=uuid4, description="Minted by the caller: sending it twice merges once.")
    merged: UUID = Field(description="The entry that is given up.")
    reason: str = Field("", max_length=300)


class MergeOut(Schema):
    """A merge as it stands."""

    id: UUID
    kept: UUID
    merged: UUID
    at: datetime
    undone_at: datetime | None


class UndoIn(Schema):
    """Why a merge was wrong."""

    reason: str = Field(max_length=300)


class DecisionIn(Schema):
    """What was decided of a pair."""

    state: Literal["different", "waiting"]
    note: str = Field("", max_length=300)


@router.get("/persons/{uuid:id}", response=PersonDetail, summary="A person, masked")
def get_person(request: HttpRequest, id: UUID) -> PersonDetail:
    """A person in the post's area."""
    acting_post(request, "case.read")
    person = the_person(id)
    card = masked_identity(person)
    return PersonDetail(
        id=person.id, label=person.label, sex=person.sex, age=person.age, area=person.area,
        residence=person.residence, stay=person.stay, merged_into=person.merged_into_id,
        identity=_card(card) if card else None,
    )  # fmt: skip


@router.post("/persons/{uuid:id}/reveal", response=IdentityOut, summary="Open an identity, with a purpose")
def reveal(request: HttpRequest, id: UUID, said: RevealIn) -> IdentityOut:
    """Who a person is. The reading is recorded with its purpose; outside the area it takes `emergency`."""
    post = acting_post(request, "identity.read")
    if not said.emergency:
        return _card(reveal_identity(the_person(id), said.purpose, by=post))
    with access.everywhere():
        return _card(reveal_identity(the_person(id), said.purpose, by=post, emergency=True))


@router.get("/duplicates", response=list[DuplicateOut], summary="Persons who may be one, the most alike first")
def list_duplicates(
    request: HttpRequest, state: Literal["waiting", "merged", "different"] = "waiting", limit: int = 100
) -> list[DuplicateOut]:
    """The queue, at most 500 pairs."""
    acting_post(request, "case.read")
    rows = Duplicate.objects.filter(state=state).order_by("-score", "area", "id")[: max(1, min(limit, 500))]
    return [_pair_out(row) for row in rows]


@router.post("/duplicates/{uuid:id}", response=DuplicateOut, summary="Decide that two persons are not the same")
def decide(request: HttpRequest, id: UUID, said: DecisionIn) -> DuplicateOut:
    """`different` is remembered; `waiting` takes that back. To merge, post to ``/persons/{id}/merges``."""
    post = acting_post(request, "case.write")
    held = Duplicate.objects.filter(id=id).first()
    if held is None:
        raise NotFound("duplicate.unknown", "There is no such pair in your area.")
    decided = tell_apart(held, note=said.note, by=post) if said.state == "different" else reopen_pair(held, by=post)
    return _pair_out(decided)


@router.post("/persons/{uuid:id}/merges", response=MergeOut, summary="Merge another entry into a person")
def merge(request: HttpRequest, id: UUID, said: MergeIn) -> MergeOut:
    """Cases, contacts, exposures, facts and tasks of the entry follow the person."""
    post = acting_post(request, "case.write")
    return _merge_out(merge_persons(the_person(id), the_person(said.merged), reason=said.reason, id=said.id, by=post))


@router.post("/merges/{uuid:id}/undo", response=MergeOut, summary="Undo a merge")
def undo(request: HttpRequest, id: UUID, said: UndoIn) -> MergeOut:
    """Both entries stand again as they were."""
    post = acting_post(request, "case.write")
    held = Merge.objects.filter(id=id).first()
    if held is None:
        raise NotFound("merge.unknown", "There is no such merge in your area.")
    return _merge_out(undo_merge(held, reason=said.reason, by=post))


def _card(card: IdentityCard) -> IdentityOut:
    return IdentityOut(
        name=card.name, id_kind=card.id_kind, id_number=card.id_number, phone=card.phone, address=card.address,
        born=card.born,
    )  # fmt: skip


def _pair_out(row: Duplicate) -> DuplicateOut:
    return DuplicateOut(
        id=row.id, first=row.first_id, second=row.second_id, score=row.score, reasons=row.reasons, state=row.state,
        found_at=row.found_at, decided_at=row.decided_at,
    )  # fmt: skip


def _merge_out(row: Merge) -> MergeOut:
    return MergeOut(id=row.id, kept=row.kept_id, merged=row.merged_id, at=row.at, undone_at=row.undone_at)
