"""An epidemic in a city, as an epidemiologist would say it.

>>> epidemic = Epidemic(city, "covid19-delta", first_infections=10, seed=1)   # doctest: +SKIP
>>> epidemic.run(days=30)                                                     # doctest: +SKIP
>>> epidemic.attack_rate, epidemic.daily_infections()                         # doctest: +SKIP
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from fangxian.science.city.model import City
from fangxian.science.epidemic.assay import chances, positives
from fangxian.science.epidemic.clockwork import DAY, DENSE_ABOVE, HOUR, Clockwork
from fangxian.science.epidemic.codes import Purpose, State
from fangxian.science.epidemic.contacts import Contacts, meet
from fangxian.science.epidemic.course import weigh
from fangxian.science.epidemic.disease import Disease, load_disease
from fangxian.science.epidemic.errors import EpidemicError
from fangxian.science.epidemic.figures import ByAge, Floats
from fangxian.science.epidemic.law import Setup, setup
from fangxian.science.epidemic.measures import NOTHING, Plan, load_plan
from fangxian.science.epidemic.operations import Operations
from fangxian.science.epidemic.steering import Steering
from fangxian.science.epidemic.surfaces import swabbed
from fangxian.science.epidemic.watching import Watching

if TYPE_CHECKING:
    import pyarrow as pa

    from fangxian.science.epidemic.plots import Plots

Ints = npt.NDArray[np.int64]
_SEED = int(Purpose.SEED)


class Epidemic(Steering, Watching):
    """One run: a disease, a city, a plan of measures and a seed.

    Parameters
    ----------
    city : City
        See :mod:`fangxian.science.city`.
    disease : Disease or str
        A natural history, or its id.
    plan : Plan or str
        Measures that start by themselves; none by default. Steering from outside is possible at any time.
    first_infections : int or array
        How many people, drawn at random among the susceptible, or which ones, are infected at the start.
    seed : int
        Chance of the run. Runs of one seed under different measures share all chance that the measures do not touch.
    start : date
        Local date of minute 0.
    vaccinated : ByAge, optional
        Share vaccinated, and protected, before the start.
    threads : int
        Threads that draw exposures; results do not depend on it.
    setup : Setup, optional
        A calibration to use instead of the disease's own.
    timezone : str
        Zone of the city's days.
    dense_above : float
        See :class:`~fangxian.science.epidemic.clockwork.Clockwork`.

    Attributes
    ----------
    clock : Clockwork
        Minute, people and cases in arrays.
    record : Record
        What operations did.
    """

    def __init__(
        self,
        city: City,
        disease: Disease | str = "covid19-ancestral",
        *,
        plan: Plan | str = NOTHING,
        first_infections: int | npt.ArrayLike = 10,
        seed: int = 1,
        start: date = date(2021, 5, 3),
        vaccinated: ByAge | None = None,
        threads: int = 1,
        setup: Setup | None = None,
        timezone: str = "Asia/Shanghai",
        dense_above: float = DENSE_ABOVE,
    ) -> None:
        self.disease = load_disease(disease) if isinstance(disease, str) else disease
        self.plan = load_plan(plan) if isinstance(plan, str) else plan
        self.seed = seed
        self.setup = setup if setup is not None else _setup(city, self.disease, vaccinated)
        self.zone_of_time = ZoneInfo(timezone)
        super().__init__(Clockwork(city, self.setup, seed=seed, start=start, threads=threads, dense_above=dense_above))
        self.operations = Operations(self.clock, self, self.disease, self.plan)
        self.record = self.operations.record
        self.clock.import_cases(
            self._draw_first(first_infections) if isinstance(first_infections, int) else self.persons(first_infections)
        )
        self._act(0)

    # ── time ─────────────────────────────────────────────────────────────────────────────────────────────

    def run(self, days: float) -> Epidemic:
        """Run so many days on; return the epidemic."""
        return self.advance(timedelta(days=days))

    def advance(self, step: timedelta) -> Epidemic:
        """Run a step of any length, to the minute."""
        return self.run_until(self.clock.now + round(step.total_seconds() / 60))

    def run_until(self, minute: int) -> Epidemic:
        """Run to a minute since the start.

        Raises
        ------
        EpidemicError
            ``epidemic.backwards``.
        """
        if minute < self.clock.now:
            raise EpidemicError("epidemic.backwards", now=self.clock.now, until=minute)
        if not self.plan.strategies and not len(self.operations.queue):
            self.clock.pass_to(minute)
        for now, cases, states in self.clock.move(minute):
            if cases.size:
                self.operations.turned(now, cases, states)
            self._act(now)
        return self

    def _act(self, minute: int) -> None:
        for at, action in self.operations.queue.due(minute):
            action(at)

    @property
    def now(self) -> datetime:
        """The present minute as an aware local time."""
        return self.time_of(self.clock.now)

    def time_of(self, minute: int) -> datetime:
        """A minute of the run as an aware local time."""
        midnight = datetime.combine(self.clock.start, datetime.min.time(), self.zone_of_time)
        return midnight + timedelta(minutes=int(minute))

    # ── steering that needs the disease ──────────────────────────────────────────────────────────────────

    def import_cases(self, persons: npt.ArrayLike) -> None:
        """Infect people from outside, now."""
        self.clock.import_cases(self.persons(persons))

    def test(self, persons: npt.ArrayLike, test: str = "pcr", *, pool: int = 1) -> Ints:
        """Sample people now and return those who come out positive; nothing follows from it by itself."""
        chosen = self.persons(persons)
        assay = self.disease.test(test)
        infected_at = self.operations.infected_at(chosen)
        hit = positives(assay, self.clock.law.seed, chosen, infected_at, self.clock.now, pool=pool)
        self.record.add("tests", self.clock.now, chosen.size)
        return chosen[hit]

    def swab(self, places: npt.ArrayLike, *, swabs: int = 10) -> Ints:
        """Swab places now 环境采样 and return those that come out positive; nothing follows from it by itself."""
        chosen = self.places(places)
        self.record.add("swabs", self.clock.now, chosen.size * swabs)
        return chosen[swabbed(self.clock, self.disease, chosen, swabs)]

    def report(self, persons: npt.ArrayLike) -> None:
        """Let positives be known now; the plan's strategies on ``positive`` start."""
        self.operations.found(self.persons(persons), self.clock.now)

    def contacts(
        self, persons: npt.ArrayLike, *, days_back: float = 4, minutes: int = 10, near: bool = True
    ) -> Contacts:
        """Whom people were with in the last days: the truth, of which tracing finds a part.

        At venues these are those who were near; with ``near=False`` everybody who was there at the same time.
        """
        chosen = self.persons(persons)
        since = np.full(chosen.size, max(0, self.clock.now - round(days_back * DAY)))
        return meet(self.clock, chosen, since, self.clock.now, minutes, near=near)

    # ── what happened ────────────────────────────────────────────────────────────────────────────────────

    @property
    def infections(self) -> int:
        """Number ever infected in this run."""
        return self.clock.count

    @property
    def attack_rate(self) -> float:
        """Share of the city ever infected in this run."""
        return self.clock.count / self.clock.city.n_persons

    @property
    def deaths(self) -> int:
        """Number who died of it."""
        return int((self.clock.cases.state[: self.clock.count] == State.DEAD).sum())

    def case(self, name: str) -> npt.NDArray[Any]:
        """One column of the line list, in order of infection; see :class:`~fangxian.science.epidemic.arrays.Cases`."""
        column: npt.NDArray[Any] = getattr(self.clock.cases, name)[: self.clock.count]
        return column

    def daily_infections(self) -> Ints:
        """New infections on each day begun."""
        return np.bincount(self.case("at") // DAY, minlength=self._days())

    def daily_onsets(self) -> Ints:
        """Onsets of symptoms on each day begun."""
        onset, ill = self.case("onset"), self.case("traits") & 1 > 0
        return np.bincount(onset[ill & (onset < self.clock.now)] // DAY, minlength=self._days())

    def daily_found(self) -> Ints:
        """Cases found positive on each day begun."""
        found = self.case("found")
        return np.bincount((found[found > 0] - 1) // DAY, minlength=self._days())

    def case_reproduction(self) -> Floats:
        """Mean number infected so far by those infected on each day: the cohort reproduction number.

        The last days are too low, as their cases are not done.
        """
        source = self.case("source")
        offspring = np.bincount(source[source >= 0], minlength=self.clock.count)
        day = self.case("at") // DAY
        cases = np.bincount(day, minlength=self._days())
        summed = np.bincount(day, weights=offspring, minlength=self._days())
        means: Floats = np.divide(summed, cases, out=np.full(cases.size, np.nan), where=cases > 0)
        return means

    def line_list(self) -> pa.Table:
        """The hidden truth as an Arrow table, one row an infection, with its provenance."""
        from fangxian.science.epidemic.results import line_list

        return line_list(self)

    def summary(self) -> dict[str, Any]:
        """Figures of the run as plain data."""
        from fangxian.science.epidemic.results import summary

        return summary(self)

    @property
    def plot(self) -> Plots:
        """Plots in one call: ``epidemic.plot.curve()``, ``.map()``, ``.tree()``, ``.rt()``."""
        from fangxian.science.epidemic.plots import Plots

        return Plots(self)

    def _days(self) -> int:
        return max(1, -(-self.clock.now // DAY))

    def _draw_first(self, count: int) -> Ints:
        """People drawn at random among those who can be infected."""
        law, people = self.clock.law, self.clock.people
        size = self.clock.city.n_persons
        if count > size:
            raise EpidemicError("epidemic.seeds", seeds=count, people=size)
        chosen: list[int] = []
        seen: set[int] = set()
        for attempt in range(100):
            draws = np.arange(attempt * 4 * count, (attempt + 1) * 4 * count)
            persons = (chances(law.seed, _SEED, draws, 0) * size).astype(np.int64)
            likely = np.empty(persons.size)
            weigh(law, people.vaccinated, self.clock.city.age, persons, 0, likely)
            for person, susceptible in zip(persons.tolist(), likely > 0, strict=True):
                if len(chosen) < count and person not in seen:
                    seen.add(person)
                    if susceptible:
                        chosen.append(person)
            if len(chosen) == count:
                return np.array(chosen, np.int64)
        raise EpidemicError("epidemic.seeds", seeds=count, people=len(chosen))


def _setup(city: City, disease: Disease, vaccinated: ByAge | None) -> Setup:
    return setup(city, disease, vaccinated)


__all__ = ["HOUR", "Epidemic"]
