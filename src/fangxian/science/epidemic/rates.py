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
from fangxian.science.city.kinds import FIRST_VENUE
from fangxian.science.city.visits import MAX_VISITS, site_stay, visits
from fangxian.science.epidemic.arrays import A_SEVERE, A_SUSCEPTIBILITY, A_SYMPTOMS
from fangxian.science.epidemic.codes import FIRST_VENUE_SETTING, N_SETTINGS, Setting
from fangxian.science.epidemic.company import pool_size, search
from fangxian.science.epidemic.compiling import inlined, kernel
from fangxian.science.epidemic.disease import Disease
from fangxian.science.epidemic.exposure import crowd
from fangxian.science.epidemic.figures import Floats, Sourced
from fangxian.science.epidemic.presence import at_home, at_site, one_day
from fangxian.science.epidemic.profile import before_admission, profile

Infected = Callable[[Floats], Floats]

PERSONS, DAYS, MOMENTS = 3000, 7, 6
"""People asked about, on how many days, at how many moments of each."""
LOOKS, VISITS = 64, 6000
"""Possible visitors looked at for one visit; visits of the survey that are reckoned with."""
_PURPOSE = 190
_FIRST_VENUE = int(FIRST_VENUE)
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


@inlined
def _home(law: Any, tables: Any, town: Any, person: Any, day: Any, row: Any) -> None:
    """Add the share of a day that a person and one other member, always the same, are both at home."""
    home = town.household[person]
    low = town.household_offsets[home]
    others = town.household_offsets[home + 1] - low - 1
    mate = low + below(draw(law.seed, _PURPOSE, person, 0), max(1, others))
    mate += mate >= person
    for k in range(MOMENTS if others > 0 else 0):
        minute = below(draw(law.seed, _PURPOSE, person, day * 64 + k), 1440)
        if at_home(tables, person, day, minute) and at_home(tables, mate, day, minute):
            row[_HOME] += law.ages[A_SUSCEPTIBILITY, town.age[mate]] / MOMENTS


@inlined
def _site(law: Any, tables: Any, town: Any, person: Any, day: Any, row: Any) -> None:
    """Add what one unit of infectiousness exposes at class or work in a day."""
    group, begins, ends = site_stay(tables, person, day)
    if group >= 0:
        hourly, setting = crowd(law.office, law.rate, law.contacts, town.group_offsets, group)
        first, members = town.group_offsets[group], town.group_offsets[group + 1] - town.group_offsets[group]
        word = draw(law.seed, _PURPOSE, person, day * 64 + 32)
        mate = np.int64(town.group_members[first + below(word, members)])
        if mate != person and at_site(tables, mate, day, begins + below(mix(word), ends - begins)):
            row[setting] += hourly * (ends - begins) / 1440 * law.ages[A_SUSCEPTIBILITY, town.age[mate]]


@inlined
def _venues(law: Any, tables: Any, town: Any, person: Any, day: Any, rows: Any, count: Any, room: Any) -> Any:
    """Note a day's visits: setting, hours, others present, their susceptibility; return how many rows there are."""
    for k in range(visits(tables, person, day, room.place, room.start, room.end)):
        venue, span = np.int64(room.place[k]), np.int64(room.end[k]) - room.start[k]
        word = draw(law.seed, _PURPOSE, person, day * 64 + 40 + k)
        minute = room.start[k] + below(word, max(1, span))
        kind, pool = np.int64(town.place_kind[venue]) - _FIRST_VENUE, pool_size(tables, venue)
        met, weight = 0, 0.0
        for j in range(LOOKS):
            mate = search(tables, venue, day, minute, person, 1, mix(word + np.uint64(j)))
            if mate >= 0:
                met += 1
                weight += law.ages[A_SUSCEPTIBILITY, town.age[mate]]
        if met > 0 and count < rows.shape[0]:
            rows[count, 0] = kind + FIRST_VENUE_SETTING
            rows[count, 1] = span / 60
            rows[count, 2] = met / LOOKS * pool
            rows[count, 3] = weight / met
            rows[count, 4] = law.ages[A_SYMPTOMS, town.age[person]]
            count += 1
    return count


@kernel
def _survey(law: Any, tables: Any, town: Any, persons: Any, day: Any, days: Any, room: Any, out: Any, rows: Any) -> Any:
    count = 0
    for i in range(persons.size):
        for k in range(days):
            _home(law, tables, town, np.int64(persons[i]), day + k, out[i])
            _site(law, tables, town, np.int64(persons[i]), day + k, out[i])
            count = _venues(law, tables, town, np.int64(persons[i]), day + k, rows, count, room)
        for k in range(out.shape[1]):
            out[i, k] /= days
    return count


@dataclass(frozen=True)
class Survey:
    """How a sample of people spends a week together with others.

    Attributes
    ----------
    persons : array of int64
    shares : array, shape (persons, 13)
        Home: share of time together with one other member. Class and office: number exposed by one unit of
        infectiousness at the law's rates. Both weighted by the others' susceptibility.
    visits : array, shape (visits, 5)
        Setting, hours, others present, their mean susceptibility, the visitor's probability of symptoms.
    """

    persons: Any
    shares: Floats
    visits: Floats


