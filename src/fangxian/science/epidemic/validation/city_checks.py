"""Checks 6, 7 and 10: the reproduction number, the course of illness, and outbreaks on record."""

from __future__ import annotations

from typing import Any

import numpy as np

from fangxian.science.epidemic.codes import Traits
from fangxian.science.epidemic.disease import load_disease
from fangxian.science.epidemic.measures import Plan, Trace, load_plan
from fangxian.science.epidemic.model import Epidemic
from fangxian.science.epidemic.quantiles import table
from fangxian.science.epidemic.validation.bench_city import people
from fangxian.science.epidemic.validation.report import Line, Report, near, within
from fangxian.science.epidemic.validation.spread import alone, offspring


def reproduction(size: float) -> Report:
    """6. R₀ of people chosen at random, by setting, and the size of an epidemic that Covasim also ran."""
    city, first = people(300_000), round(3000 * min(max(1.0, size), 3))
    lines: list[Line] = []
    for name in ("covid19-ancestral", "covid19-delta", "covid19-omicron"):
        disease = load_disease(name)
        run = Epidemic(city, disease, first_infections=first, seed=8)
        found = offspring(alone(run, 26), 0, 1)
        error = float(found.std() / np.sqrt(found.size))
        lines.append(
            within(f"R of people chosen at random, {name}", disease.reproduction.value, float(found.mean()),
                   error + 0.01 * disease.reproduction.value, disease.reproduction.cite)
        )  # fmt: skip
    city = people(100_000)
    covasim = load_disease("covid19-ancestral").with_(reproduction=2.8)
    run = Epidemic(city, covasim, first_infections=100, seed=9).run(60)
    lines.append(
        Line("infected of 100,000 by day 60, R₀ 2.8, 100 first", 64_000, 40_000, 90_000, run.infections,
             "Covasim 3.1.9 and 4.0.1, hybrid: 59–71 thousand; other contacts, so only the order of magnitude is asked")
    )  # fmt: skip
    curve = run.daily_infections()

    def draw(axes: Any) -> None:
        axes.plot(curve)
        axes.set(xlabel="day", ylabel="infections a day, of 100,000")

    return Report("reproduction", tuple(lines), draw)


def course(size: float) -> Report:
    """7. Incubation, severity by age and delays are those of the disease's file."""
    city, disease = people(60_000), load_disease("covid19-ancestral")
    run = Epidemic(city, disease, first_infections=np.arange(city.n_persons), seed=10).run(0)
    age, traits = city.age[run.case("person")], run.case("traits")
    incubation = run.case("onset") / 1440
    lines = [
        near(
            "incubation, mean (days)", disease.incubation.mean, float(incubation.mean()), 0.02, disease.incubation.cite
        ),
        near("incubation, sd (days)", disease.incubation.sd, float(incubation.std()), 0.08, disease.incubation.cite),
    ]
    shares = []
    bands = [(0, 20), (20, 40), (40, 60), (60, 80), (80, 101)]
    for low, high in bands:
        rows = (age >= low) & (age < high)
        for name, bit, figure in (
            ("symptoms", Traits.SYMPTOMS, disease.symptomatic),
            ("severe", Traits.SEVERE, disease.severe),
        ):
            expected = float(figure.table()[age[rows]].mean())
            found = float((traits[rows] & bit > 0).mean())
            error = float(np.sqrt(expected * (1 - expected) / rows.sum()))
            lines.append(within(f"{name}, age {low}–{high - 1}", expected, found, error, figure.cite))
            if bit == Traits.SEVERE:
                shares.append((expected, found))
    fatal = disease.death.table()[age].mean()
    deaths = float((traits & Traits.FATAL > 0).mean())
    error = float(np.sqrt(fatal / age.size))
    lines.append(within("fatal, all ages", float(fatal), deaths, error, disease.death.cite))
    lines += _delays(run, disease)

    def draw(axes: Any) -> None:
        x = np.arange(len(bands))
        axes.bar(x - 0.2, [a for a, _ in shares], width=0.4, label="file")
        axes.bar(x + 0.2, [b for _, b in shares], width=0.4, label="run")
        axes.set(xticks=x, xticklabels=[f"{a}–{b - 1}" for a, b in bands], ylabel="severe, share of infections")
        axes.legend(frameon=False)

    return Report("course", tuple(lines), draw)


