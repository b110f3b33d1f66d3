"""What a built city looks like beside what it was built from: the margins of its report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from fangxian.science.city.arrays import F64
from fangxian.science.city.groups import GRADES
from fangxian.science.city.kinds import VENUE_KINDS, Dwelling, Flag, PlaceKind, Post, Role, Sex
from fangxian.science.city.mobility import distances
from fangxian.science.city.model import City
from fangxian.science.city.parameters import Parameters
from fangxian.science.city.pyramid import fit

BANDS: Final = tuple(range(0, 90, 5))
"""First ages of the bands of the pyramid; the last one is open."""


@dataclass(frozen=True, slots=True)
class Margin:
    """One figure of a city beside the one wanted.

    Attributes
    ----------
    name : str
        What it is, such as ``age.0-4``.
    wanted : float
        From the parameters.
    found : float
        In the city.
    unit : str
        ``share``, ``persons``, ``km``, …
    tolerance : float
        How far the two may be apart for the city to pass: absolute.
    """

    name: str
    wanted: float
    found: float
    unit: str
    tolerance: float

    @property
    def held(self) -> bool:
        """Whether the figure is reproduced."""
        return bool(abs(self.found - self.wanted) <= self.tolerance)


def margins(city: City, parameters: Parameters) -> list[Margin]:
    """Every margin of a city that its parameters give a value for.

    Tolerances are four standard errors of the sample plus what the method is known to leave: a zone has whole
    schools, and a small town no long ways to work. See the manual.
    """
    return [
        *_ages(city, parameters),
        *_households(city, parameters),
        *_schools(city, parameters),
        *_posts(city, parameters),
        *_work(city, parameters),
    ]


def _ages(city: City, parameters: Parameters) -> list[Margin]:
    pyramid = fit(parameters)
    ages = np.bincount(city.age, minlength=101) / city.n_persons
    found = []
    for first, end in zip(BANDS, [*BANDS[1:], 101], strict=True):
        wanted = float(pyramid.ages[first:end].sum())
        name = f"age.{first}-{end - 1}" if end < 101 else f"age.{first}+"
        # rounding of the quantile tables, and persons of one household being alike in age
        slack = 0.001 + 8 * (wanted * (1 - wanted) / city.n_persons) ** 0.5
        found.append(Margin(name, wanted, float(ages[first:end].sum()), "share", slack))
    males = float((city.sex == Sex.MALE).mean())
    ratio = parameters.value("sex", "ratio")
    slack = 0.5 + 400 * 4 * 0.5 / city.n_persons**0.5
    found.append(Margin("sex.ratio", ratio, 100 * males / (1 - males), "males per 100 females", slack))
    return found


def _households(city: City, parameters: Parameters) -> list[Margin]:
    sizes = np.diff(city.household_offsets)
    family = city.building_kind[city.household_building] != Dwelling.DORMITORY
    wanted = fit(parameters).sizes
    count = int(family.sum())
    shares = np.bincount(sizes[family], minlength=wanted.size + 1)[1:] / count
    # the last household of each area is cut to fit
    cut = city.n_areas / count
    found = [
        Margin(f"household.{size}", float(share), float(shares[size - 1]), "share",
               0.001 + cut + 4 * (share * (1 - share) / count) ** 0.5)
        for size, share in enumerate(wanted, 1)
    ]  # fmt: skip
    mean = float(parameters.value("household", "mean"))
    found.append(
        Margin("household.mean", mean, float(sizes[family].mean()), "persons", 0.005 + 2 * cut + 5.5 / count**0.5)
    )
    share = float(parameters.value("collective", "share"))
    inside = float(sizes[~family].sum() / city.n_persons)
    found.append(Margin("collective.share", share, inside, "share", 0.002 if city.n_areas > 50 else share))
    return found


def _schools(city: City, parameters: Parameters) -> list[Margin]:
    learns = (city.role == Role.PUPIL) | (city.role == Role.STUDENT)
    learners = np.bincount(city.group_site[city.group[learns]], minlength=city.n_sites)
    site_kind = city.place_kind[: city.n_sites]
    site_zone = city.area_zone[city.place_area[: city.n_sites]]
    groups = np.diff(city.site_group_offsets)
    found = []
    for level in parameters.schools:
        schools = site_kind == level.kind
        if not schools.any():
            continue
        name, total = level.kind.name.lower(), float(learners[schools].sum())
        zones = np.bincount(site_zone[schools], weights=learners[schools])
        zones = zones[zones > 0]
        planned = total / float(np.maximum(1, np.round(zones / level.pupils)).sum())
        slack = abs(planned - level.pupils) + 0.05 * level.pupils
        found.append(Margin(f"school.{name}.pupils", level.pupils, float(learners[schools].mean()), "persons", slack))
        size = total / float(groups[schools].sum())
        grade = planned / min(level.last_age - level.first_age + 1, GRADES)
        few = grade / max(1, round(grade / level.class_size))
        slack = abs(few - level.class_size) + 0.15 * level.class_size
        found.append(Margin(f"school.{name}.class", level.class_size, size, "persons", slack))
    return found


def _posts(city: City, parameters: Parameters) -> list[Margin]:
    counts = np.bincount(city.post, minlength=len(Post)) / city.n_persons * 1000
    sites = city.n_persons / 1000
    return [
        Margin(f"post.{rule.post.name.lower()}", rule.per_1000, float(counts[rule.post]), "per 1,000",
               4 * (rule.per_1000 * rule.site / sites) ** 0.5 + 0.05 * rule.per_1000)
        for rule in parameters.posts
    ]  # fmt: skip


def _work(city: City, parameters: Parameters) -> list[Margin]:
    ages = np.bincount(city.age, minlength=101)
    workers = np.bincount(city.age[city.role == Role.WORKER], minlength=101)
    chance = parameters.by_age("work", "employed")
    core = slice(30, 50)  # ages at which hardly anybody learns
    wanted = float((ages[core] * chance[core]).sum() / ages[core].sum())
    found = [
        Margin("work.30-49", wanted, float(workers[core].sum() / ages[core].sum()), "share",
               0.002 + 4 * 0.5 / max(1, ages[core].sum()) ** 0.5)
    ]  # fmt: skip
    if city.zone_code.size > 1:
        mean, outside = commute(city)
        planned = float((city.mobility * zone_workers(city)[:, None] * zone_distances(city)).sum()
                        / zone_workers(city).sum())  # fmt: skip
        wanted = float(parameters.value("commute", "mean"))
        found.append(Margin("commute.mean", wanted, mean, "km", abs(planned - wanted) + 0.05 * wanted))
        found.append(Margin("commute.planned", planned, mean, "km", 0.02 * planned + 0.05))
        stay = 1 - float((np.diag(city.mobility) * zone_workers(city)).sum() / zone_workers(city).sum())
        found.append(Margin("commute.outside", stay, outside, "share", 0.01))
        riders = city.role == Role.WORKER
        riders &= (city.flags & Flag.OUTSIDE) != 0
        rides = float(((city.flags[riders] & Flag.TRANSIT) != 0).mean()) if riders.any() else 0.0
        share = float(parameters.value("work", "transit"))
        found.append(Margin("commute.transit", share, rides, "share", 0.005 + 2 / max(1, riders.sum()) ** 0.5))
    return found


def zone_workers(city: City) -> F64:
    """Workers living in each zone."""
    persons = city.area_person_offsets[city.zone_area_offsets]
    running = np.append(0, np.cumsum(city.role == Role.WORKER, dtype=np.int64))
    return np.diff(running[persons]).astype(float)


def zone_distances(city: City) -> F64:
    """Kilometres between zones; on the diagonal the mean distance within."""
    first = city.zone_area_offsets[:-1]
    weight = np.maximum(np.diff(city.area_person_offsets), 1)
    size = np.add.reduceat(weight, first)
    lon = np.add.reduceat(city.area_lon * weight, first) / size
    lat = np.add.reduceat(city.area_lat * weight, first) / size
    km = distances(lon, lat)
    np.fill_diagonal(km, np.sqrt(np.add.reduceat(city.area_radius**2, first)) / 1000 * 0.9)
    return km


def commute_flows(city: City) -> F64:
    """Workers by the zone they live in (row) and the zone they work in."""
    zones = city.zone_code.size
    persons = city.area_person_offsets[city.zone_area_offsets]
    site_zone = city.area_zone[city.place_area[: city.n_sites]]
    flows = np.zeros((zones, zones))
    for zone in range(zones):
        inside = slice(persons[zone], persons[zone + 1])
        groups = city.group[inside][city.role[inside] == Role.WORKER]
        flows[zone] = np.bincount(site_zone[city.group_site[groups]], minlength=zones)
    return flows


def commute(city: City) -> tuple[float, float]:
    """Mean distance between the zones people live and work in (km), and the share who leave theirs."""
    flows = commute_flows(city)
    total = flows.sum()
    if not total:
        return 0.0, 0.0
    return float((flows * zone_distances(city)).sum() / total), 1 - float(np.diag(flows).sum() / total)


def counts(city: City) -> dict[str, int]:
    """How many there are of everything, by name."""
    kinds = np.bincount(city.place_kind, minlength=max(PlaceKind) + 1)
    found = {
        "persons": city.n_persons,
        "households": city.n_households,
        "buildings": city.n_buildings,
        "areas": city.n_areas,
        "zones": int(city.zone_code.size),
        "districts": int(city.district_code.size),
        "groups": city.n_groups,
        "sites": city.n_sites,
        "venues": city.n_places - city.n_sites,
    }
    roles = np.bincount(city.role, minlength=len(Role))
    found |= {f"role.{role.name.lower()}": int(roles[role]) for role in Role}
    found |= {f"place.{kind.name.lower()}": int(kinds[kind]) for kind in PlaceKind}
    return found


def visit_rates(city: City, parameters: Parameters, day: int, sample: int = 20_000) -> dict[str, tuple[float, float]]:
    """Visits a person and day of each kind: expected by the parameters, and found for a sample on a day."""
    from fangxian.science.city.visits import MAX_VISITS, busy, visits

    chosen = np.unique(np.linspace(0, city.n_persons - 1, min(sample, city.n_persons)).astype(np.int64))
    tables, seen = city.tables(), np.zeros(len(PlaceKind) + 20)
    place, start, end = (np.empty(MAX_VISITS, np.int32), *(np.empty(MAX_VISITS, np.int16) for _ in range(2)))
    expected = np.zeros(len(VENUE_KINDS))
    for person in chosen:
        for spot in range(int(visits(tables, int(person), day, place, start, end))):
            seen[city.place_kind[place[spot]]] += 1
        working = bool(busy(tables, int(person), day))
        age = city.age[person]
        expected += [(rule.busy if working else rule.free) * rule.age[age] for rule in parameters.venues]
    rates = {}
    for row, kind in enumerate(VENUE_KINDS):
        if kind is not PlaceKind.TRANSIT:
            rates[kind.name.lower()] = (float(expected[row] / chosen.size), float(seen[kind] / chosen.size))
    return rates
