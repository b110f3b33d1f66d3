"""Epidemics: seconds for a drill, a large epidemic and a replicate, beside the peers that are installed.

A made-up town of ``FANGXIAN_BENCH_PEOPLE`` (default 200,000), or the place named by ``FANGXIAN_BENCH_CITY``, such as
``chengdu`` with its 21 million. CPU seconds of this process, one thread, compilation excluded; a peer's population is
counted as ready, its days as run. Peers have no places and hence no visits, and their diseases differ: the number
infected stands beside each figure. Sixty days are left out for a named city.
"""

from __future__ import annotations

import os
import resource
import time
from collections.abc import Callable, Iterator
from importlib.metadata import version
from importlib.util import find_spec
from typing import Any

from rich.console import Console
from rich.table import Table

from bench.machine import describe

PEOPLE = int(os.environ.get("FANGXIAN_BENCH_PEOPLE", "200000"))
PLACE = os.environ.get("FANGXIAN_BENCH_CITY")
REPLICATES = 10
Result = tuple[str, str, float, float, float, int]
"""Who, what, ready, run (CPU seconds), run (wall seconds), infections."""


def main() -> None:
    table = Table(
        "engine", "case", "ready CPU s", "run CPU s", "run wall s", "infections", "µs/infection", "M person-days/s",
        title=f"{PLACE or f'{PEOPLE:,} people'}; {describe()}",
    )  # fmt: skip
    for who, what, ready, cpu, wall, infections in _results():
        days = int(what.split()[0])
        table.add_row(
            who, what, f"{ready:.2f}", f"{cpu:.3f}", f"{wall:.3f}", f"{infections:,}",
            f"{cpu / infections * 1e6:.1f}" if infections else "",
            f"{PEOPLE * days / cpu / 1e6:,.0f}" if cpu and not PLACE else "",
        )  # fmt: skip
    console = Console(width=130)
    console.print(table)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    console.print(f"peak memory {peak:,.0f} MB, the city's build and peers included", highlight=False)


def _results() -> Iterator[Result]:
    from fangxian.science.city.build import build_city
    from fangxian.science.city.spec import town
    from fangxian.science.epidemic.disease import load_disease
    from fangxian.science.epidemic.model import Epidemic

    small = build_city(town(2_000))
    for plan in ("containment", "clinics-only"):  # compile
        Epidemic(small, "covid19-delta", first_infections=300, plan=plan).run(8)
        Epidemic(small, "covid19-delta", first_infections=300, dense_above=-1.0).run(3)
    start = time.process_time()
    city = build_city(_spec())
    city.tables()
    built = time.process_time() - start
    yield "Fangxian", "0 days: the city", built, 0.0, 0.0, 0
    delta, ancestral = load_disease("covid19-delta"), load_disease("covid19-ancestral")
    mild = ancestral.with_(reproduction=1.7)
    cases: list[tuple[str, int, Any, Any, int]] = [
        ("18 days, 10 first, nothing done", 18, delta, "", 10),
        ("18 days, 10 first, all operations", 18, delta, "containment", 10),
        ("60 days, 100 first, R₀ 1.7", 60, mild, "", 100),
        ("60 days, 100 first, R₀ 5.1", 60, delta, "", 100),
        ("60 days, 100 first, R₀ 5.1, clinics", 60, delta, "clinics-only", 100),
    ]
    for what, days, disease, plan, first in cases[: 2 if PLACE else None]:
        yield _run(what, days, lambda d=disease, p=plan, f=first: _epidemic(city, d, p, f))
    start = time.perf_counter()
    for seed in range(REPLICATES):
        _epidemic(city, delta, "containment", 10, seed).run(18)
    each = (time.perf_counter() - start) / REPLICATES
    yield "Fangxian", f"18 days: mean of {REPLICATES} replicates", 0.0, each, each, 0
    if PLACE is None:
        yield from _peers()


def _spec() -> Any:
    from fangxian.cli.city_sources import spec_of
    from fangxian.science.city.parameters import load_parameters

    return spec_of(PLACE or f"town:{PEOPLE}", load_parameters(None))


def _epidemic(city: Any, disease: Any, plan: str, first: int, seed: int = 1) -> Any:
    from fangxian.science.epidemic.measures import NOTHING
    from fangxian.science.epidemic.model import Epidemic

    return Epidemic(city, disease, plan=plan or NOTHING, first_infections=first, seed=seed)


def _run(what: str, days: int, make: Callable[[], Any]) -> Result:
    start = time.process_time()
    run = make()
    ready = time.process_time() - start
    cpu, wall = time.process_time(), time.perf_counter()
    run.run(days)
    return "Fangxian", what, ready, time.process_time() - cpu, time.perf_counter() - wall, run.infections


def _peers() -> Iterator[Result]:
    for name, make in (("covasim", _covasim), ("starsim", _starsim), ("epiworldpy", _epiworld)):
        if find_spec(name) is not None:
            for days, first in ((18, 10), (60, 100)):
                yield _peer(name, make, days, first)


def _peer(
    name: str, make: Callable[[int, int], tuple[Callable[[], None], Callable[[], int]]], days: int, first: int
) -> Result:
    start = time.process_time()
    step, count = make(days, first)
    ready = time.process_time() - start
    cpu, wall = time.process_time(), time.perf_counter()
    step()
    spent = time.process_time() - cpu, time.perf_counter() - wall
    return f"{name} {version(name)}", f"{days} days, {first} first, default", ready, *spent, count()


def _covasim(days: int, first: int) -> tuple[Callable[[], None], Callable[[], int]]:
    import covasim

    sim = covasim.Sim(pop_size=PEOPLE, pop_type="hybrid", n_days=days, pop_infected=first, verbose=0)
    sim.initialize()
    return sim.run, lambda: int(sim.summary["cum_infections"])


def _starsim(days: int, first: int) -> tuple[Callable[[], None], Callable[[], int]]:
    import starsim

    disease = starsim.SIR(init_prev=first / PEOPLE, beta=starsim.perday(0.016), dur_inf=starsim.days(8))
    sim = starsim.Sim(
        n_agents=PEOPLE, diseases=disease, networks=starsim.RandomNet(n_contacts=20), dur=starsim.days(days),
        dt=starsim.days(1), verbose=0,
    )  # fmt: skip
    sim.init()
    return sim.run, lambda: int(sim.results.sir.cum_infections[-1])


def _epiworld(days: int, first: int) -> tuple[Callable[[], None], Callable[[], int]]:
    import epiworldpy

    model = epiworldpy.epimodels.ModelSEIR("virus", first / PEOPLE, 0.02, 4.0, 1 / 8)
    model.agents_smallworld(PEOPLE, 20, False, 0.0)
    return lambda: model.run(days, 1), lambda: PEOPLE - int(model.get_db().get_today_total()["counts"][0])


if __name__ == "__main__":
    main()
