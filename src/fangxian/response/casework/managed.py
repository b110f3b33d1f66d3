"""Who is under contact management, derived from the exposures that stand: same exposures, same answer, in any order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from fangxian.protocol.pack import Pack
from fangxian.response.casework.models import CaseStatus, Contact, Relationship
from fangxian.response.casework.strictness import strictest
from fangxian.response.ledger.loading import insert, unsaved, update

_SERIES = "K"
_DIGITS = 6
_DERIVED = (
    "kind", "last_exposure", "identified_at", "ended_at", "controlled_at", "quarantine_until", "follow_up_ended_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Seen:
    """How a person came to be a contact: when that was established, in which area, and under which number."""

    at: datetime
    area: str
    number: str = ""


def case_since(incident: UUID, persons: Collection[UUID]) -> dict[UUID, datetime]:
    """Since when those of these persons who are cases of the incident (and not excluded) have been cases."""
    lines = (
        CaseStatus.objects.filter(case__incident=incident, case__person__among=persons, replaced_at=None)
        .exclude(case__classification="excluded")
        .order_by("at")
        .values_list("case__person", "at")
    )
    since: dict[UUID, datetime] = {}
    for person, at in lines:
        since.setdefault(person, at)
    return since


def first_classes(incident: UUID, persons: Collection[UUID]) -> dict[UUID, str]:
    """The class in which those of these persons who are cases of the incident were first reported."""
    if not persons:
        return {}
    lines = CaseStatus.objects.filter(case__incident=incident, case__person__among=persons, replaced_at=None)
    return dict(lines.order_by("-at").values_list("case__person", "classification"))


def refresh(
    incident: UUID,
    seen: Mapping[UUID, Seen],
    rulebook: Pack | None,
    *,
    ended: datetime | None = None,
    exposures: Iterable[Relationship] | None = None,
) -> list[Contact]:
    """Bring the contacts of these persons in line with their live exposures.

    Must run under :func:`lock_numbering` and the persons' locks, seeing every area.

    Parameters
    ----------
    seen : Mapping
        By person: how they came to be seen now.
    ended : datetime or None
        When management ends for those of whom no exposure is left.
    exposures : iterable of Relationship or None
        Every exposure of these persons that is not voided, from whoever has read them already.

    Returns
    -------
    list of Contact
        Those that are new.
    """
    standing = _live(incident, list(seen), exposures)
    held = {c.person_id: c for c in Contact.objects.filter(incident=incident, person__among=seen).select_for_update()}
    fresh: list[Contact] = []
    for person, how in seen.items():
        live = standing.get(person, [])
        contact = held.get(person)
        if contact is None and live:
            contact = unsaved(
                Contact,
                incident_id=incident,
                person_id=person,
                number=how.number,
                area=how.area,
                identified_at=how.at,
            )
            fresh.append(contact)
        if contact is not None:
            _derive(contact, live, rulebook, how, ended)
    _number(incident, [contact for contact in fresh if not contact.number])
    for contact, id_ in zip(fresh, sorted(one.id for one in fresh), strict=True):
        contact.id = id_  # lists order by time, then id: those who are named together stand as they were named
    insert(fresh)
    update(list(held.values()), _DERIVED)
    return fresh


def _live(
    incident: UUID, persons: list[UUID], exposures: Iterable[Relationship] | None
) -> dict[UUID, list[Relationship]]:
    """Exposures that stand and were established before the person became a case."""
    if exposures is None:
        exposures = Relationship.objects.filter(incident=incident, person__among=persons, voided_at=None)
    since = case_since(incident, persons)
    live: dict[UUID, list[Relationship]] = defaultdict(list)
    for exposure in exposures:
        case_at = since.get(exposure.person_id)
        if case_at is None or exposure.identified_at < case_at:
            live[exposure.person_id].append(exposure)
    return live


def _derive(
    contact: Contact, live: list[Relationship], rulebook: Pack | None, how: Seen, ended: datetime | None
) -> None:
    contact.identified_at = min(contact.identified_at, how.at)
    if not live:
        contact.ended_at = contact.ended_at or ended
        contact.follow_up_ended_at = contact.follow_up_ended_at or ended
        return
    contact.kind = strictest((exposure.kind for exposure in live), rulebook)
    times = [exposure.last_exposure for exposure in live if exposure.last_exposure is not None]
    contact.last_exposure = max(times, default=None)
    established = max(exposure.identified_at for exposure in live)
    if contact.ended_at is not None and established > contact.ended_at:
        # A signature for a longer quarantine was for the one that ended.
        contact.ended_at = contact.controlled_at = contact.quarantine_until = None
    if contact.follow_up_ended_at is not None and established > contact.follow_up_ended_at:
        contact.follow_up_ended_at = None


def _number(incident: UUID, contacts: list[Contact]) -> None:
    """Give the next free numbers of the incident's series."""
    if not contacts:
        return
    last = (
        Contact.objects.filter(incident=incident, number__regex=rf"^{_SERIES}[0-9]{{{_DIGITS}}}$")
        .filter(number__gte=_SERIES + "0" * _DIGITS, number__lte=_SERIES + "9" * _DIGITS)
        .order_by("-number")
        .values_list("number", flat=True)
        .first()
    )
    start = int(last[len(_SERIES) :]) if last else 0
    for offset, contact in enumerate(contacts, start=1):
        contact.number = f"{_SERIES}{start + offset:0{_DIGITS}}"
