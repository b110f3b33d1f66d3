"""How infectious a contact is in each setting: read off a city, so that the disease has its published figures there.

Two figures are met. The home's hazard is the one at which a case infects a member of its household with the
published probability; all other settings keep their proportions (``settings.toml``) and are scaled together until a
case chosen at random infects R₀ people in a city without immunity or measures.

With infectiousness gamma-distributed around 1 with shape k, the probability to infect somebody who is exposed to a
mean hazard x is 1 - (1 + x/k)^(-k) (Lloyd-Smith, Nature 438:355); x is the rate times the share of hours together.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from pydantic import Field

from fangxian.science.city.chance import below, draw, mix
from fangxian.science.city.visits import site_stay, visits
from fangxian.science.epidemic.arrays import A_SUSCEPTIBILITY
from fangxian.science.epidemic.codes import FIRST_VENUE_SETTING, N_SETTINGS, Setting
from fangxian.science.epidemic.compiling import kernel
from fangxian.science.epidemic.disease import Disease
from fangxian.science.epidemic.exposure import FIRST_VENUE_KIND, crowd, scratch, somebody_at
from fangxian.science.epidemic.figures import Floats, Sourced
from fangxian.science.epidemic.presence import at_home, at_site

Infected = Callable[[Floats], Floats]

PERSONS, DAYS, MOMENTS = 3000, 7, 4
"""People asked about, on how many days, at how many moments of each."""
_PURPOSE = 190
_HOME, _CLASS, _OFFICE = int(Setting.HOME), int(Setting.CLASS), int(Setting.OFFICE)


class Mixing(Sourced):
    """How intensely people meet in one setting."""

    relative: float = Field(ge=0)
    """Hourly hazard between two people, relative to the other settings."""
    contacts: float = Field(gt=0)
    """How many others one is near to at a time, at most."""


@dataclass(frozen=True)
class Rates:
    """Hazards per unit of infectiousness, and what they were made to meet.

    Attributes
    ----------
    rate, contacts : array, shape (13,)
        By :class:`~fangxian.science.epidemic.codes.Setting`.
    reproduction : dict of str to float
        Expected number infected by a case chosen at random, by setting.
    """

    rate: Floats
    contacts: Floats
    reproduction: dict[str, float]


@cache
def mixing() -> dict[str, Mixing]:
    """Return the shipped intensities by setting."""
    text = (files("fangxian.science.epidemic") / "settings.toml").read_text("utf-8")
    return {name: Mixing.model_validate(row) for name, row in tomllib.loads(text).items()}


def proportions(rows: dict[str, Mixing]) -> tuple[Floats, Floats]:
    """Relative hazards and contacts as arrays by setting; settings without a row have none."""
    relative, contacts = np.zeros(N_SETTINGS), np.ones(N_SETTINGS)
    for name, row in rows.items():
        setting = Setting[name.upper()]
        relative[setting], contacts[setting] = row.relative, row.contacts
    return relative, contacts


@kernel
def _together(law: Any, tables: Any, town: Any, person: Any, day: Any, row: Any, room: Any) -> None:
    """Add what one person-day gives: hours with others, weighted by their susceptibility."""
    home = town.household[person]
    low = town.household_offsets[home]
    others = town.household_offsets[home + 1] - low - 1
    for k in range(MOMENTS if others > 0 else 0):
        word = draw(law.seed, _PURPOSE, person, day * 16 + k)
        mate = low + below(word, others)
        mate += mate >= person
        minute = below(mix(word), 1440)
        both = at_home(tables, person, day, minute, room.place, room.start, room.end)
        if both and at_home(tables, mate, day, minute, room.place, room.start, room.end):
            row[_HOME] += law.ages[A_SUSCEPTIBILITY, town.age[mate]] / MOMENTS
    group, begins, ends = site_stay(tables, person, day)
    if group >= 0:
        hourly, setting = crowd(law, town, group)
        first, members = town.group_offsets[group], town.group_offsets[group + 1] - town.group_offsets[group]
        word = draw(law.seed, _PURPOSE, person, day * 16 + 8)
        mate = np.int64(town.group_members[first + below(word, members)])
        if mate != person and at_site(tables, mate, day, begins + below(mix(word), ends - begins)):
            row[setting] += hourly * (ends - begins) / 1440 * law.ages[A_SUSCEPTIBILITY, town.age[mate]]
    for k in range(visits(tables, person, day, room.place, room.start, room.end)):
        venue, span = np.int64(room.place[k]), np.int64(room.end[k]) - room.start[k]
        kind = np.int64(town.place_kind[venue]) - FIRST_VENUE_KIND
        setting = kind + FIRST_VENUE_SETTING
        word = draw(law.seed, _PURPOSE, person, day * 16 + 9 + k)
        minute = room.start[k] + below(word, max(1, span))
        mate = somebody_at(tables, venue, day, minute, person, law.contacts[setting], mix(word))
        if mate >= 0:
            age = town.age[mate]
            row[setting] += law.rate[setting] * law.contacts[setting] * span / 1440 * law.ages[A_SUSCEPTIBILITY, age]


@kernel
def _survey(law: Any, tables: Any, town: Any, persons: Any, day: Any, days: Any, room: Any, out: Any) -> None:
    for i in range(persons.size):
        for k in range(days):
            _together(law, tables, town, np.int64(persons[i]), day + k, out[i], room)
        for k in range(out.shape[1]):
            out[i, k] /= days


def survey(law: Any, tables: Any, town: Any, day: int) -> tuple[Any, Floats]:
    """Ask a sample of people how they spend a week together with others.

    Returns
    -------
    persons : array of int64
    hours : array, shape (persons, 13)
        For home the share of time together with one other member; for other settings the mean number infected by one
        unit of infectiousness at the law's rates. Both weighted by the others' susceptibility.
    """
    size = town.household.size
    count = min(PERSONS, size)
    persons = np.unique((np.arange(count) + 0.5) * size / count).astype(np.int64)
    hours = np.zeros((persons.size, N_SETTINGS))
    _survey(law, tables, town, persons, day, DAYS, scratch(), hours)
    return persons, hours


def calibrate(disease: Disease, law: Any, tables: Any, town: Any, day: int) -> Rates:
    """Find the rates at which the disease has its household attack rate and its R₀ in a city.

    Parameters
    ----------
    law : Law
        Its rates are the proportions to keep.
    day : int
        First day of the week asked about, days since 1970-01-01.

    Notes
    -----
    R₀ here is the mean over people chosen at random. Early cases of an epidemic are not: they meet more people than
    most, so that the first generations grow a little faster.
    """
    persons, hours = survey(law, tables, town, day)
    age = town.age[persons]
    ill = np.asarray(law.ages[1][age], np.float64)
    weak = disease.without_symptoms.value
    others = np.diff(town.household_offsets)[town.household[persons]] - 1
    shape = disease.dispersion.value

    def infected(x: Floats) -> Floats:
        """Mean probability of infection at a mean hazard x, with and without symptoms."""
        with_, without = ((1 - (1 + x * part / shape) ** -shape) for part in (1.0, weak))
        return np.asarray(ill * with_ + (1 - ill) * without)

    total = others.sum()
    home = 0.0
    if total > 0:
        home = _root(
            lambda rate: (
                float((infected(rate * hours[:, _HOME]) * others).sum() / total) - disease.household_attack.value
            )
        )
    reach = {"home": float((infected(home * hours[:, _HOME]) * others).mean())}
    outside = hours.copy()
    outside[:, _HOME] = 0.0
    group = town.group[persons]
    mates = np.where(group >= 0, np.diff(town.group_offsets)[group] - 1.0, 1.0).clip(1.0)
    strength = ill + (1 - ill) * weak

    def sums(scale: float) -> Floats:
        return _sums(outside, scale, infected, strength, mates)

    left = max(0.0, disease.reproduction.value - reach["home"])
    scale = _root(lambda value: float(sums(value).sum()) - left) if outside.any() else 0.0
    for setting, value in enumerate(sums(scale)):
        if value > 0:
            reach[Setting(setting).name.lower()] = float(value)
    rate = np.asarray(law.rate, np.float64) * scale
    rate[_HOME] = home
    return Rates(rate, np.asarray(law.contacts, np.float64), reach)


def _sums(hours: Floats, scale: float, infected: Infected, strength: Floats, mates: Floats) -> Floats:
    """Mean number infected by setting; in classes and teams the same people are met every day."""
    found: Floats = (hours * strength[:, None]).mean(axis=0) * scale
    for setting in (_CLASS, _OFFICE):
        found[setting] = float((infected(hours[:, setting] * scale / mates) * mates).mean())
    return found


def _root(excess: Callable[[float], float]) -> float:
    """The argument at which a rising function is zero, by bisection; 0 where it is not negative at 0."""
    low, high = 0.0, 1.0
    if excess(0.0) >= 0:
        return 0.0
    while excess(high) < 0 and high < 1e9:
        high *= 2
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if excess(middle) < 0 else (low, middle)
    return (low + high) / 2
