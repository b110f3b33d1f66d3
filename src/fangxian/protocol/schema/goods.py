"""Things: disinfection, goods and cold chain, animals and vectors."""

from __future__ import annotations

from pydantic import Field

from fangxian.protocol.duration import Duration
from fangxian.protocol.schema.base import Key, Section, Sourced, Text


class Agent(Section):
    """A disinfectant."""

    id: Key
    title: Text
    use: Text | None = None
    contact_minutes: float | None = Field(default=None, gt=0)
    """Shortest time on the surface; absent where the source names none."""


class Disinfection(Sourced):
    """What is used, and the clauses that order it."""

    agents: tuple[Agent, ...] = Field(default=(), alias="agent")
    rule: Text
    clauses: tuple[Key, ...] = Field(default=(), alias="clause")


class GoodsRule(Sourced):
    """A duty on goods, such as the notice before imported cold-chain goods arrive."""

    id: Key
    title: Text
    rule: Text
    before_arrival: Duration | None = None
    """Notice at least this long before arrival."""
    keep_records_years: int | None = Field(default=None, ge=1)
    clause: Key | None = None


class AnimalAction(Sourced):
    """A duty on animals or vectors."""

    id: Key
    title: Text
    rule: Text
    clause: Key | None = None
