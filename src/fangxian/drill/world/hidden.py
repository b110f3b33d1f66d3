"""The hidden city: people fall ill and meet whether anybody looks or not, and a response sees what a real one would.

Nothing here names who is infected. What can be asked is who came to a clinic, what a swab says, what somebody
remembers; what can be done is what a command post can order. The truth is kept for the review
(:attr:`World.truth`), which only controllers read.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
import numpy.typing as npt

from fangxian.drill.world.chance import Purpose
from fangxian.drill.world.identity import Identity, who
from fangxian.drill.world.memory import Memory, Told, named, stays_told
from fangxian.science.city.model import City
from fangxian.science.epidemic.assay import chances
from fangxian.science.epidemic.codes import Traits
from fangxian.science.epidemic.contacts import CLASS_OR_TEAM, HOUSEHOLD
from fangxian.science.epidemic.errors import EpidemicError
from fangxian.science.epidemic.model import Epidemic

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Met:
    """Somebody a case names.

    Attributes
    ----------
    person : int
        Of the city.
    setting : str
        ``household``, ``group`` (class or team) or ``venue``.
    place : int
        Where; homes are ``n_places + household``.
    last : datetime
        End of the last time together.
    """

    person: int
    setting: str
    place: int
    last: datetime


class World:
    """A city with an epidemic that runs by itself.

    Parameters
    ----------
    city : City
    disease : str
        A natural history, by its id.
    begins : date
        Local day on which the first people are infected: before the drill's day 0.
    first : int or array
        How many are infected then, or which.
    seed : int
        Chance of the drill.
    memory : Memory
        How well people remember.
    threads : int
        Results do not depend on it.

    Attributes
    ----------
    asked_clinics : int
        Minute up to which :meth:`at_clinics` has told who came.
    """

    def __init__(
        self,
        city: City,
        disease: str,
        *,
        begins: date,
        first: int | npt.ArrayLike,
        seed: int,
        memory: Memory | None = None,
        threads: int = 1,
    ) -> None:
        self.city, self.memory, self.begins = city, memory or Memory(), begins
        self.truth = Epidemic(
            city, disease, first_infections=first, seed=seed, start=begins, timezone=city.timezone, threads=threads
        )
        self.asked_clinics = 0

    @property
    def now(self) -> datetime:
        """The minute the city has come to, in its own zone."""
        return self.truth.now

    def pass_to(self, moment: datetime) -> None:
        """Let the city live on until a moment; one that is past already is no step."""
        step = moment - self.truth.now
        if step > timedelta(0):
            self.truth.advance(step)

    # ── what is seen ─────────────────────────────────────────────────────────────────────────────────────

    def at_clinics(self) -> list[tuple[int, datetime]]:
        """Who came to a fever clinic since this was last asked, and when."""
        seen = self.truth.at_clinics(self.asked_clinics)
        self.asked_clinics = self.truth.clock.now
        return [
            (int(person), self.truth.time_of(int(minute)))
            for person, minute in zip(seen.person, seen.minute, strict=True)
        ]

    def swabbed(self, persons: npt.ArrayLike, *, pool: int = 1) -> set[int]:
        """Who of those swabbed now comes out positive, as the test's sensitivity has it."""
        return {int(person) for person in self.truth.test(persons, pool=pool)}

    def who(self, person: int) -> Identity:
        """Who somebody is, as they and their papers say: the same on every day of the drill."""
        return who(self.city, person, self.begins)

    def home_of(self, person: int) -> str:
        """National code of the area somebody lives in."""
        return self.city.code_of(person)

    def onset_told(self, person: int) -> date | None:
        """The day on which somebody fell ill; None where they have not."""
        number = int(self.truth.clock.people.case[person]) - 1
        if number < 0 or not self.truth.case("traits")[number] & Traits.SYMPTOMS:
            return None
        onset = int(self.truth.case("onset")[number])
        return self.truth.time_of(onset).date() if onset <= self.truth.clock.now else None

    def stays(self, person: int, *, days: int) -> list[Told]:
        """Where somebody says they were on the last days; nothing after this minute."""
        midnight = datetime.combine(self.now.date(), datetime.min.time(), self.now.tzinfo)
        day = self.now.date().toordinal() - date(1970, 1, 1).toordinal()
        told = stays_told(self.city, self.memory, person, midnight=midnight, day=day, days=days)
        return [stay for stay in told if stay.ended <= self.now]

    def met(self, person: int, *, since: datetime) -> list[Met]:
        """Whom somebody names as met since a moment."""
        days = max(0.0, (self.now - since) / timedelta(days=1))
        found = self.truth.contacts([person], days_back=days)
        memory = self.memory
        share = np.where(found.how == HOUSEHOLD, 1.0, np.where(found.how == CLASS_OR_TEAM, memory.group, memory.venue))
        known = found.where(named(self.city, memory, asked=person, persons=found.person, shares=share))
        words = {HOUSEHOLD: "household", CLASS_OR_TEAM: "group"}
        return [
            Met(int(other), words.get(int(how), "venue"), int(place), self.truth.time_of(int(minute)))
            for other, how, place, minute in zip(known.person, known.how, known.place, known.minute, strict=True)
        ]

    def area_of_place(self, place: int) -> str:
        """National code of the area a place stands in, homes included."""
        city = self.city
        if place < city.n_places:
            return str(city.area_code[city.place_area[place]])
        return city.code_of(int(city.household_offsets[place - city.n_places]))

    def come(self, persons: Ints, *, share: float, round: int) -> Ints:
        """Who of those called to a round of testing comes: a share that belongs to person and round."""
        if share >= 1:
            return persons
        return persons[chances(self.truth.clock.law.seed, int(Purpose.ATTENDS), persons, round) < share]

    # ── what is ordered ──────────────────────────────────────────────────────────────────────────────────

    def take_away(self, persons: npt.ArrayLike, *, until: datetime) -> None:
        """Take people to a site or a hospital until a moment."""
        self.truth.isolate(persons, days=max(0.0, (until - self.now) / timedelta(days=1)), at="site")

    def let_go(self, persons: npt.ArrayLike) -> None:
        """Let people go."""
        self.truth.release(persons)

    def vaccinate(self, persons: npt.ArrayLike) -> None:
        """Vaccinate people who have not been."""
        self.truth.vaccinate(persons)

    def shut(self, area: str, *, until: datetime, keeps: float) -> None:
        """Seal an area off until a moment; a share of its people keep the rules."""
        days = max(0.0, (until - self.now) / timedelta(days=1))
        self.truth.zone(self._areas(area), "sealed", days=days, keeps=keeps)

    def open_up(self, area: str) -> None:
        """Lift whatever holds in an area."""
        self.truth.zone(self._areas(area), "none", days=0)

    def clean(self, places: npt.ArrayLike) -> None:
        """Disinfect places; homes are left out."""
        self.truth.disinfect(places)

    def residents(self, area: str) -> Ints:
        """Who lives in an area and is there: those in sites and hospitals are swabbed where they are."""
        people = self.truth.residents(self._areas(area))
        return people[self.truth.in_city(people)]

    def _areas(self, area: str) -> Ints:
        """Areas of the city below a code; none where it lies outside."""
        try:
            return self.truth.areas(area)
        except EpidemicError:
            return np.zeros(0, np.int64)
