"""Checks 1, 2, 4 and 5: growth, final size, generation time and offspring where theory is exact."""

from __future__ import annotations

from typing import Any

import numpy as np

from fangxian.science.epidemic.figures import Floats
from fangxian.science.epidemic.measures import read_plan
from fangxian.science.epidemic.model import Epidemic
from fangxian.science.epidemic.profile import generation_time, presymptomatic
from fangxian.science.epidemic.validation import theory
from fangxian.science.epidemic.validation.bench_city import alike, only, people
from fangxian.science.epidemic.validation.report import Line, Report, near, within

_NUMBERS = (2.0, 2.5, 3.0)


def offspring(run: Epidemic, first_day: int, last_day: int) -> Floats:
    """Number infected by each of those infected from one day up to another."""
    source = run.case("source")
    children = np.bincount(source[source >= 0], minlength=run.infections)
    day = run.case("at") // 1440
    return children[(day >= first_day) & (day < last_day)].astype(np.float64)


def alone(run: Epidemic, days: int) -> Epidemic:
    """Run with all but the first cases isolated at once, so that nobody competes with them."""
    first = run.infections
    slab = int(run.clock.law.slab)  # nobody transmits within a slab of infection
    for end in range(slab, days * 1440 + 1, slab):
        run.run_until(end)
        new = run.case("person")[first:]
        run.isolate(new, days=100)
    return run


def growth(size: float) -> Report:
    """1. Infections grow by the rate that Euler and Lotka's equation gives for R and the generation time."""
    lines, curves = [], []
    city, disease = people(round(800_000 * max(1.0, size))), alike()
    for number in _NUMBERS:
        run = Epidemic(city, disease, setup=only(city, disease, anywhere=number), first_infections=250, seed=1)
        count = run.run(22).daily_infections()
        left = 1 - np.cumsum(count) / city.n_persons
        days = np.arange(11, 22)
        found = float(np.polyfit(days, np.log(np.maximum(count[days], 0.5) / left[days]), 1)[0])
        expected = theory.growth(disease, number)
        weight = theory.generation_density(disease)
        back = 1 / float(weight @ np.exp(-found * (np.arange(weight.size) + 0.5) / 24))
        lines.append(near(f"R from growth, R = {number}", number, back, 0.05, "Euler–Lotka; 5 % as OpenABM demands"))
        curves.append((number, count, expected))

    def draw(axes: Any) -> None:
        for number, count, rate in curves:
            days = np.arange(count.size)
            mark = axes.semilogy(days, np.maximum(count, 0.5), "o", ms=3, label=f"R = {number}")[0]
            axes.semilogy(days[8:], count[15] * np.exp(rate * (days[8:] - 15)), color=mark.get_color())
        axes.set(xlabel="day", ylabel="infections a day; lines: Euler–Lotka")
        axes.legend(frameon=False)

    return Report("growth", tuple(lines), draw)


def final_size(size: float) -> Report:
    """2. The share infected in the end, and how many chains die out."""
    lines = []
    city, disease = people(round(20_000 * size)), alike()
    for number, days in ((1.5, 220), (2.5, 130)):
        run = Epidemic(city, disease, setup=only(city, disease, anywhere=number), first_infections=50, seed=2)
        found = run.run(days).attack_rate
        expected = theory.final_size(number)
        lines.append(near(f"final size, R = {number}", expected, found, 0.03, "1 - z = exp(-R z)"))
    city, uneven = people(100_000), alike(k=0.33)
    first = 800
    run = Epidemic(city, uneven, setup=only(city, uneven, anywhere=1.5), first_infections=first, seed=3).run(45)
    alive = _chains_alive(run, first, since=45 - 16)
    expected = theory.extinction(1.5, 0.33)
    error = np.sqrt(expected * (1 - expected) / first)
    lines.append(
        within("chains died out, R = 1.5, k = 0.33", expected, 1 - alive, float(error), "q = (1 + R(1-q)/k)^-k")
    )
    return Report("final_size", tuple(lines))


def _chains_alive(run: Epidemic, first: int, since: int) -> float:
    """Share of first infections whose chain had an infection since a day."""
    root = np.arange(run.infections)
    source = run.case("source")
    for case in range(first, run.infections):
        root[case] = root[source[case]]
    return np.unique(root[run.case("at") >= since * 1440]).size / first


