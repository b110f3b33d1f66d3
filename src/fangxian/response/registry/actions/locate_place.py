"""Say where in its area a place is, so that maps can show it."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Invalid
from fangxian.response.jurisdiction.models import Post
from fangxian.response.jurisdiction.policies import require
from fangxian.response.registry.models import Place


@transaction.atomic
def locate_place(place: Place, *, lon: float | None, lat: float | None, by: Post | None = None) -> Place:
    """Set the coordinates of a place, or take them back. They are no fact of the outbreak and call for no task.

    Parameters
    ----------
    lon, lat : float or None
        Degrees of WGS 84, east and north; both or none.

    Raises
    ------
    NotAllowed
        The post may not record anything where the place is.
    Invalid
        ``place.coordinates``: only one of the two, or a value that is on no map.
    """
    if by is not None:
        require(by, "case.write", place.area)
    for field, value, other, most in (("lon", lon, lat, 180), ("lat", lat, lon, 90)):
        if (value is None) != (other is None) or not -most <= (value or 0) <= most:
            raise Invalid(
                "place.coordinates",
                _("Longitude and latitude are both needed: -180 to 180 and -90 to 90 degrees."),
                remedy=_("Decimal degrees, east and north positive: 103.8872 and 30.8086."),
                field=field,
            )
    held = Place.objects.select_for_update().get(id=place.id)
    held.lon, held.lat = lon, lat
    held.save(update_fields=["lon", "lat"])
    return held
