"""One chunk of a list beside what is on record: which rows are new, which change something."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q

from fangxian.response.casework.actions.report_case import CaseReport
from fangxian.response.casework.ids import derived
from fangxian.response.casework.linelist.compare import Change, card, compare, midnight, new_case, said
from fangxian.response.casework.linelist.links import LINKING
from fangxian.response.casework.linelist.rows import Row
from fangxian.response.casework.models import Case, Contact, ImportedRow
from fangxian.response.jurisdiction.codes import within
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger.models import Incident
from fangxian.response.registry.identity import IdentityCard
from fangxian.response.registry.models import Person
from fangxian.response.registry.queries import document_index, owners_of_documents


@dataclass(slots=True)
class Existing:
    """A row whose case is on record, with what it changes there."""

    row: Row
    case: Case
    change: Change

    def since(self, zone: ZoneInfo) -> datetime:
        """From when the row says that its class holds."""
        return midnight(self.row.classified_on, zone)

    def is_step(self, zone: ZoneInfo) -> bool:
        """Whether the row's class begins later than the one on record: then it follows on it."""
        return self.since(zone) > self.case.classified_at or self.change.classification == "excluded"


@dataclass(frozen=True, slots=True)
class First:
    """The class in which a case was first reported, and when."""

    classification: str
    at: datetime


class Batch:
    """The rows of one chunk.

    Parameters
    ----------
    home : str
        Area that stands in where a row says none.
    by : Post or None
        Whose limits hold; None for the command line.
    """

    def __init__(
        self, incident: Incident, rows: Sequence[Row], home: str, by: Post | None, zone: ZoneInfo, batch: UUID
    ) -> None:
        self.incident = incident
        self.rows = rows
        self.home = home
        self.by = by
        self.zone = zone
        self.batch = batch
        numbers = [row.number for row in rows]
        cases = Case.objects.filter(incident=incident, number__in=numbers).select_related("person")
        self.cases = {case.number: case for case in cases}
        held = ImportedRow.objects.filter(incident=incident, kind="cases", number__in=numbers)
        standing = held.filter(Q(made=None) | Q(made__undone_at=None))
        self.last: dict[str, dict[str, Any]] = {one.number: one.values for one in standing}
        self.differs: dict[str, set[str]] = {}
        for row in rows:
            self._keep_out(row)

    def area_of(self, row: Row) -> str:
        """Area of a row's case."""
        area: str = row.values.get("area", self.home)
        return area

    def is_news(self, row: Row) -> bool:
        """Whether the list says something else of the case than the last one did."""
        return self.remember(row) != self.last.get(row.number)

    def remember(self, row: Row) -> dict[str, Any]:
        """What is kept of a row: what it says, and what earlier lists said where it says nothing.

        A value that was left alone because the record differs is not remembered, so that it is listed again. Of
        texts that state links, the former ones are kept beside, so that links they stated can be taken back.
        """
        last = self.last.get(row.number, {})
        new = {name: text for name, text in said(row).items() if name not in self.differs.get(row.number, ())}
        before = {name: last[name] for name in LINKING if name in last and last[name] != new.get(name, last[name])}
        return last | new | ({"before": before} if before else {})

    def changes(self) -> list[Existing]:
        """Rows whose case is on record."""
        found = []
        for row in self.rows:
            case = self.cases.get(row.number)
            if row.rejected or case is None:
                continue
            change = compare(row, case, self.last.get(row.number, {}), self.zone)
            for name, held in change.differs:
                row.note("value.differs", name, str(row.values.get(name, row.classified_on)), held=held)
                self.differs.setdefault(row.number, set()).add(name)
            found.append(Existing(row, case, change))
        return found

    def new_reports(self, firsts: Mapping[str, First]) -> list[tuple[CaseReport, Row]]:
        """Reports of the cases that are not on record, each with its row, in the class that the file says came first.

        Later classes come in as what they are, steps of the history, once the case is there.
        """
        rows = [row for row in self.rows if not row.rejected and row.number not in self.cases]
        people = _People(self.incident, rows)
        reports: list[tuple[CaseReport, Row]] = []
        for row in rows:
            first = firsts.get(row.number)
            if first is None and row.values["classification"] == "excluded":
                row.reject("row.excluded", "classification")
                continue
            person = people.of(row)
            if row.rejected:
                continue
            report = new_case(row, area=self.area_of(row), zone=self.zone, id=self._case_id(row), batch=self.batch)
            if first is not None:
                report = replace(report, classification=first.classification, at=first.at)
            reports.append((replace(report, person=person, identity=people.card(row)), row))
        return reports

    def _case_id(self, row: Row) -> UUID:
        return derived(self.batch, row.number, "case")

    def _keep_out(self, row: Row) -> None:
        if self.by is None:
            return
        case = self.cases.get(row.number)
        if case is not None and not within(case.area, self.by.area):
            row.reject("row.number_elsewhere", "number", row.number)
        elif not within(self.area_of(row), self.by.area):
            row.reject("row.outside_area", "area", self.area_of(row))


class _People:
    """Who the rows of a chunk are, where the register knows them: by identity document, or by contact number."""

    def __init__(self, incident: Incident, rows: Sequence[Row]) -> None:
        self.indexes = {row.line: _document(card(row)) for row in rows}
        owners = owners_of_documents([index for index in self.indexes.values() if index])
        numbers = [row.values["contact_number"] for row in rows if "contact_number" in row.values]
        contacts = Contact.objects.filter(incident=incident, number__in=numbers).values_list("number", "person")
        self.by_contact = dict(contacts)
        self.by_document = {line: owners[index] for line, index in self.indexes.items() if index in owners}
        persons = {*self.by_contact.values(), *self.by_document.values()}
        self.persons = Person.objects.in_bulk(persons)
        self.cases = dict(Case.objects.filter(incident=incident, person__in=persons).values_list("person", "number"))
        self.claimed: dict[bytes, str] = {}

    def of(self, row: Row) -> Person | None:
        """The person on record, or None; rejects the row of somebody who is a case already."""
        known = self.by_document.get(row.line) or self.by_contact.get(row.values.get("contact_number", ""))
        index = self.indexes[row.line]
        held = self.cases.get(known) if known else self.claimed.get(index or b"")
        if held:
            row.reject("row.person_is_case", "number", row.number, held=held)
            return None
        if index:
            self.claimed[index] = row.number
        if known:
            self.cases[known] = row.number
        return self.persons.get(known) if known else None

    def card(self, row: Row) -> IdentityCard | None:
        """The identity to seal: none for a person whose identity is on record by its document."""
        if row.line in self.by_document:
            return None
        return card(row)


def _document(identity: IdentityCard | None) -> bytes | None:
    return document_index(identity.id_kind, identity.id_number) if identity else None
