"""The rows of an export, read by a cursor that PostgreSQL holds: a million need no more memory than a thousand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Model

from fangxian.response.casework.measures import MEASURES
from fangxian.response.casework.measures import TITLES as MEASURE_TITLES
from fangxian.response.casework.models import (
    Case,
    CaseStatus,
    Contact,
    ContactKind,
    FollowUp,
    Outcome,
    Relationship,
    Visit,
)
from fangxian.response.casework.queries import contacts as contact_queries
from fangxian.response.interchange import choice as choices
from fangxian.response.interchange.choice import Choice
from fangxian.response.jurisdiction.queries import area_names
from fangxian.response.ledger import clock, merges
from fangxian.response.ledger.clauses import clause
from fangxian.response.ledger.language import say
from fangxian.response.ledger.models import FactRow, TaskRow
from fangxian.response.registry.models import Identity
from fangxian.response.registry.seal import unseal

CHUNK: Final = 2000
"""Rows that are completed together."""

Row = dict[str, Any]


def rows(kind: str, choice: Choice, *, identities: bool) -> Iterator[list[Row]]:
    """The rows of a kind, a chunk at a time, each with every column."""
    query = choices.query(kind, choice).order_by(choices.TIMES[kind], "pk")
    complete = _COMPLETE[kind]
    zone = clock.zone()
    chunk: list[Any] = []
    for one in query.iterator(chunk_size=CHUNK):
        chunk.append(one)
        if len(chunk) == CHUNK:
            yield complete(chunk, identities, zone)
            chunk = []
    if chunk:
        yield complete(chunk, identities, zone)


# -- what completes the rows of each kind ----------------------------------------------------------------------


def _cases(some: Sequence[Case], identities: bool, zone: ZoneInfo) -> list[Row]:
    names = area_names(one.area for one in some)
    said = _said(
        [one.subject for one in some],
        ("case.suspected", "case.probable", "case.confirmed", "case.asymptomatic", "case.converted", "case.reported",
         "case.died", "case.recovered"),
    )  # fmt: skip
    persons = [one.person_id for one in some]
    contacts = _numbered(Contact, persons)
    cards = _cards(persons) if identities else {}
    return [
        {
            "case_id": one.number,
            "classification": one.classification,
            "classification_name": str(one.get_classification_display()),
            "date_of_classification": _local(one.classified_at, zone),
            "date_of_reporting": _local(one.reported_at, zone),
            "date_of_network_report": _when(said[one.incident_id, one.subject], ("case.reported",), zone),
            "date_of_onset": one.onset_on,
            "date_of_sample": _local(_sampled(said[one.incident_id, one.subject]), zone),
            "sex": one.person.sex,
            "age": one.person.age,
            "area_code": one.area,
            "area": names[one.area],
            "route": one.route,
            "route_name": str(one.get_route_display()) if one.route else "",
            "source": one.source,
            "cluster": one.cluster,
            "severity": one.severity,
            "outcome": one.outcome,
            "date_of_outcome": _when(said[one.incident_id, one.subject], ("case.died", "case.recovered"), zone),
            "contact_id": contacts.get((one.incident_id, one.person_id), ""),
            "notes": one.notes,
            "reconstructed": "yes" if one.person.reconstructed else "",
            "incident": one.incident.slug,
            "uuid": str(one.id),
            **cards.get(one.person_id, {}),
        }
        for one in some
    ]


def _contacts(some: Sequence[Contact], identities: bool, zone: ZoneInfo) -> list[Row]:
    names = area_names(one.area for one in some)
    sources = contact_queries.sources_of(some)
    said = _said([one.subject for one in some if one.controlled_at], ("quarantine.started",))
    cards = _cards([one.person_id for one in some]) if identities else {}
    return [
        {
            "contact_id": one.number,
            "kind": one.kind,
            "kind_name": str(ContactKind(one.kind).label),
            "date_of_last_contact": _local(one.last_exposure, zone),
            "date_of_identification": _local(one.identified_at, zone),
            "sex": one.person.sex,
            "age": one.person.age,
            "area_code": one.area,
            "area": names[one.area],
            "quarantine_start": _local(one.controlled_at, zone),
            "quarantine_mode": _last(said[one.incident_id, one.subject], "mode"),
            "contact_status": contact_queries.state_of(one),
            "source_ids": "; ".join(number for number, _case in sources[one.person_id]),
            "date_became_case": _local(one.became_case_at, zone),
            "quarantine_end": _local(one.ended_at, zone),
            "date_of_followup_end": _local(one.follow_up_ended_at, zone),
            "team": one.team,
            "incident": one.incident.slug,
            "uuid": str(one.id),
            **cards.get(one.person_id, {}),
        }
        for one in some
    ]


def _relationships(some: Sequence[Relationship], identities: bool, zone: ZoneInfo) -> list[Row]:
    numbers = _numbers({one.source_id for one in some} | {one.person_id for one in some})
    return [
        {
            "source_id": numbers.get((one.incident_id, one.source_id), one.source.label),
            "target_id": numbers.get((one.incident_id, one.person_id), one.person.label),
            "kind": one.kind,
            "date_of_first_contact": _local(one.first_exposure, zone),
            "date_of_last_contact": _local(one.last_exposure, zone),
            "date_of_identification": _local(one.identified_at, zone),
            "context_of_exposure": one.setting,
            "relation_detail": one.social,
            "certainty_level": one.certainty,
            "recorded_at": _local(one.recorded_at, zone),
            "uuid": str(one.id),
        }
        for one in some
    ]


def _visits(some: Sequence[Visit], identities: bool, zone: ZoneInfo) -> list[Row]:
    numbers = _numbers({one.person_id for one in some})
    names = area_names(one.place_area for one in some)
    return [
        {
            "person_id": numbers.get((one.incident_id, one.person_id), one.person.label),
            "place": one.place_name,
            "place_area_code": one.place_area,
            "place_area": names[one.place_area],
            "category": one.category,
            "from": _local(one.began_at, zone),
            "until": _local(one.ended_at, zone),
            "transport": one.transport,
            "service": one.service,
            "mask": one.mask,
            "companions": one.companions,
            "told_by": one.told_by,
            "certainty_level": one.certainty,
            "note": one.note,
            "uuid": str(one.id),
        }
        for one in some
    ]


def _follow_ups(some: Sequence[FollowUp], identities: bool, zone: ZoneInfo) -> list[Row]:
    names = area_names(one.area for one in some)
    return [
        {
            "contact_id": one.contact.number,
            "date_of_followup": one.day,
            "followup_status": one.outcome,
            "status_name": str(Outcome(one.outcome).label),
            "seen_at": _local(one.at, zone),
            "method": one.method,
            "temperature": None if one.temperature is None else float(one.temperature),
            "symptoms": ", ".join(one.symptoms),
            "note": one.note,
            "area": names[one.area],
            "recorded_at": _local(one.recorded_at, zone),
            "uuid": str(one.id),
        }
        for one in some
    ]


def _classes(some: Sequence[CaseStatus], identities: bool, zone: ZoneInfo) -> list[Row]:
    names = area_names(one.area for one in some)
    facts = FactRow.objects.filter(id__among=[one.fact for one in some]).values_list("id", "attributes")
    why = {id_: said.get("reason") or said.get("note") or "" for id_, said in facts}
    return [
        {
            "case_id": one.case.number,
            "classification": one.classification,
            "classification_name": str(one.get_classification_display()),
            "date_of_classification": _local(one.at, zone),
            "reason": why.get(one.fact, ""),
            "area": names[one.area],
        }
        for one in some
    ]


def _measures(some: Sequence[FactRow], identities: bool, zone: ZoneInfo) -> list[Row]:
    """Measures stand in the ledger alone; what was voided since is left out, and so is who is no contact."""
    standing, people = _standing(some)
    numbers = _numbered(Contact, list(set(people.values())))
    names = area_names(one.area for one in standing)
    return [
        {
            "contact_id": numbers[one.incident_id, people[one.subject]],
            "measure": MEASURES[one.kind],
            "measure_name": str(MEASURE_TITLES[MEASURES[one.kind]]),
            "date_of_measure": _local(one.at, zone),
            "quarantine_mode": one.attributes.get("mode", ""),
            "until": _moment(one.attributes.get("until"), zone),
            "signer": one.attributes.get("signer", ""),
            "reason": one.attributes.get("reason") or one.attributes.get("note", ""),
            "certificate": one.attributes.get("certificate", ""),
            "group": one.attributes.get("group", ""),
            "legal_basis": one.attributes.get("legal_basis", ""),
            "area": names[one.area],
        }
        for one in standing
        if (one.incident_id, people[one.subject]) in numbers
    ]


def _samples(some: Sequence[FactRow], identities: bool, zone: ZoneInfo) -> list[Row]:
    """Samples stand in the ledger alone; what was voided or corrected since is left out."""
    standing, people = _standing(some)
    numbers = _numbers(set(people.values()))
    results = {
        str(fact.attributes.get("sample")): fact
        for facts in _said(list(people), ("sample.resulted",)).values()
        for fact in facts
    }
    names = area_names(one.area for one in some)
    found = []
    for one in standing:
        sample = str(one.attributes.get("sample", ""))
        result = results.get(sample)
        told = result.attributes if result is not None else {}
        found.append(
            {
                "person_id": numbers.get((one.incident_id, people[one.subject]), ""),
                "sample_id": sample,
                "date_of_sample": _local(one.at, zone),
                "sample_type": one.attributes.get("specimen", ""),
                "test_type": one.attributes.get("assay", ""),
                "result": told.get("result", ""),
                "date_of_result": _local(result.at, zone) if result is not None else None,
                "ct_value": told.get("ct"),
                "lab_name": told.get("institution", ""),
                "area": names[one.area],
            }
        )
    return found


def _tasks(some: Sequence[TaskRow], identities: bool, zone: ZoneInfo) -> list[Row]:
    people = {one.subject: UUID(one.subject[7:]) for one in some if one.subject.startswith("person:")}
    numbers = _numbers(set(people.values()))
    return [
        {
            "subject": numbers.get((one.incident_id, people.get(one.subject)), one.subject),
            "clause": one.clause,
            "step": one.step,
            "title": _owed(one),
            "pack": one.pack,
            "office": one.office.name if one.office is not None else "",
            "area_code": one.area,
            "state": one.state,
            "opened_at": _local(one.opened_at, zone),
            "due_at": _local(one.due_at, zone),
            "discharged_at": _local(one.discharged_at, zone),
            "late": "yes" if one.late else "",
            "lapsed_at": _local(one.lapsed_at, zone),
            "reason": one.reason,
            "uuid": str(one.id),
        }
        for one in some
    ]


_COMPLETE: Final[dict[str, Callable[[Any, bool, ZoneInfo], list[Row]]]] = {
    "cases": _cases,
    "contacts": _contacts,
    "relationships": _relationships,
    "visits": _visits,
    "follow_ups": _follow_ups,
    "samples": _samples,
    "classes": _classes,
    "measures": _measures,
    "tasks": _tasks,
}


def _owed(task: TaskRow) -> str:
    """What a task asks for, in the reader's language."""
    found = clause(task.pack, task.clause)
    return say(found.title) if found is not None else task.clause


