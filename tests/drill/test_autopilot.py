"""An exercise on autopilot: the hidden city on one side, the record on the other."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest

from fangxian.drill.autopilot.duty import default_duties
from fangxian.drill.autopilot.play import Play
from fangxian.drill.autopilot.run import HANDS, run
from fangxian.drill.names import Names
from fangxian.drill.world.hidden import World
from fangxian.errors import Conflict
from fangxian.protocol.pack import load_pack
from fangxian.protocol.vocabulary import VOCABULARY
from fangxian.response.bulletins.counting import count
from fangxian.response.bulletins.queries import published, texts
from fangxian.response.casework.models import Case, Contact
from fangxian.response.containment.models import Zone
from fangxian.response.jurisdiction import access
from fangxian.response.ledger.models import FactRow, TaskRow
from fangxian.response.ledger.rebuild import rebuild
from fangxian.response.registry.lookup import find_people
from fangxian.response.registry.models import Identity, Person
from fangxian.science.city.build import build_city
from fangxian.science.city.model import City
from fangxian.science.city.parameters import load_parameters
from fangxian.science.city.spec import from_rows
from tests import factories
from tests.conftest import database_of_its_own

VILLAGES = [f"510117{street:03d}{village:03d}" for street in (1, 2) for village in range(201, 206)]
BEGINS = date(2021, 5, 12)
ENDS = datetime(2021, 5, 21, tzinfo=UTC)
GAP = float("nan")


@pytest.fixture(scope="module")
def city() -> City:
    rows = [(code, 2_400.0, GAP, GAP, 600.0, 1.0) for code in VILLAGES]
    return build_city(from_rows("Pidu", rows, load_parameters()), seed=11)


@pytest.fixture(scope="module")
def play(django_db_setup: None, django_db_blocker: pytest.FixtureRequest, city: City) -> Iterator[Play]:
    """An exercise that has been played, once for the tests of this module."""
    with database_of_its_own("exercise", django_db_blocker), access.everywhere():
        yield a_played(city)


def a_played(city: City) -> Play:
    factories.workspace(kind="drill", clock=datetime(2021, 5, 11, tzinfo=UTC))
    return run(a_play(city), ENDS)


def a_play(city: City, **said: Any) -> Play:
    world = World(city, "covid19-delta", begins=BEGINS, first=3, seed=5)
    return Play(
        world, Names("d"), "510117", load_pack("covid19-cn-8"), ("演练疫情", "Exercise"), default_duties(), **said
    )


def record_of() -> list[tuple[Any, ...]]:
    return list(FactRow.objects.order_by("id").values_list("id", "kind", "subject", "at", "digest"))


def test_from_the_clinic_to_the_zone_every_task_is_met_or_still_has_time(play: Play) -> None:
    assert Case.objects.filter(route="fever_clinic").exists()
    assert Contact.objects.exists()
    assert Zone.objects.filter(lifted_at=None).exists()
    mine = [clause.id for clause in play.pack.clauses
            if any(getattr(one, "kind", one) in play.duties.duty for one in clause.discharged_by)]  # fmt: skip
    assert not TaskRow.objects.filter(clause__in=mine, state="open", due_at__lt=play.now).exists()
    quarantined = TaskRow.objects.filter(clause="contact.quarantined")
    assert quarantined.exists()
    assert not quarantined.filter(late=True).exists()


def test_what_is_on_record_is_what_a_rebuild_from_the_facts_gives(play: Play) -> None:
    before = list(TaskRow.objects.order_by("id").values_list("id", "state", "due_at", "discharged_at", "late"))
    rebuild(play.outbreak.id)
    assert list(TaskRow.objects.order_by("id").values_list("id", "state", "due_at", "discharged_at", "late")) == before


def test_everybody_on_record_has_an_identity_that_is_theirs_alone(play: Play) -> None:
    assert Identity.objects.count() == Person.objects.count() > 0
    number = play.number(Contact.objects.earliest("number").subject)
    assert find_people(play.world.who(number).number, names=False) == [play.person(number)]


def test_a_notice_is_published_once_for_each_zone(play: Play) -> None:
    assert FactRow.objects.filter(kind="zone.noticed").count() == Zone.objects.count()


def test_everybody_reads_its_bulletins_and_each_says_what_was_on_record_at_its_hour(play: Play) -> None:
    told = published(play.outbreak)
    assert len(told) == FactRow.objects.filter(kind="bulletin.published").count() > 1
    assert all(one.figures == count(play.outbreak, one.as_of) for one in told)
    assert f"确诊病例{told[0].figures['confirmed']:,}例" in texts(told[0])["zh"]


def test_those_in_quarantine_and_hospital_are_not_in_the_city(play: Play) -> None:
    held = Contact.objects.exclude(controlled_at=None).filter(ended_at=None).values_list("person", flat=True)
    people = [play.number(f"person:{person}") for person in held]
    assert people
    assert set(play.world.truth.where(people)) == {-1}


def test_the_same_seed_gives_the_same_record_to_the_byte(
    play: Play, django_db_blocker: pytest.FixtureRequest, city: City
) -> None:
    before = record_of()
    with database_of_its_own("again", django_db_blocker), access.everywhere():
        a_played(city)
        again = record_of()
    assert before
    assert again == before


@pytest.mark.parametrize("kind", ["live", "sample"])
def test_it_plays_nowhere_but_in_an_exercise(db: None, city: City, kind: str) -> None:
    with access.everywhere():
        factories.workspace(kind=kind, clock=None if kind == "live" else datetime(2021, 5, 11, tzinfo=UTC))
    with pytest.raises(Conflict) as refused:
        run(a_play(city), ENDS)
    assert refused.value.code == "drill.not_a_drill"
    with access.everywhere():
        assert not FactRow.objects.exists()


def test_every_duty_is_a_kind_of_fact_that_somebody_can_record() -> None:
    duties = default_duties()
    assert set(duties.duty) <= set(VOCABULARY)
    assert set(duties.duty) <= set(HANDS) | set(duties.say)
    assert {duty.crew for duty in duties.duty.values()} <= set(duties.crew)


def test_a_scenario_may_change_one_figure_and_nothing_else() -> None:
    changed = default_duties().changed({"crew": {"ambulances": {"hands": 2}}})
    assert changed.crew["ambulances"].hands == 2
    assert changed.crew["ambulances"].night == default_duties().crew["ambulances"].night
    assert changed.duty == default_duties().duty
