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
broken; its value is a bound for every plan. The sites then get their tiers a few at a time, the clearest first, and
the relaxation is solved anew each time. With the tiers settled it is nearly whole, so a plan is rounded from it. Where
that is not near enough to the bound, a better one is sought among the columns of least reduced cost, then among more
of them, then among all columns that a better plan can use. The gap told is always against the bound of the whole
programme.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

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
_NONE = 1e-6
"""Less than this is nothing."""
_STEPS = 6
"""In which the sites get their tiers."""
_CLEAR = 0.95
"""Part of a site's rooms that go to one tier, from which on it gets that tier without waiting for others."""
_CHOICES = 2, 8
"""Sites for each kind on the average, in the first search and in the second."""


def search(model: SiteProgram, rule: SiteRule, effort: Effort) -> Found:
    """Bound from the tightened relaxation, plan from the columns that matter; see the head of this module."""
    began = time.perf_counter()

    def left() -> float:
        return effort.seconds - (time.perf_counter() - began)

    relaxed = _tightened(model, rule)
    near, open_ = _settled(model, relaxed)
    start = _rounded(model, near)
    best = model.program.cost_of(start)
    found = _judge(model, rule, Solved(start, best, -np.inf, np.empty(0), timed_out=False), relaxed.objective)
    enough = relaxed.objective + effort.gap * _own(model, rule, relaxed.values, relaxed.objective)
    close = replace(effort, gap=effort.gap / 4)  # of the best of these columns, which need not be the best of all
    for sites in _CHOICES:
        if found.gap <= effort.gap or left() <= 0:
            return found
        keep = _cheapest(model, near, open_, start, sites)
        solved = model.program.solve(close, left(), start=found.values, keep=keep, enough=enough)
        found = _judge(model, rule, solved, relaxed.objective)
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


def _settled(model: SiteProgram, relaxed: Solved) -> tuple[Solved, Bool]:
    """The relaxation where every site that houses one tier has got it, and the columns ``y`` that are left."""
    left = np.ones(len(model.y), bool)
    undecided = (np.bincount(model.house, minlength=len(model.z)) > 1) & ~model.shared
    for step in range(_STEPS):
        share, sites = relaxed.values[model.y], np.flatnonzero(undecided)
        if not len(sites):
            break
        largest = np.zeros(len(model.y), bool)
        order = np.lexsort((-share, model.house))
        largest[order[np.flatnonzero(np.diff(model.house[order], prepend=-1))]] = True
        whole = np.bincount(model.house, share, len(model.z))
        clear = np.bincount(model.house, share * largest, len(model.z)) / np.maximum(whole, _NONE)
        some = max(-(-len(sites) // (_STEPS - step)), int((clear[sites] >= _CLEAR).sum()))
        settled = sites[np.argsort(-clear[sites], kind="stable")[:some]]
        undecided[settled] = False
        left &= largest | ~np.isin(model.house, settled)
        relaxed = model.program.relax(_with_tiers(model, left))
    return relaxed, left


def _with_tiers(model: SiteProgram, left: Bool) -> Bool:
    """All columns but the tiers that are ruled out, and who would go there."""
    keep = np.ones(model.program.columns, bool)
    keep[model.y] = left
    keep[model.x] = left[model.pair - model.y[0]] if len(model.y) else False
    return keep


def _rounded(model: SiteProgram, near: Solved) -> F64:
    """A plan to begin from: the whole part of a relaxation, then what it does most of, as far as there is room."""
    values = np.zeros(model.program.columns)
    values[model.y] = near.values[model.y] > _NONE
    whole = values[model.x] = np.floor(near.values[model.x] + _NONE)
    rest = (near.values[model.x] - whole) / model.groups[model.kind]
    order = np.lexsort((near.reduced[model.x], -np.round(rest, 3)))
    values = model.program.fill(values, np.concatenate([model.x[order], model.u]))
    used = (
        np.bincount(model.pair - model.y[0], values[model.x], len(model.y)) > 0 if len(model.y) else np.zeros(0, bool)
    )
    values[model.y] = used
    values[model.z] = np.maximum(np.bincount(model.house, used, len(model.z)) - 1, 0) * model.shared
    return values


def _cheapest(model: SiteProgram, near: Solved, open_: Bool, start: F64, sites: int) -> Bool:
    """With these tiers, the columns of least reduced cost, so many for each kind on average; and those of a plan."""
    keep = _with_tiers(model, open_)
    cost = np.where(keep[model.x], near.reduced[model.x], np.inf)
    most = min(sites * len(model.groups), len(cost))
    keep[model.x] &= cost <= (np.partition(cost, most - 1)[most - 1] if most else np.inf)
    return keep | (start > 0)
