"""An exercise in play: the hidden city on one side, the record on the other, and a desk between them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING
from uuid import UUID

from fangxian.drill.autopilot.desk import Desk, Job
from fangxian.drill.autopilot.duty import Duties
from fangxian.drill.autopilot.outage import LANE, Outage, slowed
from fangxian.drill.autopilot.staff import Staff
from fangxian.drill.names import Names
from fangxian.drill.world.hidden import World
from fangxian.protocol.pack import Pack
from fangxian.response.casework.models import Case, Contact
from fangxian.response.ledger.models import Incident
from fangxian.response.registry.actions.create_person import NewPerson, create_persons
from fangxian.response.registry.actions.set_identity import set_identities
from fangxian.response.registry.models import Person

if TYPE_CHECKING:
    from fangxian.drill.scenario.manifest import MassTest

DISTRICT = 6
"""Characters of a district's code: crews belong to districts."""


@dataclass
class Play:
    """Everything an autopilot knows.

    Attributes
    ----------
    world : World
        The hidden city.
    names : Names
        Ids of this exercise.
    area : str
        Code of the area the incident will be about.
    pack : Pack
        The rulebook it is worked by.
    title : tuple of str
        Of the incident, in Chinese and in English.
    duties : Duties
        Who does what, and how long it takes.
    now : datetime
        The end of the tick in hand, in the city's own zone.
    """

    world: World
    names: Names
    area: str
    pack: Pack
    title: tuple[str, str]
    duties: Duties
    incident: Incident | None = None
    desk: Desk = field(default_factory=Desk)
    positive: dict[int, datetime] = field(default_factory=dict)
    """People of the city found positive, and when."""
    places: dict[str, int] = field(default_factory=dict)
    """Places of the city by the name they have in the record."""
    silent_until: datetime | None = None
    """Before this minute nobody who comes to a clinic is swabbed: the first case is found as the scenario says."""
    mass_tests: Sequence[MassTest] = ()
    """When the plan holds rounds of mass testing."""
    outages: tuple[Outage, ...] = ()
    """What is out of order now."""
    infects: Mapping[str, Sequence[int]] = field(default_factory=dict)
    """People of the city whom an inject infects when it comes, by the inject's id."""
    left: frozenset[int] = frozenset()
    """Offices whose tasks people have taken over."""
    returned: frozenset[int] = frozenset()
    """Offices handed back since the last tick: their tasks are looked at again."""

    def __post_init__(self) -> None:
        self.staff = Staff(self.duties.crew)
        self._slowed: dict[tuple[Outage, ...], Duties] = {}
        self.now = self.world.now
        self._persons: dict[int, Person] = {}
        self._numbers: dict[str, int] = {}

    @property
    def outbreak(self) -> Incident:
        """The incident; asked for only once it was opened."""
        assert self.incident is not None, "nothing is recorded before the first positive"
        return self.incident

    # ── people ───────────────────────────────────────────────────────────────────────────────────────────

    def person(self, number: int) -> Person:
        """The register's entry of somebody of the city who is in it."""
        return self._persons[number]

    def number(self, subject: str) -> int:
        """Who of the city a subject of facts is."""
        return self._numbers[subject]

    def register(self) -> Mapping[str, int]:
        """Those of the city who are in the register, by the subject of their facts."""
        return MappingProxyType(self._numbers)

    def take_up_register(self, register: Mapping[str, int]) -> None:
        """Know again whom another play had entered."""
        rows = Person.objects.in_bulk([UUID(subject.partition(":")[2]) for subject in register])
        for subject, number in register.items():
            self._know(rows[UUID(subject.partition(":")[2])], number)

    def _know(self, person: Person, number: int) -> None:
        self._persons[number] = person
        self._numbers[person.subject] = number

    def is_of_the_city(self, subject: str) -> bool:
        """Whether a subject is no person, or one of the city: people may record others, whom nobody here knows."""
        return not subject.startswith("person:") or subject in self._numbers

    def knows(self, number: int) -> bool:
        """Whether somebody of the city is in the register."""
        return number in self._persons

    def enter(self, numbers: Iterable[int]) -> None:
        """Enter people of the city into the register, with who they are; those there already are left as they are."""
        fresh = [number for number in dict.fromkeys(numbers) if number not in self._persons]
        if not fresh:
            return
        who = [self.world.who(number) for number in fresh]
        new = []
        for number, one in zip(fresh, who, strict=True):
            new.append(
                NewPerson(
                    label=self.label(number), area=one.area, sex=one.sex, age=one.age,
                    id=self.names.id("person", number),
                )
            )  # fmt: skip
        persons = create_persons(new)
        cards = {person: one.card for person, one in zip(persons, who, strict=True)}
        set_identities(cards, compare_later=True)
        for number, person in zip(fresh, persons, strict=True):
            self._know(person, number)

    def label(self, number: int) -> str:
        """Pseudonym of somebody of the city."""
        return f"P{number}"

    def cases(self, subjects: Iterable[str]) -> dict[str, Case]:
        """Cases by subject, as they stand now."""
        ids = [UUID(subject.partition(":")[2]) for subject in subjects]
        rows = Case.objects.filter(incident=self.outbreak, person__in=ids).select_related("person")
        return {row.subject: row for row in rows}

    def contacts(self, subjects: Iterable[str]) -> dict[str, Contact]:
        """Contacts by subject, as they stand now."""
        ids = [UUID(subject.partition(":")[2]) for subject in subjects]
        rows = Contact.objects.filter(incident=self.outbreak, person__in=ids).select_related("person")
        return {row.subject: row for row in rows}

    # ── what is out of order ─────────────────────────────────────────────────────────────────────────────

    def duties_in(self, area: str) -> Duties:
        """The duties as they can be done in an area now."""
        held = tuple(one for one in self.outages if one.covers(area))
        if held not in self._slowed:
            self._slowed[held] = slowed(self.duties, held)
        return self._slowed[held]

    def result_hours(self, area: str) -> timedelta:
        """From a swab in an area to its result, as the laboratories stand now."""
        return timedelta(hours=self.duties_in(area).practice.result_hours)

    def lane_down(self, area: str) -> bool:
        """Whether the testing lane refuses in an area: swabs are taken all the same, results wait."""
        return any(one.kind == LANE and one.covers(area) for one in self.outages)

    # ── work ─────────────────────────────────────────────────────────────────────────────────────────────

    def assign(
        self, kind: str, key: str, area: str, *, ready: datetime | None = None, due: datetime | None = None,
        task: UUID | None = None, subject: str = "", said: Mapping[str, object] | None = None,
    ) -> bool:  # fmt: skip
        """Give work to the crew whose duty it is; False where it is nobody's."""
        duty = self.duties_in(area).duty.get(kind)
        if duty is None:
            return False
        begins, work = duty.begins(ready or self.now, due), timedelta(minutes=duty.work)
        done = self.staff.done_at(duty.crew, area[:DISTRICT], begins, work)
        self.desk.put(Job(done, kind, key, subject, task, said or {}))
        return True
