"""The passing of time alone opens the next turn, and costs something only when a turn is over."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fangxian.response.ledger import clock
from fangxian.response.ledger.jobs import SLOWEST, Turns
from fangxian.response.ledger.models import Incident, TaskRow, Workspace
from fangxian.response.ledger.queries import tasks
from fangxian.response.ledger.record import record
from fangxian.response.ledger.refresh import refresh
from tests.ledger.conftest import START, Say

EXPOSED = {"kind": "close", "relationship": str(uuid4()), "last_exposure": (START - timedelta(hours=9)).isoformat()}


def set_clock(to: datetime) -> None:
    Workspace.objects.update(clock=to)


def turns(person: str) -> int:
    return TaskRow.objects.filter(subject=person, clause="contact.daily_check").count()


def test_nobody_is_looked_at_before_a_turn_is_over_nor_twice_for_one(incident: Incident, say: Say, person: str) -> None:
    set_clock(START + timedelta(hours=2))
    record([say("exposure.recorded", person, 1, **EXPOSED), say("quarantine.started", person, 2, mode="central")])
    assert turns(person) == 1
    assert refresh() == 0
    over = TaskRow.objects.get(subject=person, clause="contact.daily_check").due_at
    set_clock(over + timedelta(minutes=1))
    assert refresh() == 1
    assert turns(person) == 2
    assert refresh() == 0


def test_a_turn_that_is_over_and_met_has_a_next_one_all_the_same(incident: Incident, say: Say, person: str) -> None:
    set_clock(START + timedelta(hours=4))
    record([say("exposure.recorded", person, 1, **EXPOSED), say("quarantine.started", person, 2, mode="central"),
            say("followup.visit", person, 3)])  # fmt: skip
    over = TaskRow.objects.get(subject=person, clause="contact.daily_check").due_at
    set_clock(over + timedelta(minutes=1))
    refresh()
    assert turns(person) == 2


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pauses=st.lists(st.integers(1, 60), min_size=1, max_size=6), ends=st.integers(0, 8), works=st.booleans())
def test_however_seldom_it_runs_the_tasks_are_those_of_the_facts(
    incident: Incident, say: Say, pauses: list[int], ends: int, works: bool
) -> None:
    person, now = f"person:{uuid4()}", START + timedelta(hours=2)
    look = Turns().open if works else refresh
    set_clock(now)
    record([say("exposure.recorded", person, 1, **EXPOSED), say("quarantine.started", person, 2, mode="central")])
    for number, hours in enumerate(pauses):
        now += timedelta(hours=hours)
        set_clock(now)
        if number == ends:
            record([say("quarantine.released", person, (now - START) / timedelta(hours=1))])
        look()
        evaluated = {str(task.id) for task in tasks.as_of(incident.id, clock.now()) if task.subject == person}
        assert {str(id_) for id_ in TaskRow.objects.filter(subject=person).values_list("id", flat=True)} == evaluated


def test_the_worker_looks_once_at_those_whose_story_is_over_and_at_nobody_while_the_clock_stands(
    incident: Incident, say: Say, person: str
) -> None:
    set_clock(START + timedelta(hours=2))
    record([say("exposure.recorded", person, 1, **EXPOSED), say("quarantine.started", person, 2, mode="central"),
            say("followup.visit", person, 2)])  # fmt: skip
    over = TaskRow.objects.get(subject=person, clause="contact.daily_check").due_at
    set_clock(over)
    record([say("quarantine.released", person, (over - START) / timedelta(hours=1))])
    set_clock(over + timedelta(minutes=1))
    turns = Turns()
    assert [turns.open(), turns.open()] == [1, 0]
    set_clock(over + SLOWEST + timedelta(hours=1))
    assert turns.open() == 1, "recorded late, it may not have been seen"
    set_clock(over + 2 * SLOWEST + timedelta(hours=1))
    assert (turns.open(), refresh()) == (0, 1)
