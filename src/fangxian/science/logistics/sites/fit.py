"""Where a group may go at all, and why one has no place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fangxian.science.city.arrays import F64, Bool
from fangxian.science.logistics.errors import Reason
from fangxian.science.logistics.sites.rows import Group, Site, SiteRule

_Profile = tuple[str, frozenset[str], tuple[tuple[str, int], ...]]
"""Tier, needs and rooms of a group."""


@dataclass(frozen=True, slots=True)
class Fit:
    """What each site lacks for each group, rule by rule.

    Attributes
    ----------
    tier, needs, rooms, soon, close : bool[groups, sites]
        Whether the site takes the tier, offers what is needed, has rooms of the classes, can be reached in time and
        lies near enough.
    km, hours : float64[groups, sites]
        Way, and time until there.
    """

    tier: Bool
    needs: Bool
    rooms: Bool
    soon: Bool
    close: Bool
    km: F64
    hours: F64

    @property
    def open(self) -> Bool:
        """Where each group may go."""
        return self.tier & self.needs & self.rooms & self.soon & self.close


def fit(groups: Sequence[Group], sites: Sequence[Site], rule: SiteRule, km: F64) -> Fit:
    """Compare every group with every site."""
    profiles = {(group.tier, group.needs, tuple(sorted(group.rooms.items()))) for group in groups}
    found = {profile: _profile(profile, sites) for profile in profiles}
    every = [found[group.tier, group.needs, tuple(sorted(group.rooms.items()))] for group in groups]
    shape = (len(groups), len(sites))
    tier, needs, rooms = (np.array([one[part] for one in every], bool).reshape(shape) for part in range(3))
    opens = np.array([site.opens_h for site in sites])
    within = np.array([group.within_h for group in groups])
    hours = np.maximum(opens, km / rule.km_per_h)
    return Fit(tier, needs, rooms, hours <= within[:, None], km <= rule.limit_km, km, hours)


def _profile(
    profile: tuple[str, frozenset[str], tuple[tuple[str, int], ...]], sites: Sequence[Site]
) -> list[list[bool]]:
    tier, needs, rooms = profile
    return [
        [tier in site.tiers for site in sites],
        [needs <= site.offers for site in sites],
        [all(site.rooms.get(room, 0) >= count for room, count in rooms) for site in sites],
    ]


def why_not(row: int, groups: Sequence[Group], sites: Sequence[Site], fits: Fit, rule: SiteRule) -> Reason:
    """Name the first rule that leaves a group without any site; else what is short."""
    group, left = groups[row], fits.tier[row]
    if not left.any():
        return Reason("sites.tier", {"tier": group.tier})
    if not (left & fits.needs[row]).any():
        offered = frozenset().union(*(sites[at].offers for at in np.flatnonzero(left).tolist()))
        missing = ", ".join(sorted(group.needs - offered or group.needs))
        return Reason("sites.needs", {"tier": group.tier, "missing": missing})
    left = left & fits.needs[row]
    if not (left & fits.rooms[row]).any():
        return _no_room(group, [sites[at] for at in np.flatnonzero(left).tolist()])
    left = left & fits.rooms[row]
    if not (left & fits.close[row]).any():
        nearest = float(fits.km[row, left].min())
        return Reason("sites.distance", {"limit": rule.limit_km, "nearest": nearest})
    left = left & fits.close[row]
    if not (left & fits.soon[row]).any():
        soonest = float(fits.hours[row, left].min())
        return Reason("sites.deadline", {"hours": group.within_h, "soonest": soonest})
    return _short(group, groups, sites)


def _no_room(group: Group, sites: Sequence[Site]) -> Reason:
    """The class of room that the fewest of the sites have enough of."""
    having = {room: sum(site.rooms.get(room, 0) >= count for site in sites) for room, count in group.rooms.items()}
    room = min(having, key=lambda name: (having[name], name))
    most = max(site.rooms.get(room, 0) for site in sites)
    return Reason("sites.room_class", {"wanted": group.rooms[room], "room": room, "most": most})


def _short(group: Group, groups: Sequence[Group], sites: Sequence[Site]) -> Reason:
    """The class of room that is most short for the tier, or that the rooms there are cannot be used."""
    short: list[tuple[int, str, int, int]] = []
    for room in group.rooms:
        wanted = sum(other.rooms.get(room, 0) for other in groups if other.tier == group.tier)
        free = sum(site.rooms.get(room, 0) for site in sites if group.tier in site.tiers)
        short.append((wanted - free, room, wanted, free))
    most, room, wanted, free = max(short, default=(0, "", 0, 0))
    values = {"room": room, "tier": group.tier, "wanted": wanted, "free": free}
    return Reason("sites.rooms_short", {**values, "short": most}) if most > 0 else Reason("sites.fit", values)
