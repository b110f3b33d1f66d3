"""How much each assumption matters: halve it, double it, and look at an epidemic of eighteen days.

R₀ and the household attack rate are given by the disease's file: how people mix is scaled to them in every city. What
an assumption can change is therefore how fast an epidemic grows, whom it reaches and how well measures hold it. Every
variant has the same seeds, and so the same chance.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from fangxian.science.city.build import build_city
from fangxian.science.city.model import City
from fangxian.science.city.parameters import from_raw, load_parameters
from fangxian.science.city.spec import town
from fangxian.science.epidemic.disease import Disease, load_disease
from fangxian.science.epidemic.law import Setup, calibrated
from fangxian.science.epidemic.measures import NOTHING, load_plan
from fangxian.science.epidemic.model import Epidemic
from fangxian.science.epidemic.rates import Mixing, mixing

PEOPLE: Final = 60_000
DAYS: Final = 18
FIRST: Final = 20
SEEDS: Final = 12
VENUES: Final = ("market", "shop", "restaurant", "card_room", "bar", "mall", "clinic", "transit", "hub")


@dataclass(frozen=True)
class Variant:
    """A city, how its people mix, and a disease."""

    city: City
    mixing: dict[str, Mixing]
    disease: Disease


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """What halving or doubling one assumption does; all figures are ratios to the shipped set.

    Attributes
    ----------
    assumption : str
    factor : float
    unhindered, contained : float
        Infections in eighteen days where nothing is done, and under ``containment``: means over the seeds.
    error : float
        Standard error of the larger of the two ratios, the seeds being paired.
    reproduction, household : float
        R₀ and the household attack rate of the calibrated rates.
    """

    assumption: str
    factor: float
    unhindered: float
    contained: float
    error: float
    reproduction: float
    household: float


Change = Callable[[Variant, float], Variant]


def sensitivity(size: float = 1.0, progress: Callable[[int, int], None] | None = None) -> list[Sensitivity]:
    """Halve and double every assumption, one at a time.

    Parameters
    ----------
    size : float
        Effort: 1 takes some minutes.
    progress : callable, optional
        Told how many variants are done, and how many there are.
    """
    seeds = range(max(2, round(SEEDS * size)))
    shipped = Variant(build_city(town(PEOPLE), seed=11), mixing(), load_disease("covid19-delta"))
    wanted = [(name, change, factor) for name, change in ASSUMPTIONS.items() for factor in (0.5, 2.0)]
    base, found = _sizes(shipped, seeds), []
    for number, (name, change, factor) in enumerate(wanted):
        sizes = _sizes(change(shipped, factor), seeds)
        ratios = sizes.infections.mean(axis=1) / base.infections.mean(axis=1)
        apart = (sizes.infections - ratios[:, None] * base.infections).std(axis=1) / len(seeds) ** 0.5
        error = float((apart / base.infections.mean(axis=1)).max())
        found.append(
            Sensitivity(name, factor, float(ratios[0]), float(ratios[1]), error,
                        sizes.reproduction / base.reproduction, sizes.household / base.household)
        )  # fmt: skip
        if progress is not None:
            progress(number + 1, len(wanted))
    return found


@dataclass(frozen=True)
class _Sizes:
    infections: Any
    """Where nothing is done and under containment (rows), by seed."""
    reproduction: float
    household: float


def _sizes(variant: Variant, seeds: range) -> _Sizes:
    ready: Setup = calibrated(variant.city, variant.disease, variant.mixing)
    infections = np.zeros((2, len(seeds)))
    for row, plan in enumerate((NOTHING, load_plan("containment"))):
        for seed in seeds:
            run = Epidemic(
                variant.city, variant.disease, plan=plan, setup=ready, first_infections=FIRST, seed=100 + seed
            )
            infections[row, seed] = run.run(DAYS).infections
    return _Sizes(infections, sum(ready.rates.reproduction.values()), variant.disease.household_attack.value)


# ── the assumptions ──────────────────────────────────────────────────────────────────────────────────────


def _near(field: str, *settings: str) -> Change:
    """How intensely people meet in some settings, or to how many others they are near."""

    def change(variant: Variant, factor: float) -> Variant:
        rows = dict(variant.mixing)
        for name in settings:
            rows[name] = rows[name].model_copy(update={field: getattr(rows[name], field) * factor})
        return Variant(variant.city, rows, variant.disease)

    return change


def _illness(path: str) -> Change:
    """A figure of the disease, by its path."""

    def change(variant: Variant, factor: float) -> Variant:
        return Variant(variant.city, variant.mixing, _scaled(variant.disease, path.split("."), factor))

    return change


def _scaled(thing: Any, path: list[str], factor: float) -> Any:
    name, *rest = path
    value = getattr(thing, name)
    return thing.model_copy(update={name: _scaled(value, rest, factor) if rest else value * factor})


def _town(table: str, name: str, kind: str = "") -> Change:
    """A parameter of the city, which is built again; of a kind of venue, how often it is visited."""

    def change(variant: Variant, factor: float) -> Variant:
        raw = deepcopy(dict(load_parameters().raw))
        rows = [row for row in raw[table] if row["kind"] == kind] if kind else [raw[table]]
        for row in rows:
            for field in name.split(","):
                row[field] = type(row[field])(row[field] * factor)
        return Variant(build_city(town(PEOPLE, from_raw(raw)), seed=11), variant.mixing, variant.disease)

    return change


ASSUMPTIONS: Final[dict[str, Change]] = {
    "intensity in class": _near("relative", "class"),
    "intensity at work": _near("relative", "office"),
    "intensity at every venue": _near("relative", *VENUES),
    "intensity in restaurants": _near("relative", "restaurant"),
    "intensity in card rooms": _near("relative", "card_room"),
    "intensity on transit": _near("relative", "transit"),
    "near others in class and at work": _near("contacts", "class", "office"),
    "near others at every venue": _near("contacts", *VENUES),
    "share that lingers": _illness("environment.share.value"),
    "half-life of what lingers": _illness("environment.half_life_hours.value"),
    "shortest latent period": _illness("latent.value"),
    "width of infectiousness": _illness("infectiousness.sd"),
    "unevenness k": _illness("dispersion.value"),
    "infectiousness without symptoms": _illness("without_symptoms.value"),
    "share who seek care": _illness("care.seeks.value"),
    "delay to care": _illness("care.delay.mean"),
    "visits to restaurants": _town("venue", "free,busy", "RESTAURANT"),
    "visits to card rooms": _town("venue", "free,busy", "CARD_ROOM"),
    "visits to malls": _town("venue", "free,busy", "MALL"),
    "persons of a team": _town("workplace", "team"),
    "share who ride": _town("work", "transit"),
    "share who work in their zone": _town("commute", "own_zone"),
    "how alike in age a household is": _town("member", "together"),
}
"""What the files mark as recalled or as a decision of ours, by name."""

CHINESE: Final[dict[str, str]] = {
    "intensity in class": "班级接触强度",
    "intensity at work": "单位接触强度",
    "intensity at every venue": "各类场所接触强度",
    "intensity in restaurants": "餐馆接触强度",
    "intensity in card rooms": "棋牌室接触强度",
    "intensity on transit": "公交接触强度",
    "near others in class and at work": "班级、单位靠近人数",
    "near others at every venue": "各类场所靠近人数",
    "share that lingers": "残留传播占比",
    "half-life of what lingers": "残留半衰期",
    "shortest latent period": "最短潜隐期",
    "width of infectiousness": "传染力分布宽度",
    "unevenness k": "离散系数 k",
    "infectiousness without symptoms": "无症状者传染力",
    "share who seek care": "就诊比例",
    "delay to care": "发病至就诊",
    "visits to restaurants": "到餐馆频率",
    "visits to card rooms": "到棋牌室频率",
    "visits to malls": "到商场频率",
    "persons of a team": "班组人数",
    "share who ride": "乘公交比例",
    "share who work in their zone": "本街道就业比例",
    "how alike in age a household is": "户内年龄相近程度",
}
"""The assumptions' names in Chinese."""