def generation(size: float) -> Report:
    """4. Times from infection to infection: looking forward, looking back while growing, and under isolation."""
    city, disease = people(round(200_000 * max(1.0, size))), alike()
    setup = only(city, disease, anywhere=2.0)
    run = Epidemic(city, disease, setup=setup, first_infections=2000, seed=4).run(34)
    source, at = run.case("source"), run.case("at") / 1440
    later = source >= 0
    gap = at[later] - at[source[later]]
    mean, sd = generation_time(disease)
    forward = gap[np.isin(source[later], np.flatnonzero(at < 4))]
    rate = theory.growth(disease, 2.0)
    recent = gap[(at[later] > 14) & (at[later] < 24)]
    onset = run.case("onset") / 1440
    before = at[later] < onset[source[later]]
    early = np.isin(source[later], np.flatnonzero(at < 4))
    lines = [
        near("generation time looking forward (days)", mean, float(forward.mean()), 0.03, "the profile's own mean"),
        near("its standard deviation (days)", sd, float(forward.std()), 0.05, "the profile's own"),
        near(
            "generation time looking back while growing (days)",
            theory.backward_generation_time(disease, rate),
            float(recent.mean()),
            0.05,
            "Σ τ w exp(-rτ) / Σ w exp(-rτ)",
        ),
        near(
            "transmission before onset", presymptomatic(disease), float(before[early].mean()), 0.05, "the profile's own"
        ),
        *_isolated(city, disease, setup),
    ]

    def draw(axes: Any) -> None:
        weight = theory.generation_density(disease)
        axes.hist(forward, bins=np.arange(0, 25), density=True, alpha=0.5, label="looking forward")
        axes.hist(recent, bins=np.arange(0, 25), density=True, histtype="step", label="looking back, while growing")
        axes.plot((np.arange(weight.size) + 0.5) / 24, weight * 24, color="black", label="the disease's profile")
        axes.set(xlabel="days from infection to infection", xlim=(0, 25))
        axes.legend(frameon=False)

    return Report("generation", tuple(lines), draw)


def _isolated(city: Any, disease: Any, setup: Any) -> list[Line]:
    """Everybody isolated a day after onset: what is left is what the profile holds until then."""
    measure = {"do": "isolate", "after_hours": 24, "days": 60}
    plan = read_plan({"strategy": [{"id": "onset", "when": "onset", "measure": [measure]}]})
    run = Epidemic(city, disease, plan=plan, setup=setup, first_infections=2000, seed=4).run(30)
    source, at, onset = run.case("source"), run.case("at") / 1440, run.case("onset") / 1440
    later = np.flatnonzero(source >= 0)
    early = later[at[source[later]] < 4]
    found = float((at[early] < onset[source[early]]).mean())
    until, before = _held_until(disease, 1.0)
    return [
        near(
            "share before onset when isolated a day after it", before / until, found, 0.05, "profile cut at onset + 1 d"
        ),
        near(
            "R left of 2 by that", 2.0 * until, float(offspring(run, 0, 4).mean()), 0.06, "profile cut at onset + 1 d"
        ),
    ]


def _held_until(disease: Any, days: float) -> tuple[float, float]:
    """Shares of transmission until so many days after onset, and before onset."""
    from fangxian.science.epidemic.profile import BIN_HOURS, profile
    from fangxian.science.epidemic.quantiles import table

    rows, points = profile(disease), table(disease.incubation) * 24
    middles = (points[1:] + points[:-1]) / 2
    index = np.clip((middles / BIN_HOURS).astype(np.int64), 0, rows.shape[0] - 1)
    below = np.concatenate([np.zeros((rows.shape[0], 1)), np.cumsum(rows, axis=1)], axis=1)
    # an hour more, on average a half, passes until isolation takes effect at the end of its hour
    cut = np.clip((middles + days * 24 + 1).astype(np.int64), 0, rows.shape[1])
    until = float(below[index, cut].mean())
    return until, float(below[index, np.clip(middles.astype(np.int64), 0, rows.shape[1])].mean())


def dispersion(size: float) -> Report:
    """5. Offspring are negative binomial with the R and k asked for, and a fifth of cases gives its due share."""
    lines, drawn = [], []
    for k in (0.16, 0.33, 1.0):
        city, disease = people(round(400_000 * max(1.0, size))), alike(k=k)
        run = Epidemic(city, disease, setup=only(city, disease, anywhere=2.0), first_infections=5000, seed=5).run(20)
        found = offspring(run, 0, 1)
        mean, variance = float(found.mean()), float(found.var())
        shape = mean**2 / (variance - mean)
        top = np.sort(found)[::-1][: found.size // 5].sum() / found.sum()
        error = float(found.std() / np.sqrt(found.size))
        lines += [
            within(f"mean offspring, k = {k}", 2.0, mean, error, "R"),
            near(f"dispersion k = {k}", k, shape, 0.15, "R²/(variance - R)"),
            near(f"share of the top fifth, k = {k}", theory.top_share(2.0, k), float(top), 0.05, "negative binomial"),
        ]
        drawn.append((k, found))

    def draw(axes: Any) -> None:
        for k, found in drawn:
            counts = np.bincount(found.astype(int)) / found.size
            axes.semilogy(np.arange(counts.size), np.maximum(counts, 1e-5), "o", ms=3, label=f"k = {k}")
        axes.set(xlabel="people infected by one case", ylabel="share of cases", ylim=(1e-4, 1), xlim=(-1, 40))
        axes.legend(frameon=False)

    return Report("dispersion", tuple(lines), draw)
