"""Tables of containment: units, zones and their proposals, life inside them, disinfection and closed places."""

from fangxian.response.containment.models.inside import Need, Permit, ServicePoint
from fangxian.response.containment.models.place import Closure, Disinfection, Hold, Listed, Photo, Swab
from fangxian.response.containment.models.unit import Dweller, Unit
from fangxian.response.containment.models.zone import Opinion, Proposal, Zone

__all__ = [
    "Closure",
    "Disinfection",
    "Dweller",
    "Hold",
    "Listed",
    "Need",
    "Opinion",
    "Permit",
    "Photo",
    "Proposal",
    "ServicePoint",
    "Swab",
    "Unit",
    "Zone",
]
