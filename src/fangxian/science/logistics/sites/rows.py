"""What is allocated, to what, by what rule, and the plan that comes of it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fangxian.science.logistics.errors import Reason, require, require_distinct
from fangxian.science.logistics.geometry import DETOUR, require_point


@dataclass(frozen=True, slots=True)
class Group:
    """People who go to one site together.

    Attributes
    ----------
    id : str
        Of the group.
    people : tuple of str
        Who belongs to it: a family, dependants and who looks after them, or one person.
    tier : str
        What they are held as, such as ``close``: groups of different tiers are kept apart. A family with members of
        different tiers has the strictest; the caller says which that is.
    lon, lat : float
        Where they are (degrees).
    rooms : mapping of str to int
        Rooms they need, by class: ``{"single": 2}``.
    needs : frozenset of str
        What a site must offer: ``dialysis``, ``wheelchair`` …
    within_h : float
        Hours from now by which they must be in.
    priority : int
        How much more it counts to find them a place; 1 or more.
    """

    id: str
    people: tuple[str, ...]
    tier: str
    lon: float
    lat: float
    rooms: Mapping[str, int]
    needs: frozenset[str] = frozenset()
    within_h: float = math.inf
    priority: int = 1


@dataclass(frozen=True, slots=True)
class Site:
    """A quarantine site with what is free in it.

    Attributes
    ----------
    id : str
        Of the site.
    lon, lat : float
        Where it is (degrees).
    rooms : mapping of str to int
        Free rooms by class.
    tiers : frozenset of str
        Tiers it takes. A site that houses one already and must not mix takes that one only.
    offers : frozenset of str
        What it offers to those who need it.
    shared : bool
        True where it can house several tiers apart, such as in buildings of their own; else it houses one.
    opens_h : float
        Hours from now at which it takes people in.
    intake_per_h : float
        People it can take in in an hour.
    """

    id: str
    lon: float
    lat: float
    rooms: Mapping[str, int]
    tiers: frozenset[str]
    offers: frozenset[str] = frozenset()
    shared: bool = False
    opens_h: float = 0.0
    intake_per_h: float = math.inf


@dataclass(frozen=True, slots=True)
class SiteRule:
    """What counts, and what ways are like.

    Attributes
    ----------
    mixing_km : float
        What a second tier in a shared site costs, in person-kilometres.
    nowhere_km : float
        What a person without a place costs, in kilometres. The default exceeds any way within a province, so that a
        place is never refused to shorten a way.
    limit_km : float
        The longest way anybody may be taken.
    km_per_h : float
        Speed on the road, for deadlines.
    detour : float
        Way by road over straight line, where no ways are given.
    """

    mixing_km: float = 100.0
    nowhere_km: float = 1000.0
    limit_km: float = math.inf
    km_per_h: float = 30.0
    detour: float = DETOUR


@dataclass(frozen=True, slots=True)
class SitePlan:
    """Who goes where.

    Attributes
    ----------
    site : dict of str to str
        Site by group.
    unplaced : dict of str to Reason
        Groups without a place, and why.
    person_km : float
        Way of everybody together.
    mixed : int
        Tiers that share a site with another.
    objective, bound : float
        What the plan costs, and less than what none can cost.
    gap : float
        ``objective - bound`` over the plan's own ways and mixing; 0 is proven best.
    timed_out : bool
        Cut short by the clock: another run may give another plan.
    """

    site: dict[str, str]
    unplaced: dict[str, Reason]
    person_km: float
    mixed: int
    objective: float
    bound: float
    gap: float
    timed_out: bool

    def people(self, groups: Sequence[Group]) -> dict[str, str]:
        """Site by person."""
        return {person: self.site[group.id] for group in groups if group.id in self.site for person in group.people}


def check(groups: Sequence[Group], sites: Sequence[Site]) -> None:
    """Refuse rows that break a rule; the error names row, field and rule."""
    require_distinct("groups", [group.id for group in groups])
    require_distinct("sites", [site.id for site in sites])
    known: set[str] = set()
    for group in groups:
        require_point("groups", group.id, group.lon, group.lat)
        require(len(group.people) > 0, "groups", group.id, "people", "people")
        own = set(group.people)
        require(len(own) == len(group.people) and not own & known, "groups", group.id, "people", "person_once")
        known |= own
        require(all(count > 0 for count in group.rooms.values()), "groups", group.id, "rooms", "positive")
        require(group.within_h >= 0, "groups", group.id, "within_h", "not_negative")
        require(group.priority >= 1, "groups", group.id, "priority", "positive")
    for site in sites:
        require_point("sites", site.id, site.lon, site.lat)
        require(all(count >= 0 for count in site.rooms.values()), "sites", site.id, "rooms", "not_negative")
        require(site.opens_h >= 0, "sites", site.id, "opens_h", "not_negative")
        require(site.intake_per_h > 0, "sites", site.id, "intake_per_h", "positive")


def check_rule(rule: SiteRule) -> None:
    """Refuse a rule with a number that means nothing."""
    for name in ("km_per_h", "detour", "limit_km", "nowhere_km"):
        require(getattr(rule, name) > 0, "rule", 1, name, "positive")
    require(rule.mixing_km >= 0, "rule", 1, "mixing_km", "not_negative")
