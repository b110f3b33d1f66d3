"""Reading a batch: an item that cannot be read is refused alone, with its field and the rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any, Final
from uuid import UUID

import msgspec
from msgspec import Meta

from fangxian.errors import FangxianError
from fangxian.response.registry import documents
from fangxian.response.registry.identity import IdentityCard, normal
from fangxian.response.registry.resident_id import RESIDENT_ID
from fangxian.response.registry.seal import Sealer
from fangxian.response.testing.lane.things import THINGS, card_of_thing, misplaced

MOST: Final = 1000
"""Items of a kind in one batch."""

_Moment = Annotated[datetime, Meta(tz=True)]
_Code = Annotated[str, Meta(min_length=1, max_length=40, pattern=r"^[!-~]+$")]
_Text = Annotated[str, Meta(max_length=200)]


class Malformed(ValueError):
    """The bytes are no batch at all."""


class TubeItem(msgspec.Struct, forbid_unknown_fields=True):
    """A tube that people of this batch went into; sent with every batch that names it, and once more with its seal."""

    tube: _Code
    group: Annotated[str, Meta(min_length=1, max_length=40)]
    opened_at: _Moment
    sealed_at: _Moment | None = None
    people: Annotated[int, Meta(ge=0, le=1000)] | None = None
    """How many the device counts in it, with the seal."""


class PersonItem(msgspec.Struct, forbid_unknown_fields=True):
    """A person whose swab went into a tube."""

    id: UUID
    """Minted on the device when the person is registered, and kept through every retry."""
    tube: _Code
    at: _Moment
    number: Annotated[str, Meta(max_length=40)] = ""
    kind: Annotated[str, Meta(max_length=40)] = RESIDENT_ID
    name: _Text = ""
    phone: Annotated[str, Meta(max_length=40)] = ""
    address: _Text = ""
    staff: Annotated[str, Meta(max_length=60)] = ""


class VoidItem(msgspec.Struct, forbid_unknown_fields=True):
    """A registration that was a mistake; the right one is sent as a person of its own."""

    id: UUID
    """The registration's."""
    at: _Moment


class Batch(msgspec.Struct, forbid_unknown_fields=True):
    """What a device sends at once."""

    batch: UUID
    sent_at: _Moment
    """By the device's clock, when it sends: its difference from ours corrects every time in the batch."""
    tubes: Annotated[list[TubeItem], Meta(max_length=MOST)] = []
    people: Annotated[list[PersonItem], Meta(max_length=MOST)] = []
    voids: Annotated[list[VoidItem], Meta(max_length=MOST)] = []


class _Loose(msgspec.Struct):
    batch: UUID
    sent_at: _Moment
    tubes: Annotated[list[msgspec.Raw], Meta(max_length=MOST)] = []
    people: Annotated[list[msgspec.Raw], Meta(max_length=MOST)] = []
    voids: Annotated[list[msgspec.Raw], Meta(max_length=MOST)] = []


@dataclass(frozen=True, slots=True)
class Refused:
    """An item that was not stored.

    Attributes
    ----------
    item : str
        Its id (a tube's code); where it could not be read, its place in the batch, such as ``people[3]``.
    code, field : str
        The rule, and the field that breaks it.
    raw : bytes
        The item as it came, for a person to settle.
    """

    item: str
    code: str
    field: str = ""
    raw: bytes = b""


class Person(msgspec.Struct, gc=False):
    """A registration ready to be stored."""

    item: PersonItem
    hash: bytes
    sealed: bytes


@dataclass(slots=True)
class Parcel:
    """A batch as read: what can be stored, and what was refused."""

    batch: UUID
    sent_at: datetime
    tubes: list[TubeItem] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    voids: list[VoidItem] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    ids: set[UUID] = field(default_factory=set)
    """Of everybody named in it, refused or not."""
    repeated: int = 0
    """Items that stand in the batch twice."""

    def codes(self) -> set[str]:
        """Of its tubes."""
        return {one.tube for one in self.tubes}


