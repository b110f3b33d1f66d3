"""The history of tasks: what PostgreSQL counts for a past moment is what evaluating the facts known then gives."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fangxian.response.ledger import clock
from fangxian.response.ledger.models import Incident, PackAdoption, TaskHistory, TaskRow, Workspace
from fangxian.response.ledger.queries import standing, tasks
from fangxian.response.ledger.record import record
from fangxian.response.ledger.refresh import refresh
from tests.ledger.conftest import START, Say, sayer

KINDS = [
    ("case.suspected", {}),
    ("case.confirmed", {}),
    ("case.reported", {}),
    ("case.core_facts_filed", {}),
    (
        "exposure.recorded",
        {
            "kind": "close",
            "relationship": "11111111-1111-1111-1111-111111111111",
            "last_exposure": (START - timedelta(hours=9)).isoformat(),
        },
    ),
    ("quarantine.started", {"mode": "central"}),
    ("sample.taken", {}),
    ("quarantine.released", {}),
]


def counted(incident: Incident, at: object) -> Counter[tuple[str, str]]:
    """Counts by clause and status, from the history."""
    found = standing.by_clause(incident.id, at)
    return Counter({(clause, status): n for (_pack, clause), counts in found.items() for status, n in counts.items()})


def evaluated(incident: Incident, at: object) -> Counter[tuple[str, str]]:
    """The same, from the facts recorded by then."""
    return Counter((task.clause_id, task.status) for task in tasks.as_of(incident.id, at))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    story=st.lists(
        st.tuples(st.integers(0, 1), st.sampled_from(KINDS), st.integers(0, 60), st.integers(0, 5), st.booleans()),
        min_size=1,
        max_size=6,
    )
)
def test_the_history_says_what_an_evaluation_of_the_facts_known_then_says(
    incident: Incident, story: list[tuple[int, tuple[str, dict[str, str]], int, int, bool]]
) -> None:
    """Facts come late and out of order, some are voided again; every moment in between is asked."""
    Incident.objects.update(closed_at=START)  # those of the examples before
    own = Incident.objects.create(
        slug=str(uuid4()), title_zh="郫都", title_en="Pidu", disease="covid19", area="510117", opened_at=START
    )
    PackAdoption.objects.create(incident=own, pack="covid19-cn-7", in_force_from=START)
    say = sayer(own.id)
    people = [f"person:{uuid4()}" for _ in range(2)]
    now = START + timedelta(hours=60)
    moments = []
    last = None
    for who, (kind, attributes), hours, pause, void in story:
        now += timedelta(hours=pause)
        Workspace.objects.update(clock=now)
        if void and last is not None:
            record([say("fact.voided", last.subject, 60, corrects=last.id)])
            last = None
        else:
            last = say(kind, people[who], hours, **attributes)
            record([last])
        refresh()  # as the job does every minute: the turns that the passing of time brings
        moments.append(now)
    Workspace.objects.update(clock=now + timedelta(days=30))
    for at in moments:
        assert counted(own, at) == evaluated(own, at), at


def test_the_present_needs_no_history(incident: Incident, say: Say, person: str) -> None:
    record([say("case.confirmed", person)])
    assert counted(incident, clock.now()) == evaluated(incident, clock.now())


def test_what_did_not_outlive_its_own_moment_is_not_kept(incident: Incident, say: Say, person: str) -> None:
    record([say("case.confirmed", person)])
    record([say("case.reported", person, 1)])
    assert TaskRow.objects.exclude(state="open").exists()
    assert not TaskHistory.objects.exists()


@pytest.mark.parametrize("limit", [1, 3, 100])
def test_the_pressing_come_first_and_no_clause_crowds_out_the_others(incident: Incident, say: Say, limit: int) -> None:
    for _number in range(9):
        record([say("case.confirmed", f"person:{uuid4()}")])
    found = standing.pressing(incident.id, clock.now(), limit=limit, each=2)
    assert len(found) <= limit
    assert max(Counter(task.clause_id for task in found).values()) <= 2
    order = ["overdue", "due_soon", "open", "waiting", "missed", "late", "discharged"]
    ranks = [order.index(task.status) for task in found]
    assert ranks == sorted(ranks)
