"""A disease and a city become the law of a run: tables and rates that compiled code reads."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from fangxian.science.city.kinds import PlaceKind
from fangxian.science.city.law import RIDES
from fangxian.science.city.model import City
from fangxian.science.epidemic.arrays import S_VENUES, Law, Town
from fangxian.science.epidemic.codes import FIRST_VENUE_SETTING, Setting
from fangxian.science.epidemic.disease import Disease, Vaccine
from fangxian.science.epidemic.figures import ByAge, Floats
from fangxian.science.epidemic.profile import peaks, profile, slab_hours
from fangxian.science.epidemic.quantiles import multipliers, table
from fangxian.science.epidemic.rates import Mixing, Rates, calibrate, mixing, proportions

EPOCH = date(1970, 1, 1)
_WEEK = 18_267  # Monday, 5 January 2020: the rates are read off an ordinary week


@dataclass(frozen=True)
class Setup:
    """A disease in a city, ready to run with any seed.

    Attributes
    ----------
    law : Law
        With seed 0.
    town : Town
    rates : Rates
    """

    law: Law
    town: Town
    rates: Rates


def town_of(city: City) -> Town:
    """The arrays of a city that the engine reads beside its visits."""
    return Town(
        city.age,
        city.household,
        city.household_offsets,
        city.group,
        city.group_offsets,
        city.group_members,
        city.group_site,
        city.place_kind,
        city.place_area,
        np.int64(city.n_places),
        city.area_person_offsets,
    )


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - EPOCH).days


@lru_cache(maxsize=8)
def setup(city: City, disease: Disease, vaccinated: ByAge | None = None, vaccine: str | None = None) -> Setup:
    """Calibrate a disease to a city; the result is kept for the next call.

    Parameters
    ----------
    vaccinated : ByAge, optional
        Share fully vaccinated, and protected, before the run; nobody by default.
    vaccine : str, optional
        Which of the disease's vaccines that is; the first by default.
    """
    return calibrated(city, disease, mixing(), vaccinated, vaccine)


def calibrated(
    city: City,
    disease: Disease,
    rows: dict[str, Mixing],
    vaccinated: ByAge | None = None,
    vaccine: str | None = None,
) -> Setup:
    """:func:`setup` for people who mix as given, by setting; nothing is kept."""
    relative, contacts = proportions(rows)
    before = build_law(city, disease, relative, contacts, vaccinated, vaccine)
    town = town_of(city)
    rates = calibrate(disease, before, city.tables(), town, _WEEK)
    return with_rates(city, Setup(before, town, rates), rates)


def with_rates(city: City, old: Setup, rates: Rates) -> Setup:
    """The same disease and city with other hazards."""
    scalars = old.law.scalars.copy()
    anybody = rates.rate[Setting.ANYWHERE] * rates.contacts[Setting.ANYWHERE] * int(old.law.slab) / 60
    scalars[S_VENUES] = _venue_bound(city, rates) + anybody
    law = old.law._replace(rate=rates.rate.copy(), contacts=rates.contacts.copy(), scalars=scalars)
    return Setup(law, old.town, rates)


def _venue_bound(city: City, rates: Rates) -> float:
    """The most that the visits of one day can add up to: the longest of the strongest in each lane, rides twice."""
    law = city.law
    longest = law.stay.max(axis=(1, 2)) / 60 * np.where(np.arange(law.lane.size) == RIDES, 2, 1)
    kinds = slice(FIRST_VENUE_SETTING, FIRST_VENUE_SETTING + law.lane.size)
    each = rates.rate[kinds] * rates.contacts[kinds] * longest
    return float(sum(each[law.lane == lane].max() for lane in np.unique(law.lane)))


def build_law(
    city: City,
    disease: Disease,
    rate: Floats,
    contacts: Floats,
    vaccinated: ByAge | None = None,
    vaccine: str | None = None,
) -> Law:
    """Lay a disease out in tables.

    Parameters
    ----------
    rate, contacts : array, shape (13,)
        By setting.
    """
    rows = profile(disease)
    hours = slab_hours(disease)
    return Law(
        seed=np.uint64(0),
        slab=np.int64(hours * 60),
        profile=rows.astype(np.float32),
        peak=peaks(rows, hours).astype(np.float32),
        quantile=_quantiles(disease),
        ages=_ages(disease, vaccinated),
        rate=rate.copy(),
        contacts=contacts.copy(),
        scalars=_scalars(disease, _vaccine(disease, vaccine)),
        office=(city.place_kind[city.group_site] > PlaceKind.UNIVERSITY).astype(np.uint8),
        fixed=np.float64(1.0),
    )


def _quantiles(disease: Disease) -> npt.NDArray[np.float32]:
    course = disease.course
    days = (
        course.to_admission,
        course.to_critical,
        course.to_death,
        course.to_recovery,
        course.to_discharge,
        disease.care.delay,
    )
    rows = [table(disease.incubation) * 24, multipliers(disease.dispersion.value), *(table(item) * 24 for item in days)]
    return np.asarray(rows, np.float32)


def _ages(disease: Disease, vaccinated: ByAge | None) -> npt.NDArray[np.float32]:
    """Conditional probabilities by age; susceptibility relative to the most susceptible."""
    sus, ill = disease.susceptibility.table(), disease.symptomatic.table()
    severe, critical, death = disease.severe.table(), disease.critical.table(), disease.death.table()
    rows = (
        sus / sus.max(),
        ill,
        _share(severe, ill),
        _share(critical, severe),
        _share(death, critical),
        disease.immunity.before.table(),
        np.zeros_like(sus) if vaccinated is None else vaccinated.table(),
        np.full_like(sus, disease.care.seeks.value),
    )
    return np.asarray(rows, np.float32)


def _share(part: Floats, whole: Floats) -> Floats:
    return np.asarray(np.clip(part / np.maximum(whole, 1e-12), 0.0, 1.0))


def _vaccine(disease: Disease, name: str | None) -> Vaccine | None:
    found = [item for item in disease.vaccines if name is None or item.id == name]
    return found[0] if found else None


def _scalars(disease: Disease, vaccine: Vaccine | None) -> Floats:
    """In the order of the ``S_…`` names of :mod:`~fangxian.science.epidemic.arrays`; the rates fill in the last."""
    effects = (
        (0.0, 0.0, 0.0, 0.0, 0.0, 1.0)
        if vaccine is None
        else (
            vaccine.against_infection,
            vaccine.against_symptoms,
            vaccine.against_severe,
            vaccine.against_onward,
            vaccine.days_to_effect * 1440,
            vaccine.half_life_days * 1440,
        )
    )
    lingers = disease.environment.half_life_hours.value * 60 / math.log(2)
    return np.array([disease.without_symptoms.value, disease.environment.share.value, lingers, *effects, 0.0])
