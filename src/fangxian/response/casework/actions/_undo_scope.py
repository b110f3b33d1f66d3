"""What an import brought, and which of it has been built on since: the question that taking it back depends on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Final
from uuid import UUID

from django.db.models import Model

from fangxian.response.casework.facts import CLASSIFIED
from fangxian.response.casework.ids import derived
from fangxian.response.casework.measures import MEASURES
from fangxian.response.casework.models import Case, Contact, ImportedRow, LineListImport, Relationship
from fangxian.response.ledger import merges
from fangxian.response.ledger.models import FactRow
from fangxian.response.registry.models import Person

BUILT_ON: Final = "undo.built_on"
LATER: Final = "undo.later"
CORRECTED: Final = "undo.corrected"
USED: Final = "undo.used"
"""Why a row stays; keys of :data:`fangxian.response.casework.linelist.messages.SENTENCES`."""

_STANDING: Final = (*CLASSIFIED.values(), "case.excluded", *MEASURES)
"""Facts that change where somebody stands: of those who had stood somewhere before, they are not taken back."""

_NOT_BUILDING: Final = ("fact.voided", "identity.read")
_OWN: Final = ("casework_", "registry_identity", "registry_duplicate")
_CHUNK: Final = 5000


class Scope:
    """The facts of one import, by what they are about."""

    def __init__(self, batch: LineListImport) -> None:
        self.batch = batch
        every = FactRow.objects.filter(batch=batch.id).order_by("seq")
        ours = {fact.id: fact for fact in every.exclude(kind="fact.voided")}
        self.subjects = {fact.subject for fact in ours.values()}
        self.others = [fact for fact in _about(self.subjects) if fact.id not in ours]
        voided = {fact.corrects for fact in self.others if fact.kind == "fact.voided"}
        self.ours = {id_: fact for id_, fact in ours.items() if id_ not in voided}
        self.others = [fact for fact in self.others if fact.id not in voided]
        self.names = merges.members(self.subjects)
        self.why: dict[str, str] = {}
        self._built_on()
        self._changed()
        self._used()
        self._sources_of_those_who_stay()

    def reason(self, row: ImportedRow) -> str:
        """Why a row stays; empty where it goes."""
        subject = self._subject_of.get((row.kind, row.number.split(" > ")[self._place(row.kind)]), "")
        return self.why.get(subject, "")

    def going(self) -> Iterator[FactRow]:
        """The facts that are voided: neither those about a subject that stays nor those that follow from them."""
        for fact in self.ours.values():
            about = str(fact.attributes.get("person", "")) if fact.kind == "place.exposed" else fact.subject
            if about not in self.why and fact.subject not in self.why:
                yield fact

    def entered_and_going(self) -> set[UUID]:
        """Persons whom the import entered and who go with it."""
        kinds = ("cases", "contacts", "relationships")
        rows = ImportedRow.objects.filter(made=self.batch, kind__in=kinds).values_list("kind", "number")
        ids = set()
        for kind, key in rows:
            number = key.split(" > ")[self._place(kind)]
            case = derived(self.batch.id, number, "case")
            ids.add(derived(case, "person") if kind == "cases" else derived(self.batch.id, number, "person"))
        return {id_ for id_ in ids if f"person:{id_}" not in self.why}

    # -- why something stays -----------------------------------------------------------------------------

    def _built_on(self) -> None:
        first: dict[str, int] = {}
        for fact in self.ours.values():
            first.setdefault(fact.subject, fact.seq)
        relationships = {fact.attributes.get("relationship") for fact in self.ours.values()} - {None}
        for fact in self.others:
            subject = fact.subject if fact.subject in first else self.names.get(fact.subject, fact.subject)
            joined = fact.attributes.get("relationship") in relationships
            since = fact.seq > first.get(subject, fact.seq)
            if fact.kind not in _NOT_BUILDING and (since or joined):
                self.why.setdefault(subject, BUILT_ON)
        standing = {fact.id for fact in self.others}
        for fact in self.ours.values():
            if fact.corrects in standing:
                self.why.setdefault(fact.subject, CORRECTED)
        for subject, name in self.names.items():
            if subject != name:  # merged: what is said of one is said of the other
                self.why.setdefault(subject, BUILT_ON)
                self.why.setdefault(name, BUILT_ON)

    def _changed(self) -> None:
        """What the import changed in the class or the management of people who were cases or contacts before."""
        before = {
            self.names.get(fact.subject, fact.subject)
            for fact in self.others
            if fact.kind in (*_STANDING, "exposure.recorded")
        }
        for fact in self.ours.values():
            if fact.kind in _STANDING and fact.subject in before:
                self.why.setdefault(fact.subject, CORRECTED)

    def _used(self) -> None:
        """Persons, cases and contacts to whom rows of other rooms point."""
        persons = [UUID(subject[7:]) for subject in self.subjects if subject.startswith("person:")]
        for part in _parts(persons):
            ends: tuple[tuple[type[Model], dict[UUID, UUID]], ...] = (
                (Person, {person: person for person in part}),
                (Case, dict(Case.objects.filter(person__in=part).values_list("id", "person"))),
                (Contact, dict(Contact.objects.filter(person__in=part).values_list("id", "person"))),
            )
            for model, ids in ends:
                for relation in model._meta.related_objects:
                    table = relation.related_model._meta.db_table
                    if table.startswith(_OWN) or relation.many_to_many:
                        continue
                    name = relation.field.name
                    rows = relation.related_model._base_manager.filter(**{f"{name}__in": list(ids)})
                    for id_ in rows.values_list(name, flat=True).distinct():
                        self.why.setdefault(f"person:{ids[id_]}", USED)

    def _sources_of_those_who_stay(self) -> None:
        """Whoever exposed somebody who stays, or somebody whom another has entered, stays."""
        mine = {str(fact.attributes.get("relationship")) for fact in self.ours.values()}
        targets: dict[str, set[str]] = defaultdict(set)
        persons = [UUID(subject[7:]) for subject in self.subjects if subject.startswith("person:")]
        for part in _parts(persons):
            rows = Relationship.objects.filter(source__in=part, voided_at=None).values_list("id", "source", "person")
            for id_, source, person in rows:
                if str(id_) not in mine:
                    self.why.setdefault(f"person:{source}", BUILT_ON)
                targets[f"person:{source}"].add(f"person:{person}")
        sources: dict[str, set[str]] = defaultdict(set)
        for origin, some in targets.items():
            for target in some:
                sources[target].add(origin)
        waiting = list(self.why)
        while waiting:
            for origin in sources.get(waiting.pop(), ()):
                if origin not in self.why:
                    self.why[origin] = BUILT_ON
                    waiting.append(origin)

    # -- rows --------------------------------------------------------------------------------------------

    @cached_property
    def _subject_of(self) -> dict[tuple[str, str], str]:
        """The subject that a row is about, by kind and number."""
        found: dict[tuple[str, str], str] = {}
        people = {"": ""}
        for model in (Contact, Case):
            rows = model.objects.filter(incident=self.batch.incident_id).values_list("number", "person")
            mine = {number: f"person:{person}" for number, person in rows.iterator(chunk_size=_CHUNK)}
            people |= mine
            found |= {
                ("contacts" if model is Contact else "cases", number): subject for number, subject in mine.items()
            }
        for kind in ("relationships", "classes", "measures", "visits", "follow_ups", "samples"):
            found |= {(kind, number): subject for number, subject in people.items()}
        for number, subject in people.items():
            found.setdefault(("contacts", number), subject)
        return found

    @staticmethod
    def _place(kind: str) -> int:
        """Where in the key of a row the number of its person stands."""
        return 1 if kind == "relationships" else 0


def _about(subjects: Iterable[str]) -> Iterator[FactRow]:
    """Every fact of these subjects, those merged with them among them."""
    names = sorted(merges.members(subjects))
    for start in range(0, len(names), _CHUNK):
        yield from FactRow.objects.filter(subject__in=names[start : start + _CHUNK]).order_by("seq")


def _parts(some: list[UUID]) -> Iterator[list[UUID]]:
    for start in range(0, len(some), _CHUNK):
        yield some[start : start + _CHUNK]
