"""The contacts of a list, and who exposed them: persons, identities, exposures, quarantines, a chunk at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db import transaction

from fangxian.response.casework.actions._import_run import Memory, Run, all_or_each, chunks, numbered
from fangxian.response.casework.actions.control_contact import Control, control_contacts
from fangxian.response.casework.actions.record_relationship import Exposure, record_relationships
from fangxian.response.casework.ids import derived
from fangxian.response.casework.linelist.compare import card
from fangxian.response.casework.linelist.rows import Row
from fangxian.response.casework.models import Contact
from fangxian.response.registry.actions import NewPerson, create_persons, set_identities
from fangxian.response.registry.models import Identity, Person
from fangxian.response.registry.queries import known_by_document

CHUNK = 5000
"""Contacts that come in together."""


def import_contacts(run: Run, contacts: Sequence[Row], relationships: Sequence[Row], cases: Sequence[Row] = ()) -> None:
    """Write contacts and exposures; a contact without a source in its own row needs one among the relationships.

    Those whose source is another contact of the same file come after it, however deep the chain. A contact whose
    number a case of the file names as its own is that case's person.
    """
    book = _Persons(run, contacts, relationships, cases)
    for row in contacts:
        if not row.rejected and "source_case" not in row.values and row.number not in book.targets:
            row.reject("row.no_source", "source_case")
    waiting = [row for row in contacts if not row.rejected]
    while waiting:
        ready, waiting = book.ready(waiting)
        if not ready:
            break
        for chunk in chunks(ready, CHUNK):
            with transaction.atomic():
                _contacts(run, book, chunk)
            run.tell(len(chunk))
    for row in waiting:
        row.reject("row.source_unknown", "source_case", str(row.values.get("source_case", "")))
    for chunk in chunks(relationships, CHUNK):
        with transaction.atomic():
            _relationships(run, book, chunk)
        run.tell(len(chunk))
    _settle(run, book, contacts)


class _Persons:
    """Who bears which number: on record, or entered by this import."""

    def __init__(self, run: Run, contacts: Sequence[Row], relationships: Sequence[Row], cases: Sequence[Row]) -> None:
        ill = {row.values["contact_number"]: row.number for row in cases if "contact_number" in row.values}
        own = {row.number for row in contacts if not row.rejected}
        sound = [row for row in relationships if not row.rejected]
        self.targets = {row.number for row in sound}
        self.called = {case: number for number, case in ill.items()}
        """Contact number of those whom the file knows as cases."""
        self.targets |= {self.called[number] for number in self.targets & self.called.keys()}
        sources = {str(row.values["source_case"]) for row in (*contacts, *sound) if "source_case" in row.values}
        self.known = numbered(run.incident, own | self.targets | sources | set(ill.values()))
        for number, case in ill.items():
            if case in self.known:
                self.known.setdefault(number, self.known[case])
        self.own = own
        self.entered: dict[str, Person] = {}
        """Persons entered now, by number."""

    def ready(self, rows: Sequence[Row]) -> tuple[list[Row], list[Row]]:
        """The rows whose source is on record by now, and the others."""
        ready: list[Row] = []
        waiting: list[Row] = []
        for row in rows:
            source = row.values.get("source_case")
            (ready if source is None or source in self.known or source not in self.own else waiting).append(row)
        return ready, waiting


def _contacts(run: Run, book: _Persons, rows: Sequence[Row]) -> None:
    memory = Memory(run, "contacts", rows)
    fresh = memory.news(rows)
    for row in fresh:
        source = row.values.get("source_case")
        if source is not None and source not in book.known:
            row.reject("row.source_unknown", "source_case", source)
        elif not run.may(run.area_of(row), *([book.known[source].area] if source else [])):
            row.reject("row.outside_area", "area", run.area_of(row))
    sound = [row for row in fresh if not row.rejected]
    all_or_each(sound, lambda some: _write(run, book, some), lambda row: row)
    memory.write(sound, run.area_of)


def _write(run: Run, book: _Persons, rows: Sequence[Row]) -> None:
    entered = _enter(run, book, rows)
    persons = {row.number: entered.get(row.number) or book.known[row.number] for row in rows}
    stated = [row for row in rows if "source_case" in row.values]
    own = _first_numbers(rows, persons)
    record_relationships(
        run.incident,
        [
            _exposure(
                run,
                row,
                book.known[row.values["source_case"]],
                persons[row.number],
                number=row.number if row.number in own else "",
            )
            for row in stated
        ],
    )
    _quarantine(run, stated, persons)
    book.entered |= entered
    book.known |= entered


def _first_numbers(rows: Sequence[Row], persons: Mapping[str, Person]) -> set[str]:
    """The number under which each person comes in: the first of those that rows of the same person bear."""
    first: dict[UUID, str] = {}
    for row in rows:
        first.setdefault(persons[row.number].pk, row.number)
    for row in rows:
        if (held := first[persons[row.number].pk]) != row.number:
            row.note("row.same_person", "id_number", "", held=held)
    return set(first.values())


def _enter(run: Run, book: _Persons, rows: Sequence[Row]) -> dict[str, Person]:
    """Enter those whom the register does not know, by number or by identity document."""
    unknown = {row.number: row for row in rows if row.number not in book.known}
    cards = {derived(run.batch.id, number, "person"): card(row) for number, row in unknown.items()}
    ids = {number: derived(run.batch.id, number, "person") for number in unknown}
    held = known_by_document({id_: one for id_, one in cards.items() if one is not None and one.id_number})
    met: dict[str, Person] = {number: held[id_] for number, id_ in ids.items() if id_ in held}
    twin = _twins(cards, held)
    new = [
        NewPerson(
            label=number,
            area=run.area_of(row),
            sex=row.values.get("sex", ""),
            age=row.values.get("age"),
            id=ids[number],
        )
        for number, row in unknown.items()
        if number not in met and ids[number] not in twin
    ]
    made = {person.id: person for person in create_persons(new)}
    sealed = {person: cards[id_] for id_, person in made.items() if cards[id_] is not None}
    set_identities({person: one for person, one in sealed.items() if one is not None})
    for number, row in ((row.number, row) for row in rows):
        person = met.get(number) or (book.known.get(number) if number not in unknown else None)
        if person is not None:
            _complete(row, person)
        if number in met:
            row.note("row.same_person", "id_number", "", held=met[number].label)
    return met | {number: made[twin.get(id_, id_)] for number, id_ in ids.items() if number not in met}


def _twins(cards: Mapping[UUID, object], held: Mapping[UUID, Person]) -> dict[UUID, UUID]:
    """Of two new rows with the same identity document, the later is the person of the earlier."""
    first: dict[tuple[str, str], UUID] = {}
    twin: dict[UUID, UUID] = {}
    for id_, one in cards.items():
        number = getattr(one, "id_number", "")
        if number and id_ not in held:
            key = (getattr(one, "id_kind", ""), number.upper())
            if key in first:
                twin[id_] = first[key]
            first.setdefault(key, id_)
    return twin


def _complete(row: Row, person: Person) -> None:
    """Fill in what the register does not say of somebody who is on record; what it says otherwise is listed."""
    filled = []
    for name in ("sex", "age"):
        said, held = row.values.get(name), getattr(person, name)
        if said in (None, "") or said == held:
            continue
        if held in (None, ""):
            setattr(person, name, said)
            filled.append(name)
        else:
            row.note("value.differs", name, str(said), held=str(held))
    if filled:
        person.save(update_fields=filled)
    identity = card(row)
    if identity is not None and not Identity.objects.filter(person=person).exists():
        set_identities({person: identity})


def _exposure(run: Run, row: Row, source: Person, person: Person, *, number: str) -> Exposure:
    return Exposure(
        source=source,
        person=person,
        kind=row.values.get("kind", "close"),
        last_exposure=run.moment(row, "last_exposure"),
        first_exposure=run.moment(row, "first_exposure"),
        at=run.moment(row, "identified_at"),
        setting=row.values.get("setting", ""),
        social=row.values.get("social", ""),
        certainty=row.values.get("certainty", "certain"),
        number=number,
        area=row.values.get("area", "") or person.area,
        batch=run.batch.id,
        id=run.id(row, "exposure"),
    )


def _relationships(run: Run, book: _Persons, rows: Sequence[Row]) -> None:
    memory = Memory(run, "relationships", rows)
    fresh = memory.news(rows)
    for row in fresh:
        source, person = book.known.get(row.values["source_case"]), book.known.get(row.number)
        if source is None:
            row.reject("row.source_unknown", "source_case", row.values["source_case"])
        elif person is None:
            row.reject("row.person_unknown", "number", row.number)
        elif not run.may(source.area, person.area):
            row.reject("row.outside_area", "number", row.number)
    sound = [row for row in fresh if not row.rejected]

    def write(some: Sequence[Row]) -> None:
        record_relationships(
            run.incident,
            [
                _exposure(
                    run,
                    row,
                    book.known[row.values["source_case"]],
                    book.known[row.number],
                    number=book.called.get(row.number, row.number if row.number in book.own else ""),
                )
                for row in some
            ],
        )

    all_or_each(sound, write, lambda row: row)
    memory.write(sound, lambda row: book.known[row.number].area)


def _settle(run: Run, book: _Persons, contacts: Sequence[Row]) -> None:
    """See to the contacts whose source stood among the relationships: those of whom none came in stay out."""
    apart = [row for row in contacts if not row.rejected and "source_case" not in row.values and row.came]
    held = numbered_contacts(run, [row.number for row in apart])
    lonely = [row for row in apart if row.came == "created" and row.number not in held]
    for row in lonely:
        row.reject("row.no_source", "source_case")
    gone = [book.entered[row.number].pk for row in lonely if row.number in book.entered]
    with transaction.atomic():
        Memory(run, "contacts", []).forget(lonely)
        Person.objects.filter(id__in=gone, contact_of=None, cases=None, exposures=None, exposed=None).delete()
    standing = [row for row in apart if row.came == "created" and not row.rejected]
    all_or_each(standing, lambda some: _quarantine(run, some, book.known), lambda row: row)


def numbered_contacts(run: Run, numbers: Sequence[str]) -> set[str]:
    """Which of these numbers are contacts' by now."""
    return set(Contact.objects.filter(incident=run.incident, number__in=numbers).values_list("number", flat=True))


def _quarantine(run: Run, rows: Sequence[Row], persons: Mapping[str, Person]) -> None:
    stated = {row.number: row for row in rows if "controlled_at" in row.values and not row.rejected}
    if not stated:
        return
    contacts = Contact.objects.filter(incident=run.incident, person__in=[persons[number] for number in stated])
    by_person = {contact.person_id: contact for contact in contacts}
    controls = [
        Control(
            contact=by_person[persons[number].pk],
            at=at,
            mode=row.values.get("mode", "central"),
            id=run.id(row, "quarantine"),
        )
        for number, row in stated.items()
        if persons[number].pk in by_person and (at := run.moment(row, "controlled_at")) is not None
    ]
    control_contacts([one for one in controls if run.may(one.contact.area)])
