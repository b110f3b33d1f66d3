"""Whom the rows of a file are about: who bears which number, on record, by a document, or not yet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from fangxian.response.casework.actions._import_run import Run, chunks, numbered
from fangxian.response.casework.ids import derived
from fangxian.response.casework.linelist.compare import card
from fangxian.response.casework.linelist.rows import Row
from fangxian.response.casework.models import Case, Contact
from fangxian.response.registry.actions import NewPerson, create_persons, set_identities
from fangxian.response.registry.identity import IdentityCard
from fangxian.response.registry.models import Identity, Person
from fangxian.response.registry.queries import known_by_document

_CHUNK = 5000
_COMPLETED = ("sex", "age")


@dataclass(slots=True, eq=False)
class Somebody:
    """Somebody of the file, under one number or under several that share an identity document.

    Attributes
    ----------
    person : Person or None
        None until they are entered.
    stands : bool
        Whether they are a case or a contact of the incident by now, so that they may be named as a source.
    number : str
        The number under which they came in.
    """

    person: Person | None = None
    stands: bool = False
    number: str = ""


@dataclass(slots=True)
class Coming:
    """What some rows bring into the register, until all that belongs to it is written.

    Attributes
    ----------
    entered, rows : dict
        Those who are new, and the row that says who they are.
    numbers : dict
        The number under which each comes in: of several, the first.
    filled : dict
        What rows say of somebody on record of whom the register did not say it.
    notes : list
        What is to be listed of a row.
    """

    entered: dict[Somebody, Person] = field(default_factory=dict)
    rows: dict[Somebody, Row] = field(default_factory=dict)
    numbers: dict[Somebody, str] = field(default_factory=dict)
    filled: dict[tuple[Person, str], Any] = field(default_factory=dict)
    notes: list[Callable[[], None]] = field(default_factory=list)

    def person(self, who: Somebody) -> Person:
        """Their entry in the register."""
        found = self.entered.get(who) or who.person
        assert found is not None
        return found


class People:
    """Who bears which number."""

    def __init__(self, run: Run, contacts: Sequence[Row], relationships: Sequence[Row], cases: Sequence[Row]) -> None:
        self.run = run
        sound = [row for row in contacts if not row.rejected]
        links = [row for row in relationships if not row.rejected]
        ill = {row.values["contact_number"]: row.number for row in cases if "contact_number" in row.values}
        self.called = {case: number for number, case in ill.items()}
        """Contact number of those whom the file knows as cases."""
        self.targets = {row.number for row in links}
        self.targets |= {self.called[number] for number in self.targets & self.called.keys()}
        self.own = {row.number for row in sound}
        sources = {str(row.values["source_case"]) for row in (*sound, *links) if "source_case" in row.values}
        self._who: dict[str, Somebody] = {}
        self._known(numbered(run.incident, self.own | self.targets | sources | set(ill.values())), ill)
        self._others(sound)

    def of(self, number: str) -> Somebody | None:
        """Whoever bears a number; None where nobody on record and no row does."""
        return self._who.get(number)

    def stands(self, number: str) -> bool:
        """Whether somebody who bears this number is a case or contact by now."""
        who = self._who.get(number)
        return who is not None and who.stands

    def _known(self, known: Mapping[str, Person], ill: Mapping[str, str]) -> None:
        by_person: dict[UUID, Somebody] = {}
        for number, person in known.items():
            self._who[number] = by_person.setdefault(person.pk, Somebody(person, stands=True))
        for number, case in ill.items():
            if case in self._who:
                self._who.setdefault(number, self._who[case])
        self._by_number = frozenset(self._who)

    def _others(self, rows: Sequence[Row]) -> None:
        """Those whom no number leads to: known by their document, the same as an earlier row's, or new."""
        cards: dict[str, IdentityCard] = {}
        unknown: dict[str, None] = {}
        for row in rows:
            if row.number not in self._who:
                unknown[row.number] = None
            if "id_number" in row.values and row.number not in cards and (one := card(row)) is not None:
                cards[row.number] = one
        self._by_document = held = _known_by_document({number: cards[number] for number in unknown if number in cards})
        standing = _standing(self.run, {person.pk for person in held.values()})
        on_record = {who.person.pk: who for who in self._who.values() if who.person is not None}
        sharing: dict[tuple[str, str], Somebody] = {}
        for number, one in cards.items():  # of a number on record, too: it may be the same file again
            if number not in unknown:
                sharing.setdefault(_document(one), self._who[number])
        for number in unknown:
            stated, person = cards.get(number), held.get(number)
            if person is not None:
                who = Somebody(person, stands=person.pk in standing)
                self._who[number] = on_record.setdefault(person.pk, who)
            elif stated is not None:
                self._who[number] = sharing.setdefault(_document(stated), Somebody())
            else:
                self._who[number] = Somebody()

    # -- coming in ---------------------------------------------------------------------------------------

    def enter(self, numbers: Iterable[str], about: Mapping[str, Row]) -> Coming:
        """Enter those of these numbers who are new, with what the rows about them say."""
        coming = Coming()
        new: list[NewPerson] = []
        for number in numbers:
            who = self._who[number]
            coming.numbers.setdefault(who, who.number or self._contact_number(number))
            if who.person is None and who not in coming.rows:
                coming.rows[who] = about[number]
                new.append(self._new(about[number]))
        coming.entered = dict(zip(coming.rows, create_persons(new), strict=True))
        cards = {coming.entered[who]: card(row) for who, row in coming.rows.items()}
        set_identities({person: one for person, one in cards.items() if one is not None})
        return coming

    def complete(self, coming: Coming, rows: Iterable[Row]) -> None:
        """Fill in what the register does not say of those on record; what it says otherwise is listed."""
        cards: dict[Person, IdentityCard] = {}
        for row in rows:
            who = self._who[row.number]
            if coming.rows.get(who) is row:
                continue
            person = coming.person(who)
            self._note_other_number(coming, who, row)
            for name in _COMPLETED:
                _fill(coming, person, row, name)
            if (one := card(row)) is not None:
                cards.setdefault(person, one)
        for (person, name), value in coming.filled.items():
            Person.objects.filter(pk=person.pk).update(**{name: value})
        if cards:
            held = set(
                Identity.objects.filter(person__among=[person.pk for person in cards]).values_list("person", flat=True)
            )
            set_identities({person: one for person, one in cards.items() if person.pk not in held})

    def settle(self, coming: Coming) -> None:
        """All of it is written: from now on they are on record."""
        for who, number in coming.numbers.items():
            who.person, who.stands, who.number = coming.person(who), True, who.number or number
        for (person, name), value in coming.filled.items():
            setattr(person, name, value)
        for note in coming.notes:
            note()

    def _contact_number(self, number: str) -> str:
        return self.called.get(number) or (number if number in self.own else "")

    def _new(self, row: Row) -> NewPerson:
        return NewPerson(
            label=row.number,
            area=self.run.area_of(row),
            sex=row.values.get("sex", ""),
            age=row.values.get("age"),
            id=derived(self.run.batch.id, row.number, "person"),
        )

    def _note_other_number(self, coming: Coming, who: Somebody, row: Row) -> None:
        """List that a row's document belongs to somebody under another number."""
        if row.number in self._by_number:
            return
        same = self._by_document.get(row.number)
        held = same.label if same is not None else coming.numbers.get(who) or who.number or coming.person(who).label
        if held != row.number:
            coming.notes.append(lambda: row.note("row.same_person", "id_number", "", held=held))


def _fill(coming: Coming, person: Person, row: Row, name: str) -> None:
    said, held = row.values.get(name), coming.filled.get((person, name), getattr(person, name))
    if said in (None, "") or said == held:
        return
    if held in (None, ""):
        coming.filled[person, name] = said
    else:
        coming.notes.append(lambda: row.note("value.differs", name, str(said), held=str(held)))


def _document(one: IdentityCard) -> tuple[str, str]:
    return one.id_kind, one.id_number.upper()


def _known_by_document(cards: Mapping[str, IdentityCard]) -> dict[str, Person]:
    """Those whom the register knows by the document that their row states."""
    found: dict[str, Person] = {}
    for part in chunks(list(cards), _CHUNK):
        found |= known_by_document({number: cards[number] for number in part})
    return found


def _standing(run: Run, persons: set[UUID]) -> set[UUID]:
    """Which of these persons are cases or contacts of the incident."""
    return {
        person
        for model in (Contact, Case)
        for person in model._default_manager.filter(incident=run.incident, person__among=persons).values_list(
            "person", flat=True
        )
    }
