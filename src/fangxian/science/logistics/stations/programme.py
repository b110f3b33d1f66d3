"""Which stations to open, with how many tables: the programme, and how it is solved.

Of the people ``w[u]`` of a unit, ``f[u, s]`` go to site ``s`` within their walk and ``q[u]`` nowhere; ``o[s]`` opens a
station with ``T[s]`` tables, each for ``c`` people in the time there is.

    minimise    Σ km · f  +  table_km · Σ T  +  station_km · Σ o  +  nowhere · Σ q
    subject to  Σ_s f[u, s] + q[u] = w[u]
                Σ_u f[u, s] <= c · T[s],   running[s] <= T[s] <= tables[s] · o[s]
                f[u, s] <= w[u] · o[s]                                            where the relaxation breaks it
                Σ_s per_table · T[s] + per_station · o[s] <= available            for each role, if kept to

``nowhere`` exceeds what any one person can cost, so that everybody with a table in reach and staff for it is served.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from fangxian.science.city.arrays import F64, I64
from fangxian.science.logistics.geometry import metres, points
from fangxian.science.logistics.program import Effort, Program, Solved
from fangxian.science.logistics.stations.rows import RoundRule, StationSite, TestUnit

_ROUNDS = 6
"""Of cuts at most."""


@dataclass(frozen=True, slots=True)
class Reach:
    """Pairs of a unit and a site within its walk.

    Attributes
    ----------
    unit, site : int64[pairs]
        Rows.
    km : float64[pairs]
        Way on foot.
    nearest_m : float64[units]
        To the nearest site of all.
    """

    unit: I64
    site: I64
    km: F64
    nearest_m: F64


def reach_of(units: Sequence[TestUnit], sites: Sequence[StationSite], rule: RoundRule) -> Reach:
    """Find the sites that people can walk to."""
    usable = np.array([site.tables > 0 for site in sites], bool)
    way = metres(points(units), points(sites)) * rule.walk_detour
    way[:, ~usable] = np.inf
    unit, site = np.nonzero(way <= rule.walk_limit_m)
    return Reach(unit, site, way[unit, site] / 1000, way.min(axis=1, initial=np.inf))


def nowhere(rule: RoundRule) -> float:
    """What a person without a table costs, in kilometres."""
    return 1000.0 + rule.walk_limit_m / 1000 + rule.table_km + rule.station_km


def open_stations(
    wanted: I64, sites: Sequence[StationSite], reach: Reach, each: int, rule: RoundRule, effort: Effort
) -> tuple[I64, Solved]:
    """Choose the tables of every site.

    Parameters
    ----------
    wanted : int64[units]
        People.
    sites, reach, rule, effort
        See :func:`~fangxian.science.logistics.stations.plan.plan_round`.
    each : int
        People a table tests in the time there is.

    Returns
    -------
    int64[sites], Solved
        Tables, and how good the choice is at least.
    """
    began = time.perf_counter()
    program, count = Program(), len(sites)
    most = np.array([site.tables for site in sites], np.float64)
    running = np.array([site.running for site in sites], np.float64)
    f = program.add_columns(reach.km, wanted[reach.unit], integer=False)
    table = program.add_columns(np.full(count, rule.table_km), most)
    open_ = program.add_columns(np.full(count, rule.station_km), 1.0)
    q = program.add_columns(np.full(len(wanted), nowhere(rule)), wanted, integer=False)
    unit, site = np.arange(len(wanted)), np.arange(count)
    program.add_rows(np.concatenate([reach.unit, unit]), np.concatenate([f, q]), 1.0, wanted, wanted, len(wanted))
    entries = np.concatenate([np.ones(len(f)), np.full(count, -float(each))])
    program.add_rows(np.concatenate([reach.site, site]), np.concatenate([f, table]), entries, -np.inf, 0.0, count)
    entries = np.concatenate([np.ones(count), -most])
    program.add_rows(np.tile(site, 2), np.concatenate([table, open_]), entries, -np.inf, 0.0, count)
    program.add_rows(site, table, 1.0, running, np.inf, count)
    if rule.keep_to_staff:
        _keep_to_staff(program, table, open_, rule, running)
    relaxed = program.relax()
    for _ in range(_ROUNDS):
        over = relaxed.values[f] - wanted[reach.unit] * relaxed.values[open_[reach.site]]
        cut = np.flatnonzero(over > 1e-3 * wanted[reach.unit])
        if not len(cut):
            break
        program.tighten(f[cut], open_[reach.site[cut]], wanted[reach.unit[cut]].astype(np.float64))
        relaxed = program.relax()
    start = np.zeros(program.columns)
    start[table] = running if rule.keep_to_staff else np.ceil(relaxed.values[table] - 1e-6)
    start[open_] = start[table] > 0
    start = program.fill(start, np.concatenate([f[np.argsort(-relaxed.values[f], kind="stable")], q]))
    solved = program.solve(effort, effort.seconds - (time.perf_counter() - began), start=start)
    solved = replace(solved, bound=max(solved.bound, relaxed.objective))
    return np.rint(solved.values[table]).astype(np.int64), solved


def _keep_to_staff(program: Program, table: I64, open_: I64, rule: RoundRule, running: F64) -> None:
    """Staff at once, of each role; what runs already is run by somebody."""
    for role in rule.roles:
        held = role.per_table * running.sum() + role.per_station * (running > 0).sum()
        entries = np.repeat([role.per_table, role.per_station], len(table))
        limit = max(float(role.available), held)
        program.add_rows(np.zeros(2 * len(table), np.int64), np.concatenate([table, open_]), entries, -np.inf, limit, 1)
