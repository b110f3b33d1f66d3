"""Many commands and one evaluation: what stands in the end is what they one by one would have left."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fangxian.protocol.errors import ProtocolError
from fangxian.response.ledger import store
from fangxian.response.ledger.models import FactRow, Incident, TaskRow
from fangxian.response.ledger.record import record
from fangxian.response.ledger.refresh import refresh
from fangxian.response.ledger.together import tasks_together
from tests.ledger.conftest import START, Say
from tests.ledger.test_refresh import EXPOSED, set_clock

KINDS: dict[str, dict[str, Any]] = {
    "case.confirmed": {}, "case.reported": {}, "exposure.recorded": EXPOSED, "sample.taken": {},
    "quarantine.started": {"mode": "central"}, "followup.visit": {}, "quarantine.released": {},
    "person.became_case": {},
}  # fmt: skip
LISTED = (
    "clause",
    "step",
    "state",
    "opened_at",
    "due_at",
    "discharged_at",
    "late",
    "lapsed_at",
    "reason",
    "known_from",
)


def tasks_of(subject: str) -> list[Any]:
    return sorted(TaskRow.objects.filter(subject=subject).values_list(*LISTED), key=str)


# Each at its own moment: of facts of one moment their ids decide, and those of two people differ.
MOMENTS = st.lists(
    st.tuples(st.sampled_from(sorted(KINDS)), st.integers(0, 200)), min_size=1, max_size=7, unique_by=lambda one: one[1]
)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=MOMENTS)
def test_a_block_leaves_what_single_calls_leave(incident: Incident, say: Say, said: list[tuple[str, int]]) -> None:
    one, other = (f"person:{uuid4()}" for _ in range(2))
    for kind, hours in said:
        record([say(kind, one, hours, **KINDS[kind])])
    with tasks_together():
        for kind, hours in said:
            record([say(kind, other, hours, **KINDS[kind])])
    assert tasks_of(other) == tasks_of(one)


def test_inside_of_the_block_tasks_stand_as_they_stood(say: Say, person: str) -> None:
    with tasks_together():
        assert record([say("case.confirmed", person)]).opened == 0
        assert FactRow.objects.filter(subject=person).exists()
        assert tasks_of(person) == []
        with tasks_together():
            record([say("case.reported", person, 1)])
        assert tasks_of(person) == []
    assert {state for clause, _step, state, *_rest in tasks_of(person) if clause == "case.network_report"} == {
        "discharged"
    }


def test_what_fails_inside_leaves_neither_facts_nor_tasks(say: Say, person: str) -> None:
    def broken() -> None:
        with tasks_together():
            record([say("case.confirmed", person)])
            record([say("case.reported", person, 10_000)])

    with pytest.raises(ProtocolError):
        broken()
    assert not FactRow.objects.filter(subject=person).exists()
    assert tasks_of(person) == []


@pytest.mark.parametrize("step", [0.5, 7, 30])
def test_a_refresh_that_knows_when_it_last_ran_opens_the_same_turns(incident: Incident, say: Say, step: float) -> None:
    person, now = f"person:{uuid4()}", START + timedelta(hours=2)
    set_clock(now)
    record([say("exposure.recorded", person, 1, **EXPOSED), say("quarantine.started", person, 2, mode="central")])
    while now < START + timedelta(days=4):
        before, now = now, now + timedelta(hours=step)
        set_clock(now)
        refresh(before)
        assert refresh() == 0
    assert TaskRow.objects.filter(subject=person, clause="contact.daily_check").count() >= 3


def test_few_facts_and_many_are_written_alike(say: Say, monkeypatch: pytest.MonkeyPatch) -> None:
    strange = {"note": "a\tb\\n\n“引号”"}
    columns = ("incident", "kind", "area", "at", "recorded_at", "attributes", "corrects", "actor")
    rows = []
    for few in (0, 20):
        monkeypatch.setattr(store, "FEW", few)
        person, first = f"person:{uuid4()}", uuid4()
        record([say("followup.visit", person, 1, id=first, **strange)])
        record([say("followup.visit", person, 2, corrects=first)])
        found = list(FactRow.objects.filter(subject=person).order_by("seq").values_list(*columns))
        assert str(found[1][6]) == str(first)
        rows.append([row[:6] + row[7:] for row in found])
    assert rows[0] == rows[1]
