"""Check 3: outbreaks in households, and the secondary attack rate of each disease."""

from __future__ import annotations

from typing import Any

import numpy as np

from fangxian.science.city.model import City
from fangxian.science.epidemic.disease import diseases, load_disease
from fangxian.science.epidemic.law import setup, with_rates
from fangxian.science.epidemic.model import Epidemic
from fangxian.science.epidemic.validation import theory
from fangxian.science.epidemic.validation.bench_city import alike, homebodies, only, people, rates
from fangxian.science.epidemic.validation.report import Report, near, within
from fangxian.science.epidemic.validation.spread import alone

_RATE = 0.35


def households(size: float) -> Report:
    """3. Final sizes in households against Longini & Koopman, and attack rates against what was published."""
    city, disease = homebodies(30_000), alike()
    run = Epidemic(
        city, disease, setup=only(city, disease, home=_RATE), first_infections=_one_a_home(city, 12_000), seed=6
    ).run(70)
    infected = np.bincount(city.household[run.case("person")], minlength=city.n_households)
    members = np.diff(city.household_offsets)
    pairs = infected[(members == 2) & (infected > 0)]
    escape = float((pairs == 1).mean())
    lines, drawn = [], []
    for others in (2, 3, 4):
        homes = infected[(members == others + 1) & (infected > 0)] - 1
        found = np.bincount(homes, minlength=others + 1) / homes.size
        expected = theory.household_sizes(others, escape)
        mean, spread = float(homes.mean()), float(homes.std() / np.sqrt(homes.size))
        wanted = float(expected @ np.arange(others + 1))
        slack = 0.02 * wanted  # `escape` is itself an estimate, from homes of two
        lines.append(
            within(f"others infected in the end, of {others}", wanted, mean, spread + slack, "Longini & Koopman 1982")
        )
        drawn.append((others, found, expected))
    lines += [_attack_rate(name) for name in diseases() if size >= 1 or name.startswith("covid19")]

    def draw(axes: Any) -> None:
        for others, found, expected in drawn:
            x = np.arange(others + 1) + 0.12 * (others - 3)
            axes.bar(x, found, width=0.1, alpha=0.5, color=f"C{others}", label=f"{others} others")
            axes.plot(x, expected, "_", ms=14, color=f"C{others}")
        axes.set(xlabel="others infected in the end; marks: Longini & Koopman", ylabel="share of households")
        axes.legend(frameon=False)

    return Report("households", tuple(lines), draw)


def _one_a_home(city: City, homes: int) -> Any:
    """The first person of each of so many households with two members or more."""
    members = np.diff(city.household_offsets)
    chosen = np.flatnonzero((members > 1) & (members < 7))[:homes]
    return city.household_offsets[chosen]


def _attack_rate(name: str) -> Any:
    """Share of the other members infected by a first case, nothing transmitting but homes and nobody else."""
    city, disease = people(20_000), load_disease(name)
    whole = setup(city, disease)
    home = with_rates(city, whole, rates(home=float(whole.rates.rate[0])))
    home = home.__class__(home.law._replace(ages=_nobody_immune(home.law.ages)), home.town, home.rates)
    others = np.diff(city.household_offsets) - 1
    turn = np.arange(others.size) % np.maximum(others + 1, 1)
    chosen = others > 0
    first = (city.household_offsets[:-1] + turn)[chosen]
    run = alone(Epidemic(city, disease, setup=home, first_infections=first, seed=7), 45)
    found = (run.infections - first.size) / others[chosen].sum()
    return near(
        f"household attack rate, {disease.id}", disease.household_attack.value, float(found), 0.08,
        f"{disease.household_attack.cite} [{disease.household_attack.mark}]",
    )  # fmt: skip


def _nobody_immune(ages: Any) -> Any:
    found = ages.copy()
    found[5] = 0.0
    return found
