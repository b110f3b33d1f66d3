"""The arrays of a run, bundled so that compiled code takes each bundle as one argument."""

from __future__ import annotations

import mmap
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt


class Law(NamedTuple):
    """What does not change during a run: the disease and its rates.

    Attributes
    ----------
    seed : uint64
        The run's seed.
    slab : int64
        Minutes for which exposures are drawn at once.
    profile, peak : float32[bins, hours]
        Share of infectiousness by hour since infection, and its bound for a slab.
    quantile : float32[8, 1025]
        Incubation, multiplier, five durations of the course, delay to care; hours, but for the multiplier.
    ages : float32[8, 101]
        By age: susceptibility (at most 1), symptoms, severe | symptoms, critical | severe, death | critical,
        immune before, vaccinated before, seeks care | symptoms.
    rate : float64[13]
        Hazard per unit of infectiousness between two people who are together in a setting.
    contacts : float64[13]
        How many others a person is near to at one time, at most.
    scalars : float64[10]
        See the names ``S_…`` of this module.
    office : uint8[n_groups]
        1 for a work team, 0 for a class.
    fixed : float64
        1; 0 where exposures at home, in class and at work are drawn from the side of the exposed.
    """

    seed: Any
    slab: Any
    profile: Any
    peak: Any
    quantile: Any
    ages: Any
    rate: Any
    contacts: Any
    scalars: Any
    office: Any
    fixed: Any


S_WITHOUT, S_LATER, S_LINGERS, S_INFECTION, S_SYMPTOMS, S_SEVERE, S_ONWARD, S_EFFECT, S_HALF_LIFE, S_VENUES = range(10)
"""Indices of ``scalars``: infectiousness without symptoms; share that reaches later visitors, and the mean minutes it
waits for them; the vaccine's effects on infection, symptoms, severity and onward transmission, minutes until it works,
and its half-life in minutes; bound on the hazard of all venue visits of a slab, and of meeting anybody anywhere."""
Q_INCUBATION, Q_MULTIPLIER, Q_ADMISSION, Q_CRITICAL, Q_DEATH, Q_RECOVERY, Q_DISCHARGE, Q_CARE = range(8)
"""Rows of ``quantile``."""
A_SUSCEPTIBILITY, A_SYMPTOMS, A_SEVERE, A_CRITICAL, A_DEATH, A_IMMUNE, A_VACCINATED, A_CARE = range(8)
"""Rows of ``ages``."""


class Town(NamedTuple):
    """The arrays of a city that the engine reads beside its visits; see :class:`~fangxian.science.city.model.City`."""

    age: Any
    household: Any
    household_offsets: Any
    group: Any
    group_offsets: Any
    group_members: Any
    group_site: Any
    place_kind: Any
    place_area: Any
    n_places: Any
    area_start: Any
    """``area_person_offsets``: the first person of each area."""


class People(NamedTuple):
    """What holds for persons, places and areas now. Only what is touched takes memory.

    Attributes
    ----------
    case : int32[n_persons]
        Number of the person's case plus 1; 0 for those never infected.
    control : uint8[n_persons]
        Bits of :class:`~fangxian.science.epidemic.codes.Control`.
    until : int32[n_persons]
        Minute at which staying at home or away ends.
    vaccinated : int32[n_persons]
        Minute of vaccination during the run plus 1; 0 for none.
    closed, cleaned : int32[n_places]
        Minute until which a place is closed; minute of its last disinfection plus 1, 0 for none.
    zone, zone_until, keeps : uint8[n_areas], int32[n_areas], float32[n_areas]
        Level of an area, the minute it ends, and the share of people who keep its rules.
    factor : float64[13]
        Factor on the hazard of each setting, at most 1.
    knobs : float64[5]
        Effect of a mask on its wearer's emission and on what its wearer takes in; share of contacts at home that
        remains in isolation at home; 1 once there has been a zone; share of people who wear masks.
    """

    case: Any
    control: Any
    until: Any
    vaccinated: Any
    closed: Any
    cleaned: Any
    zone: Any
    zone_until: Any
    keeps: Any
    factor: Any
    knobs: Any


