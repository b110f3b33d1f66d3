"""When a contact's quarantine and follow-up end: two dates of the rulebook, each with its clause."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any, Final, Protocol
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from fangxian.errors import Invalid
from fangxian.protocol.clause import Clause
from fangxian.protocol.evaluate import PackTimeline
from fangxian.protocol.pack import Pack
from fangxian.protocol.schema.regime import STAGES, Regime
from fangxian.response.casework.models import Contact
from fangxian.response.ledger import clock, packs
from fangxian.response.ledger.language import say

STAGE_TITLES: Final[dict[str, Any]] = {
    "central": _("at a designated site"),
    "home": _("isolation at home"),
    "monitoring": _("health monitoring"),
}
"""What the stages of a regime are called."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of a regime.

    Attributes
    ----------
    ends_on : date
        Its last day; it ends at 24:00 local of that day, and may be ended in the course of it.
    clause : Clause or None
        The clause whose clock ends it.
    """

    name: str
    days: int
    ends_on: date
    clause: Clause | None

    @property
    def title(self) -> Any:
        """What it is called."""
        return STAGE_TITLES[self.name]

    @property
    def rule(self) -> str:
        """What its clause is called; empty without one."""
        return "" if self.clause is None else say(self.clause.title)


@dataclass(frozen=True, slots=True)
class Course:
    """What the rulebook asks of a contact, in days of the calendar.

    Attributes
    ----------
    anchor : date
        Day 0: the local day of the last exposure.
    quarantine_ends : date or None
        Last day of confinement; None where the rulebook confines nobody of this kind.
    follow_up_ends : date
        Last day of follow-up, monitoring after confinement among it.
    extended : bool
        Whether somebody signed for a quarantine beyond the rule's last day.
    """

    pack: Pack
    regime: Regime
    anchor: date
    stages: tuple[Stage, ...]
    quarantine_ends: date | None
    follow_up_ends: date
    extended: bool = False

    @property
    def days(self) -> int:
        """How many days are followed up: D1 to Dn."""
        return (self.follow_up_ends - self.anchor).days

    @property
    def rulebook(self) -> str:
        """What the rulebook is called."""
        return say(self.pack.title)

    def number(self, day: date) -> int:
        """Which day of the course a day is; D1 is the day after the last exposure."""
        return (day - self.anchor).days

    @property
    def tests(self) -> tuple[tuple[int, date], ...]:
        """Days on which tests are owed, with their dates."""
        return tuple((number, self.anchor + timedelta(days=number)) for number in self.regime.test_days)


class Observed(Protocol):
    """What of a contact its course follows from."""

    @property
    def incident_id(self) -> UUID: ...
    @property
    def kind(self) -> str: ...
    @property
    def last_exposure(self) -> datetime | None: ...
    @property
    def identified_at(self) -> datetime: ...
    @property
    def quarantine_until(self) -> date | None: ...


class Courses:
    """The courses of many contacts, with each incident's rulebooks looked up once."""

    def __init__(self, now: datetime | None = None) -> None:
        self.now = now or clock.now()
        self.zone = clock.zone()
        self._timelines: dict[UUID, PackTimeline | None] = {}
        self._known: dict[tuple[int, str, date, date | None], Course | None] = {}

    def of(self, contact: Contact | Observed) -> Course | None:
        """The course of a contact; None where no rulebook asks anything of the kind, or no exposure is known."""
        pack = self.pack_for(contact)
        if pack is None or contact.last_exposure is None:
            return None
        day, until = contact.last_exposure.astimezone(self.zone).date(), contact.quarantine_until
        key = id(pack), contact.kind, day, until  # all that it follows from; the timelines keep the rulebooks alive
        if key not in self._known:
            self._known[key] = _extended(course(pack, contact.kind, contact.last_exposure, self.zone), until)
        return self._known[key]

    def pack_for(self, contact: Contact | Observed) -> Pack | None:
        """The rulebook that governs a contact: the one in force when they were identified.

        A later one takes over where it was adopted for what is open.
        """
        if contact.incident_id not in self._timelines:
            self._timelines[contact.incident_id] = packs.timeline(contact.incident_id)
        timeline = self._timelines[contact.incident_id]
        if timeline is None:
            return None
        first, *later = timeline.adoptions
        chosen = first.pack
        for adoption in later:
            begun = adoption.in_force_from <= contact.identified_at
            if begun or (adoption.in_force_from <= self.now and adoption.applies_to_open):
                chosen = adoption.pack
        return chosen


