"""Steering from outside: what a command post can do at any minute of a run.

Everything acts on state that exposures are checked against when their minute comes. None of it changes which
exposures there are: see :mod:`~fangxian.science.epidemic.exposure`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

import numpy as np
import numpy.typing as npt

from fangxian.science.city.kinds import PlaceKind
from fangxian.science.epidemic.arrays import K_HOME, K_MASK_IN, K_MASK_OUT, K_MASKED, K_ZONES
from fangxian.science.epidemic.assay import chances
from fangxian.science.epidemic.clockwork import DAY, Clockwork
from fangxian.science.epidemic.codes import N_SETTINGS, Control, Purpose, Setting, Zone
from fangxian.science.epidemic.errors import EpidemicError
from fangxian.science.epidemic.infection import FOREVER, MASKS

Ints = npt.NDArray[np.int64]
Persons = npt.ArrayLike
_STAYS, _ACCEPTS = MASKS + 1, MASKS + 2
"""Second keys of the draws that say who complies with isolation and who accepts a vaccine, as :data:`MASKS`."""
_SCHOOLS = ("kindergarten", "primary_school", "junior_school", "senior_school")


class Steering:
    """Measures on a running clockwork."""

    def __init__(self, clock: Clockwork) -> None:
        self.clock = clock
        self._kept: list[Ints] = []

    # ── people ───────────────────────────────────────────────────────────────────────────────────────────

    def isolate(
        self, persons: Persons, *, days: float, at: Literal["home", "site"] = "site", share: float = 1.0
    ) -> Ints:
        """Keep people at home or in a site 隔离 for so many days from now; return those newly kept.

        Who is kept until later stays until then; who is at home and sent to a site goes there. `share` is how many
        comply: always the same people, so that a larger share adds some and exchanges none.
        """
        chosen = self._willing(self.persons(persons), share, _STAYS)
        people = self.clock.people
        until = min(self.clock.now + round(days * DAY), FOREVER - 1)
        held = (people.control[chosen] & (Control.HOME | Control.AWAY) > 0) & (people.until[chosen] > self.clock.now)
        free = chosen[people.until[chosen] < until]
        bit = Control.AWAY if at == "site" else Control.HOME
        lapsed = free[people.until[free] <= self.clock.now]
        people.control[lapsed] &= np.uint8(255 - Control.HOME - Control.AWAY)
        people.control[free] |= np.uint8(bit)
        people.until[free] = until
        fresh: Ints = chosen[~held]
        self._kept.append(fresh)
        return fresh

    def ever_kept(self) -> Ints:
        """Whoever may be kept at home, in a site or in a hospital now: those ever isolated, and all infected."""
        infected = self.clock.cases.person[: self.clock.count].astype(np.int64)
        self._kept = [np.unique(np.concatenate([*self._kept, infected]))]
        return self._kept[0]

    def release(self, persons: Persons) -> None:
        """Let people go 解除隔离, hospital patients excepted."""
        chosen = self.persons(persons)
        people = self.clock.people
        chosen = chosen[people.until[chosen] != FOREVER]
        people.control[chosen] &= np.uint8(255 - Control.HOME - Control.AWAY)
        people.until[chosen] = 0

    def mask(self, share: float, *, emission: float, intake: float, persons: Persons | None = None) -> None:
        """Have a share of people wear masks outside the home. A larger share adds people, it exchanges none.

        Parameters
        ----------
        emission, intake : float
            Reduction of what a wearer emits and takes in.
        persons : array, optional
            These people, whatever the share of the others; by default everybody.
        """
        people = self.clock.people
        people.knobs[K_MASK_OUT], people.knobs[K_MASK_IN] = emission, intake
        if persons is None:
            people.knobs[K_MASKED] = share
            return
        people.control[self._willing(self.persons(persons), share, MASKS)] |= np.uint8(Control.MASK)

    def vaccinate(self, persons: Persons, *, share: float = 1.0) -> Ints:
        """Vaccinate people now, those vaccinated in this run excepted; return who was. `share` is how many accept."""
        chosen = self._willing(self.persons(persons), share, _ACCEPTS)
        fresh: Ints = chosen[self.clock.people.vaccinated[chosen] == 0]
        self.clock.people.vaccinated[fresh] = self.clock.now + 1
        return fresh

    # ── places ───────────────────────────────────────────────────────────────────────────────────────────

    def close(self, places: Persons, *, days: float) -> None:
        """Close places 关停 for so many days from now; none reopens earlier than it would have."""
        chosen = self.places(places)
        until = self.clock.now + round(days * DAY)
        self.clock.people.closed[chosen] = np.maximum(self.clock.people.closed[chosen], until)

    def open(self, places: Persons) -> None:
        """Let places open again."""
        self.clock.people.closed[self.places(places)] = 0

    def disinfect(self, places: Persons) -> None:
        """Disinfect places now 终末消毒: no remains infect anybody for the rest of the day, and no swab finds them."""
        self.clock.people.cleaned[self.places(places)] = self.clock.now + 1

    def places(self, places: Persons) -> Ints:
        """Place numbers without repetition; homes, which are no places to close, are left out."""
        chosen = np.unique(np.asarray(places, np.int64))
        return chosen[(chosen >= 0) & (chosen < self.clock.city.n_places)]

    def places_of(self, kinds: Iterable[str], areas: Persons | None = None) -> Ints:
        """Places of some kinds, in some areas or in the whole city.

        Raises
        ------
        EpidemicError
            ``measures.place_unknown``.
        """
        wanted: set[int] = set()
        for name in kinds:
            for single in _SCHOOLS if name == "schools" else (name,):
                try:
                    wanted.add(int(PlaceKind[single.upper()]))
                except KeyError:
                    known = ", ".join(["schools", *(kind.name.lower() for kind in PlaceKind)])
                    raise EpidemicError("measures.place_unknown", name=name, known=known) from None
        fits = np.isin(self.clock.city.place_kind, sorted(wanted))
        if areas is not None:
            fits &= np.isin(self.clock.city.place_area, np.asarray(areas, np.int64))
        return np.flatnonzero(fits)

    # ── areas ────────────────────────────────────────────────────────────────────────────────────────────

    def zone(
        self,
        areas: Persons,
        level: Literal["sealed", "control", "prevention", "none"],
        *,
        days: float,
        keeps: float = 1.0,
    ) -> None:
        """Make areas a sealed, control or prevention zone 封控区、管控区、防范区 for so many days from now.

        A stricter zone stays what it is while it lasts; ``none`` lifts. `keeps` is the share of residents of these
        areas, and of visitors to them, who keep the rules.
        """
        people = self.clock.people
        chosen = np.unique(np.asarray(areas, np.int64))
        until = self.clock.now + round(days * DAY)
        if level == "none":
            people.zone[chosen] = people.zone_until[chosen] = 0
            return
        rank = int(Zone[level.upper()])
        now = np.where(people.zone_until[chosen] > self.clock.now, people.zone[chosen], 0)
        chosen, now = chosen[now <= rank], now[now <= rank]
        people.zone_until[chosen] = np.where(now == rank, np.maximum(people.zone_until[chosen], until), until)
        people.zone[chosen], people.keeps[chosen] = rank, keeps
        people.knobs[K_ZONES] = 1.0

    def areas(self, codes: str | Sequence[str]) -> Ints:
        """Area numbers below national codes; a code of any length stands for everything below it.

        Raises
        ------
        EpidemicError
            ``epidemic.area_unknown``.
        """
        found = []
        for code in [codes] if isinstance(codes, str) else codes:
            below = np.flatnonzero(np.char.startswith(self.clock.city.area_code, code))
            if below.size == 0:
                raise EpidemicError("epidemic.area_unknown", code=code)
            found.append(below)
        return np.unique(np.concatenate(found)) if found else np.zeros(0, np.int64)

    def residents(self, areas: Persons) -> Ints:
        """Persons who live in areas."""
        starts = self.clock.city.area_person_offsets
        parts = [np.arange(starts[a], starts[a + 1]) for a in np.unique(np.asarray(areas, np.int64))]
        return np.concatenate(parts) if parts else np.zeros(0, np.int64)

    def around(self, persons: Persons, width: str) -> Ints:
        """Areas of the units 社区、街道、区县 in which people live; all areas for nobody or for ``city``."""
        chosen = np.asarray(persons, np.int64)
        everywhere = np.arange(self.clock.city.n_areas)
        if chosen.size == 0 or width == "city":
            return everywhere
        return everywhere[np.isin(self._units(everywhere, width), self.unit_of(chosen, width))]

    def unit_of(self, persons: Ints, width: str) -> Ints:
        """Number of the area, zone or district each person lives in; 0 for ``city``."""
        return self._units(np.asarray(self.clock.city.area_of(persons), np.int64), width)

    def _units(self, areas: Ints, width: str) -> Ints:
        if width == "area":
            return areas
        zones = self.clock.city.area_zone[areas].astype(np.int64)
        if width == "zone":
            return zones
        return self.clock.city.zone_district[zones].astype(np.int64) if width == "district" else np.zeros_like(areas)

    def neighbours(self, persons: Persons) -> Ints:
        """Everybody who lives in the buildings in which people live, themselves included."""
        city = self.clock.city
        buildings = np.unique(city.household_building[city.household[self.persons(persons)]])
        first = city.household_offsets[city.building_household_offsets[buildings]]
        last = city.household_offsets[city.building_household_offsets[buildings + 1]]
        parts = [np.arange(one, other) for one, other in zip(first.tolist(), last.tolist(), strict=True)]
        return np.concatenate([np.zeros(0, np.int64), *parts])

    def population(self, areas: Persons) -> int:
        """How many people live in areas."""
        starts = self.clock.city.area_person_offsets.astype(np.int64)
        chosen = np.unique(np.asarray(areas, np.int64))
        return int((starts[chosen + 1] - starts[chosen]).sum())

    # ── contacts ─────────────────────────────────────────────────────────────────────────────────────────

    def distance(self, settings: Iterable[str], factor: float) -> None:
        """Multiply the hazard in some settings by a factor of at most 1; ``outside`` is all but the home."""
        for name in settings:
            chosen = range(1, N_SETTINGS) if name == "outside" else [int(Setting[name.upper()])]
            for setting in chosen:
                self.clock.people.factor[setting] = factor

    def home_isolation(self, remaining: float) -> None:
        """Set the share of contacts at home that remains where one isolates at home."""
        self.clock.people.knobs[K_HOME] = remaining

    def _willing(self, chosen: Ints, share: float, key: int) -> Ints:
        """Those who comply; who does belongs to the person."""
        return chosen if share >= 1 else chosen[chances(self.clock.law.seed, int(Purpose.COMPLY), chosen, key) < share]

    def persons(self, persons: Persons) -> Ints:
        """Check person numbers; return them without repetition.

        Raises
        ------
        EpidemicError
            ``epidemic.person_unknown``.
        """
        chosen = np.atleast_1d(np.asarray(persons, np.int64))
        if not (chosen[1:] > chosen[:-1]).all():
            chosen = np.unique(chosen)
        if chosen.size and not (chosen[0] >= 0 and chosen[-1] < self.clock.city.n_persons):
            wrong = chosen[-1] if chosen[0] >= 0 else chosen[0]
            raise EpidemicError("epidemic.person_unknown", person=int(wrong), people=self.clock.city.n_persons)
        return chosen