K_MASK_OUT, K_MASK_IN, K_HOME, K_ZONES, K_MASKED = range(5)
"""Indices of ``knobs``."""


class Cases(NamedTuple):
    """Every infection, in order of time.

    Attributes
    ----------
    person : int32
    source : int32
        Case that infected it; -1 for the first ones.
    at : int32
        Minute of infection.
    place : int32
        Place id of the city; -1 for none.
    setting : uint8
        See :class:`~fangxian.science.epidemic.codes.Setting`.
    bin : uint8
        Row of the profile.
    multiplier : float32
        Infectiousness relative to the mean case.
    household, group : int32
        The person's; -1 for no class or team.
    who : uint16
        The person's traits; see :mod:`fangxian.science.city.tables`.
    home, site : float32
        Hazard a unit of hourly infectiousness exerts at home in a slab, and in an hour at class or work.
    onset : int32
        Minute of onset; of the onset that would have been where there are no symptoms.
    traits : uint8
        Bits of :class:`~fangxian.science.epidemic.codes.Traits`.
    state : uint8
        See :class:`~fangxian.science.epidemic.codes.State`.
    found : int32
        Minute at which it was found positive plus 1; 0 for never.
    due : int32
        Minute of its next change of state.
    link : int32
        Next case in the calendar's list of the same hour, plus 1; 0 at its end.
    """

    person: Any
    source: Any
    at: Any
    place: Any
    setting: Any
    bin: Any
    multiplier: Any
    household: Any
    group: Any
    who: Any
    home: Any
    site: Any
    onset: Any
    traits: Any
    state: Any
    found: Any
    due: Any
    link: Any


_CASE_TYPES = {
    "setting": np.uint8,
    "bin": np.uint8,
    "multiplier": np.float32,
    "who": np.uint16,
    "home": np.float32,
    "site": np.float32,
    "traits": np.uint8,
    "state": np.uint8,
}
"""Types of the columns that are not int32."""


def untouched(count: int, kind: npt.DTypeLike) -> npt.NDArray[Any]:
    """Zeros that take memory page by page, as they are touched.

    An epidemic touches few people in a large city, far apart. The large pages that numpy asks the system for would each
    be cleared whole for one of them, which took longer than a run of eighteen days.
    """
    size = np.dtype(kind).itemsize
    room = mmap.mmap(-1, max(1, count) * size)
    if hasattr(mmap, "MADV_NOHUGEPAGE"):
        room.madvise(mmap.MADV_NOHUGEPAGE)
    return np.frombuffer(room, kind, count)


def new_cases(capacity: int) -> Cases:
    """Empty case arrays with room for `capacity`."""
    return Cases(*(np.zeros(capacity, _CASE_TYPES.get(name, np.int32)) for name in Cases._fields))


def grown(cases: Cases, count: int, capacity: int) -> Cases:
    """The first `count` cases, with room for `capacity`."""
    larger = new_cases(capacity)
    for old, new in zip(cases, larger, strict=True):
        new[:count] = old[:count]
    return larger


class Events(NamedTuple):
    """Exposures that would infect a susceptible person whom nothing keeps away.

    Attributes
    ----------
    at : int32
        Minute.
    source : int32
        Case number.
    target : int32
        Person.
    place : int32
    setting : uint8
    """

    at: Any
    source: Any
    target: Any
    place: Any
    setting: Any


def new_events(capacity: int) -> Events:
    """Room for exposures."""
    return Events(
        np.empty(capacity, np.int32),
        np.empty(capacity, np.int32),
        np.empty(capacity, np.int32),
        np.empty(capacity, np.int32),
        np.empty(capacity, np.uint8),
    )
