"""The programme of the sites, and how it is solved.

A *kind* is a set of groups alike in everything that counts (where they are, how many, tier, rooms, needs,
deadline); ``x[k, s]`` of its groups go to site ``s`` and ``u[k]`` nowhere, so that people who could change places are
counted, not told apart. ``y[s, t]`` says that site ``s`` houses tier ``t``.

    minimise    Σ people · km · x  +  mixing · Σ (tiers of a shared site - 1)  +  nowhere · Σ people · priority · u
    subject to  Σ_s x[k, s] + u[k] = groups[k]
                rooms of a class wanted by tier t at s  <=  rooms[s] · y[s, t]
                rooms of a class wanted at s            <=  rooms[s]            where tiers may share the site
                Σ_t y[s, t] <= 1                                               where they may not
                people due by d at s <= intake[s] · (d - opens[s])             for each deadline d

How it is solved. The relaxation to fractions is tightened by cuts ``x[k, s] <= groups[k] · y[s, t]`` where they are
broken; its value is a bound for every plan. The plan is then sought among the columns whose reduced cost is small, and
both are compared: the gap told is against the bound of the whole programme.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fangxian.science.city.arrays import F64, I64, Bool
from fangxian.science.logistics.program import Effort, Program, Solved
from fangxian.science.logistics.sites.rows import Group, Site, SiteRule


@dataclass(frozen=True, slots=True)
class SiteProgram:
    """The programme, and what its columns mean.

    Attributes
    ----------
    program : Program
        Columns and rows.
    kind, site : int64[x]
        Of each column ``x``.
    pair : int64[x]
        The column ``y`` of its site and tier.
    x, y, u, z : int64
        Numbers of the columns; ``z`` counts the further tiers of a shared site.
    groups, burden : float64[kinds]
        Groups of each kind, and what one of them without a place counts.
    house : int64[y]
        Site of each column ``y``.
    shared : bool[sites]
        Which may house several tiers.
    """

    program: Program
    kind: I64
    site: I64
    pair: I64
    x: I64
    y: I64
    u: I64
    z: I64
    groups: F64
    burden: F64
    house: I64
    shared: Bool


def build(
    groups: Sequence[Group], count: F64, sites: Sequence[Site], rule: SiteRule, km: F64, allowed: Bool
) -> SiteProgram:
    """Write the programme.

    Parameters
    ----------
    groups : sequence of Group
        One of each kind.
    count : float64[kinds]
        How many there are of it.
    sites : sequence of Site
        Where they may go.
    rule : SiteRule
        What counts.
    km : float64[kinds, sites]
        Ways.
    allowed : bool[kinds, sites]
        Where each may go.
    """
    program = Program()
    kind, site = np.nonzero(allowed)
    people = np.array([len(group.people) for group in groups], np.float64)
    tiers = sorted({group.tier for group in groups})
    tier = np.array([tiers.index(group.tier) for group in groups], np.int64)
    x = program.add_columns(people[kind] * km[kind, site], count[kind])
    used, pair = np.unique(site * len(tiers) + tier[kind], return_inverse=True)
    y = program.add_columns(np.zeros(len(used)), 1.0)
    burden = people * np.array([group.priority for group in groups])
    u = program.add_columns(rule.nowhere_km * burden, count)
    z = program.add_columns(np.full(len(sites), rule.mixing_km), max(len(tiers) - 1, 0), integer=False)
    house, shared = used // max(len(tiers), 1), np.array([one.shared for one in sites], bool)
    model = SiteProgram(program, kind, site, y[pair], x, y, u, z, count, burden, house, shared)
    everyone = np.concatenate([kind, np.arange(len(groups))])
    program.add_rows(everyone, np.concatenate([x, u]), 1.0, count, count, len(groups))
    limit = np.ones(len(sites))
    limit[shared] = np.inf
    program.add_rows(house, y, 1.0, -np.inf, limit, len(sites))
    _add_mixing(model)
    _add_rooms(model, groups, sites, pair)
    _add_intake(model, groups, sites, people)
    return model


def _add_mixing(model: SiteProgram) -> None:
    """Sum of y - 1 <= z, at sites that may be shared."""
    shared = np.flatnonzero(model.shared)
    own = model.shared[model.house]
    place = np.searchsorted(shared, model.house[own])
    rows, columns = np.concatenate([place, np.arange(len(shared))]), np.concatenate([model.y[own], model.z[shared]])
    value = np.concatenate([np.ones(own.sum()), -np.ones(len(shared))])
    model.program.add_rows(rows, columns, value, -np.inf, 1.0, len(shared))


def _add_rooms(model: SiteProgram, groups: Sequence[Group], sites: Sequence[Site], pair: I64) -> None:
    """Rooms of each class: by tier where it is housed, and in all where tiers share the site."""
    for room in sorted({room for group in groups for room in group.rooms}):
        wanted = np.array([group.rooms.get(room, 0) for group in groups], np.float64)
        free = np.array([site.rooms.get(room, 0) for site in sites], np.float64)
        some, house = np.flatnonzero(wanted[model.kind] > 0), model.house
        each = wanted[model.kind[some]]
        rows = np.concatenate([pair[some], np.arange(len(house))])
        columns = np.concatenate([model.x[some], model.y])
        model.program.add_rows(rows, columns, np.concatenate([each, -free[house]]), -np.inf, 0.0, len(house))
        common = model.shared[model.site[some]]
        model.program.add_rows(model.site[some][common], model.x[some][common], each[common], -np.inf, free, len(sites))


def _add_intake(model: SiteProgram, groups: Sequence[Group], sites: Sequence[Site], people: F64) -> None:
    """People let in by each deadline."""
    within = np.array([group.within_h for group in groups])
    speed = np.array([site.intake_per_h for site in sites])
    opens = np.array([site.opens_h for site in sites])
    for deadline in np.unique(within[np.isfinite(within)]):
        some = np.flatnonzero((within[model.kind] <= deadline) & np.isfinite(speed[model.site]))
        room = np.where(np.isfinite(speed), speed, 0) * np.maximum(deadline - opens, 0)
        model.program.add_rows(
            model.site[some], model.x[some], people[model.kind[some]], -np.inf, np.floor(room), len(sites)
        )


@dataclass(frozen=True, slots=True)
class Found:
    """The best answer and a bound for all answers; the gap is relative to the ways and the mixing of the answer."""

    values: F64
    objective: float
    bound: float
    gap: float
    timed_out: bool


_ROUNDS = 12
"""Of cuts at most; the bound hardly moves after."""
_CHOICES = 8
"""Sites kept for each kind in the first search, of least reduced cost."""


def search(model: SiteProgram, rule: SiteRule, effort: Effort) -> Found:
    """Bound from the tightened relaxation, plan from the columns that matter; see the head of this module."""
    began = time.perf_counter()

    def left() -> float:
        return effort.seconds - (time.perf_counter() - began)

    relaxed = _tightened(model, rule)
    start, keep = _first(model, relaxed), _likely(model, relaxed)
    enough = relaxed.objective + effort.gap * _own(model, rule, relaxed.values, relaxed.objective)
    first = model.program.solve(effort, left(), start=start, keep=keep, enough=enough)
    found = _judge(model, rule, first, relaxed.objective)
    if found.gap > effort.gap and left() > 0:  # a column whose reduced cost is beyond the gap is in no better plan
        spare = found.objective - relaxed.objective
        keep = relaxed.reduced <= spare + 1e-6 * abs(spare)
        keep[model.u] = keep[model.z] = True
        solved = model.program.solve(effort, left(), start=found.values, keep=keep, enough=enough)
        second = _judge(model, rule, solved, max(relaxed.objective, min(solved.bound, found.objective)))
        if second.objective <= found.objective:
            return second
    return found


def _judge(model: SiteProgram, rule: SiteRule, solved: Solved, bound: float) -> Found:
    """The answer with its gap."""
    values, objective = np.round(solved.values), solved.objective
    bound = min(bound, objective)
    own = _own(model, rule, values, objective)
    gap = (objective - bound) / own if own > 0 else float(objective > bound + 1e-6)
    return Found(values, objective, bound, gap, solved.timed_out)


def _own(model: SiteProgram, rule: SiteRule, values: F64, objective: float) -> float:
    """The part of a cost that is ways and mixing."""
    return objective - rule.nowhere_km * float(values[model.u] @ model.burden)


def _tightened(model: SiteProgram, rule: SiteRule) -> Solved:
    """The relaxation with the cuts it breaks, and with nowhere rounded up to whole people."""
    relaxed = model.program.relax()
    if relaxed.values[model.u] @ model.burden > 1e-6:
        cost = np.zeros(model.program.columns)
        cost[model.u] = model.burden
        model.program.at_least(cost, np.ceil(model.program.lowest(cost) - 1e-6))
        relaxed = model.program.relax()
    for _ in range(_ROUNDS):
        over = relaxed.values[model.x] - model.groups[model.kind] * relaxed.values[model.pair]
        cut = np.flatnonzero(over > 1e-3)
        if not len(cut):
            break
        model.program.tighten(model.x[cut], model.pair[cut], model.groups[model.kind[cut]])
        before = relaxed.objective
        relaxed = model.program.relax()
        if relaxed.objective - before < 5e-4 * abs(before):
            break
    return relaxed


def _likely(model: SiteProgram, relaxed: Solved) -> Bool:
    """The columns of the first search: the tier each site tends to, and for each kind the few sites that suit it."""
    keep = np.ones(model.program.columns, bool)
    keep[model.y] = kept = _tiers(model, relaxed)
    open_ = kept[model.pair - model.y[0]] if len(model.y) else np.zeros(0, bool)
    cost = np.where(open_, relaxed.reduced[model.x], np.inf)
    order = np.lexsort((cost, model.kind))
    first = np.flatnonzero(np.diff(model.kind[order], prepend=-1))
    rank = np.arange(len(order)) - np.repeat(first, np.diff(np.append(first, len(order))))
    few = np.zeros(len(order), bool)
    few[order] = rank < _CHOICES
    keep[model.x] = few & open_
    return keep


def _first(model: SiteProgram, relaxed: Solved) -> F64:
    """A plan to begin from: what the relaxation does most of first, as far as there is room."""
    values = np.zeros(model.program.columns)
    values[model.y] = open_ = _tiers(model, relaxed).astype(np.float64)
    values[model.z] = np.maximum(np.bincount(model.house, open_, len(model.z)) - 1, 0)
    share = relaxed.values[model.x] / model.groups[model.kind]
    order = np.lexsort((relaxed.reduced[model.x], -np.round(share, 3)))
    return model.program.fill(values, np.concatenate([model.x[order], model.u]))


def _tiers(model: SiteProgram, relaxed: Solved) -> Bool:
    """Which columns ``y`` may be 1: the largest of a site that houses one tier, all of one that may be shared."""
    share = relaxed.values[model.y]
    order = np.lexsort((-share, model.house))
    kept = np.array(model.shared[model.house])
    kept[order[np.flatnonzero(np.diff(model.house[order], prepend=-1))]] = True
    return kept
