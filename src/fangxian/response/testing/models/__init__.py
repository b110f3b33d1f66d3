"""Tables of mass testing. Those that grow with the population are partitioned by round (`migrations/0002`)."""

from fangxian.response.testing.models.counts import Glance, Pace, Progress
from fangxian.response.testing.models.custody import Handover, Passing
from fangxian.response.testing.models.laboratory import Laboratory, Plate, Retest, Well
from fangxian.response.testing.models.lane import Receipt, Refusal, Registration, Sighting, Tube
from fangxian.response.testing.models.plan import Plan
from fangxian.response.testing.models.roll import EXCUSED, EXCUSED_SQL, RollEntry
from fangxian.response.testing.models.round import Device, Round, Station

__all__ = [
    "EXCUSED",
    "EXCUSED_SQL",
    "Device",
    "Glance",
    "Handover",
    "Laboratory",
    "Pace",
    "Passing",
    "Plan",
    "Plate",
    "Progress",
    "Receipt",
    "Refusal",
    "Registration",
    "Retest",
    "RollEntry",
    "Round",
    "Sighting",
    "Station",
    "Tube",
    "Well",
]
