"""Households and buildings: who lives with whom, and where.

Each area's residents are known. Households are drawn until they are used up (the last one is cut to fit), then
rooms of dormitories. An area is worked on alone, so that areas can be done by any number of threads.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from fangxian.science.city.chance import below, borrowing, draw, mix, unit
from fangxian.science.city.kinds import Dwelling, Role, Sex
from fangxian.science.city.purposes import BUILDING, MEMBER, ROOMS, SIZE, SPOT, TYPE
from fangxian.science.city.pyramid import COUPLE, LODGER, QUANTILES, STUDENT
from fangxian.science.compiling import inlined, inner

_FLATS, _HOUSES, _DORMITORY = int(Dwelling.FLATS), int(Dwelling.HOUSES), int(Dwelling.DORMITORY)
_FEMALE, _MALE, _STUDENT_ROLE = int(Sex.FEMALE), int(Sex.MALE), int(Role.STUDENT)
_COUPLE1, _COUPLE2 = COUPLE


@borrowing
def draw_collective(seed: Any, found: Any) -> None:
    """Draw a uniform number for each area: how many of the city's dormitories stand in it."""
    for area in range(found.size):
        found[area] = unit(draw(seed, ROOMS, area, 0))


@borrowing
def lay_households(
    first: Any, last: Any, seed: Any, persons: Any, collective: Any, chances: Any, room: Any, sizes: Any, counts: Any
) -> None:
    """Draw household sizes for areas ``first … last - 1``.

    ``sizes`` is written from each area's first person number on; ``counts`` gets family households and rooms.
    """
    for area in range(first, last):
        spot = persons[area]
        family = persons[area + 1] - spot - collective[area]
        number = 0
        while family > 0:
            chance = unit(draw(seed, SIZE, area, number))
            size = 1
            while size < chances.size and chance >= chances[size - 1]:
                size += 1
            size = min(size, family)
            sizes[spot] = size
            family -= size
            spot += 1
            number += 1
        counts[area, 0] = number
        left = collective[area]
        while left > 0:
            size = min(room, left)
            sizes[spot] = size
            left -= size
            spot += 1
            number += 1
        counts[area, 1] = number - counts[area, 0]


@inner
def households_of_building(seed: Any, area: Any, number: Any, usual: Any) -> Any:
    """Households of the area's next building: half to one and a half times the usual."""
    return max(1, usual // 2 + below(draw(seed, BUILDING, area, number), usual + 1))


@borrowing
def count_buildings(first: Any, last: Any, seed: Any, counts: Any, usual: Any, buildings: Any) -> None:
    """Count the buildings of areas: for family households, then for dormitories."""
    for area in range(first, last):
        number = 0
        for part in range(2):
            left = counts[area, part]
            while left > 0:
                left -= households_of_building(seed, area, number, usual[area, part])
                number += 1
        buildings[area] = number


@borrowing
def fill_buildings(
    first: Any,
    last: Any,
    seed: Any,
    counts: Any,
    usual: Any,
    urban: Any,
    area_households: Any,
    area_buildings: Any,
    middle: Any,
    reach: Any,
    household_offsets: Any,
    kind: Any,
    lon: Any,
    lat: Any,
    household_building: Any,
) -> None:
    """Cut the households of areas into buildings and give each a spot.

    ``middle`` and ``reach`` hold longitude and latitude of an area's middle and of its radius, in degrees.
    """
    for area in range(first, last):
        building, household = area_buildings[area], area_households[area]
        for part in range(2):
            end = household + counts[area, part]
            while household < end:
                number = building - area_buildings[area]
                step = households_of_building(seed, area, number, usual[area, part])
                household_offsets[building] = household
                kind[building] = _DORMITORY if part == 1 else (_FLATS if urban[area] else _HOUSES)
                east, north = disc(draw(seed, SPOT, area, number))
                lon[building] = middle[area, 0] + east * reach[area, 0]
                lat[building] = middle[area, 1] + north * reach[area, 1]
                stop = min(household + step, end)
                for one in range(household, stop):
                    household_building[one] = building
                household = stop
                building += 1


@inner
def disc(word: Any) -> Any:
    """A uniform point of the unit disc, by rejection: the same on every machine, as no sine is taken."""
    while True:
        east = 2.0 * unit(word) - 1.0
        word = mix(word + np.uint64(1))
        north = 2.0 * unit(word) - 1.0
        if east * east + north * north <= 1.0:
            return east, north
        word = mix(word + np.uint64(1))


@borrowing
def fill_households(
    first: Any,
    last: Any,
    seed: Any,
    persons: Any,
    area_households: Any,
    counts: Any,
    student_rooms: Any,
    sizes: Any,
    types: Any,
    quantiles: Any,
    male: Any,
    together: Any,
    offsets: Any,
    household: Any,
    age: Any,
    sex: Any,
    role: Any,
) -> None:
    """Give the persons of areas their household, age and sex.

    ``types`` is a tuple: the first type of each size, cumulated shares, and the parts of each type.
    """
    for area in range(first, last):
        person, start = persons[area], area_households[area]
        families = counts[area, 0]
        for number in range(families + counts[area, 1]):
            home = start + number
            size = np.int64(sizes[persons[area] + number])
            offsets[home] = person
            for member in range(person, person + size):
                household[member] = home
            word = draw(seed, TYPE, area, number)
            if number < families:
                _family(seed, person, size, word, types, quantiles, male, together, age, sex)
            else:
                student = number - families < student_rooms[area]
                part = STUDENT if student else LODGER
                _room(seed, person, size, word, part, quantiles, male, together, age, sex)
                if student:
                    for member in range(person, person + size):
                        role[member] = _STUDENT_ROLE
            person += size


@inlined
def _family(
    seed: Any, person: Any, size: Any, word: Any, types: Any, quantiles: Any, male: Any, together: Any,
    age: Any, sex: Any,
) -> None:  # fmt: skip
    starts, shares, parts = types
    kind = starts[size - 1]
    chance = unit(mix(word))
    while kind < starts[size] - 1 and chance >= shares[kind]:
        kind += 1
    partner: Any = -1
    rank = unit(word)
    for index in range(size):
        part = parts[kind, index]
        own = draw(seed, MEMBER, person + index, 0)
        years = quantiles[part, _rank(rank, own, together)]
        age[person + index] = years
        if part in (_COUPLE1, _COUPLE2):
            partner = (np.int64(word >> np.uint64(7)) & 1) if partner < 0 else 1 - partner
            sex[person + index] = partner
        else:
            sex[person + index] = _MALE if unit(mix(own)) < male[years] else _FEMALE


@inlined
def _room(
    seed: Any,
    person: Any,
    size: Any,
    word: Any,
    part: Any,
    quantiles: Any,
    male: Any,
    together: Any,
    age: Any,
    sex: Any,
) -> None:
    """A room of a dormitory: of one sex and near in age."""
    rank, chance = unit(word), unit(mix(word))
    shared = _MALE if chance < male[quantiles[part, QUANTILES // 2]] else _FEMALE
    for member in range(person, person + size):
        age[member] = quantiles[part, _rank(rank, draw(seed, MEMBER, member, 0), together)]
        sex[member] = shared


@inner
def _rank(shared: Any, own: Any, together: Any) -> Any:
    """A quantile near the household's: shifted by a uniform number and folded back, so that it stays uniform."""
    rank = shared + together * (2.0 * unit(own) - 1.0)
    if rank < 0.0:
        rank = -rank
    elif rank >= 1.0:
        rank = 2.0 - rank
    return min(np.int64(rank * QUANTILES), QUANTILES - 1)
