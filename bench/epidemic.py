"""Epidemics: seconds for a drill, a large epidemic and a replicate, beside the peers that are named.

``python -m bench.epidemic --people 1000000 --peer covasim=/venvs/covasim3/bin/python --peer starsim=…`` measures a
made-up town; ``--city FOLDER`` a built city, such as Chengdu with its 21 million, ``--large`` its 60 days, too, and
``--replicates 100`` an ensemble. CPU seconds of one process with one thread, compilation excluded; a peer's population
is counted as ready, its days as run, each in its own interpreter with its own peak memory. Peers have no places and
hence no visits, and their diseases differ. So each peer's own figure of transmission is first set, in a town of
``--calibrate`` people (0: not at all), such that its epidemic is as large as ours, and set once more where that of the
whole town differs by more than a fifth. The number infected, and its ratio to ours, stand beside each figure.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from bench.machine import describe

Result = tuple[str, str, float, float, float, int, float, float]
"""Who, what, ready, run (CPU seconds), run (wall seconds), infections, peak memory (MB) or 0, ratio to ours or 0."""
SPREADS: dict[str, dict[str, float]] = {
    "covasim": {"drill": 0.016, "some": 0.016, "most": 0.026},
    "starsim": {"drill": 0.016, "some": 0.0105, "most": 0.013},
    "epiworldpy": {"drill": 0.016, "some": 0.0115, "most": 0.014},
}
"""Where the search for each peer's figure of transmission begins."""
CASES = {"drill": (18, 10), "some": (60, 100), "most": (60, 100)}
"""Days and first infections."""
SIZES: dict[str, float] = {}
"""Infections of ours in each case, of the town that is measured."""
FIFTH = 0.2
_HERE = Path(__file__).parent


def main(words: list[str] | None = None) -> None:
    """Measure ours, then the peers."""
    options = _options([] if words is None else words)
    table = Table(
        "engine", "case", "ready CPU s", "run CPU s", "run wall s", "infections", "to ours", "µs/infection", "peak MB",
        title=f"{options.city or f'{options.people:,} people'}; {describe()}",
    )  # fmt: skip
    for who, what, ready, cpu, wall, infections, peak, ratio in _results(options):
        print(who, what, f"{ready:.2f} + {cpu:.3f} CPU s, {infections:,} infections", flush=True)
        table.add_row(
            who, what, f"{ready:.2f}", f"{cpu:.3f}", f"{wall:.3f}", f"{infections:,}", f"{ratio:.2f}" if ratio else "",
            f"{cpu / infections * 1e6:.1f}" if infections else "", f"{peak:,.0f}" if peak else "",
        )  # fmt: skip
    Console(width=140).print(table)
    for name in sorted(set(SPREADS) - {item.split("=")[0] for item in options.peer}):
        print(f"{name}: not measured; name an interpreter that has it: --peer {name}=/path/to/python")


def _options(words: list[str]) -> Any:
    parser = argparse.ArgumentParser(description="Epidemics, beside other simulators")
    parser.add_argument("--people", type=int, default=200_000)
    parser.add_argument("--city", help="folder of a built city instead")
    parser.add_argument("--large", action="store_true", help="60 days in a built city, too: minutes")
    parser.add_argument("--replicates", type=int, default=10)
    parser.add_argument("--workers", type=int, default=1, help="processes of the ensemble")
    parser.add_argument(
        "--calibrate", type=int, default=100_000, help="people of the town in which peers are set; 0: none"
    )
    parser.add_argument("--peer", action="append", default=[], metavar="NAME=PYTHON", help=", ".join(SPREADS))
    return parser.parse_args(words)


