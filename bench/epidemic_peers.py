"""One run of another simulator, in its own interpreter.

``python bench/epidemic_peers.py NAME PEOPLE DAYS FIRST SPREAD``; SPREAD is the simulator's own figure of transmission
(see ``SPREADS`` of :mod:`bench.epidemic`). Prints one line of JSON: version, CPU seconds until ready and of the days,
wall seconds of the days, infections, peak memory in MB. A tiny run goes before, so that compiling is not counted.

With a further argument TARGET it prints instead at which SPREAD so many are infected, on average over a few seeds, and
by how many per cent the infections rise where SPREAD rises by one. Nothing of Fangxian is imported here.
"""

from __future__ import annotations

import json
import math
import resource
import sys
import time
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version

Made = tuple[Callable[[], object], Callable[[], int]]
"""Runs the days; tells how many were infected."""


def covasim(people: int, days: int, first: int, spread: float, seed: int = 1) -> Made:
    """Hybrid networks: households, schools, workplaces, community."""
    import covasim

    sim = covasim.Sim(
        pop_size=people, pop_type="hybrid", n_days=days, pop_infected=first, beta=spread, rand_seed=seed, verbose=0
    )
    sim.initialize() if hasattr(sim, "initialize") else sim.init()
    return sim.run, lambda: int(sim.summary["cum_infections"])


def starsim(people: int, days: int, first: int, spread: float, seed: int = 1) -> Made:
    """SIR on a random network of 20 contacts, eight days infectious."""
    import starsim

    disease = starsim.SIR(init_prev=first / people, beta=starsim.perday(spread), dur_inf=starsim.days(8))
    network = starsim.RandomNet(n_contacts=20)
    sim = starsim.Sim(
        n_agents=people, diseases=disease, networks=network, dur=starsim.days(days), dt=starsim.days(1), rand_seed=seed,
        verbose=0,
    )  # fmt: skip
    sim.init()
    return sim.run, lambda: int(sim.results.sir.cum_infections[-1])


def epiworldpy(people: int, days: int, first: int, spread: float, seed: int = 1) -> Made:
    """SEIR on a random graph of 20 contacts, four days latent, eight infectious."""
    import epiworldpy
    import numpy

    model = epiworldpy.epimodels.ModelSEIR("virus", first / people, spread, 4.0, 1 / 8)
    chance = numpy.random.default_rng(seed)
    ends = chance.integers(0, people, (2, people * 10), dtype=numpy.int64)
    model.agents_from_edgelist(ends[0].tolist(), ends[1].tolist(), people, False)
    return lambda: model.run(days, seed), lambda: people - int(model.get_db().get_today_total()["counts"][0])


def versions(name: str) -> str:
    """The simulator's version, and Starsim's where it stands on it."""
    try:
        below = f" on starsim {version('starsim')}" if name == "covasim" and version("covasim") >= "4" else ""
    except PackageNotFoundError:
        below = ""
    return f"{name} {version(name)}{below}"


SEEDS, FEW_DAYS, TRIES, NEAR = 2, 30, 6, 0.1
"""Runs whose mean is compared, five times as many up to so many days; figures tried at most; what is near enough."""


def calibrate(size: Callable[[float], float], spread: float, target: float) -> tuple[float, float]:
    """The figure at which a size that grows with it is near a target, and the elasticity there.

    By secants of the logarithms, kept between what was too small and what was too large.
    """
    low, high, rise, tried = spread / 4, spread * 4, 4.0, []
    for _ in range(TRIES):
        found = max(1.0, size(spread))
        tried.append((math.log(spread), math.log(found)))
        if len(tried) > 1 and tried[-1][0] != tried[-2][0]:
            rise = (tried[-1][1] - tried[-2][1]) / (tried[-1][0] - tried[-2][0])
            rise = min(max(rise, 0.5), 12.0)
        if abs(found / target - 1) < NEAR:
            break
        low, high = (max(low, spread), high) if found < target else (low, min(high, spread))
        wanted = spread * (target / found) ** (1 / rise)
        spread = wanted if low < wanted < high else math.sqrt(low * high)
    best = min(tried, key=lambda one: abs(one[1] - math.log(target)))
    return math.exp(best[0]), rise


def main() -> None:
    name, people, days, first = sys.argv[1], *(int(value) for value in sys.argv[2:5])
    make = {"covasim": covasim, "starsim": starsim, "epiworldpy": epiworldpy}[name]
    make(1000, 5, 10, float(sys.argv[5]))[0]()
    if len(sys.argv) > 6:

        def size(spread: float) -> float:
            seeds = range(1, SEEDS * (5 if days <= FEW_DAYS else 1) + 1)
            total = 0
            for seed in seeds:
                step, count = make(people, days, first, spread, seed)
                step()
                total += count()
            return total / len(seeds)

        spread, rise = calibrate(size, float(sys.argv[5]), float(sys.argv[6]))
        print("\n" + json.dumps({"spread": spread, "rise": rise}))
        return
    start = time.process_time()
    step, count = make(people, days, first, float(sys.argv[5]))
    ready = time.process_time() - start
    cpu, wall = time.process_time(), time.perf_counter()
    step()
    found = {
        "version": versions(name),
        "ready": ready,
        "cpu": time.process_time() - cpu,
        "wall": time.perf_counter() - wall,
        "infections": count(),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    print("\n" + json.dumps(found))


if __name__ == "__main__":
    main()
