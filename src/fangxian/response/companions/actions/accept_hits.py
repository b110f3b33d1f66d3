"""Accept hits: now, and only now, it is looked up who they are, and they become contacts of the cases they met."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict
from fangxian.response.casework.actions import NewContact, add_contacts
from fangxian.response.casework.ids import derived
from fangxian.response.casework.models import Contact
from fangxian.response.companions import pseudonyms
from fangxian.response.companions.actions._held import count_decisions, locked, locked_hits
from fangxian.response.companions.facts import search_fact
from fangxian.response.companions.models import Hit, Search
from fangxian.response.companions.policies import JUDGE, require_in
from fangxian.response.companions.pseudonyms import Subscriber
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock, context
from fangxian.response.ledger.record import record
from fangxian.response.registry.identity import IdentityCard
from fangxian.response.registry.models import Person
from fangxian.response.registry.queries import find_by_phone, surviving

SETTING = "companion_search"
"""The setting of an exposure that a search found."""

Met = list[tuple[Hit, list[datetime]]]
"""Hits that met one case, each with the first and last moment."""


@transaction.atomic
def accept_hits(search: Search, hits: Sequence[UUID], *, id: UUID | None = None, by: Post | None = None) -> list[Hit]:
    """Accept hits: each becomes a contact of every case it was together with, of the search's kind.

    Whoever is a contact already (interviewed, say) stays one contact and gains the exposures; the strictest kind wins.
    Those accepted before stay as they are.

    Raises
    ------
    NotAllowed
        The post may not record contacts there.
    Invalid
        ``hit.unknown``.
    Conflict
        ``search.state``: the hits are not under review; ``hit.no_evidence``: the stays behind one were erased.
    """
    held = locked(search, Search.State.REVIEW)
    require_in(by, JUDGE, held.area)
    request = id or uuid4()
    chosen = [hit for hit in locked_hits(held, hits) if hit.decision != Hit.Decision.ACCEPTED]
    if not chosen:
        return locked_hits(held, hits)
    _refuse_bare(chosen)
    with access.everywhere():
        persons = _record_exposures(held, chosen, request)
        contacts = Contact.objects.filter(incident=held.incident_id, person__in=persons.values())
        numbers = dict(contacts.values_list("person", "number"))
    now = clock.now()
    for hit in chosen:
        person = persons[hit.id]
        hit.person, hit.known_as = person, numbers.get(person.id, hit.known_as)
        hit.decision, hit.reason, hit.note = Hit.Decision.ACCEPTED, "", ""
        hit.decided_at, hit.decided_by = now, context.actor()
    fields = ["person", "known_as", "decision", "reason", "note", "decided_at", "decided_by", "exposures"]
    Hit.objects.bulk_update(chosen, fields, batch_size=1000)
    count_decisions(held)
    record([search_fact(held, "search.judged", {"decision": "accepted", "count": len(chosen)}, request=request)])
    return chosen


def _refuse_bare(chosen: Sequence[Hit]) -> None:
    """No exposure is recorded that nothing shows."""
    bare = next((hit for hit in chosen if not hit.evidence), None)
    if bare is not None:
        raise Conflict(
            "hit.no_evidence",
            _("No evidence is kept of %(hit)s: the stays behind it were erased."),
            remedy=_("Reject it, or ask those it may concern."),
            hit=bare.code,
        )


def _record_exposures(held: Search, chosen: Sequence[Hit], request: UUID) -> dict[UUID, Person]:
    """Record that each hit was exposed to the cases it met; returns who each hit is."""
    entries = surviving(UUID(one["person"]) for hit in chosen for one in hit.evidence)
    sources = Person.objects.in_bulk(set(entries.values()))
    said = {hit.id: pseudonyms.resolve(hit.pseudonym) for hit in chosen if hit.person_id is None}
    who = {hit.id: _known_person(hit, said.get(hit.id)) for hit in chosen}
    for source, met in _by_source(chosen, entries).items():
        contacts = [_contact(held, hit, times, who[hit.id], said.get(hit.id)) for hit, times in met]
        rows = add_contacts(held.incident, sources[source], contacts, id=derived(request, source), by=None)
        for (hit, _times), row in zip(met, rows, strict=True):
            who[hit.id] = row.person
            hit.exposures = [*hit.exposures, str(row.id)]
    return {hit: person for hit, person in who.items() if person is not None}


def _by_source(chosen: Sequence[Hit], entries: Mapping[UUID, UUID]) -> dict[UUID, Met]:
    found: dict[UUID, Met] = defaultdict(list)
    for hit in chosen:
        for one in hit.evidence:
            found[entries[UUID(one["person"])]].append((hit, _edges(one)))
    return found


def _edges(one: Mapping[str, Any]) -> list[datetime]:
    """First and last moment together with one case."""
    moments = [datetime.fromisoformat(overlap[edge]) for overlap in one["overlaps"] for edge in ("from", "to")]
    return [min(moments), max(moments)]


def _known_person(hit: Hit, said: Subscriber | None) -> Person | None:
    """The person of the register whom the phone belongs to, if there is exactly one."""
    if said is None:
        assert hit.person_id is not None
        return Person.objects.get(pk=surviving([hit.person_id])[hit.person_id])
    if said.person:
        found = Person.objects.filter(pk=surviving([UUID(said.person)])[UUID(said.person)]).first()
        if found is not None:
            return found
    owners = find_by_phone(said.phone) if said.phone else []
    return owners[0] if len(owners) == 1 else None


def _contact(
    held: Search, hit: Hit, times: list[datetime], person: Person | None, said: Subscriber | None
) -> NewContact:
    said = said or Subscriber()
    return NewContact(
        # Whoever lives elsewhere is for that area to find; the co-investigation sheet tells it.
        area=said.area or held.area,
        person=person,
        last_exposure=min(times[1], clock.now()),
        first_exposure=times[0],
        identity=IdentityCard(phone=said.phone) if said.phone else None,
        kind=held.kind,
        setting=SETTING,
        certainty="possible",
    )
