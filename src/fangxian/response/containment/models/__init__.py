"""Tables of containment: who lives where, zones and their proposals, life inside them, disinfection, closed places."""

from fangxian.response.containment.models.dweller import Dweller
from fangxian.response.containment.models.inside import Need, Permit, ServicePoint
from fangxian.response.containment.models.place import Closure, Disinfection, Hold, Listed, Swab
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
    "Proposal",
    "ServicePoint",
    "Swab",
    "Zone",
]
