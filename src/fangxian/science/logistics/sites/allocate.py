"""Allocation of groups to sites."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np

from fangxian.science.city.arrays import F64
from fangxian.science.logistics.errors import Reason
from fangxian.science.logistics.geometry import points, ways
from fangxian.science.logistics.program import Effort
from fangxian.science.logistics.sites.fit import fit, why_not
from fangxian.science.logistics.sites.programme import Found, SiteProgram, build, search
from fangxian.science.logistics.sites.rows import Group, Site, SitePlan, SiteRule, check, check_rule


def allocate(
    groups: Sequence[Group],
    sites: Sequence[Site],
    rule: SiteRule | None = None,
    *,
    km: F64 | None = None,
    effort: Effort | None = None,
) -> SitePlan:
    """Find everybody a site.

    Parameters
    ----------
    groups : sequence of Group
        Who needs a place.
    sites : sequence of Site
        Where they may go.
    rule : SiteRule, optional
        What counts.
    km : float64[groups, sites], optional
        Ways by road (km); else straight lines times the detour.
    effort : Effort, optional
        When to stop.

    Returns
    -------
    SitePlan
        The plan, how good it is at least, and who has no place for what reason. The same input gives the same plan,
        unless the clock cut the search short.

    Raises
    ------
    LogisticsError
        ``input.row`` for a group or site that breaks a rule. That somebody cannot be placed is no error.
    """
    rule, effort = rule or SiteRule(), effort or Effort(gap=0.009, seconds=30)
    check(groups, sites)
    check_rule(rule)
    if not groups or not sites:
        return _nowhere(groups)
    distance = ways(points(groups), points(sites), rule.detour, km, "km")
    fits = fit(groups, sites, rule, distance)
    kinds = _kinds(groups, distance)
    first = [members[0] for members in kinds]
    count = np.array([len(members) for members in kinds], np.float64)
    model = build([groups[row] for row in first], count, sites, rule, distance[first], fits.open[first])
    found = search(model, rule, effort)
    placed = _placed(kinds, model, found)
    unplaced = {row: why_not(row, groups, sites, fits, rule) for row in range(len(groups)) if row not in placed}
    return SitePlan(
        site={groups[row].id: sites[at].id for row, at in sorted(placed.items())},
        unplaced={groups[row].id: reason for row, reason in unplaced.items()},
        person_km=float(sum(len(groups[row].people) * distance[row, at] for row, at in placed.items())),
        mixed=_mixed(groups, placed),
        objective=found.objective,
        bound=found.bound,
        gap=found.gap,
        timed_out=found.timed_out,
    )


def _kinds(groups: Sequence[Group], distance: F64) -> list[list[int]]:
    """Rows of groups that are alike in all that counts."""
    kinds: defaultdict[tuple[Any, ...], list[int]] = defaultdict(list)
    for row, group in enumerate(groups):
        rooms, needs = tuple(sorted(group.rooms.items())), tuple(sorted(group.needs))
        alike = (distance[row].tobytes(), len(group.people), group.tier, rooms, needs, group.within_h, group.priority)
        kinds[alike].append(row)
    return list(kinds.values())


def _placed(kinds: Sequence[Sequence[int]], model: SiteProgram, found: Found) -> dict[int, int]:
    """Site of each group placed: those of a kind take its places in order."""
    taken = [0] * len(kinds)
    placed: dict[int, int] = {}
    number = found.values[model.x].astype(np.int64)
    for column in np.flatnonzero(number):
        kind, site = int(model.kind[column]), int(model.site[column])
        for row in kinds[kind][taken[kind] : taken[kind] + number[column]]:
            placed[row] = site
        taken[kind] += int(number[column])
    return placed


def _mixed(groups: Sequence[Group], placed: dict[int, int]) -> int:
    tiers: defaultdict[int, set[str]] = defaultdict(set)
    for row, site in placed.items():
        tiers[site].add(groups[row].tier)
    return sum(len(some) - 1 for some in tiers.values())


def _nowhere(groups: Sequence[Group]) -> SitePlan:
    reasons = {group.id: Reason("sites.tier", {"tier": group.tier}) for group in groups}
    return SitePlan({}, reasons, 0.0, 0, 0.0, 0.0, 0.0, timed_out=False)
