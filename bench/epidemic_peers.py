"""One run of another simulator, in its own interpreter.

``python bench/epidemic_peers.py NAME PEOPLE DAYS FIRST SPREAD``; SPREAD is the simulator's own figure of transmission
(see ``SPREADS`` of :mod:`bench.epidemic`). Prints one line of JSON: version, CPU seconds until ready and of the days,
wall seconds of the days, infections, peak memory in MB. A tiny run goes before, so that compiling is not counted.
Nothing of Fangxian is imported here.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version

Made = tuple[Callable[[], object], Callable[[], int]]
"""Runs the days; tells how many were infected."""


def covasim(people: int, days: int, first: int, spread: float) -> Made:
    """Hybrid networks: households, schools, workplaces, community."""
    import covasim

    sim = covasim.Sim(
        pop_size=people, pop_type="hybrid", n_days=days, pop_infected=first, beta=spread, rand_seed=1, verbose=0
    )
    sim.initialize() if hasattr(sim, "initialize") else sim.init()
    return sim.run, lambda: int(sim.summary["cum_infections"])


def starsim(people: int, days: int, first: int, spread: float) -> Made:
    """SIR on a random network of 20 contacts, eight days infectious."""
    import starsim

    disease = starsim.SIR(init_prev=first / people, beta=starsim.perday(spread), dur_inf=starsim.days(8))
    network = starsim.RandomNet(n_contacts=20)
    sim = starsim.Sim(
        n_agents=people, diseases=disease, networks=network, dur=starsim.days(days), dt=starsim.days(1), rand_seed=1,
        verbose=0,
    )  # fmt: skip
    sim.init()
    return sim.run, lambda: int(sim.results.sir.cum_infections[-1])


def epiworldpy(people: int, days: int, first: int, spread: float) -> Made:
    """SEIR on a random graph of 20 contacts, four days latent, eight infectious."""
    import epiworldpy
    import numpy

    model = epiworldpy.epimodels.ModelSEIR("virus", first / people, spread, 4.0, 1 / 8)
    chance = numpy.random.default_rng(1)
    ends = chance.integers(0, people, (2, people * 10), dtype=numpy.int64)
    model.agents_from_edgelist(ends[0].tolist(), ends[1].tolist(), people, False)
    return lambda: model.run(days, 1), lambda: people - int(model.get_db().get_today_total()["counts"][0])


def versions(name: str) -> str:
    """The simulator's version, and Starsim's where it stands on it."""
    try:
        below = f" on starsim {version('starsim')}" if name == "covasim" and version("covasim") >= "4" else ""
    except PackageNotFoundError:
        below = ""
    return f"{name} {version(name)}{below}"


def main() -> None:
    name, people, days, first = sys.argv[1], *(int(value) for value in sys.argv[2:5])
    make = {"covasim": covasim, "starsim": starsim, "epiworldpy": epiworldpy}[name]
    make(1000, 5, 10, float(sys.argv[5]))[0]()
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
