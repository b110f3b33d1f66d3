"""Report a case: a new one, or a contact who has become one; one or thousands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict, Invalid
from fangxian.response.casework.facts import CLASSIFIED, OUTCOMES, SEVERITIES, Whom, case_attributes
from fangxian.response.casework.firsts import Classified, first_in_county
from fangxian.response.casework.ids import derived
from fangxian.response.casework.models import Case, CaseStatus, Contact, Route
from fangxian.response.casework.policies import require_in
from fangxian.response.casework.writing import (
    check_choice,
    check_text,
    check_time,
    lock_numbering,
    lock_persons,
)
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock
from fangxian.response.ledger.entry import Entry
from fangxian.response.ledger.models import Incident
from fangxian.response.ledger.record import record
from fangxian.response.registry.actions import NewPerson, create_persons, set_identities
from fangxian.response.registry.identity import IdentityCard
from fangxian.response.registry.models import Person
from fangxian.response.registry.queries import known_by_document


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseReport:
    """What is said of a case when it is first reported.

    Attributes
    ----------
    number : str
        Case number, unique in the incident.
    classification : str
        ``suspect``, ``probable``, ``confirmed`` or ``asymptomatic``.
    at : datetime
        When it was so classified. Aware.
    area : str
        Code of the area responsible.
    person : Person or None
        Who it is, where the register has them (a contact, say); otherwise a person is entered from `label`,
        `sex`, `age`, `residence`, `reconstructed`.
    label : str
        Pseudonym of a new person; the case number where empty.
    identity : IdentityCard or None
        Who the person is. A document that the register knows leads to its person; otherwise the identity of the
        new person is sealed.
    route : str
        How the case was found; one of :class:`Route`.
    onset_on : date or None
        Local day of the first symptom.
    sampled_at, reported_at : datetime or None
        When the positive sample was taken; when the direct network report was filed, if it has been.
    first_reported_at : datetime or None
        When the case was first reported, where that is neither `reported_at` nor, without it, `at`.
    severity : str
        ``mild``, ``ordinary``, ``severe``, ``critical``, or empty.
    source, cluster : str
        Where the infection is thought to come from, and the cluster it belongs to, in words.
    outcome, outcome_at : str, datetime or None
        ``died`` or ``recovered``, and when.
    certainty : str
        ``reconstructed`` where published totals do not say it; empty where it was reported so.
    batch : UUID or None
        The import that brought it.
    id : UUID
        Minted by the caller; the case's id. Sending it twice reports one case.
    """

    number: str
    classification: str
    at: datetime
    area: str
    person: Person | None = None
    label: str = ""
    sex: str = ""
    age: int | None = None
    residence: str = ""
    reconstructed: bool = False
    identity: IdentityCard | None = None
    route: str = ""
    onset_on: date | None = None
    sampled_at: datetime | None = None
    reported_at: datetime | None = None
    first_reported_at: datetime | None = None
    severity: str = ""
    source: str = ""
    cluster: str = ""
    institution: str = ""
    outcome: str = ""
    outcome_at: datetime | None = None
    notes: str = ""
    certainty: str = ""
    batch: UUID | None = None
    id: UUID = field(default_factory=uuid4)


def report_case(incident: Incident, *, by: Post | None = None, **said: Any) -> Case:
    """Report one case; the keywords are the fields of :class:`CaseReport`.

    A person who is a contact in the incident becomes a case: the contact keeps its history, nobody is
    entered twice, and the conversion is recorded.

    Raises
    ------
    NotAllowed
        The post may not record cases in the area.
    Invalid
        A value cannot be right; `context` names the field.
    Conflict
        ``case.number_taken``, or ``case.exists``: the person is a case in this incident already.
    """
    return report_cases(incident, [CaseReport(**said)], by=by)[0]


@transaction.atomic
def report_cases(incident: Incident, reports: Sequence[CaseReport], *, by: Post | None = None) -> list[Case]:
    """Report many cases in a few statements and one call of the ledger; all or none.

    Raises
    ------
    NotAllowed, Invalid, Conflict
        As :func:`report_case`.
    """
    now = clock.now()
    today = now.astimezone(clock.zone()).date()
    for report in reports:
        require_in(by, "case.write", report.area)
        _check(report, now, today)
    # From here on beyond the post's own area: a number or a person may stand in another one.
    with access.everywhere():
        lock_numbering(incident.id)
        held = Case.objects.in_bulk([report.id for report in reports])
        for report in reports:
            _refuse_taken_id(incident, report, held.get(report.id))
        fresh = [report for report in reports if report.id not in held]
        if fresh:
            _refuse_taken_numbers(incident, fresh)
            held |= _write(incident, fresh)
        return [held[report.id] for report in reports]


def _check(report: CaseReport, now: datetime, today: date) -> None:
    check_text(report.number, 60, "number", needed=True)
    check_choice(report.classification, CLASSIFIED, "classification")
    check_choice(report.route, Route.values, "route")
    check_choice(report.severity, ("", *SEVERITIES), "severity")
    check_choice(report.outcome, ("", *OUTCOMES), "outcome")
    check_text(report.source, 300, "source")
    check_text(report.cluster, 160, "cluster")
    for name in ("at", "sampled_at", "reported_at", "first_reported_at", "outcome_at"):
        value = getattr(report, name)
        if value is not None:
            check_time(value, name, now)
    if report.onset_on is not None and report.onset_on > today:
        raise Invalid(
            "case.onset_future",
            _("The day of onset, %(value)s, lies in the future."),
            remedy=_("Correct it, or leave it empty until it is known."),
            field="onset_on",
            value=report.onset_on,
        )


def _refuse_taken_id(incident: Incident, report: CaseReport, held: Case | None) -> None:
    if held is not None and (held.incident_id, held.number) != (incident.id, report.number):
        raise Conflict(
            "case.id_taken",
            _("The id sent with %(number)s is that of another case."),
            remedy=_("Send the report with an id of its own."),
            number=report.number,
        )


def _refuse_taken_numbers(incident: Incident, reports: Sequence[CaseReport]) -> None:
    numbers = Counter(report.number for report in reports)
    held = Case.objects.filter(incident=incident, number__in=list(numbers)).values_list("number", flat=True).first()
    taken = held or next((number for number, times in numbers.items() if times > 1), None)
    if taken:
        raise Conflict(
            "case.number_taken",
            _("The number %(number)s belongs to another case of this incident."),
            remedy=_("Give the next free number, or open that case and record there."),
            field="number",
            number=taken,
        )


def _write(incident: Incident, reports: Sequence[CaseReport]) -> dict[UUID, Case]:
    persons = _persons(reports)
    lock_persons(person.subject for person in persons.values())
    _refuse_second_case(incident, persons.values())
    now = clock.now()
    cases = {report.id: _case(incident, report, persons[report.id]) for report in reports}
    Case.objects.bulk_create(cases.values(), batch_size=1000)
    entries: list[Entry] = []
    converted = _convert_contacts(incident, {case.person_id: case for case in cases.values()})
    firsts = first_in_county(incident.id, [Classified(one.id, one.classification, one.at, one.area) for one in reports])
    for report in reports:
        case = cases[report.id]
        entries += _facts(case, report, was_contact=case.person_id in converted, first=report.id in firsts)
    CaseStatus.objects.bulk_create(
        [
            CaseStatus(
                case=cases[report.id],
                area=report.area,
                classification=report.classification,
                at=report.at,
                recorded_at=now,
                fact=derived(report.id, CLASSIFIED[report.classification], ""),
            )
            for report in reports
        ],
        batch_size=1000,
    )
    record(entries)
    return cases


def _persons(reports: Sequence[CaseReport]) -> dict[UUID, Person]:
    """The person of each report: given, known by the identity document, or entered now; by the report's id."""
    persons = {report.id: report.person for report in reports if report.person is not None}
    persons |= known_by_document(
        {report.id: report.identity for report in reports if report.person is None and report.identity is not None}
    )
    new = {
        report.id: NewPerson(
            label=report.label or report.number,
            area=report.area,
            sex=report.sex,
            age=report.age,
            residence=report.residence,
            reconstructed=report.reconstructed,
            id=derived(report.id, "person"),
        )
        for report in reports
        if report.id not in persons
    }
    entered = dict(zip(new, create_persons(list(new.values())), strict=True)) if new else {}
    cards = {entered[report.id]: report.identity for report in reports if report.id in entered and report.identity}
    if cards:
        set_identities(cards)
    return persons | entered


