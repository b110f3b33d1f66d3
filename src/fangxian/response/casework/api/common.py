"""What the answers of casework share: persons without who they are, times, look-ups."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from fangxian.errors import NotFound
from fangxian.response.ledger.models import Incident
from fangxian.response.registry.models import Person
from fangxian.response.registry.queries import surviving


class PersonOut(Schema):
    """A person without who they are."""

    id: UUID
    label: str = Field(description="Pseudonym; never a name.")
    sex: str = Field(description="F, M, or empty where unknown.")
    age: int | None


def the_incident(id: UUID) -> Incident:
    found = Incident.objects.filter(id=id).first()
    if found is None:
        raise NotFound("incident.unknown", "There is no incident %(id)s.", id=id, field="incident")
    return found


def the_person(id: UUID) -> Person:
    found = Person.objects.filter(id=surviving([id])[id]).first()
    if found is None:
        raise NotFound("person.unknown", "There is no such person in your area.", field="person")
    return found


def utc(at: datetime | None) -> Any:
    """A time as every answer writes it, whatever offset it came in with."""
    return None if at is None else at.astimezone(UTC)


def person_out(person: Person) -> PersonOut:
    return PersonOut(id=person.id, label=person.label, sex=person.sex, age=person.age)
