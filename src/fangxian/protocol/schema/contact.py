"""Who counts as a contact: kinds, thresholds, routes, seats on transport, contacts of contacts."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from fangxian.protocol.schema.base import Key, Section, Sourced, Text

Route = Literal["droplet", "airborne", "faecal_oral", "vector", "body_fluid", "sexual", "fomite", "animal", "corpse"]

Carrier = Literal["person", "corpse", "thing", "animal", "food", "water", "waste"]
"""What the person was exposed to."""


class TransportRule(Section):
    """Which seats of a vehicle count."""

    vehicle: Key
    title: Text
    same: Literal["row", "carriage", "cabin", "bay", "vehicle"]
    """The unit that counts whole."""
    rows_front: int = Field(default=0, ge=0)
    rows_back: int = Field(default=0, ge=0)
    adjacent: int = Field(default=0, ge=0)
    """Neighbouring units on each side that count too."""
    crew: bool = False
    """Whether the crew serving that part counts."""

    def covers_row(self, rows_apart: int) -> bool:
        """Whether a seat so many rows behind (positive) or in front (negative) of the case counts."""
        return -self.rows_front <= rows_apart <= self.rows_back


class ContactSituation(Section):
    """One way of having been in contact, for the tracer to tick."""

    id: Key
    title: Text


class ContactKind(Sourced):
    """A kind of contact with the rule that decides it."""

    id: Key
    title: Text
    definition: Text
    rank: int = Field(ge=0, le=9)
    """Strictness: a person who meets two kinds is kept under the higher rank."""
    routes: tuple[Route, ...] = Field(alias="route", min_length=1)
    carriers: tuple[Carrier, ...] = Field(default=("person",), alias="carrier")
    distance_m: float | None = Field(default=None, gt=0)
    """Within this many metres; absent where the rulebook states no distance."""
    minutes: float | None = Field(default=None, gt=0)
    """For at least this long; absent where the rulebook states no time."""
    settings: tuple[Text, ...] = Field(default=(), alias="setting")
    situations: tuple[ContactSituation, ...] = Field(default=(), alias="situation")
    unless: Text | None = None
    """The protection that makes the contact not count."""
    transports: tuple[TransportRule, ...] = Field(default=(), alias="transport")
    regime: Key | None = None
    """The regime of those who are of this kind; absent where nothing is owed."""

    def transport(self, vehicle: str) -> TransportRule | None:
        """Return the seats rule of a vehicle."""
        return next((rule for rule in self.transports if rule.vehicle == vehicle), None)


class ContactsOfContacts(Sourced):
    """Whether contacts of contacts are judged at all, and of which contacts."""

    enabled: bool
    definition: Text | None = None
    of_kinds: tuple[Key, ...] = Field(default=(), alias="of_kind")
    """The kinds whose contacts are judged; empty for all while enabled."""
    only_high_risk: bool = False
    """Only the contacts of those judged to be at high risk."""
