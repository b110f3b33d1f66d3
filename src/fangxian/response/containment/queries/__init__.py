"""Reading zones, units, and what happens inside and around them."""

from fangxian.response.containment.queries.zones import ZoneView, zone_as_of, zones_as_of

__all__ = ["ZoneView", "zone_as_of", "zones_as_of"]
