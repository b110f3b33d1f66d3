"""Enter a person into the register, one or thousands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict, Invalid
from fangxian.response.jurisdiction.models import Post
from fangxian.response.jurisdiction.policies import require
from fangxian.response.ledger import clock
from fangxian.response.ledger.loading import insert_new, unsaved
from fangxian.response.registry.actions.set_identity import set_identity
from fangxian.response.registry.identity import IdentityCard
from fangxian.response.registry.models import Person

_SEXES: Final = frozenset(Person.Sex.values)

OLDEST = 130
"""Years; an age above it is a slip of the pen (the oldest documented person reached 122)."""


@dataclass(frozen=True, slots=True)
class NewPerson:
    """What is known of a person without knowing who it is.

    Attributes
    ----------
    label : str
        Pseudonym shown in lists; never a name.
    area : str
        Code of the area responsible for the person.
    sex : str
        ``F``, ``M``, or empty where unknown.
    age : int or None
        Completed years.
    residence : str
        Code of the area where the person lives, where another one or more exact.
    stay : str
        Code of the area where the person is for now, where another one.
    reconstructed : bool
        True where only published totals prove that the person exists.
    id : UUID
        Minted by the caller, so that sending it twice makes one person.
    """

    label: str
    area: str
    sex: str = ""
    age: int | None = None
    residence: str = ""
    reconstructed: bool = False
    stay: str = ""
    id: UUID = field(default_factory=uuid4)


@transaction.atomic
def create_person(
    *,
    label: str,
    area: str,
    sex: str = "",
    age: int | None = None,
    residence: str = "",
    stay: str = "",
    reconstructed: bool = False,
    identity: IdentityCard | None = None,
    id: UUID | None = None,
    by: Post | None = None,
) -> Person:
    """Enter a person, and who it is where that is known.

    Raises
    ------
    NotAllowed
        The post may not record people in that area.
    Invalid
        Label, sex, age or an identity field cannot be right.
    Conflict
        The id, or the identity document, belongs to another person already.
    """
    new = NewPerson(label.strip(), area, sex, age, residence, reconstructed, stay, id or uuid4())
    made = create_persons([new], by=by)[0]
    if identity is not None:
        set_identity(made, identity, by=by)
    return made


@transaction.atomic
def create_persons(people: Sequence[NewPerson], *, by: Post | None = None) -> list[Person]:
    """Enter many persons in one statement; those whose id is there already are returned as they stand.

    Raises
    ------
    NotAllowed, Invalid, Conflict
        As :func:`create_person`; nothing is written then.
    """
    now = clock.now()
    for new in people:
        if by is not None:
            require(by, "case.write", new.area)
        _check(new)
    rows = [
        unsaved(
            Person,
            id=new.id,
            label=new.label,
            sex=new.sex,
            age=new.age,
            area=new.area,
            residence=new.residence,
            stay=new.stay,
            reconstructed=new.reconstructed,
            created_at=now,
        )
        for new in people
    ]
    written = insert_new(rows)
    held = {row.id: row for row in rows if row.id in written}
    if len(held) < len(rows):
        held |= Person.objects.in_bulk([row.id for row in rows if row.id not in written])
    for new in people:
        person = held.get(new.id)
        if person is None or (person.label, person.area) != (new.label, new.area):
            raise Conflict(
                "person.id_taken",
                _("The id of %(label)s belongs to another person already."),
                remedy=_("Send the person with an id of its own."),
                label=new.label,
            )
    return [held[new.id] for new in people]


def _check(new: NewPerson) -> None:
    if not new.label or len(new.label) > 60:
        raise Invalid(
            "person.label",
            _("A person needs a label of 1 to 60 characters."),
            remedy=_("Give a case or contact number; never a name."),
            field="label",
        )
    if new.sex not in _SEXES:
        raise Invalid(
            "person.sex",
            _("“%(value)s” is no sex that the register knows."),
            remedy=_("Use F, M, or leave it empty."),
            field="sex",
            value=new.sex,
        )
    if new.age is not None and not 0 <= new.age <= OLDEST:
        raise Invalid(
            "person.age",
            _("An age of %(value)s years cannot be right."),
            remedy=_("Give completed years, or leave it empty."),
            field="age",
            value=new.age,
        )
