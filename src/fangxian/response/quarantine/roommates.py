"""Who was exposed to somebody infected in the same room, and whose exposure is not on record yet.

Only those of the same room, and only while both were in it: nobody else's days begin anew.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.db.models import Q

from fangxian.response.casework.models import Case, Relationship
from fangxian.response.casework.transitions import pack_in_force
from fangxian.response.ledger import clock
from fangxian.response.ledger.queries.facts import facts_of
from fangxian.response.quarantine.models import Stay
from fangxian.response.quarantine.rules import infectious_from

SETTING = "quarantine_room"


@dataclass(frozen=True, slots=True)
class Together:
    """Two people in one room.

    Attributes
    ----------
    mate : Stay
        Of the one exposed.
    first, last : datetime
        From when until when they shared it while the other may have been infectious.
    """

    mate: Stay
    first: datetime
    last: datetime


def found_infected(incident: UUID, persons: Iterable[UUID]) -> dict[UUID, datetime]:
    """By person: when the sample was taken, or the case classified, that first showed the infection."""
    wanted = list(persons)
    found: dict[UUID, datetime] = {}
    subjects = {f"person:{person}": person for person in wanted}
    for subject, facts in facts_of(incident, list(subjects)).items():
        times = [
            datetime.fromisoformat(str(fact.attributes["sampled_at"])) if fact.attributes.get("sampled_at") else fact.at
            for fact in facts
            if fact.kind == "sample.resulted" and fact.attributes.get("result") == "positive"
        ]
        if times and subject in subjects:
            found[subjects[subject]] = min(times)
    cases = Case.objects.filter(incident=incident, person__in=wanted).exclude(
        classification__in=("excluded", "suspect")
    )
    for person, at in cases.values_list("person", "reported_at"):
        found[person] = min(found.get(person, at), at)
    return found


def infected_persons(suspects: Iterable[tuple[UUID, UUID]]) -> set[tuple[UUID, UUID]]:
    """Who of some people, given by incident and person, is known to be infected."""
    by_incident: defaultdict[UUID, list[UUID]] = defaultdict(list)
    for incident, person in suspects:
        by_incident[incident].append(person)
    return {(incident, person) for incident, some in by_incident.items() for person in found_infected(incident, some)}


def shared(incident: UUID, person: UUID, found_at: datetime, until: datetime) -> list[Together]:
    """Everybody who shared a room with an infected person since that person may have been infectious."""
    since = infectious_from(pack_in_force(incident, found_at), found_at, clock.zone())
    theirs = Stay.objects.filter(incident=incident, person=person)
    if since is not None:
        theirs = theirs.filter(Q(left_at=None) | Q(left_at__gt=since))
    found: dict[UUID, Together] = {}
    for own in theirs:
        end = min(own.left_at or until, until)
        mates = Stay.objects.filter(room=own.room_id, incident=incident, admitted_at__lt=end).exclude(person=person)
        mates = mates.filter(Q(left_at=None) | Q(left_at__gt=own.admitted_at))
        for mate in mates.select_related("person", "contact"):
            first = max(time for time in (own.admitted_at, mate.admitted_at, since) if time is not None)
            last = min(end, mate.left_at or end)
            if first >= last:
                continue
            before = found.get(mate.person_id)
            if before is None or before.last < last:
                found[mate.person_id] = Together(mate, min(first, before.first) if before else first, last)
    return list(found.values())


def unrecorded(stay: Stay, at: datetime) -> list[Stay]:
    """Room-mates of a person who were found infected, and whose exposing them is not on record; as open stays."""
    rooms = Stay.objects.filter(person=stay.person_id, incident=stay.incident_id).values("room")
    mates = Stay.objects.filter(room__in=rooms, incident=stay.incident_id).exclude(person=stay.person_id)
    by_person = {mate.person_id: mate for mate in mates.select_related("person")}
    if not by_person:
        return []
    infected = found_infected(stay.incident_id, by_person)
    known = _recorded(stay, infected)
    left = []
    for person, found_at in infected.items():
        together = next(
            (one for one in shared(stay.incident_id, person, found_at, at) if one.mate.person_id == stay.person_id),
            None,
        )
        if together is not None and known.get(person, _NEVER) < min(together.last, max(together.first, found_at)):
            left.append(by_person[person])
    return left


def _recorded(stay: Stay, sources: Iterable[UUID]) -> dict[UUID, datetime]:
    """By source: the last exposure of the stay's person that is on record."""
    rows = Relationship.objects.filter(
        incident=stay.incident_id, person=stay.person_id, source__in=list(sources), voided_at=None
    )
    found: dict[UUID, datetime] = {}
    for source, last in rows.values_list("source", "last_exposure"):
        if last is not None:
            found[source] = max(found.get(source, last), last)
    return found


_NEVER = datetime.min.replace(tzinfo=UTC)