def _delays(run: Epidemic, disease: Any) -> list[Line]:
    """Onset to severe illness, by the minute at which each turned severe."""
    turned: dict[int, int] = {}
    for minute, cases, states in run.clock.move(70 * 1440):
        for case in cases[states == 2]:
            turned[int(case)] = minute
    cases = np.array(sorted(turned))
    waited = (np.array([turned[int(case)] for case in cases]) - run.case("onset")[cases]) / 1440
    expected = float(table(disease.course.to_admission).mean())
    return [
        near(
            "onset to severe illness, mean (days)",
            expected,
            float(waited.mean()),
            0.06,
            disease.course.to_admission.cite,
        )
    ]


def anchors(size: float) -> Report:
    """10. Delta in a town that contains it, beside Guangdong in May and June 2021.

    What share of contacts are infected depends on who counts as one. The plan traces those who were near; Guangdong
    quarantined whole buildings and markets. So both are asked: the plan as it ships, and one that traces everybody who
    was at a venue at the same time, each beside the studies that count like this.
    """
    city, disease = people(100_000), load_disease("covid19-delta")
    plan, seeds = load_plan("containment"), range(20, 20 + round(3 * max(1.0, size)))
    runs, wide = (
        [Epidemic(city, disease, first_infections=20, seed=seed, plan=rules).run(30) for seed in seeds]
        for rules in (plan, _broad(plan))
    )
    before, pairs, late = 0, 0, []
    for run in runs:
        source, at, onset = run.case("source"), run.case("at"), run.case("onset")
        ill = run.case("traits") & Traits.SYMPTOMS > 0
        later = np.flatnonzero(source >= 0)
        later = later[ill[source[later]]]
        before += int((at[later] < onset[source[later]]).sum())
        pairs += later.size
        late += [float(value) for value in offspring(run, 14, 21)]
    share = disease.published.presymptomatic
    more = disease.household_attack.value / load_disease("covid19-ancestral").household_attack.value
    lines = (
        Line("transmission before onset", share.value, share.low or 0, share.high or 1, before / pairs, share.cite),
        Line("contacts infected, traced as the plan does: those near", 0.065 * more, 0.03 * more, 0.11 * more,
             _infected(runs),
             "Qiu, Clin Microbiol Infect 2021, PMC7825872: 7 % (3–11) of contacts of the presymptomatic, 6 % (5–8) of "
             f"those of the ill, ancestral strain; times {more:.2f}, the ratio of the household attack rates"),
        Line("contacts infected, where everybody who was there is traced", 0.014, 0.004, 0.07, _infected(wide),
             "Kang 2022: 1.4 % of close contacts, some 190 a case in Guangzhou (13,102 of 69, Ma, IJID 117:18); who "
             "counts as one differs, so that the order of magnitude is asked"),
        Line("R of those infected in the third week", 0.5, 0.0, 1.0, float(np.mean(late)) if late else 0.0,
             "Guangzhou: from 6.83 to below 1, Li 2022"),
    )  # fmt: skip
    curve = runs[0].daily_infections()

    def draw(axes: Any) -> None:
        for run in runs:
            axes.plot(run.daily_infections())
        axes.set(xlabel="day", ylabel="infections a day", ylim=(0, curve.max() * 1.5))

    return Report("anchors", lines, draw)


def _broad(plan: Plan) -> Plan:
    """The plan with tracing that takes everybody who was at a venue with a case for a contact."""
    wide = {"at_venues": "present"}
    return plan.model_copy(
        update={
            "strategies": tuple(
                strategy.model_copy(
                    update={
                        "measures": tuple(
                            item.model_copy(update=wide) if isinstance(item, Trace) else item
                            for item in strategy.measures
                        )
                    }
                )
                for strategy in plan.strategies
            )
        }
    )


def _infected(runs: list[Epidemic]) -> float:
    """Share of those traced who were ever infected."""
    traced = [(run, np.unique(run.record.all_contacts()[1].person)) for run in runs]
    hit = sum(int((run.clock.people.case[who] > 0).sum()) for run, who in traced)
    return hit / max(1, sum(who.size for _, who in traced))
