"""`ledger verify` and the seals: the record proves that nobody touched it."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import psycopg
import pytest

from fangxian.response.jurisdiction import access
from fangxian.response.ledger.record import record
from fangxian.response.ledger.seal import seal_all, unsealed
from fangxian.response.ledger.verify import verify
from tests.ledger.conftest import Say, make_incident, sayer


@pytest.fixture
def sealed(own_database: str) -> Iterator[tuple[str, Say]]:
    """Three sealed cases in a database that commits."""
    with access.everywhere():
        say = sayer(make_incident().id)
        for _number in range(3):
            person = f"person:{uuid4()}"
            record([say("case.confirmed", person), say("case.reported", person, 1)])
        assert seal_all() == 6
        yield own_database, say


def tamper(dsn: str, *statements: str) -> None:
    """What a database administrator with bad intent could do."""
    with psycopg.connect(dsn) as owner:
        owner.execute("ALTER TABLE ledger_fact DISABLE TRIGGER USER")
        owner.execute("ALTER TABLE ledger_seal DISABLE TRIGGER USER")
        for statement in statements:
            owner.execute(statement)


def test_an_untouched_record_is_sound(sealed: tuple[str, Say]) -> None:
    result = verify()
    assert result.sound
    assert (result.facts, result.unsealed) == (6, 0)
    assert result.tasks > 0


def test_facts_recorded_after_the_last_seal_are_counted_as_unsealed(sealed: tuple[str, Say]) -> None:
    _dsn, say = sealed
    record([say("case.confirmed", f"person:{uuid4()}", 2)])
    assert unsealed().count == 1
    result = verify()
    assert (result.unsealed, result.sound) == (1, True)
    assert seal_all() == 1
    assert verify().seals == 2


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE ledger_fact SET at = at - interval '1 hour' WHERE seq = 2",
        'UPDATE ledger_fact SET attributes = \'{"reason": "x"}\' WHERE seq = 2',
        "UPDATE ledger_fact SET subject = 'person:00000000-0000-0000-0000-000000000000' WHERE seq = 2",
        "UPDATE ledger_fact SET area = '51' WHERE seq = 2",
    ],
)
def test_a_changed_fact_is_found(sealed: tuple[str, Say], change: str) -> None:
    tamper(sealed[0], change)
    assert len(verify().altered) == 1


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE ledger_fact SET recorded_at = recorded_at - interval '1 hour' WHERE seq = 2",
        "UPDATE ledger_fact SET actor = 'somebody else' WHERE seq = 2",
        "DELETE FROM ledger_fact WHERE seq = 2",
        "UPDATE ledger_seal SET hash = sha256('x')",
    ],
)
def test_what_only_the_seal_can_see_is_found(sealed: tuple[str, Say], change: str) -> None:
    tamper(sealed[0], change)
    result = verify()
    assert len(result.broken) == 1
    assert not result.sound


def test_a_task_that_was_closed_by_hand_is_found(sealed: tuple[str, Say]) -> None:
    with psycopg.connect(sealed[0]) as owner:
        owner.execute(
            "UPDATE ledger_task SET state = 'discharged', discharged_at = due_at "
            "WHERE id = (SELECT id FROM ledger_task WHERE state = 'open' ORDER BY id LIMIT 1)"
        )
    assert len(verify().different) == 1


def test_a_task_that_vanished_and_one_without_a_fact_are_found(sealed: tuple[str, Say]) -> None:
    with psycopg.connect(sealed[0]) as owner:
        owner.execute("DELETE FROM ledger_task WHERE id = (SELECT min(id::text)::uuid FROM ledger_task)")
        owner.execute(
            "INSERT INTO ledger_task SELECT (json_populate_record(t, json_build_object('id', gen_random_uuid(), "
            "'subject', 'person:11111111-1111-1111-1111-111111111111'))).* FROM ledger_task t LIMIT 1"
        )
    assert len(verify().different) == 2


def test_processes_that_share_the_subjects_find_what_one_finds(sealed: tuple[str, Say]) -> None:
    alone, shared = verify(workers=1), verify(workers=2)
    assert shared.sound
    assert shared == alone
    tamper(sealed[0], "UPDATE ledger_fact SET area = '5101' WHERE seq = 3", "UPDATE ledger_task SET late = NOT late")
    alone, shared = verify(workers=1), verify(workers=2)
    assert len(shared.altered) == 1
    assert len(shared.different) == shared.tasks > 0
    assert shared == alone
