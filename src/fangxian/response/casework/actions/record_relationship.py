"""Record who exposed whom, one or thousands; the exposed come under contact management."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict, Invalid
from fangxian.protocol.pack import Pack
from fangxian.response.casework.facts import Whom
from fangxian.response.casework.ids import derived
from fangxian.response.casework.managed import Seen, case_since, first_classes, refresh
from fangxian.response.casework.models import Certainty, Contact, Relationship
from fangxian.response.casework.policies import require_either
from fangxian.response.casework.strictness import known_kinds
from fangxian.response.casework.transitions import pack_in_force
from fangxian.response.casework.writing import (
    check_choice,
    check_text,
    check_time,
    lock_numbering,
    lock_persons,
    recorded,
)
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock
from fangxian.response.ledger.entry import Entry
from fangxian.response.ledger.loading import insert, unsaved, update
from fangxian.response.ledger.models import Incident
from fangxian.response.ledger.record import record
from fangxian.response.registry.models import Person

_EXPOSED = "exposure.recorded"
_LINKED = "source.proposed"
_CERTAINTIES: Final = tuple(Certainty.values)
"""From the surest."""
_MACHINE_NAME = re.compile(r"[a-z0-9_]+(\.[a-z0-9_]+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure:
    """One statement that `source` may have exposed `person`.

    Attributes
    ----------
    source, person : Person
        Who may have infected, and who may have been infected.
    kind : str
        Kind of contact: ``close``, ``secondary``, ``companion``, ``venue``, ``general``, or one of the rulebook's.
    last_exposure : datetime or None
        When they last met. Aware. Needed, except where the person is a case already.
    first_exposure : datetime or None
        When they first met in the infectious period.
    at : datetime or None
        When this was established; now by default.
    setting, social : str
        Where (a machine name, ``household``), and how they are related, in words.
    certainty : str
        ``certain``, ``probable``, ``possible`` or ``reconstructed``.
    number : str
        Contact number; the next of the incident's series where empty.
    area : str
        Area responsible for the exposed person; their own by default.
    batch : UUID or None
        The import that brought it.
    id : UUID
        Minted by the caller; sending it twice records one exposure.
    """

    source: Person
    person: Person
    kind: str = "close"
    last_exposure: datetime | None = None
    first_exposure: datetime | None = None
    at: datetime | None = None
    setting: str = ""
    social: str = ""
    certainty: str = "certain"
    number: str = ""
    area: str = ""
    batch: UUID | None = None
    id: UUID = field(default_factory=uuid4)


def record_relationship(incident: Incident, *, by: Post | None = None, **said: Any) -> Relationship:
    """Record one exposure; the keywords are the fields of :class:`Exposure`.

    A second exposure by the same source joins the first: the row keeps the earliest first and the latest last
    exposure, and the ledger moves the clocks. The person's contact keeps the strictest kind and the latest
    exposure over all sources. Of a person who is a case already only the link is recorded: nobody is put under
    contact management for an infection that they have.

    Raises
    ------
    NotAllowed
        The post may record neither where the source nor where the exposed person belongs.
    Invalid
        The kind is unknown, a time cannot be right, or somebody is said to have exposed themselves.
    """
    return record_relationships(incident, [Exposure(**said)], by=by)[0]


@transaction.atomic
def record_relationships(
    incident: Incident, exposures: Sequence[Exposure], *, by: Post | None = None
) -> list[Relationship]:
    """Record many exposures in a few statements and one call of the ledger; all or none.

    Raises
    ------
    NotAllowed, Invalid, Conflict
        As :func:`record_relationship`; ``contact.number_taken`` for a number given twice.
    """
    now = clock.now()
    rulebook = pack_in_force(incident.id, now)
    kinds = known_kinds(rulebook)
    for exposure in exposures:
        require_either(by, "case.write", (exposure.person.area, exposure.source.area))
        _check(exposure, kinds, now)
    with access.everywhere():
        lock_numbering(incident.id)
        lock_persons(exposure.person.subject for exposure in exposures)
        ids = {derived(exposure.id, kind, ""): exposure.id for exposure in exposures for kind in (_EXPOSED, _LINKED)}
        known = {ids[fact] for fact in recorded(ids)}
        book = _Book(incident, exposures, now, known)
        for exposure in exposures:
            if exposure.id not in known:
                book.add(exposure)
        book.write(rulebook)
        return [book.row_of(exposure) for exposure in exposures]


def _check(exposure: Exposure, kinds: Sequence[str], now: datetime) -> None:
    if exposure.source.pk == exposure.person.pk:
        raise Invalid(
            "relationship.oneself",
            _("Nobody exposes themselves: source and contact are both %(label)s."),
            remedy=_("Choose another source."),
            field="source",
            label=exposure.person.label,
        )
    check_choice(exposure.kind, kinds, "kind")
    check_choice(exposure.certainty, _CERTAINTIES, "certainty")
    check_text(exposure.setting, 60, "setting")
    check_text(exposure.social, 80, "social")
    for name in ("last_exposure", "first_exposure", "at"):
        value = getattr(exposure, name)
        if value is not None:
            check_time(value, name, now)
    first, last = exposure.first_exposure, exposure.last_exposure
    if first is not None and last is not None and first > last:
        raise Invalid(
            "relationship.order",
            _("The first exposure lies after the last."),
            remedy=_("Exchange the two, or correct one."),
            field="first_exposure",
        )


class _Book:
    """The exposures of one call, joined with what stands."""

    def __init__(self, incident: Incident, exposures: Sequence[Exposure], now: datetime, known: set[UUID]) -> None:
        self.incident = incident
        self.now = now
        persons = {exposure.person.pk for exposure in exposures}
        live = Relationship.objects.filter(incident=incident, person__among=persons, voided_at=None)
        self.rows = {(row.source_id, row.person_id, row.kind): row for row in live.select_for_update()}
        self.given = Relationship.objects.in_bulk(known)
        self.case_since = case_since(incident.id, persons)
        self.new: dict[UUID, Relationship] = {}
        self.changed: dict[UUID, Relationship] = {}
        self.seen: dict[UUID, Seen] = {}
        self.entries: list[Entry] = []

    def row_of(self, exposure: Exposure) -> Relationship:
        """The row that holds an exposure now."""
        key = (exposure.source.pk, exposure.person.pk, exposure.kind)
        return self.rows.get(key) or self.given[exposure.id]

    def add(self, exposure: Exposure) -> None:
        """Join an exposure to the row of its source, person and kind, or begin one."""
        at = exposure.at or self.now
        key = (exposure.source.pk, exposure.person.pk, exposure.kind)
        row = self.rows.get(key)
        if row is None:
            row = self.rows[key] = self._begin(exposure, at)
            self.new[row.id] = row
        else:
            _join(row, exposure, at)
            if row.id not in self.new:
                self.changed[row.id] = row
        self.entries.append(self._entry(exposure, row.id))
        if not self._is_link_only(exposure):
            self._see(exposure, at)

    def write(self, rulebook: Pack | None) -> None:
        """Write rows, contacts and facts."""
        insert(list(self.new.values()))
        update(
            list(self.changed.values()),
            ["first_exposure", "last_exposure", "identified_at", "setting", "social", "certainty"],
        )
        self._refuse_taken_numbers()
        fresh = refresh(self.incident.id, self.seen, rulebook, exposures=self.rows.values())
        self._mark_cases(fresh)
        record(self.entries)

    # -- how ---------------------------------------------------------------------------------------------

    def _is_link_only(self, exposure: Exposure) -> bool:
        since = self.case_since.get(exposure.person.pk)
        return since is not None and (exposure.at or self.now) >= since

    def _begin(self, exposure: Exposure, at: datetime) -> Relationship:
        return unsaved(
            Relationship,
            id=exposure.id,
            incident=self.incident,
            source=exposure.source,
            person=exposure.person,
            area=exposure.area or exposure.person.area,
            kind=exposure.kind,
            setting=exposure.setting,
            social=exposure.social,
            first_exposure=exposure.first_exposure,
            last_exposure=exposure.last_exposure,
            certainty=exposure.certainty,
            identified_at=at,
            recorded_at=self.now,
        )

    def _see(self, exposure: Exposure, at: datetime) -> None:
        before = self.seen.get(exposure.person.pk)
        self.seen[exposure.person.pk] = Seen(
            at=min(at, before.at) if before else at,
            area=exposure.area or exposure.person.area,
            number=exposure.number or (before.number if before else ""),
        )

    def _entry(self, exposure: Exposure, relationship: UUID) -> Entry:
        whom = Whom(self.incident.id, exposure.person.subject, exposure.area or exposure.person.area)
        said: dict[str, Any] = {
            "relationship": str(relationship),
            "source": exposure.source.subject,
            "certainty": exposure.certainty,
            "batch": str(exposure.batch) if exposure.batch else None,
        }
        at = exposure.at or self.now
        if self._is_link_only(exposure):
            hypothesis = " · ".join(filter(None, [exposure.source.label, exposure.social, exposure.setting]))
            return whom.fact(_LINKED, at, said | {"hypothesis": hypothesis}, request=exposure.id)
        if exposure.last_exposure is None:
            raise Invalid(
                "relationship.last_exposure",
                _("When did they last meet? The contact's clocks count from then."),
                remedy=_("Give the time of the last exposure, estimated if need be."),
                field="last_exposure",
            )
        is_key = _MACHINE_NAME.fullmatch(exposure.setting)
        said |= {
            "kind": exposure.kind,
            "last_exposure": exposure.last_exposure,
            "first_exposure": exposure.first_exposure,
            "setting": exposure.setting if is_key else None,
            "note": None if is_key else exposure.setting,
            "area": exposure.area or exposure.person.area,
        }
        return whom.fact(_EXPOSED, at, said, request=exposure.id)

    def _refuse_taken_numbers(self) -> None:
        wanted = {how.number: person for person, how in self.seen.items() if how.number}
        taken = Contact.objects.filter(incident=self.incident, number__among=wanted).values_list("number", "person")
        for number, person in taken:
            if wanted[number] != person:
                raise Conflict(
                    "contact.number_taken",
                    _("The number %(number)s belongs to another contact of this incident."),
                    remedy=_("Give the next free number, or leave it empty."),
                    field="number",
                    number=number,
                )

    def _mark_cases(self, fresh: list[Contact]) -> None:
        """Contacts entered late, of persons who have become cases since: the record says so at once."""
        marked = [contact for contact in fresh if contact.person_id in self.case_since]
        first = first_classes(self.incident.id, [contact.person_id for contact in marked])
        for contact in marked:
            contact.became_case_at = since = self.case_since[contact.person_id]
            whom = Whom(self.incident.id, contact.subject, contact.area)
            said = {"classification": first.get(contact.person_id)}
            self.entries.append(whom.fact("person.became_case", since, said, request=contact.id))
        update(marked, ["became_case_at"])


def _join(row: Relationship, exposure: Exposure, at: datetime) -> None:
    row.first_exposure = _earlier(row.first_exposure, exposure.first_exposure)
    row.last_exposure = _later(row.last_exposure, exposure.last_exposure)
    row.identified_at = max(row.identified_at, at)
    row.setting = exposure.setting or row.setting
    row.social = exposure.social or row.social
    if _CERTAINTIES.index(exposure.certainty) < _CERTAINTIES.index(row.certainty):
        row.certainty = exposure.certainty


def _earlier(one: datetime | None, other: datetime | None) -> datetime | None:
    return min((time for time in (one, other) if time is not None), default=None)


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    return max((time for time in (one, other) if time is not None), default=None)