def _results(options: Any) -> Iterator[Result]:
    from fangxian.science.city.build import build_city
    from fangxian.science.city.spec import town
    from fangxian.science.city.store import load_city
    from fangxian.science.epidemic.disease import load_disease

    _compile(build_city(town(2_000)))
    start = time.process_time()
    city = load_city(Path(options.city)) if options.city else build_city(town(options.people))
    city.tables()
    yield "Fangxian", "the city", time.process_time() - start, 0.0, 0.0, 0, _peak(), 0.0
    delta, ancestral = load_disease("covid19-delta"), load_disease("covid19-ancestral")
    cases: list[tuple[str, int, Any, str, int]] = [
        ("drill: 18 days, 10 first, nothing done", 18, delta, "", 10),
        ("drill: 18 days, 10 first, all operations", 18, delta, "containment", 10),
    ]
    if options.large or not options.city:
        first = max(100, city.n_persons // 10_000)
        cases += [
            (f"some: 60 days, {first:,} first, R₀ 1.9", 60, ancestral.with_(reproduction=1.9), "", first),
            (f"most: 60 days, {first:,} first, R₀ 2.5", 60, ancestral, "", first),
            (f"most: 60 days, {first:,} first, R₀ 2.5, clinics", 60, ancestral, "clinics-only", first),
        ]
    for what, days, disease, plan, infected in cases:
        found = _run(city, what, days, disease, plan, infected)
        SIZES.setdefault(what.partition(":")[0], found[5])
        yield found
    SIZES["drill"] = _ours(city, "drill", SEEDS)
    yield _ensemble(city, options)
    yield from _peers(options)


def _compile(small: Any) -> None:
    from fangxian.science.epidemic.model import Epidemic

    for plan in ("containment", "clinics-only"):
        Epidemic(small, "covid19-delta", first_infections=300, plan=plan).run(8)
    Epidemic(small, "covid19-delta", first_infections=300).run(3)
    Epidemic(small, "covid19-delta", first_infections=300, dense_above=-1.0).run(3)


def _run(city: Any, what: str, days: int, disease: Any, plan: str, first: int) -> Result:
    from fangxian.science.epidemic.measures import NOTHING
    from fangxian.science.epidemic.model import Epidemic

    start = time.process_time()
    run = Epidemic(city, disease, plan=plan or NOTHING, first_infections=first, seed=1)
    ready = time.process_time() - start
    cpu, wall = time.process_time(), time.perf_counter()
    run.run(days)
    spent = time.process_time() - cpu, time.perf_counter() - wall
    return "Fangxian", what, ready, *spent, run.infections, _peak(), 0.0


SEEDS = 20
"""Runs of the drill whose mean peers are compared with: one run of so few infections is an anecdote."""


def _ours(city: Any, case: str, seeds: int, people: int = 1_000_000) -> float:
    """Mean infections of ours in a case, with as large a share of first infections as in a town of a million."""
    from fangxian.science.epidemic.disease import load_disease
    from fangxian.science.epidemic.model import Epidemic

    days, first = CASES[case]
    ancestral = load_disease("covid19-ancestral")
    disease = {"drill": load_disease("covid19-delta"), "some": ancestral.with_(reproduction=1.9), "most": ancestral}[
        case
    ]
    if case != "drill":
        first = max(10, round(first * city.n_persons / people))
    runs = (Epidemic(city, disease, first_infections=first, seed=seed).run(days) for seed in range(1, seeds + 1))
    return sum(run.infections for run in runs) / seeds


def _ensemble(city: Any, options: Any) -> Result:
    """Replicates of the contained drill, with all that an ensemble writes; seconds are of the whole."""
    from fangxian.science.city.parameters import load_parameters
    from fangxian.science.city.store import save_city
    from fangxian.science.epidemic.disease import load_disease
    from fangxian.science.epidemic.ensemble import Experiment, run_ensemble
    from fangxian.science.epidemic.measures import load_plan

    with tempfile.TemporaryDirectory(prefix="fangxian-bench-") as scratch:
        folder = Path(options.city) if options.city else Path(scratch) / "city"
        if not options.city:
            save_city(city, folder, load_parameters(None), {})
        experiment = Experiment(folder, load_disease("covid19-delta"), load_plan("containment"), 10, 18)
        cpu, wall = _cpu(), time.perf_counter()
        table = run_ensemble(
            experiment, range(1, options.replicates + 1), Path(scratch) / "runs", workers=options.workers
        )
        spent, infected = (_cpu() - cpu, time.perf_counter() - wall), int(sum(table["infections"].to_pylist()))
    what = f"{options.replicates} replicates of the drill, all operations, {options.workers} processes"
    return "Fangxian", what, 0.0, *spent, infected, _peak(), 0.0


def _cpu() -> float:
    """CPU seconds of this process and of those it waited for."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(item.ru_utime + item.ru_stime for item in used)


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _peers(options: Any) -> Iterator[Result]:
    from fangxian.science.city.build import build_city
    from fangxian.science.city.spec import town

    if not options.peer:
        return
    small = build_city(town(options.calibrate)) if options.calibrate else None
    targets = {case: _ours(small, case, 3 if case != "drill" else SEEDS) for case in CASES} if small else {}
    for item in options.peer:
        name, _, interpreter = item.partition("=")
        for case, (days, first) in CASES.items():
            spread, rise = SPREADS[name][case], 4.0
            if small is not None:
                few = first if case == "drill" else max(10, round(first * small.n_persons / 1_000_000))
                set_ = _peer(interpreter, name, small.n_persons, days, few, spread, targets[case])
                spread, rise = set_.get("spread", spread), set_.get("rise", rise)
            found = _peer(interpreter, name, options.people, days, first, spread)
            ratio = found.get("infections", 0) / SIZES.get(case, 1.0)
            if small is not None and case != "drill" and ratio > 0 and abs(ratio - 1) > FIFTH:
                spread *= ratio ** (-1 / rise)
                found = _peer(interpreter, name, options.people, days, first, spread)
                ratio = found.get("infections", 0) / SIZES.get(case, 1.0)
            if found:
                what = f"{case}: {days} days, {first} first, spread {spread:.4g}"
                yield (
                    found["version"], what, found["ready"], found["cpu"], found["wall"], found["infections"],
                    found["peak_mb"], ratio,
                )  # fmt: skip


def _peer(interpreter: str, name: str, people: int, days: int, first: int, spread: float, *target: float) -> Any:
    """What a peer's own process says; nothing where it failed, which is told."""
    figures = [str(value) for value in (people, days, first, spread, *target)]
    words = [interpreter, str(_HERE / "epidemic_peers.py"), name, *figures]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        print(f"{name} {figures}: {done.stderr.strip().splitlines()[-1:]}")
        return {}
    return json.loads(done.stdout.strip().splitlines()[-1])


if __name__ == "__main__":
    main(sys.argv[1:])