_decoder = msgspec.json.Decoder(Batch)
_loose = msgspec.json.Decoder(_Loose)
_items: Final[Mapping[str, msgspec.json.Decoder[Any]]] = {
    "tubes": msgspec.json.Decoder(TubeItem),
    "people": msgspec.json.Decoder(PersonItem),
    "voids": msgspec.json.Decoder(VoidItem),
}
_encode = msgspec.json.Encoder().encode


def read(body: bytes) -> Parcel:
    """Read a batch.

    Raises
    ------
    Malformed
        It is no JSON, or has no id, no time of sending, or more than :data:`MOST` items of a kind.
    """
    try:
        batch = _decoder.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return _read_loosely(body)
    parcel = Parcel(batch.batch, batch.sent_at, tubes=batch.tubes, voids=batch.voids)
    _take_people(parcel, batch.people)
    return _apart(parcel)


def _read_loosely(body: bytes) -> Parcel:
    try:
        loose = _loose.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Malformed(str(error)) from error
    parcel = Parcel(loose.batch, loose.sent_at)
    people: list[PersonItem] = []
    for name, raws, into in (
        ("tubes", loose.tubes, parcel.tubes),
        ("people", loose.people, people),
        ("voids", loose.voids, parcel.voids),
    ):
        for place, raw in enumerate(raws):
            try:
                into.append(_items[name].decode(raw))
            except (msgspec.DecodeError, UnicodeDecodeError) as error:
                parcel.refused.append(_unread(f"{name}[{place}]", bytes(raw), str(error)))
    _take_people(parcel, people)
    return _apart(parcel)


def _apart(parcel: Parcel) -> Parcel:
    """Refuse whoever went into a tube of surroundings, and what went into a tube of people."""
    wrong = misplaced(parcel.tubes, (one.item for one in parcel.people))
    if wrong:
        out = [one.item for one in parcel.people if one.item.id in wrong]
        parcel.refused += [Refused(str(one.id), "tube.kind", "tube", _encode(one)) for one in out]
        parcel.people = [one for one in parcel.people if one.item.id not in wrong]
    return parcel


def _unread(place: str, raw: bytes, reason: str) -> Refused:
    """A refusal that names the item by its id where at least that can be read."""
    try:
        said = msgspec.json.decode(raw)
        item = str(said.get("id") or said.get("tube") or place)[:60]
    except (msgspec.DecodeError, UnicodeDecodeError, AttributeError):
        item = place
    _head, _mark, path = reason.partition("$.")
    return Refused(item, "item.malformed", path.rstrip("`)")[:40], raw)


def _take_people(parcel: Parcel, items: Sequence[PersonItem]) -> None:
    sealer = Sealer(len(items))
    for item in items:
        if item.id in parcel.ids:
            parcel.repeated += 1
            continue
        parcel.ids.add(item.id)
        try:
            parcel.people.append(person(item, sealer))
        except FangxianError as error:
            said = str(error.context.get("field", ""))
            where = {"id_number": "number", "id_kind": "kind"}.get(said, said)
            parcel.refused.append(Refused(str(item.id), error.code, where, _encode(item)))


def person(item: PersonItem, sealer: Sealer) -> Person:
    """Check and seal who was registered.

    Raises
    ------
    Invalid
        The number has not the shape of its kind or a wrong check digit, or the phone cannot be right.
    """
    name, kind, phone = item.name, item.kind, item.phone
    if kind in THINGS:
        card = card_of_thing(kind, item.number, name, item.address)
        return Person(item, sealer.index("registration", str(item.id)), sealer.seal(item.id, _encode(card)))
    if name.isalnum() and name.isprintable() and phone.isdigit() and len(phone) == 11 and not item.address:
        # Already in normal form, as most are: the name one word, the phone a Chinese mobile.
        card = IdentityCard(name, kind, documents.tidy_number(kind, item.number), phone)
    else:
        card = normal(IdentityCard(name, kind, item.number, phone, item.address))
    number = card.id_number
    # Whoever has no document is found by the registration alone.
    key = sealer.index(kind, documents.key_of(kind, number)) if number else sealer.index("registration", str(item.id))
    return Person(item, key, sealer.seal(item.id, _encode(card)))
