"""Enter a place into the register, or find it there by its name; one or hundreds."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Invalid
from fangxian.response.jurisdiction import access
from fangxian.response.ledger import clock
from fangxian.response.ledger.loading import insert_new
from fangxian.response.registry.models import Place

LONGEST = 120
"""Characters of a place's name."""


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """A place as somebody named it.

    Attributes
    ----------
    area : str
        Code of the area where it is.
    id : UUID or None
        Of the place, where it is entered; one that has been named before keeps its own.
    """

    name: str
    area: str
    category: str
    id: UUID | None = None


def name_place(name: str, *, area: str, category: str, id: UUID | None = None) -> Place:
    """The place of that name in the area; entered where nobody named it before.

    Names are compared without regard to width and blanks. A place keeps the category it was entered with. The
    parameters are the fields of :class:`NamedPlace`.

    Raises
    ------
    Invalid
        ``place.name``, ``place.category`` or ``place.area``.
    """
    return name_places([NamedPlace(name, area, category, id)])[0]


@transaction.atomic
def name_places(named: Sequence[NamedPlace]) -> list[Place]:
    """The places of these names, in a few statements; of one that is named twice the first is entered.

    Raises
    ------
    Invalid
        As :func:`name_place`; nothing is entered then.
    """
    keys = [_key(one) for one in named]
    with access.everywhere():  # a tracer of one district may name a place of another
        held = _held(keys)
        missing = {key: one for key, one in reversed(list(zip(keys, named, strict=True))) if key not in held}
        if missing:
            now = clock.now()
            rows = [
                Place(area=area, name=name, category=one.category, created_at=now, **({"id": one.id} if one.id else {}))
                for (area, name), one in missing.items()
            ]
            insert_new(rows)  # somebody else may have named one of them in the meantime
            held |= _held(missing)
    return [held[key] for key in keys]


def _held(keys: Collection[tuple[str, str]]) -> dict[tuple[str, str], Place]:
    rows = Place.objects.filter(area__in={area for area, _name in keys}, name__in={name for _area, name in keys})
    wanted = set(keys)
    return {(row.area, row.name): row for row in rows if (row.area, row.name) in wanted}


def _key(named: NamedPlace) -> tuple[str, str]:
    """Area and plain name, if the place can be one."""
    plain = " ".join(unicodedata.normalize("NFKC", named.name).split())
    if not plain or len(plain) > LONGEST:
        raise Invalid(
            "place.name",
            _("A place needs a name of 1 to %(longest)s characters."),
            remedy=_("Name it as people of the area do; for a home, the compound or village."),
            field="place",
            longest=LONGEST,
        )
    if named.category not in Place.Category.values:
        raise Invalid(
            "place.category",
            _("“%(value)s” is no category of places."),
            remedy=_("Choose one of: %(known)s."),
            field="category",
            value=named.category,
            known=", ".join(Place.Category.values),
        )
    if not named.area:
        raise Invalid(
            "place.area",
            _("It is not known in which area the place lies."),
            remedy=_("Give a code or a name, as exact as known."),
            field="place_area",
        )
    return named.area, plain