def _refuse_second_case(incident: Incident, persons: Iterable[Person]) -> None:
    held = Case.objects.filter(incident=incident, person__in=list(persons)).values_list("number", flat=True).first()
    if held:
        raise Conflict(
            "case.exists",
            _("This person is case %(number)s of this incident already."),
            remedy=_("Open that case and change its classification there."),
            number=held,
        )


def _case(incident: Incident, report: CaseReport, person: Person) -> Case:
    return Case(
        id=report.id,
        incident=incident,
        person=person,
        number=report.number,
        classification=report.classification,
        route=report.route,
        severity=report.severity,
        area=report.area,
        onset_on=report.onset_on,
        classified_at=report.at,
        reported_at=report.first_reported_at or report.reported_at or report.at,
        source=report.source,
        cluster=report.cluster,
        outcome=report.outcome,
        notes=report.notes,
    )


def _convert_contacts(incident: Incident, found: dict[UUID, Case]) -> set[UUID]:
    """Mark the contacts among these persons as cases; returns the persons who were contacts.

    Who was known by a contact number is known by the case number from now on; the contact keeps its own.
    """
    rows = Contact.objects.filter(incident=incident, person__in=found, became_case_at=None)
    contacts = list(rows.select_related("person"))
    known = [contact.person for contact in contacts if contact.person.label == contact.number]
    for contact in contacts:
        contact.became_case_at = found[contact.person_id].classified_at
    for person in known:
        person.label = found[person.id].number
    Contact.objects.bulk_update(contacts, ["became_case_at"], batch_size=1000)
    Person.objects.bulk_update(known, ["label"], batch_size=1000)
    return {contact.person_id for contact in contacts}


def _facts(case: Case, report: CaseReport, *, was_contact: bool, first: bool) -> list[Entry]:
    whom = Whom.of_case(case)
    shared = {"certainty": report.certainty, "batch": str(report.batch) if report.batch else None}

    def fact(kind: str, at: datetime, **said: Any) -> Entry:
        return whom.fact(kind, at, shared | said, request=report.id)

    attributes = case_attributes(
        case, sampled_at=report.sampled_at, institution=report.institution, first_in_area=first or None
    )
    facts = [fact(CLASSIFIED[report.classification], report.at, **attributes)]
    if was_contact:
        facts.append(fact("person.became_case", report.at, classification=report.classification))
    if report.reported_at is not None:
        facts.append(
            fact(
                "case.reported",
                report.reported_at,
                classification=report.classification,
                institution=report.institution,
            )
        )
    if report.source:
        facts.append(fact("source.proposed", report.at, hypothesis=report.source))
    if report.outcome:
        facts.append(fact(OUTCOMES[report.outcome], report.outcome_at or report.at))
    return facts
