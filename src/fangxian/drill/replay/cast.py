"""The rows a replay speaks of, found by the names of the script; read once, kept while it runs."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from uuid import UUID

from fangxian.drill.names import Names
from fangxian.response.casework.models import Case, Contact
from fangxian.response.containment.models import Zone
from fangxian.response.ledger.models import Incident
from fangxian.response.registry.models import Person


class Cast:
    """Persons, contacts, cases and zones of one replay."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self._persons: dict[UUID, Person] = {}

    @cached_property
    def incident(self) -> Incident:
        """The incident; asked for after it was opened."""
        return Incident.objects.get(id=self.names.id("incident"))

    def enter(self, persons: Iterable[Person]) -> None:
        """Remember persons just entered."""
        self._persons |= {person.id: person for person in persons}

    def persons(self, labels: Iterable[str]) -> dict[str, Person]:
        """Persons by label."""
        ids = {label: self.names.id("person", label) for label in labels}
        missing = [id_ for id_ in ids.values() if id_ not in self._persons]
        if missing:
            self._persons |= Person.objects.in_bulk(missing)
        return {label: self._persons[id_] for label, id_ in ids.items()}

    def contacts(self, labels: Iterable[str]) -> dict[str, Contact]:
        """Contacts by the person's label, as they stand now."""
        ids = {self.names.id("person", label): label for label in labels}
        rows = Contact.objects.filter(incident=self.incident, person__in=ids).select_related("person")
        return {ids[row.person_id]: row for row in rows}

    def case(self, label: str) -> Case:
        """A case by its label."""
        return Case.objects.get(id=self.names.id("case", label))

    def zone(self, key: str) -> Zone:
        """A zone by its key."""
        return Zone.objects.get(id=self.names.id("zone", key))
