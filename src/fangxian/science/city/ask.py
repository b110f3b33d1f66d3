"""Questions to a city, one at a time: a person's trajectory, everybody present somewhere in an hour."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from fangxian.science.city import visits
from fangxian.science.city.arrays import I32
from fangxian.science.city.errors import CityError
from fangxian.science.city.model import City
from fangxian.science.city.stays import midnight, stays_of

STAY: Final = np.dtype([("day", "i4"), ("place", "i4"), ("start", "i2"), ("end", "i2")])
PRESENCE: Final = np.dtype([("person", "i4"), ("start", "i2"), ("end", "i2")])


def trajectory(city: City, person: int, day: int, days: int = 1, *, home: bool = True) -> npt.NDArray[np.void]:
    """Where a person was on some days on end.

    Parameters
    ----------
    person : int
        The person.
    day, days : int
        First day (days since 1970-01-01 in the city's zone) and how many.
    home : bool
        Whether time at home stands in it.

    Returns
    -------
    structured array
        ``day``, ``place`` (place id), ``start``, ``end`` (minutes of the day), in order of time.
    """
    _check(person, city.n_persons, "person")
    found = []
    for today in range(day, day + days):
        stays = stays_of(city, today, person, person + 1, home=home)
        rows = np.empty(len(stays), STAY)
        dawn = midnight(city, today)
        rows["day"], rows["place"] = today, stays.place
        rows["start"], rows["end"] = (stays.start - dawn) // 60_000, (stays.end - dawn) // 60_000
        found.append(rows)
    return np.concatenate(found)


def present(city: City, place: int, day: int, hour: int | None = None) -> npt.NDArray[np.void]:
    """Everybody at a place on a day, or in one hour of it, from minute to minute.

    Parameters
    ----------
    place : int
        A place id: a venue, a site (its classes and teams together) or a home.
    day : int
        Days since 1970-01-01 in the city's zone.
    hour : int, optional
        0 to 23; those are told who are there at any moment of it.

    Returns
    -------
    structured array
        ``person``, ``start``, ``end`` (minutes of the day), in order of person and time.
    """
    _check(place, city.n_places + city.n_households, "place")
    if city.is_venue(place):
        rows = _visitors(city, place, day)
    else:
        persons = _residents(city, place) if place >= city.n_places else _staff(city, place)
        rows = _of_persons(city, persons, place, day)
    if hour is not None:
        rows = rows[(rows["start"] < hour * 60 + 60) & (rows["end"] > hour * 60)]
    return np.sort(rows, order=("person", "start"))


def _visitors(city: City, venue: int, day: int) -> npt.NDArray[np.void]:
    room = 2048
    while True:
        person, start, end = np.empty(room, np.int32), np.empty(room, np.int16), np.empty(room, np.int16)
        count = int(visits.roster(city.tables(), venue, day, person, start, end))
        if count <= room:
            break
        room = count
    rows = np.empty(count, PRESENCE)
    rows["person"], rows["start"], rows["end"] = person[:count], start[:count], end[:count]
    return rows


def _staff(city: City, site: int) -> I32:
    first, last = city.site_group_offsets[site], city.site_group_offsets[site + 1]
    return city.group_members[city.group_offsets[first] : city.group_offsets[last]]


def _residents(city: City, place: int) -> I32:
    members = city.members(place - city.n_places)
    return np.arange(members.start, members.stop, dtype=np.int32)


def _of_persons(city: City, persons: I32, place: int, day: int) -> npt.NDArray[np.void]:
    found = []
    for person in persons:
        stays = trajectory(city, int(person), day)
        stays = stays[stays["place"] == place]
        rows = np.empty(stays.size, PRESENCE)
        rows["person"], rows["start"], rows["end"] = person, stays["start"], stays["end"]
        found.append(rows)
    return np.concatenate(found) if found else np.empty(0, PRESENCE)


def _check(number: int, count: int, what: str) -> None:
    if not 0 <= number < count:
        raise CityError(
            "city.unknown",
            "There is no %(what)s %(number)s; they are numbered 0 to %(last)s.",
            "没有编号为 %(number)s 的%(what_zh)s(0 至 %(last)s)。",
            what=what,
            what_zh={"person": "居民", "place": "场所"}[what],
            number=number,
            last=count - 1,
        )
