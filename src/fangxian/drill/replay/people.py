"""What a reconstruction gives each person: times, tests, papers. Plain data, ready to be replayed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Certainty = Literal["certain", "probable", "reconstructed"]


@dataclass(frozen=True, slots=True)
class Swab:
    """One test of one person."""

    taken_at: datetime
    resulted_at: datetime
    result: Literal["positive", "negative"]
    reason: str
    certainty: str


@dataclass(frozen=True, slots=True)
class ContactPerson:
    """A contact.

    Attributes
    ----------
    label : str
        The pseudonym; a contact who became a case bears the case's.
    number : str
        Contact number: ``密接-001`` or ``次密接-001``, in the order of being found.
    case : bool
        Whether the person became a case.
    source : str
        Label of the person who exposed them.
    released_at : datetime or None
        None for those who became cases.
    checks : tuple of datetime
        Daily health checks in quarantine.
    """

    label: str
    number: str
    kind: Literal["close", "secondary"]
    area: str
    source: str
    setting: str
    social: str
    certainty: str
    first_exposure: datetime
    last_exposure: datetime
    found_at: datetime
    notified_at: datetime
    quarantined_at: datetime
    noticed_at: datetime
    until: datetime
    swabs: tuple[Swab, ...]
    checks: tuple[datetime, ...] = ()
    released_at: datetime | None = None
    case: bool = False


@dataclass(frozen=True, slots=True)
class Papers:
    """When the papers of a case were done. The record does not say; all are reconstructed."""

    reported_at: datetime
    verified_at: datetime
    arrived_at: datetime
    core_facts_at: datetime
    investigated_at: datetime
    hospital_at: datetime
    forwarded: tuple[tuple[str, datetime], ...]
    """Level reported to, and when."""
