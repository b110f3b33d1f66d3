"""A synthetic city as arrays: persons by household, households by building, buildings by area.

Everything is contiguous from the top down. The persons of a household have consecutive numbers, the households
of a building, the buildings of an area 社区(村), the areas of a zone 街道(乡镇) and the zones of a district 区县
too. Whoever lives somewhere is therefore a range of person numbers, given by an offsets array: the persons of
area ``a`` are ``area_person_offsets[a]`` up to, not including, ``area_person_offsets[a + 1]``.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from fangxian.science.city.arrays import F32, F64, I32, I64, U8, Text, fingerprint
from fangxian.science.city.kinds import FIRST_VENUE
from fangxian.science.city.law import VisitLaw
from fangxian.science.city.tables import VisitTables, make_tables

SEED: Final = 0xFFFF_FFFF_FFFF_FFFF
"""The bits of a seed that count."""

NOBODY: Final = -1
"""In ``group``: the person belongs to no class and no team."""


@dataclass(frozen=True, eq=False)
class City:
    """A city's people, homes, places and areas. All arrays are to be read only.

    Coordinates are degrees in WGS-84 (CGCS2000 agrees within centimetres). A *place id* is one number space:
    sites first (``0 … n_sites``: schools, workplaces, key sites), venues next (``n_sites … n_places``: markets,
    restaurants, …), homes last (``n_places + household``).

    Attributes
    ----------
    name : str
        The specification it was built from.
    seed : int
        The seed of the build; visits are drawn from it too.
    age : uint8[n_persons]
        Years completed, 0 to 100.
    sex : uint8[n_persons]
        See :class:`~fangxian.science.city.kinds.Sex`.
    role, post : uint8[n_persons]
        See :class:`~fangxian.science.city.kinds.Role` and :class:`~fangxian.science.city.kinds.Post`.
    flags : uint8[n_persons]
        Bits of :class:`~fangxian.science.city.kinds.Flag`.
    household : int32[n_persons]
        Number of the household; rises with the person's number.
    group : int32[n_persons]
        The school class or work team, -1 for none.
    household_offsets : int32[n_households + 1]
        First person of each household.
    household_building : int32[n_households]
        The building a household lives in; rises with the household's number.
    building_household_offsets : int32[n_buildings + 1]
        First household of each building.
    building_kind : uint8[n_buildings]
        See :class:`~fangxian.science.city.kinds.Dwelling`.
    building_lon, building_lat : float32[n_buildings]
        Where it stands (degrees).
    group_offsets, group_members : int32[n_groups + 1], int32[...]
        Persons of each group; pupils of a class first, then its teachers.
    group_site : int32[n_groups]
        The site a group belongs to; rises with the group's number.
    site_group_offsets : int32[n_sites + 1]
        First group of each site.
    place_kind : uint8[n_places]
        See :class:`~fangxian.science.city.kinds.PlaceKind`.
    place_area : int32[n_places]
        The area a place stands in.
    place_lon, place_lat : float32[n_places]
        Where it stands (degrees).
    area_code, zone_code, district_code : str arrays
        National codes in ascending order; 12, 9 and 6 digits in China.
    area_zone, zone_district : int32[n_areas], int32[n_zones]
        The zone of an area and the district of a zone.
    area_person_offsets, area_household_offsets, area_building_offsets : int32[n_areas + 1]
        First person, household, building of each area.
    zone_area_offsets : int32[n_zones + 1]
        First area of each zone.
    district_zone_offsets : int32[n_districts + 1]
        First zone of each district.
    area_lon, area_lat : float64[n_areas]
        The middle of the area (degrees).
    area_radius : float64[n_areas]
        Distance within which its buildings stand (metres).
    venue_pool_offsets : int32[venue kinds, most pools + 1]
        First venue place id of each pool, a row for each venue kind. A pool is a zone, an area, a district or
        the city: those whose residents visit the pool's venues of this kind. Unused columns repeat the last.
    mobility : float64[n_zones, n_zones]
        Probability that a worker who lives in the row's zone works in the column's.
    law : VisitLaw
        How often and when each kind of venue is visited.
    timezone : str
        IANA name of the zone in which the city's days begin and end.
    """

    name: str
    seed: int
    age: U8
    sex: U8
    role: U8
    post: U8
    flags: U8
    household: I32
    group: I32
    household_offsets: I32
    household_building: I32
    building_household_offsets: I32
    building_kind: U8
    building_lon: F32
    building_lat: F32
    group_offsets: I32
    group_members: I32
    group_site: I32
    site_group_offsets: I32
    place_kind: U8
    place_area: I32
    place_lon: F32
    place_lat: F32
    area_code: Text
    zone_code: Text
    district_code: Text
    area_zone: I32
    zone_district: I32
    area_person_offsets: I32
    area_household_offsets: I32
    area_building_offsets: I32
    zone_area_offsets: I32
    district_zone_offsets: I32
    area_lon: F64
    area_lat: F64
    area_radius: F64
    venue_pool_offsets: I32
    mobility: F64
    law: VisitLaw
    timezone: str = "Asia/Shanghai"

    def __post_init__(self) -> None:
        for array in self.arrays().values():  # all closed to writing: kernels are compiled for one kind only
            array.flags.writeable = False

    def __repr__(self) -> str:
        return f"City({self.name!r}, seed={self.seed}, persons={self.n_persons:,}, areas={self.n_areas:,})"

    @cached_property
    def fingerprint(self) -> str:
        """BLAKE2b over name, shape, type and content of every array and of the visit law, and over the seed.

        Equal fingerprints are equal cities, with equal visits. Some seconds for twenty million people.
        """
        return fingerprint({"seed": np.array(self.seed & SEED), **self.arrays(), **self.law._asdict()})

    @cached_property
    def _tables(self) -> VisitTables:
        return make_tables(self)

    def tables(self) -> VisitTables:
        """What the kernels of :mod:`~fangxian.science.city.visits` read."""
        return self._tables

    @property
    def n_persons(self) -> int:
        """Number of residents."""
        return int(self.age.size)

    @property
    def n_households(self) -> int:
        """Number of households, rooms of dormitories included."""
        return int(self.household_building.size)

    @property
    def n_buildings(self) -> int:
        """Number of residential buildings."""
        return int(self.building_kind.size)

    @property
    def n_groups(self) -> int:
        """Number of school classes and work teams."""
        return int(self.group_site.size)

    @property
    def n_sites(self) -> int:
        """Number of places that people belong to; their place ids come first."""
        return int(self.site_group_offsets.size - 1)

    @property
    def n_places(self) -> int:
        """Number of sites and venues; the home of household ``h`` has the place id ``n_places + h``."""
        return int(self.place_kind.size)

    @property
    def n_areas(self) -> int:
        """Number of areas of the lowest level."""
        return int(self.area_zone.size)

    @property
    def nbytes(self) -> int:
        """Bytes of all arrays together."""
        return sum(array.nbytes for array in self.arrays().values())

    def arrays(self) -> dict[str, npt.NDArray[Any]]:
        """Every array by its name, in the order of the fields."""
        found = {item.name: getattr(self, item.name) for item in fields(self)}
        return {name: value for name, value in found.items() if isinstance(value, np.ndarray)}

    def members(self, household: int) -> range:
        """Persons of a household."""
        return range(int(self.household_offsets[household]), int(self.household_offsets[household + 1]))

    def group_of(self, person: int) -> I32:
        """All persons of a person's class or team, the person included; empty where there is none."""
        group = int(self.group[person])
        if group == NOBODY:
            return self.group_members[:0]
        return self.group_members[self.group_offsets[group] : self.group_offsets[group + 1]]

    def area_of(self, persons: Any) -> I64:
        """Area number of each person."""
        return np.asarray(np.searchsorted(self.area_person_offsets, persons, side="right") - 1)

    def code_of(self, person: int) -> str:
        """National code of the area a person lives in."""
        return str(self.area_code[self.area_of(person)])

    def coordinates(self, place: int) -> tuple[float, float]:
        """Longitude and latitude of a place id, homes included."""
        if place < self.n_places:
            return float(self.place_lon[place]), float(self.place_lat[place])
        building = self.household_building[place - self.n_places]
        return float(self.building_lon[building]), float(self.building_lat[building])

    def is_venue(self, place: int) -> bool:
        """Tell whether a place is visited rather than belonged to."""
        return place < self.n_places and int(self.place_kind[place]) >= FIRST_VENUE
