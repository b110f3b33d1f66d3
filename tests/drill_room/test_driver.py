"""The driver: a small city lives through its first day, posts are taken over, and nothing is lost in a restart."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import timedelta
from functools import cache
from typing import Any
from uuid import uuid4

import pytest

from fangxian.drill.autopilot.play import Play
from fangxian.drill.autopilot.run import TICK
from fangxian.drill.room import curtain, driver
from fangxian.drill.room.actions import hand_back, set_pace, stop_room, take_post
from fangxian.drill.room.driver import Driver
from fangxian.drill.room.models import Inject, Keeping, Message, Room, Truth
from fangxian.drill.room.queries.standing import script
from fangxian.drill.room.step import Interrupted, begin, step
from fangxian.drill.scenario.stage import stage
from fangxian.response.casework.actions.control_contact import Control, control_contacts
from fangxian.response.casework.actions.record_relationship import Exposure, record_relationships
from fangxian.response.casework.models import Case, Contact
from fangxian.response.containment.actions import propose_zone
from fangxian.response.jurisdiction import access
from fangxian.response.ledger import clock
from fangxian.response.ledger.models import FactRow, TaskRow
from fangxian.science.city.build import build_city
from fangxian.science.city.model import City
from fangxian.science.city.parameters import load_parameters
from fangxian.science.city.spec import from_rows
from tests import factories
from tests.conftest import database_of_its_own
from tests.drill_room.conftest import CHENGHUA, HOME, MORNING, Cast, people

GAP = float("nan")
AREAS = [HOME, *(f"{CHENGHUA}011{number:03d}" for number in (6, 7, 8))]
AFTERNOON = MORNING + timedelta(hours=15)
"""The afternoon of the first day."""

Staged = Callable[[], Play]


@pytest.fixture(scope="module")
def city() -> City:
    return build_city(
        from_rows("Chenghua", [(code, 1_500.0, GAP, GAP, 600.0, 1.0) for code in AREAS], load_parameters()), seed=3
    )


@pytest.fixture(scope="module")
def staged(city: City) -> Staged:
    def make() -> Play:
        held, package = script()
        return stage(package, city, variant=held.variant, seed=held.seed, slug="room").play

    return make


@dataclass(frozen=True)
class Lived:
    """What an exercise left behind."""

    facts: list[tuple[Any, ...]]
    truths: list[tuple[Any, ...]]
    cases: int
    messages: int
    delivered: int
    shown: str


@pytest.fixture(scope="module")
def lived(
    django_db_setup: None, django_db_blocker: Any, files: Mapping[str, bytes], staged: Staged
) -> Callable[[frozenset[int]], Lived]:
    """Lives through the first day in a database of its own, with restarts before some of the steps."""

    @cache
    def live(restarts: frozenset[int]) -> Lived:
        with database_of_its_own(f"room{len(restarts)}", django_db_blocker), access.everywhere():
            cast = people(files)
            running = begin(staged())
            for number in range((AFTERNOON - MORNING) // TICK):
                if number in restarts:
                    running = begin(staged())
                step(running, clock.now() + TICK)
            page = cast.get(cast.controller, "/exercise/control/").content.decode()
            with curtain.lifted():
                return Lived(
                    list(FactRow.objects.order_by("id").values_list("id", "kind", "subject", "at", "digest")),
                    list(Truth.objects.order_by("at").values_list("at", "figures", "areas")),
                    Case.objects.count(), Message.objects.count(),
                    Inject.objects.filter(state="delivered").count(), page,
                )  # fmt: skip

    return live


def test_restarted_again_and_again_it_is_the_same_exercise_to_the_byte(lived: Callable[..., Lived]) -> None:
    whole, broken = lived(frozenset()), lived(frozenset({1, 20, 21, 27}))
    assert broken.facts == whole.facts
    assert broken.truths == whole.truths
    assert len(whole.facts) > 10


def test_the_first_day_brings_cases_injects_and_more_truth_than_is_known(lived: Callable[..., Lived]) -> None:
    whole = lived(frozenset())
    at, figures, areas = whole.truths[-1]
    assert at == AFTERNOON
    assert figures["infected"] >= figures["found"] >= whole.cases > 0
    assert figures["infected"] == figures["found"] + figures["unknown"] == sum(areas.values())
    assert whole.delivered > 0
    assert whole.messages >= whole.delivered
    assert f'value="{figures["infected"]}"' in whole.shown


def test_a_post_taken_over_is_left_alone_hears_what_cases_say_and_is_answered_for_once_handed_back(
    cast: Cast, staged: Staged
) -> None:
    take_post(cast.tracer, by=cast.tracer)
    running = begin(staged())
    while clock.now() < AFTERNOON:
        step(running, clock.now() + TICK)
    mine = TaskRow.objects.filter(office=cast.tracer.office)
    met = FactRow.objects.filter(id__in=mine.exclude(discharged_by=None).values("discharged_by"))
    assert not [fact.kind for fact in met if fact.actor.startswith("drill:") and fact.kind not in FROM_CLINICS]
    told = Message.objects.filter(office=cast.tracer.office, channel="phone", text_en__contains="Whom I met")
    assert told.exists()
    left = set(mine.filter(state="open").values_list("id", flat=True))
    assert left
    hand_back(cast.tracer, by=cast.tracer)
    for _half_hour in range(10):
        step(running, clock.now() + TICK)
    assert TaskRow.objects.filter(id__in=left, state="discharged").exists()


FROM_CLINICS = frozenset({"case.confirmed", "case.asymptomatic", "sample.resulted", "sample.taken", "incident.opened"})
"""What comes from clinics and laboratories, whoever answers for the task."""


def test_what_people_record_changes_the_city_and_what_is_strange_to_it_stops_nothing(
    cast: Cast, staged: Staged
) -> None:
    running = begin(staged())
    while not Contact.objects.filter(controlled_at=None, ended_at=None).exists():
        step(running, clock.now() + TICK)
        assert clock.now() < MORNING + timedelta(days=3)
    contact = Contact.objects.filter(controlled_at=None, ended_at=None).order_by("number")[0]
    number = running.play.number(contact.subject)
    assert running.play.world.truth.where([number])[0] >= 0
    control_contacts([Control(contact=contact, at=clock.now())])
    strange(contact, running.play)
    step(running, clock.now() + timedelta(minutes=1))
    assert running.play.world.truth.where([number])[0] == -1
    for _half_hour in range(8):
        step(running, clock.now() + TICK)
    assert Contact.objects.get(person__label="自述者").controlled_at is None, "nobody fetches whom nobody knows"


def strange(contact: Contact, play: Play) -> None:
    """A contact and a zone that participants made up, outside of the hidden city."""
    factories.area("510117001218", "太平村")
    source, incident = Case.objects.order_by("number")[0].person, contact.incident
    exposed = Exposure(
        source=source, person=factories.person("自述者", area="510117001218"), kind="close", last_exposure=clock.now(),
        at=clock.now(), setting="meal",
    )  # fmt: skip
    record_relationships(incident, [exposed])
    kind = play.pack.zone_kinds[0]
    propose_zone(
        incident, kind=kind.id, unit=kind.units[-1], area="510117001218", reason="参演者提出", triggered_at=clock.now(),
        id=uuid4(),
    )  # fmt: skip


def test_a_step_that_runs_when_the_stop_comes_leaves_nothing(cast: Cast, staged: Staged, monkeypatch: Any) -> None:
    from fangxian.drill.room import step as steps

    running = begin(staged())
    plays = steps.run

    def stopped_meanwhile(play: Play, moment: Any) -> None:
        plays(play, moment)
        stop_room("real_event", by=cast.controller)

    monkeypatch.setattr(steps, "run", stopped_meanwhile)
    with pytest.raises(Interrupted):
        step(running, MORNING + TICK)
    assert clock.now() == MORNING
    with curtain.lifted():
        assert not Truth.objects.exists()
        assert not Keeping.objects.exists()


class Clock:
    """Seconds that pass only when the test says so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def seconds(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(driver, "time", made)
    return made


def test_time_passes_at_the_speed_that_is_wanted_and_not_while_paused(
    cast: Cast, staged: Staged, seconds: Clock
) -> None:
    drives = Driver(staged)
    assert not drives.turn()
    set_pace("speed", speed=600, by=cast.controller)
    set_pace("run", by=cast.controller)
    drives.turn()
    seconds.now += 2
    assert drives.turn()
    assert clock.now() == MORNING + timedelta(minutes=20)
    set_pace("pause", by=cast.controller)
    seconds.now += 60
    assert not drives.turn()
    assert clock.now() == MORNING + timedelta(minutes=20)


def test_one_step_is_one_tick_and_then_it_waits(cast: Cast, staged: Staged, seconds: Clock) -> None:
    drives = Driver(staged)
    set_pace("step", by=cast.controller)
    while Room.objects.get().state == "running":
        drives.turn()
    assert (clock.now(), Room.objects.get().state) == (MORNING + TICK, "paused")


def test_a_step_that_fails_pauses_the_room_and_says_why(cast: Cast, seconds: Clock) -> None:
    def broken() -> Play:
        raise RuntimeError("no city")

    set_pace("step", by=cast.controller)
    Driver(broken).turn()
    room = Room.objects.get()
    assert (room.state, room.trouble) == ("paused", "RuntimeError: no city")
    page = cast.get(cast.controller, "/exercise/control/").content.decode()
    assert "no city" in page


def test_after_the_last_day_it_has_ended(cast: Cast, staged: Staged, seconds: Clock) -> None:
    set_pace("run", by=cast.controller)
    clock.advance(cast.room.ends_at)
    assert not Driver(staged).turn()
    assert Room.objects.get().state == "ended"


def test_whatever_a_play_knows_is_kept_or_follows_from_the_scenario() -> None:
    kept = {"incident", "desk", "positive", "places"}
    staged_again = {"world", "names", "area", "pack", "title", "duties", "silent_until", "mass_tests", "infects"}
    of_each_step = {"now", "left", "returned", "outages"}
    assert {one.name for one in fields(Play)} | {"now"} == kept | staged_again | of_each_step, (
        "teach fangxian.drill.room.keeping what is new in a play, or a restart forgets it"
    )