def course(pack: Pack, kind: str, last_exposure: datetime, zone: ZoneInfo) -> Course | None:
    """What a rulebook asks of a contact of a kind; None where it asks nothing."""
    regime = pack.regime_of(kind)
    if regime is None or regime.ends_on("monitoring") == 0:
        return None
    anchor = last_exposure.astimezone(zone).date()
    stages = tuple(
        Stage(
            name=name,
            days=regime.days_of(name),
            ends_on=anchor + timedelta(days=regime.ends_on(name)),
            clause=next((one for one in pack.clauses if one.id == regime.release_clauses.get(name)), None),
        )
        for name in STAGES
        if regime.days_of(name)
    )
    return Course(
        pack=pack,
        regime=regime,
        anchor=anchor,
        stages=stages,
        quarantine_ends=anchor + timedelta(days=regime.confined_days) if regime.confined_days else None,
        follow_up_ends=anchor + timedelta(days=regime.ends_on("monitoring")),
    )


def _extended(found: Course | None, until: date | None) -> Course | None:
    """The course with a signed later end of quarantine; nobody is followed up for less long than confined."""
    if found is None or until is None or found.quarantine_ends is None or until <= found.quarantine_ends:
        return found
    return replace(found, quarantine_ends=until, follow_up_ends=max(found.follow_up_ends, until), extended=True)


def refuse_early(ending: date | None, at: datetime, signer: str, zone: ZoneInfo, *, what: str, cite: str) -> None:
    """Refuse to end something before its day, unless somebody signs for it by name.

    Parameters
    ----------
    ending : date or None
        Last day by the rule: from its local midnight on nothing is refused. None where no rule holds.
    what : str
        ``quarantine`` or ``follow_up``.

    Raises
    ------
    Invalid
        ``quarantine.early`` or ``follow_up.early``; says the day and the rule.
    """
    if ending is None or signer.strip() or at >= datetime.combine(ending, time(), zone):
        return
    sentences = {
        "quarantine": _("By the rule quarantine lasts until %(day)s (%(cite)s)."),
        "follow_up": _("By the rule follow-up lasts until %(day)s (%(cite)s)."),
    }
    raise Invalid(
        f"{what}.early",
        sentences[what],
        remedy=_("Wait for that day, or name who signs for ending it earlier."),
        field="signer",
        day=ending.isoformat(),
        cite=cite,
    )


def refuse_long(ending: date | None, until: datetime | None, zone: ZoneInfo, cite: str) -> None:
    """Refuse a quarantine that is to last beyond 24:00 of the rule's last day: that takes a signed extension.

    Raises
    ------
    Invalid
        ``quarantine.long``; says the day and the rule.
    """
    if ending is None or until is None or until <= datetime.combine(ending + timedelta(days=1), time(), zone):
        return
    raise Invalid(
        "quarantine.long",
        _("By the rule quarantine lasts until %(day)s at most (%(cite)s)."),
        remedy=_("Give that day or an earlier one; a longer quarantine is a signed extension with its reason."),
        field="until",
        day=ending.isoformat(),
        cite=cite,
    )


def courses_of(contacts: Iterable[Contact], now: datetime | None = None) -> dict[UUID, Course | None]:
    """Courses by the id of the contact."""
    book = Courses(now)
    return {contact.id: book.of(contact) for contact in contacts}