def _numbers(persons: Iterable[UUID]) -> dict[tuple[UUID | None, UUID | None], str]:
    """By incident and person the case number, or the contact number of those who are no case."""
    wanted = list(persons)
    return _numbered(Contact, wanted) | _numbered(Case, wanted)


def _numbered(model: type[Model], persons: Sequence[UUID]) -> dict[tuple[UUID | None, UUID | None], str]:
    found = model._default_manager.filter(person__among=persons).values_list("incident", "person", "number")
    return {(incident, person): number for incident, person, number in found}


def _said(subjects: Sequence[str], kinds: Sequence[str]) -> dict[tuple[UUID | None, str], list[FactRow]]:
    """The facts of these kinds that stand, by incident and the subject they are read as, in the order recorded."""
    names = merges.members(subjects)
    facts = list(FactRow.objects.filter(subject__among=names).filter(kind__in=[*kinds, "fact.voided"]).order_by("seq"))
    replaced = {fact.corrects for fact in facts if fact.corrects is not None}
    found: dict[tuple[UUID | None, str], list[FactRow]] = defaultdict(list)
    for fact in facts:
        if fact.id not in replaced and fact.kind != "fact.voided":
            found[fact.incident_id, names.get(fact.subject, fact.subject)].append(fact)
    return found


