"""The links that the rows of a list state, written once all its cases are on record."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from fangxian.response.casework.actions.record_relationship import Exposure, record_relationships
from fangxian.response.casework.actions.void_relationship import void_relationships
from fangxian.response.casework.ids import derived
from fangxian.response.casework.linelist.compare import midnight, said
from fangxian.response.casework.linelist.links import Link, links_of, note_unread
from fangxian.response.casework.linelist.rows import Row
from fangxian.response.casework.linelist.sources import Register
from fangxian.response.casework.models import Case, ImportedRow, LineListImport, Relationship
from fangxian.response.ledger import clock
from fangxian.response.ledger.models import Incident

_CHUNK = 500


def import_links(incident: Incident, rows: Sequence[Row], zone: ZoneInfo, batch: UUID) -> tuple[int, int]:
    """Record the links that rows state, and void those that only an earlier list stated.

    Returns
    -------
    tuple of int
        Links that are new, and links that were voided.
    """
    # Of every case its number and days only; an incident may hold a hundred thousand.
    known = Case.objects.filter(incident=incident).exclude(classification="excluded")
    days = known.values_list("number", "onset_on", "classified_at")
    before = {number: _when(onset_on, classified_at, zone) for number, onset_on, classified_at in days}
    register = Register(before)
    stated: dict[Link, Row] = {}
    for row in rows:
        what = said(row)
        note_unread(row, what, register)
        for link in links_of(what, row.number, register, before):
            stated.setdefault(link, row)
    voided = _void_unstated(incident, rows, stated, register, before)
    made = 0
    links = [link for link in stated if link[1] in before]
    for start in range(0, len(links), _CHUNK):
        named = {number for link in links[start : start + _CHUNK] for number in link}
        cases = {case.number: case for case in known.filter(number__in=named).select_related("person")}
        ids_ = _ids(incident, links[start : start + _CHUNK])
        chunk = [
            _exposure(incident, link, stated[link], cases, zone, batch, ids_[link])
            for link in links[start : start + _CHUNK]
        ]
        held = set(Relationship.objects.filter(id__in=[one.id for one in chunk]).values_list("id", flat=True))
        with transaction.atomic():
            record_relationships(incident, chunk)
        ids = [one.id for one in chunk]
        made += Relationship.objects.filter(id__in=ids).count() - len(held)
    return made, voided


def link_id(incident: UUID, link: Link, undone: int = 0) -> UUID:
    """Id of the relationship that a list states; after an import was undone, it is another one."""
    return derived(incident, "link", *link, *([undone] if undone else []))


def _ids(incident: Incident, links: Sequence[Link]) -> dict[Link, UUID]:
    """The id of each link: of one that stands, its own; of any other, the one that is free."""
    rounds = _rounds(incident)
    every = {link: [link_id(incident.id, link, undone) for undone in rounds] for link in links}
    some = [id_ for ids in every.values() for id_ in ids]
    standing = set(Relationship.objects.filter(id__in=some, voided_at=None).values_list("id", flat=True))
    return {link: next((id_ for id_ in ids if id_ in standing), ids[-1]) for link, ids in every.items()}


def _rounds(incident: Incident) -> range:
    return range(LineListImport.objects.filter(incident=incident, undone_at__isnull=False).count() + 1)


def _when(onset_on: date | None, classified_at: datetime, zone: ZoneInfo) -> tuple[str, ...]:
    """What orders cases in time: day of onset (of the classification where it is unknown), then classification."""
    classified = classified_at.astimezone(zone).date().isoformat()
    return (onset_on.isoformat() if onset_on else classified, classified)


def _exposure(
    incident: Incident, link: Link, row: Row, cases: dict[str, Case], zone: ZoneInfo, batch: UUID, id_: UUID
) -> Exposure:
    source, target = cases[link[0]], cases[link[1]]
    # The row's own words belong to the link where the row is about the one exposed.
    own = row.number == target.number
    last = row.values.get("last_exposure_on") if own else None
    return Exposure(
        source=source.person,
        person=target.person,
        kind="close",
        last_exposure=midnight(last, zone) if last else None,
        at=target.classified_at,
        social=str(row.values.get("source", ""))[:80] if own else "",
        certainty="probable",
        batch=batch,
        id=id_,
    )


def _void_unstated(
    incident: Incident,
    rows: Sequence[Row],
    stated: dict[Link, Row],
    register: Register,
    before: dict[str, tuple[str, ...]],
) -> int:
    """Void the links that only earlier lists stated: those of rows whose words have changed since."""
    numbers = [row.number for row in rows]
    rounds = _rounds(incident)
    ids = {
        link_id(incident.id, link, undone)
        for one in ImportedRow.objects.filter(incident=incident, kind="cases", number__in=numbers)
        for link in links_of(one.values.get("before", {}), one.number, register, before)
        if link not in stated
        for undone in rounds
    }
    gone = list(Relationship.objects.filter(id__in=ids, voided_at=None).select_related("source", "person", "incident"))
    if gone:
        request = derived(incident.id, "unlinked", *sorted(str(one.id) for one in gone))
        void_relationships(gone, reason="line list", at=clock.now(), request=request)
    return len(gone)
