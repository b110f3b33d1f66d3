"""Facts first, tasks after: whichever way, tasks and their history are the same."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid5

import pytest
from django.db import connection

from fangxian.response.jurisdiction import access
from fangxian.response.ledger.clock import advance
from fangxian.response.ledger.entry import Entry
from fangxian.response.ledger.rebuild import rebuild, tasks_later
from fangxian.response.ledger.record import record
from tests import factories
from tests.factories import NOON, TAIPING

NAMES = UUID("7b0e1c9c-5f0a-5c0e-8d52-1b1f1f6f0001")
ALICE, BOB = f"person:{uuid5(NAMES, 'alice')}", f"person:{uuid5(NAMES, 'bob')}"


@pytest.fixture
def outbreak(db):
    with access.everywhere():
        factories.workspace()
        yield factories.incident("pidu", pack="covid19-cn-7")


def story(outbreak):
    """What becomes known hour by hour: a case, a contact, their quarantine, a test, a correction."""
    hours = (
        [("case.confirmed", ALICE, 0, {}), ("exposure.recorded", BOB, 0, exposure(days=2))],
        [("case.reported", ALICE, 1, {}), ("quarantine.started", BOB, 1, {"mode": "central"})],
        [("sample.taken", BOB, 2, {})],
        [("exposure.recorded", BOB, 26, exposure(days=1)), ("followup.visit", BOB, 26, {})],
        [("quarantine.released", BOB, 80, {})],
    )
    for entries in hours:
        yield (
            NOON + timedelta(hours=max(entry[2] for entry in entries)),
            [
                Entry(
                    kind=kind,
                    subject=subject,
                    at=NOON + timedelta(hours=hour),
                    area=TAIPING,
                    attributes=said,
                    incident=outbreak.id,
                    id=uuid5(NAMES, f"{kind}|{hour}"),
                )
                for kind, subject, hour, said in entries
            ],
        )


def exposure(days):
    last = NOON - timedelta(days=days)
    return {"relationship": str(uuid5(NAMES, "meeting")), "kind": "close", "last_exposure": last}


def tell(outbreak):
    for moment, entries in story(outbreak):
        advance(moment)
        record(entries)


def standing():
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, state, due_at, discharged_by, lapsed_by FROM ledger_task ORDER BY id")
        tasks = cursor.fetchall()
        cursor.execute(
            "SELECT task, state, due_at, discharged_by, known_from, known_to FROM ledger_task_history UNION ALL "
            "SELECT id, state, due_at, discharged_by, known_from, NULL FROM ledger_task "
            "ORDER BY task, known_from"
        )
        return tasks, cursor.fetchall()


def test_facts_without_tasks_open_none(outbreak):
    with tasks_later():
        tell(outbreak)
    assert standing() == ([], [])


def test_rebuilt_they_are_what_recording_would_have_made_of_them(outbreak):
    tell(outbreak)
    tasks, history = standing()
    assert tasks
    assert len(history) > len(tasks)
    rebuild(outbreak.id)
    assert standing() == (tasks, history)


def test_entered_without_tasks_and_rebuilt_it_is_the_same_again(outbreak):
    with tasks_later():
        tell(outbreak)
    versions = rebuild(outbreak.id)
    tasks, history = standing()
    assert tasks
    assert len(history) == versions
    assert rebuild(outbreak.id) == versions
    assert standing() == (tasks, history)


def test_an_incident_without_a_rulebook_has_nothing_to_rebuild(outbreak):
    assert rebuild(factories.incident("other").id) == 0