def _standing(some: Sequence[FactRow]) -> tuple[list[FactRow], dict[str, UUID]]:
    """Those of these facts about people that nothing has taken the place of, and by subject whom they are read as."""
    said_of = merges.members(one.subject for one in some)
    people = {one.subject: UUID(said_of[one.subject][7:]) for one in some if one.subject.startswith("person:")}
    replaced = set(
        FactRow.objects.filter(subject__among=list(people), corrects__isnull=False).values_list("corrects", flat=True)
    )
    return [one for one in some if one.id not in replaced and one.subject in people], people


def _cards(persons: Sequence[UUID]) -> dict[UUID, Row]:
    """Who these persons are; only for whoever may know it."""
    found = {}
    for row in Identity.objects.filter(person__among=persons):
        card = unseal(row.person_id, bytes(row.sealed))
        found[row.person_id] = {name: getattr(card, name) for name in ("name", "id_number", "phone", "address")}
    return found


def _sampled(facts: Sequence[FactRow]) -> datetime | None:
    said = next((fact.attributes["sampled_at"] for fact in facts if fact.attributes.get("sampled_at")), None)
    return None if said is None else datetime.fromisoformat(said)


def _when(facts: Sequence[FactRow], kinds: Sequence[str], zone: ZoneInfo) -> datetime | None:
    found = [fact.at for fact in facts if fact.kind in kinds]
    return _local(found[-1], zone) if found else None


def _last(facts: Sequence[FactRow], name: str) -> str:
    return str(facts[-1].attributes.get(name, "")) if facts else ""


def _moment(said: str | None, zone: ZoneInfo) -> datetime | None:
    return None if said is None else _local(datetime.fromisoformat(said), zone)


def _local(moment: datetime | None, zone: ZoneInfo) -> datetime | None:
    return None if moment is None else moment.astimezone(zone)