def survey(law: Any, tables: Any, town: Any, day: int) -> Survey:
    """Ask a sample of people, evenly spread over the city."""
    size = town.household.size
    count = min(PERSONS, size)
    persons = np.unique((np.arange(count) + 0.5) * size / count).astype(np.int64)
    shares = np.zeros((persons.size, N_SETTINGS))
    rows = np.zeros((persons.size * DAYS * MAX_VISITS, 5))
    found = _survey(law, tables, town, persons, day, DAYS, one_day(), shares, rows)
    return Survey(persons, shares, rows[:found])


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
    most, so that the first generations grow a little faster. Whoever is met at home, in class or at work is met all
    along, whoever is met at a venue on that one visit; nobody is infected twice. That those who go to the same card
    room meet again another day is left out. The severely ill transmit until they are taken to hospital.
    """
    asked = survey(law, tables, town, day)
    model = _Expected(disease, law, town, asked)
    home = _root(lambda rate: model.attack(rate) - disease.household_attack.value) if model.others.any() else 0.0
    reach = {"home": float((model.infected(home * asked.shares[:, _HOME]) * model.others).mean())}
    left = max(0.0, disease.reproduction.value - reach["home"])
    some = asked.shares[:, [_CLASS, _OFFICE]].any() or asked.visits.size > 0
    scale = _root(lambda value: float(model.outside(value).sum()) - left) if some else 0.0
    for setting, value in enumerate(model.outside(scale)):
        if value > 0:
            reach[Setting(setting).name.lower()] = float(value)
    rate = np.asarray(law.rate, np.float64) * scale
    rate[_HOME] = home
    return Rates(rate, np.asarray(law.contacts, np.float64), reach)


class _Expected:
    """Expected numbers infected by people of a survey, as functions of rates."""

    def __init__(self, disease: Disease, law: Any, town: Any, asked: Survey) -> None:
        self.law, self.asked = law, asked
        self.shape, self.weak = disease.dispersion.value, disease.without_symptoms.value
        self.before_admission = before_admission(disease)
        self.ill = np.asarray(law.ages[A_SYMPTOMS][town.age[asked.persons]], np.float64)
        self.severe = np.asarray(law.ages[A_SEVERE][town.age[asked.persons]], np.float64)
        self.others = np.diff(town.household_offsets)[town.household[asked.persons]] - 1
        group = town.group[asked.persons]
        self.mates = np.where(group >= 0, np.diff(town.group_offsets)[group] - 1.0, 1.0).clip(1.0)
        step = max(1, len(asked.visits) // VISITS)
        self.visits = asked.visits[::step]
        self.weight = step / (asked.persons.size * DAYS)
        self.strengths = _strengths(disease)

    def infected(self, x: Floats, ill: Floats | None = None) -> Floats:
        """Mean probability of infection at a mean hazard x: with symptoms, severely ill, and without symptoms."""
        share, severe = (self.ill, self.severe) if ill is None else (ill, float(self.severe.mean()))
        parts = (1.0, self.before_admission, self.weak)
        with_, taken, without = ((1 - (1 + x * part / self.shape) ** -self.shape) for part in parts)
        return np.asarray(share * ((1 - severe) * with_ + severe * taken) + (1 - share) * without)

    def attack(self, rate: float) -> float:
        """Household secondary attack rate."""
        return float((self.infected(rate * self.asked.shares[:, _HOME]) * self.others).sum() / self.others.sum())

    def outside(self, scale: float) -> Floats:
        """Mean number infected by setting, home left out."""
        found = np.zeros(N_SETTINGS)
        for setting in (_CLASS, _OFFICE):
            mean = self.asked.shares[:, setting] * scale
            found[setting] = float((self.infected(mean / self.mates) * self.mates).mean())
        setting, hours, present, weight, ill = self.visits.T
        kind = setting.astype(np.int64)
        contacts = np.asarray(self.law.contacts)[kind]
        near = contacts * (1 - np.exp(-present / contacts))
        each = np.asarray(self.law.rate)[kind] * scale * hours * weight * near / np.maximum(present, 1e-9)
        summed = np.zeros(kind.size)
        for strength, days in self.strengths:
            summed += self.infected(each * strength, ill) * present * days
        return found + np.bincount(kind, weights=summed * self.weight, minlength=N_SETTINGS)


def _strengths(disease: Disease, parts: int = 12) -> list[tuple[float, float]]:
    """Hourly infectiousness over the course of a case: mean of each of some parts, and the days it lasts.

    A part holds the hours between two powers of two below the peak, so that few parts do.
    """
    hours = np.sort(profile(disease)[profile(disease).shape[0] // 4])[::-1]
    hours = hours[hours > 0]
    level = np.minimum(np.floor(np.log2(hours[0] / hours)), parts - 1)
    return [
        (float(hours[level == part].mean()), float((level == part).sum()) / 24)
        for part in range(parts)
        if (level == part).any()
    ]


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
