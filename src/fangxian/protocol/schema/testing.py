"""Specimens, tests, tubes: what may be pooled, when a result is positive, how a positive is re-tested."""

from __future__ import annotations

from pydantic import Field

from fangxian.protocol.schema.base import Key, Section, Sourced, Text


class Named(Section):
    """A thing with a machine name and a title."""

    id: Key
    title: Text


class Pool(Sourced):
    """How many people one tube may hold, by who they are."""

    id: Key
    population: Text
    sizes: tuple[int, ...] = Field(min_length=1)
    """Validated numbers of swabs in one tube; 1 is a single."""
    by_household: bool = False
    """One tube a household, whatever its size."""


class Retest(Sourced):
    """What a positive or grey tube sets off."""

    hold_members: bool = True
    """All people of the tube stay where they are until the result."""
    single: bool = True
    """Everybody of the tube is sampled again, alone."""
    samples: int = Field(default=1, ge=1)
    kits: int = Field(default=1, ge=1)
    """Different reagent kits or laboratories that must agree."""
    clause: Key | None = None


class Positivity(Sourced):
    """When a result counts as positive."""

    rule: Text
    ct_below: float | None = Field(default=None, gt=0)
    """Positive only where the cycle threshold lies below this; absent where the rulebook names none."""


class Testing(Sourced):
    """The tests of the rulebook."""

    specimens: tuple[Named, ...] = Field(default=(), alias="specimen")
    tests: tuple[Named, ...] = Field(default=(), alias="test")
    pools: tuple[Pool, ...] = Field(default=(), alias="pool")
    pool_tubes_again: bool = False
    """Whether tubes that already hold several people may be mixed again in the laboratory."""
    retest: Retest | None = None
    positivity: Positivity | None = None
