"""Enter a place into the register, or find it there by its name."""

from __future__ import annotations

import unicodedata
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from fangxian.errors import Invalid
from fangxian.response.jurisdiction import access
from fangxian.response.ledger import clock
from fangxian.response.registry.models import Place

LONGEST = 120
"""Characters of a place's name."""


def name_place(name: str, *, area: str, category: str, id: UUID | None = None) -> Place:
    """The place of that name in the area; entered where nobody named it before.

    Names are compared without regard to width and blanks. A place keeps the category it was entered with.

    Parameters
    ----------
    area : str
        Code of the area where it is.
    id : UUID or None
        Of the place, where it is entered; one that has been named before keeps its own.

    Raises
    ------
    Invalid
        ``place.name``, ``place.category`` or ``place.area``.
    """
    plain = " ".join(unicodedata.normalize("NFKC", name).split())
    if not plain or len(plain) > LONGEST:
        raise Invalid(
            "place.name",
            _("A place needs a name of 1 to %(longest)s characters."),
            remedy=_("Name it as people of the area do; for a home, the compound or village."),
            field="place",
            longest=LONGEST,
        )
    if category not in Place.Category.values:
        raise Invalid(
            "place.category",
            _("“%(value)s” is no category of places."),
            remedy=_("Choose one of: %(known)s."),
            field="category",
            value=category,
            known=", ".join(Place.Category.values),
        )
    if not area:
        raise Invalid(
            "place.area",
            _("It is not known in which area the place lies."),
            remedy=_("Give a code or a name, as exact as known."),
            field="place_area",
        )
    with access.everywhere():  # a tracer of one district may name a place of another
        held = {"category": category, "created_at": clock.now(), **({"id": id} if id is not None else {})}
        return Place.objects.get_or_create(area=area, name=plain, defaults=held)[0]
