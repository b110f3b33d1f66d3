"""Swabs of surfaces and goods on the lane of people: a registration whose document is what was swabbed.

So they share everything with people: retries, corrections, custody, plates, results, outbox and paper. Only coverage
does not count them, and a positive one calls for other work (:mod:`fangxian.response.testing.surroundings`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Protocol
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Invalid
from fangxian.response.registry.identity import IdentityCard
from fangxian.response.testing.methods import ENVIRONMENT

SURFACE: Final = "environment"
GOODS: Final = "goods"

THINGS: Final[dict[str, str | Promise]] = {SURFACE: _("surface"), GOODS: _("goods")}
"""Kinds of item that are no person: a surface of a place, goods of a batch."""


class _Tube(Protocol):
    tube: str
    group: str


class _Item(Protocol):
    id: UUID
    kind: str
    tube: str


@dataclass(frozen=True, slots=True)
class Thing:
    """What was swabbed.

    Attributes
    ----------
    kind : str
        Of :data:`THINGS`.
    place, spot, lot : str
        Where, which surface, which batch number.
    """

    kind: str
    place: str
    spot: str
    lot: str


def card_of_thing(kind: str, number: str, name: str, address: str) -> IdentityCard:
    """What is sealed for a thing: the batch number stands for the number, the place for the name, the surface for the
    address.

    Raises
    ------
    Invalid
        ``thing.place``: no place is named. ``thing.lot``: goods without a batch number.
    """
    place, spot, lot = (" ".join(text.split()) for text in (name, address, number))
    if not place:
        raise Invalid("thing.place", _("A sample of surroundings or goods says where it was taken."), field="name")
    if kind == GOODS and not lot:
        raise Invalid("thing.lot", _("A sample of goods names their batch."), field="number")
    return IdentityCard(place, kind, lot, "", spot)


def thing_of(card: IdentityCard) -> Thing:
    """What a sealed card says."""
    return Thing(card.id_kind, card.name, card.address, card.id_number)


def misplaced(tubes: Iterable[_Tube], items: Iterable[_Item]) -> set[UUID]:
    """Registrations that went into the wrong kind of tube: people among the surroundings, or the other way round."""
    groups = {one.tube: one.group == ENVIRONMENT for one in tubes}
    return {one.id for one in items if (one.kind in THINGS) != groups.get(one.tube, one.kind in THINGS)}
