"""The contacts of a list, and who exposed them: persons, identities, exposures, quarantines, a chunk at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from django.db import transaction

from fangxian.protocol.collector import without_collector
from fangxian.response.casework.actions._import_people import Coming, People
from fangxian.response.casework.actions._import_run import Memory, Run, all_or_each, chunks
from fangxian.response.casework.actions.control_contact import Control, control_contacts
from fangxian.response.casework.actions.record_relationship import Exposure, record_relationships
from fangxian.response.casework.linelist.rows import Row
from fangxian.response.casework.models import Contact
from fangxian.response.registry.models import Person

CHUNK = 5000
"""Rows that come in together: one transaction each, so that an interrupted import can simply be run again."""


def import_contacts(run: Run, contacts: Sequence[Row], relationships: Sequence[Row], cases: Sequence[Row] = ()) -> None:
    """Write contacts and exposures; a contact without a source in its own row needs one among the relationships.

    A row comes in once its source is a case or a contact, on record or come in before it, however deep the chain and
    whatever the order of the file. What is then left hangs on nobody and stays out whole: nobody is entered of whom
    no exposure came in, and nothing hangs on somebody who stayed out. A contact whose number a case of the file names
    as its own is that case's person.
    """
    _Import(run, contacts, relationships, People(run, contacts, relationships, cases)).all()


class _Import:
    """The rows of contacts and relationships that say something new, until each is in or out."""

    def __init__(self, run: Run, contacts: Sequence[Row], relationships: Sequence[Row], people: People) -> None:
        self.run = run
        self.people = people
        for row in contacts:
            if not row.rejected and "source_case" not in row.values and row.number not in people.targets:
                row.reject("row.no_source", "source_case")
        self.contacts = Memory(run, "contacts", contacts)
        self.links = Memory(run, "relationships", relationships)
        fresh = self.contacts.news(contacts)
        self.stated = [row for row in fresh if "source_case" in row.values]
        self.linked = self.links.news(relationships)
        self.apart = {row.number: row for row in fresh if "source_case" not in row.values}
        """Contacts whose sources stand among the relationships, by number."""
        told = len(self.stated) + len(self.linked)
        run.tell(len(contacts) + len(relationships) - told)

    def all(self) -> None:
        """Write wave after wave; list what no wave has reached."""
        while True:
            ready, self.stated = _divided(self.stated, lambda row: self.people.stands(row.values["source_case"]))
            write = self._contacts
            if not ready:
                ready, self.linked = _divided(self.linked, self._reached)
                write = self._relationships
            if not ready:
                break
            for chunk in chunks(ready, CHUNK):
                with transaction.atomic(), without_collector():
                    write(chunk)
                self.run.tell(len(chunk))
        self._leave_out()

    def _leave_out(self) -> None:
        """List what nothing on record leads to."""
        for row in self.stated:
            row.reject("row.source_unknown", "source_case", row.values["source_case"])
        for row in self.linked:
            if self.people.stands(row.values["source_case"]):
                row.reject("row.person_unknown", "number", row.number)
            else:
                row.reject("row.source_unknown", "source_case", row.values["source_case"])
        self.run.tell(len(self.stated) + len(self.linked))
        for chunk in chunks(list(self.apart), CHUNK):
            with transaction.atomic():
                self._settle(chunk)
        for one in self.apart.values():
            one.reject("row.no_source", "source_case")

    def _reached(self, row: Row) -> bool:
        """Whether both ends of a relationship are known by now, or the exposed one has a row to come in by."""
        known = self.people.stands(row.number) or row.number in self.apart
        return known and self.people.stands(row.values["source_case"])

    def _source(self, row: Row) -> Person:
        who = self.people.of(row.values["source_case"])
        assert who is not None
        assert who.person is not None
        return who.person

    # -- rows that say both -------------------------------------------------------------------------------

    def _contacts(self, rows: Sequence[Row]) -> None:
        for row in rows:
            if not self.run.may(self.run.area_of(row), self._source(row).area):
                row.reject("row.outside_area", "area", self.run.area_of(row))
        sound = [row for row in rows if not row.rejected]
        all_or_each(sound, self._write_contacts, lambda row: row)
        self.contacts.write(sound, self.run.area_of)

    def _write_contacts(self, rows: Sequence[Row]) -> None:
        about: dict[str, Row] = {}
        for row in rows:
            about.setdefault(row.number, row)
        coming = self.people.enter(about, about)
        self.people.complete(coming, rows)
        self._expose(coming, rows)
        self._quarantine(coming, rows)
        self.people.settle(coming)

    # -- rows that say who exposed whom ----------------------------------------------------------------------

    def _relationships(self, rows: Sequence[Row]) -> None:
        for row in rows:
            if not self.run.may(self._source(row).area, self._area(row)):
                row.reject("row.outside_area", "number", row.number)
        sound = [row for row in rows if not row.rejected]
        all_or_each(sound, self._write_relationships, lambda row: row)
        self.links.write(sound, self._area)
        self._settle({row.number for row in sound if not row.rejected} & self.apart.keys())

    def _area(self, row: Row) -> str:
        """Area of whom a relationship exposes."""
        who = self.people.of(row.number)
        if who is not None and who.person is not None:
            area: str = who.person.area
            return area
        return self.run.area_of(self.apart[row.number])

    def _write_relationships(self, rows: Sequence[Row]) -> None:
        coming = self.people.enter(dict.fromkeys(row.number for row in rows), self.apart)
        self._expose(coming, rows)
        self.people.settle(coming)

    def _settle(self, numbers: Iterable[str]) -> None:
        """See to the rows of those who are contacts by now and whose sources stood among the relationships."""
        apart = {number: self.apart[number] for number in numbers}
        whose = {number: who.person for number in apart if (who := self.people.of(number)) is not None and who.person}
        held = set(
            Contact.objects.filter(
                incident=self.run.incident, person__among=[person.pk for person in whose.values()]
            ).values_list("person", flat=True)
        )
        standing = [row for number, row in apart.items() if number in whose and whose[number].pk in held]
        all_or_each(standing, self._write_apart, lambda row: row)
        self.contacts.write(standing, self.run.area_of)
        for row in standing:
            del self.apart[row.number]

    def _write_apart(self, rows: Sequence[Row]) -> None:
        coming = Coming()
        self.people.complete(coming, rows)
        self._quarantine(coming, rows)
        self.people.settle(coming)

    # -- what both bring ---------------------------------------------------------------------------------------

    def _expose(self, coming: Coming, rows: Sequence[Row]) -> None:
        record_relationships(self.run.incident, [self._exposure(coming, row) for row in rows])

    def _exposure(self, coming: Coming, row: Row) -> Exposure:
        run, who = self.run, self.people.of(row.number)
        assert who is not None
        person = coming.person(who)
        return Exposure(
            source=self._source(row),
            person=person,
            kind=row.values.get("kind", "close"),
            last_exposure=run.moment(row, "last_exposure"),
            first_exposure=run.moment(row, "first_exposure"),
            at=run.moment(row, "identified_at"),
            setting=row.values.get("setting", ""),
            social=row.values.get("social", ""),
            certainty=row.values.get("certainty", "certain"),
            number=coming.numbers[who],
            area=row.values.get("area", "") or person.area,
            batch=run.batch.id,
            id=run.id(row, "exposure"),
        )

    def _quarantine(self, coming: Coming, rows: Iterable[Row]) -> None:
        stated = {row.number: row for row in rows if "controlled_at" in row.values}
        if not stated:
            return
        persons = {number: coming.person(who) for number in stated if (who := self.people.of(number)) is not None}
        keys = [person.pk for person in persons.values()]
        contacts = Contact.objects.filter(incident=self.run.incident, person__among=keys)
        held = {contact.person_id: contact for contact in contacts}
        controls = [
            Control(
                contact=contact,
                at=at,
                mode=row.values.get("mode", "central"),
                id=self.run.id(row, "quarantine"),
            )
            for number, row in stated.items()
            if (contact := held.get(persons[number].pk)) is not None
            and (at := self.run.moment(row, "controlled_at")) is not None
        ]
        control_contacts([one for one in controls if self.run.may(one.contact.area)])


def _divided(rows: Sequence[Row], chosen: Callable[[Row], bool]) -> tuple[list[Row], list[Row]]:
    """Those of the rows that are chosen, and the others."""
    found: tuple[list[Row], list[Row]] = ([], [])
    for row in rows:
        found[not chosen(row)].append(row)
    return found
