"""Build a city from its specification and a seed: the same city on any machine, with any number of threads."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from fangxian.science.city import groups, homes, occupations, places
from fangxian.science.city.arrays import F64, I32, I64, U8
from fangxian.science.city.kinds import SITE_OF_POST, VENUE_KINDS
from fangxian.science.city.law import LEVELS, make_law
from fangxian.science.city.mobility import alias_tables, distances, gravity
from fangxian.science.city.model import NOBODY, SEED, City
from fangxian.science.city.parameters import AGES, Pool
from fangxian.science.city.pyramid import PARTS, Pyramid, fit
from fangxian.science.city.spec import METRES_A_DEGREE, CitySpec
from fangxian.science.city.tables import pool_numbers

Progress = Callable[[str], None]
"""Called with the name of each stage as it begins."""

CHUNKS: Final = 64
"""Parts a stage is cut into for threads."""


def build_city(spec: CitySpec, seed: int = 1, *, threads: int | None = None, progress: Progress | None = None) -> City:
    """Build a city.

    Parameters
    ----------
    spec : CitySpec
        Areas, totals and parameters.
    seed : int
        Any integer; its lower 64 bits count.
    threads : int, optional
        Threads to use, by default one for each processor. The result does not depend on it.
    progress : callable, optional
        Told the name of each stage.

    Returns
    -------
    City
        Every resident of the specification, each in one household.
    """
    tell = progress or (lambda _stage: None)
    with ThreadPoolExecutor(threads or os.cpu_count() or 1) as pool:
        builder = _Builder(spec, np.uint64(seed & SEED), pool)
        for stage in (builder.lay_out, builder.settle, builder.occupy, builder.gather, builder.place):
            tell(stage.__name__)
            stage()
    return builder.city(seed)


@dataclass(eq=False)
class _Builder:
    spec: CitySpec
    seed: np.uint64
    pool: ThreadPoolExecutor

    def __post_init__(self) -> None:
        self.parameters = self.spec.parameters
        self.pyramid: Pyramid = fit(self.parameters)
        self.made: dict[str, npt.NDArray[Any]] = {}

    # ── areas ────────────────────────────────────────────────────────────────────────────────────────────────

    def lay_out(self) -> None:
        """Number areas, zones and districts, and the persons of each."""
        spec, made = self.spec, self.made
        zone_code, area_zone = np.unique(spec.zone_code, return_inverse=True)
        zone_first = np.searchsorted(area_zone, np.arange(zone_code.size + 1))
        district_code, zone_district = np.unique(spec.district_code[zone_first[:-1]], return_inverse=True)
        made["area_code"], made["zone_code"], made["district_code"] = spec.area_code, zone_code, district_code
        made["area_zone"] = area_zone.astype(np.int32)
        made["zone_district"] = zone_district.astype(np.int32)
        made["zone_area_offsets"] = zone_first.astype(np.int32)
        made["district_zone_offsets"] = _firsts(made["zone_district"], district_code.size)
        made["area_person_offsets"] = _offsets(spec.residents)
        made["area_lon"], made["area_lat"], made["area_radius"] = spec.lon, spec.lat, spec.radius
        persons = made["area_person_offsets"]
        self.zone_persons = persons[made["zone_area_offsets"]]
        self.district_persons = self.zone_persons[made["district_zone_offsets"]]
        self.middle = np.stack([spec.lon, spec.lat], axis=1)
        east = spec.radius / METRES_A_DEGREE / np.cos(np.radians(spec.lat))
        self.reach = np.stack([east, spec.radius / METRES_A_DEGREE], axis=1)
        self.total = int(persons[-1])

    # ── homes ────────────────────────────────────────────────────────────────────────────────────────────────

    def settle(self) -> None:
        """Put everybody into a household and every household into a building."""
        made, count = self.made, self.spec.area_code.size
        persons = made["area_person_offsets"]
        collective, sizes = self._collective(), np.empty(self.total, np.uint8)
        counts, buildings = np.zeros((count, 2), np.int64), np.zeros(count, np.int64)
        room = self.parameters.value("collective", "room")
        chances = np.cumsum(self.pyramid.sizes)
        self._over(count, homes.lay_households, self.seed, persons, collective, chances, room, sizes, counts)
        usual = self._usual_buildings()
        self._over(count, homes.count_buildings, self.seed, counts, usual, buildings)
        made["area_household_offsets"] = _offsets(counts.sum(axis=1))
        made["area_building_offsets"] = _offsets(buildings)
        self._fill_buildings(counts, usual)
        self._fill_households(counts, sizes)

    def _collective(self) -> I64:
        """Residents of dormitories in each area: a few areas have many."""
        residents = self.spec.residents
        chance = np.empty(residents.size)
        homes.draw_collective(self.seed, chance)
        weight = -np.log(chance + 1e-12)
        weight = np.where(self.spec.urban, weight, weight * 0.2) * residents
        total = self.parameters.value("collective", "share") * residents.sum()
        room, scale = 0.6 * residents, total / weight.sum()
        for _ in range(50):  # what the fullest areas cannot hold goes to the others
            scale *= total / np.minimum(weight * scale, room).sum()
        return np.asarray(np.floor(np.minimum(weight * scale, room)), np.int64)

    def _usual_buildings(self) -> I64:
        flats, houses = self.parameters.value("building", "flats"), self.parameters.value("building", "houses")
        family = np.where(self.spec.urban, flats, houses)
        return np.stack([family, np.full_like(family, flats)], axis=1).astype(np.int64)

    def _fill_buildings(self, counts: I64, usual: I64) -> None:
        made = self.made
        total, households = int(made["area_building_offsets"][-1]), int(made["area_household_offsets"][-1])
        made["building_household_offsets"] = np.full(total + 1, households, np.int32)
        made["building_kind"] = np.empty(total, np.uint8)
        made["building_lon"], made["building_lat"] = np.empty(total, np.float32), np.empty(total, np.float32)
        made["household_building"] = np.empty(households, np.int32)
        self._over(
            self.spec.area_code.size, homes.fill_buildings, self.seed, counts, usual, self.spec.urban,
            made["area_household_offsets"], made["area_building_offsets"], self.middle, self.reach,
            made["building_household_offsets"], made["building_kind"], made["building_lon"],
            made["building_lat"], made["household_building"],
        )  # fmt: skip

    def _fill_households(self, counts: I64, sizes: U8) -> None:
        made, pyramid = self.made, self.pyramid
        households = int(made["area_household_offsets"][-1])
        made["household_offsets"] = np.full(households + 1, self.total, np.int32)
        made["household"] = np.empty(self.total, np.int32)
        for name in ("age", "sex"):
            made[name] = np.empty(self.total, np.uint8)
        for name in ("role", "post", "flags"):
            made[name] = np.zeros(self.total, np.uint8)
        students = np.round(counts[:, 1] * self.parameters.value("collective", "student_share")).astype(np.int64)
        self._over(
            self.spec.area_code.size, homes.fill_households, self.seed, made["area_person_offsets"],
            made["area_household_offsets"], counts, students, sizes, self._types(), pyramid.quantiles,
            pyramid.male_outside_couples, self.parameters.value("member", "together"), made["household_offsets"],
            made["household"], made["age"], made["sex"], made["role"],
        )  # fmt: skip

    def _types(self) -> tuple[I64, F64, I64]:
        types = sorted(self.parameters.household_types, key=lambda kind: kind.size)
        starts = np.searchsorted([kind.size for kind in types], np.arange(1, max(kind.size for kind in types) + 2))
        shares = np.concatenate(
            [np.cumsum([kind.share for kind in types if kind.size == size]) for size in range(1, starts.size)]
        )
        parts = np.zeros((len(types), starts.size - 1), np.int64)
        for row, kind in enumerate(types):
            parts[row, : kind.size] = [PARTS.index(member) for member in kind.members]
        return starts.astype(np.int64), shares, parts

    # ── days ─────────────────────────────────────────────────────────────────────────────────────────────────

    def occupy(self) -> None:
        """Decide who works and who learns, and in which zone."""
        made, parameters, zones = self.made, self.parameters, self.made["zone_code"].size
        made["mobility"] = self._mobility()
        levels, enrolled = np.full(AGES, -1, np.int64), np.zeros(AGES)
        for row, school in enumerate(parameters.schools):
            levels[school.first_age : school.last_age + 1] = row
            enrolled[school.first_age : school.last_age + 1] = school.enrolled
        self.level = np.zeros(self.total, np.uint8)
        self.destination = np.zeros(self.total, np.uint16)
        self.flows = np.zeros((zones, zones), np.int64)
        shares = (float(parameters.value("work", "shift")), float(parameters.value("work", "transit")))
        self._over(
            zones, occupations.occupy, self.seed, self.zone_persons, made["age"], int(levels.max()), levels, enrolled,
            parameters.by_age("work", "employed"), shares, alias_tables(made["mobility"]), made["role"],
            made["flags"], self.level, self.destination, self.flows,
        )  # fmt: skip

    def _mobility(self) -> F64:
        made, spec = self.made, self.spec
        first = made["zone_area_offsets"]
        weight = np.maximum(spec.residents, 1)
        size = np.add.reduceat(weight, first[:-1])
        lon = np.add.reduceat(spec.lon * weight, first[:-1]) / size
        lat = np.add.reduceat(spec.lat * weight, first[:-1]) / size
        self.zone_middle = np.stack([lon, lat], axis=1)
        km = distances(lon, lat)
        within = np.sqrt(np.add.reduceat(spec.radius**2, first[:-1])) / 1000
        np.fill_diagonal(km, within * 0.9)  # mean distance of two points of a disc is 0.905 of its radius
        commute = self.parameters.raw["commute"]
        return gravity(km, size.astype(float), commute["mean"], commute["own_zone"])

    def gather(self) -> None:
        """Form classes and teams, sites and their staff."""
        zones = self.made["zone_code"].size
        starts = self.flows.cumsum(axis=0) - self.flows
        zone_workers = np.append(0, self.flows.sum(axis=0).cumsum())
        workers = np.empty(int(zone_workers[-1]), np.int32)
        self._over(
            zones, occupations.gather_workers, self.zone_persons, self.made["role"], self.destination,
            starts + zone_workers[:-1], workers,
        )  # fmt: skip
        del self.destination
        pupils = np.zeros(zones, np.int64)
        self._over(zones, occupations.count_pupils, self.zone_persons, self.level, pupils)
        zone_pupils = np.append(0, pupils.cumsum())
        self._form_groups(workers, (self.zone_persons, zone_workers, zone_pupils, zone_workers + zone_pupils))
        del self.level

    def _form_groups(self, workers: I32, zones: tuple[I32, I64, I64, I64]) -> None:
        made, bases = self.made, zones[3]
        total, count = int(bases[-1]), bases.size - 1
        members, sizes = np.empty(total, np.int32), np.empty(total, np.int32)
        sites, counts = np.empty((total, 3), np.int32), np.zeros((count, 2), np.int64)
        self._over(
            count, groups.form_groups, self.seed, zones, (made["age"], self.level, workers), self._schools(),
            self._posts(), self._landmarks(), self._firms(), members, sizes, sites, counts, made["post"],
        )  # fmt: skip
        made["group_members"] = members
        made["group_offsets"] = _offsets(_packed(sizes, bases, counts[:, 0]))
        self.sites = _packed(sites, bases, counts[:, 1])
        made["site_group_offsets"] = _offsets(self.sites[:, 1])
        made["group_site"] = np.repeat(np.arange(self.sites.shape[0], dtype=np.int32), self.sites[:, 1])
        made["group"] = np.full(self.total, NOBODY, np.int32)
        self._over(made["group_site"].size, groups.enrol, made["group_offsets"], members, made["group"])

    def _schools(self) -> tuple[I64, F64]:
        rows = [
            (school.kind, school.first_age, school.last_age, school.class_size, school.pupils)
            for school in self.parameters.schools
        ]
        return np.array(rows, np.int64), np.array([school.per_teacher for school in self.parameters.schools])

    def _posts(self) -> tuple[I64, F64]:
        rows = [(rule.post, SITE_OF_POST[rule.post], rule.site, rule.team) for rule in self.parameters.posts]
        return np.array(rows, np.int64), np.array([rule.per_1000 / 1000 for rule in self.parameters.posts])

    def _landmarks(self) -> I64:
        rows = np.zeros((len(self.spec.landmarks), 5), np.int64)
        self.landmark_spots = np.zeros((len(self.spec.landmarks), 3))
        team = self.parameters.value("workplace", "team")
        for number, mark in enumerate(self.spec.landmarks):
            away = np.hypot((self.spec.lon - mark.lon) * np.cos(np.radians(mark.lat)), self.spec.lat - mark.lat)
            area = int(away.argmin())
            rows[number] = self.made["area_zone"][area], mark.kind, mark.post, mark.staff, team
            self.landmark_spots[number] = mark.lon, mark.lat, area
        return rows

    def _firms(self) -> tuple[I64, int]:
        """Workplace sizes at 4,096 quantiles of the power law."""
        law = self.parameters.raw["workplace"]
        tail = 1 - (np.arange(4096) + 0.5) / 4096
        sizes = 1 + law["scale"] * (tail ** (-1 / law["exponent"]) - 1)
        return np.minimum(np.floor(sizes), law["largest"]).astype(np.int64), int(law["team"])

    # ── places ───────────────────────────────────────────────────────────────────────────────────────────────

    def place(self) -> None:
        """Put sites and venues on the map."""
        made, sites = self.made, self.sites.shape[0]
        pools = self._pools()
        made["venue_pool_offsets"] = table = places.venue_offsets(self.parameters.venues, pools, sites)
        total = int(table.max())
        made["place_kind"] = np.empty(total, np.uint8)
        made["place_kind"][:sites] = self.sites[:, 0]
        for row, kind in enumerate(VENUE_KINDS):
            made["place_kind"][table[row, 0] : table[row, -1]] = kind
        made["place_area"] = np.empty(total, np.int32)
        made["place_lon"], made["place_lat"] = np.empty(total, np.float32), np.empty(total, np.float32)
        where = (self.middle, self.reach, made["place_area"], made["place_lon"], made["place_lat"])
        persons = made["area_person_offsets"]
        places.place_sites(self.seed, self.sites[:, 2].copy(), self.landmark_spots, persons, *where)
        starts = np.append(table[:, 0], total).astype(np.int64) - sites
        rows = np.zeros(table.shape, np.int32)
        for row, rule in enumerate(self.parameters.venues):
            rows[row, : pools[rule.pool].size] = pools[rule.pool]
        pool = pool_numbers(table)
        places.place_venues(
            sites, self.seed, pool, starts, rows, persons, self.middle, self.reach, made["place_kind"], *where[2:]
        )

    def _pools(self) -> dict[Pool, I32]:
        offsets = (
            np.array([0, self.total], np.int32),
            self.district_persons,
            self.zone_persons,
            self.made["area_person_offsets"],
        )
        return dict(zip(LEVELS, offsets, strict=True))

    # ── all ──────────────────────────────────────────────────────────────────────────────────────────────────

    def city(self, seed: int) -> City:
        """The city."""
        return City(
            name=self.spec.name, seed=seed, law=make_law(self.parameters), timezone=self.spec.timezone, **self.made
        )

    def _over(self, count: int, kernel: Any, *arguments: Any) -> None:
        """Run a kernel over ranges of ``count`` items on the threads."""
        cuts = np.unique(np.linspace(0, count, min(count, CHUNKS) + 1).astype(np.int64))
        jobs = [self.pool.submit(kernel, low, high, *arguments) for low, high in itertools.pairwise(cuts)]
        for job in jobs:
            job.result()


def _offsets(counts: npt.NDArray[Any]) -> I32:
    return np.append(0, np.cumsum(counts)).astype(np.int32)


def _firsts(numbers: I32, count: int) -> I32:
    return np.searchsorted(numbers, np.arange(count + 1)).astype(np.int32)


def _packed(values: npt.NDArray[Any], bases: I64, counts: I64) -> npt.NDArray[Any]:
    """The first ``counts`` rows from each of ``bases``, one after another."""
    return np.concatenate([values[base : base + count] for base, count in zip(bases, counts, strict=False)])
