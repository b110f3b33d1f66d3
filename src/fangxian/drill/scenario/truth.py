"""``truth.toml``: what only controllers know."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from fangxian.drill.scenario.parts import Id, Selector, TimeOfDay, When
from fangxian.protocol.schema.base import Section, Text


class Seed(Section):
    """People infected from outside.

    Attributes
    ----------
    day : float
        Days from the start of day 0; before it, negative.
    count : int
        How many.
    who : Selector
        Among whom they are drawn.
    note : Text
        How it happened.
    """

    id: Id
    day: float
    count: Annotated[int, Field(ge=1)]
    who: Selector
    note: Text


class Index(Section):
    """How the first case is found: somebody infected, ill if anybody is, on day 0. Until then nobody is tested."""

    time: TimeOfDay
    route: Literal["fever_clinic", "key_post", "arrival", "self_report"]
    from_seed: Id | None = None
    """Found among those of this seed; else among all infected."""
    not_seed: bool = False
    """Found among those infected in the city, not from outside: the source is still to be found."""


class SourceOf(Section):
    """Where it really came from: what source tracing should arrive at."""

    seed: Id
    """The seed that stands at the beginning."""
    text: Text
    found: When | None = None
    """When the laboratory's evidence (a genome, a batch) reaches the response, if it does."""


class HiddenTruth(Section):
    """``truth.toml``: what only controllers know."""

    begins_day: Annotated[float, Field(lt=0)]
    """Day on which the hidden city begins to live, before the first seed."""
    index: Index
    source: SourceOf
    seeds: tuple[Seed, ...] = Field(alias="seed", min_length=1)
