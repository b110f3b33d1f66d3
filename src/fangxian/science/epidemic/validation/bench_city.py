"""Towns and rates that theory speaks of: everybody with everybody, or nobody but at home."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np

from fangxian.science.city.build import build_city
from fangxian.science.city.kinds import Role
from fangxian.science.city.model import City
from fangxian.science.city.spec import town
from fangxian.science.epidemic.codes import N_SETTINGS, Setting
from fangxian.science.epidemic.disease import Disease, load_disease
from fangxian.science.epidemic.figures import ByAge
from fangxian.science.epidemic.law import Setup, build_law, town_of, with_rates
from fangxian.science.epidemic.rates import Rates


@cache
def people(count: int) -> City:
    """A made-up town."""
    return build_city(town(count), seed=11)


@cache
def homebodies(count: int) -> City:
    """A town in which nobody works or learns."""
    city = people(count)
    idle = np.full(city.n_persons, int(Role.HOME), np.uint8)
    return replace(city, role=idle, group=np.full(city.n_persons, -1, np.int32))


def alike(k: float = 1e3, base: str = "covid19-ancestral") -> Disease:
    """A disease to which everybody is equally susceptible, all fall ill, and infectiousness varies with shape k."""
    flat = ByAge(from_age=(0,), values=(1.0,), cite="Set for a check", mark="D")
    changed = load_disease(base).model_copy(update={"susceptibility": flat, "symptomatic": flat})
    return changed.with_(dispersion=k, without_symptoms=1.0)


def rates(**values: float) -> Rates:
    """Rates of some settings; all others are zero, and contacts 1."""
    rate = np.zeros(N_SETTINGS)
    for name, value in values.items():
        rate[Setting[name.upper()]] = value
    return Rates(rate, np.ones(N_SETTINGS), dict(values))


def only(city: City, disease: Disease, **values: float) -> Setup:
    """A disease in a town in which only some settings transmit.

    With ``anywhere=R`` each case exposes R people on average, each of the town with the same probability.
    """
    zero = np.zeros(N_SETTINGS)
    law = build_law(city, disease, zero, np.ones(N_SETTINGS))
    found = rates(**values)
    return with_rates(city, Setup(law, town_of(city), found), found)
