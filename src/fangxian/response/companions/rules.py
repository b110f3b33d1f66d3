"""What a search may ask: the parameters that rulebooks define, and whose companions are sought."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from fangxian.protocol.pack import Pack
from fangxian.response.casework.infectious import infectious_period
from fangxian.response.casework.models import Case, Contact, Relationship
from fangxian.response.casework.transitions import pack_in_force
from fangxian.response.companions.models import Search
from fangxian.response.ledger import clock, packs
from fangxian.response.ledger.language import say
from fangxian.response.ledger.models import Incident

if TYPE_CHECKING:
    from fangxian.science.tracing.rule import Rule

PARAMETERS: Final = ("min_minutes", "window_days", "min_hours", "operator", "continuous")
"""Fields of a search that its clause defines."""


@dataclass(frozen=True, slots=True)
class Definition:
    """The parameters of a rulebook's section ``[companion]``, with its source."""

    pack: str
    title: str
    words: str
    cite: str
    mark: str
    in_force: bool
    kind: str
    restriction_days: float | None
    values: dict[str, Any]

    @property
    def clause(self) -> str:
        """How the facts name it."""
        return f"{self.pack}#companion"


def definitions(incident: Incident | None) -> list[Definition]:
    """Every definition of a companion that a rulebook gives; the one in force in the incident comes first."""
    held = pack_in_force(incident.id, clock.now()) if incident is not None else None
    found = [_definition(one, held) for one in packs.shipped() if one.companion is not None]
    return sorted(found, key=lambda one: (not one.in_force, one.pack))


def definition(clause: str, incident: Incident | None) -> Definition | None:
    """A definition by its clause."""
    return next((one for one in definitions(incident) if one.clause == clause), None)


def rule_of(search: Search, cell_m: int | None) -> Rule:
    """The rule of a search."""
    from fangxian.science.tracing.rule import Rule

    values = {name: getattr(search, name) for name in PARAMETERS}
    return Rule(**values, cell_m=cell_m, clause=search.clause)


@dataclass(frozen=True, slots=True)
class Sought:
    """Somebody whose companions may be sought, and from when to when they could infect."""

    person: str
    number: str
    standing: str
    since: datetime | None
    until: datetime | None

    def plain(self) -> dict[str, Any]:
        """As the search keeps it."""
        since, until = (None if at is None else at.isoformat() for at in (self.since, self.until))
        return {
            "person": self.person, "number": self.number, "standing": self.standing, "from": since, "to": until,
        }  # fmt: skip


def of_case(case: Case) -> Sought:
    """A case, in its infectious period."""
    period = infectious_period(case, pack_in_force(case.incident_id, clock.now()))
    return Sought(str(case.person_id), case.number, "case", period.start, period.end)


def of_contact(contact: Contact) -> Sought:
    """A contact, from the first exposure on."""
    standing = Relationship.objects.filter(incident=contact.incident, person=contact.person, voided_at=None)
    times = [one.first_exposure or one.last_exposure for one in standing]
    first = min((at for at in times if at is not None), default=None)
    return Sought(str(contact.person_id), contact.number, "contact", first, contact.controlled_at)


def _definition(one: Pack, held: Pack | None) -> Definition:
    section = one.companion
    assert section is not None
    regimes = {row.id: row for row in one.regimes}
    kind = next((row for row in one.contact_kinds if row.id == section.kind), None)
    regime = regimes.get(kind.regime or "") if kind is not None else None
    return Definition(
        pack=one.id,
        title=say(one.title),
        words=say(section.definition),
        cite=section.cite,
        mark=section.mark,
        in_force=held is not None and held.id == one.id,
        kind=section.kind,
        restriction_days=float(regime.confined_days) if regime is not None else None,
        values={
            "min_minutes": float(section.minutes),
            "window_days": section.window_days,
            "min_hours": float(section.cumulative_hours) if section.cumulative_hours else None,
            "operator": section.operator,
            "continuous": False,
        },
    )
