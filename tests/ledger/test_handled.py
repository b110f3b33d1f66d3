"""The stored handling is a projection of the facts: rebuilt at any time, in any order, one holder a task."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fangxian.response.jurisdiction import access
from fangxian.response.ledger import clock, handled
from fangxian.response.ledger.actions import (
    accept_tasks,
    decline_tasks,
    excuse_tasks,
    finish_parts,
    offer_tasks,
    receive_tasks,
    return_tasks,
    split_task,
    take_back,
)
from fangxian.response.ledger.entry import Entry
from fangxian.response.ledger.models import FactRow, HandlingRow, TaskHistory, TaskRow
from fangxian.response.ledger.queries.tasks import as_of
from fangxian.response.ledger.record import record
from fangxian.response.ledger.verify import verify
from tests.ledger.conftest import make_incident, sayer
from tests.ledger.offices import Cast, Say, held, make_cast, office_of, open_case


def test_a_task_that_nobody_acted_on_has_no_row(task: TaskRow) -> None:
    assert not HandlingRow.objects.exists()


def test_a_withdrawn_task_keeps_its_handling_and_gets_it_back(task: TaskRow, cast: Cast, say: Say) -> None:
    offer_tasks([task.id], to=cast.hospital.office_id, by=cast.cdc)
    accept_tasks([task.id], by=cast.hospital)
    voiding = say("fact.voided", task.subject, 301, corrects=task.opened_by, reason="Mixed up")
    record([voiding])
    assert held(task).state == "withdrawn"
    assert not TaskRow.objects.filter(id=task.id).exists()
    record([say("fact.voided", task.subject, 302, corrects=voiding.id, reason="Was right")])
    assert (held(task).state, office_of(task)) == ("open", cast.hospital.office_id)


def test_the_past_shows_who_held_it_then(task: TaskRow, cast: Cast) -> None:
    offer_tasks([task.id], to=cast.hospital.office_id, by=cast.cdc)
    accept_tasks([task.id], by=cast.hospital)
    facts = FactRow.objects.get(kind="task.accepted")
    now = {one.id: one.office for one in as_of(task.incident_id, facts.recorded_at)}
    assert now[str(task.id)] == cast.hospital.office_id


def test_the_history_keeps_who_held_it_when(task: TaskRow, cast: Cast) -> None:
    before = clock.now()
    clock.advance(before + timedelta(hours=1))
    offer_tasks([task.id], to=cast.hospital.office_id, by=cast.cdc)
    accept_tasks([task.id], by=cast.hospital)
    assert list(TaskHistory.objects.filter(task=task.id).values_list("office", "known_to")) == [
        (cast.cdc.office_id, clock.now())
    ]
    now = TaskRow.objects.get(id=task.id)
    assert (now.office_id, now.known_from) == (cast.hospital.office_id, clock.now())


def test_facts_that_come_straight_into_the_record_are_read_the_same_way(task: TaskRow, cast: Cast) -> None:
    """As a drill, a replay or an import may record them: the part's report before the split."""
    (part,) = split_task(task.id, [cast.street.office_id], by=cast.cdc)
    finish_parts([part], by=cast.street)
    facts = list(FactRow.objects.filter(kind__startswith="task."))
    before = _rows(task.id)
    with transaction.atomic():
        HandlingRow.objects.all().delete()
        handled.touch([fact.subject for fact in reversed(facts)])
        assert _rows(task.id) == before


def _rows(root: UUID) -> list[dict[str, Any]]:
    return sorted(HandlingRow.objects.filter(root=root).values(), key=lambda row: str(row["node"]))


Step = tuple[str, int, int, int]
_steps = st.lists(
    st.tuples(
        st.sampled_from(["receive", "return", "offer", "accept", "decline", "split", "finish", "excuse", "void"]),
        st.integers(0, 4),
        st.integers(0, 4),
        st.integers(0, 3),
    ),
    min_size=1,
    max_size=9,
)


class _RolledBack(Exception):
    pass


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=_steps)
def test_whatever_people_do_every_node_has_one_holder_and_the_rows_are_the_facts(
    cast: Cast, task: TaskRow, steps: list[Step]
) -> None:
    try:
        with transaction.atomic():
            for step in steps:
                _do(cast, task.id, *step)
                _check(task)
            raise _RolledBack
    except _RolledBack:
        pass


def _do(cast: Cast, root: UUID, what: str, who: int, to: int, which: int) -> None:
    posts = [cast.cdc, cast.hospital, cast.headquarters, cast.street, cast.city]
    by, target = posts[who], posts[to].office_id
    nodes = [root, *HandlingRow.objects.filter(root=root).order_by("node").values_list("node", flat=True)]
    node = nodes[which % len(nodes)]
    commands: dict[str, Callable[[], object]] = {
        "receive": lambda: receive_tasks([node], by=by),
        "return": lambda: return_tasks([node], reason="r", by=by),
        "offer": lambda: offer_tasks([node], to=target, by=by),
        "accept": lambda: accept_tasks([node], by=by),
        "decline": lambda: decline_tasks([node], reason="r", by=by),
        "split": lambda: _quietly(lambda: split_task(node, [target], by=by)),
        "finish": lambda: finish_parts([node], by=by),
        "excuse": lambda: excuse_tasks([node], reason="r", by=by),
        "void": lambda: [take_back([node], act, reason="r", by=by) for act in ("offer", "excuse", "done")],
    }
    commands[what]()


def _quietly(command: Callable[[], object]) -> None:
    from fangxian.errors import FangxianError

    try:
        with transaction.atomic():
            command()
    except FangxianError:
        pass


def _check(task: TaskRow) -> None:
    now = TaskRow.objects.get(id=task.id)
    rows = {str(row.node): row for row in HandlingRow.objects.filter(root=task.id)}
    assert now.office_id is not None
    assert now.state == "open"
    if str(task.id) in rows:
        assert rows[str(task.id)].office_id == now.office_id
    for row in rows.values():
        assert row.office is not None
        assert row.area.startswith(row.office.area), "its holder sees it"
    wanted = {row["node"]: row for row in handled.expected(handled.roots([task.id]))}
    assert wanted.keys() == rows.keys()
    for node, row in wanted.items():
        stored = HandlingRow.objects.filter(node=node).values(*handled.COLUMNS).get()
        assert {name: str(value) for name, value in stored.items()} == {n: str(v) for n, v in row.items()}


# -- the proof ------------------------------------------------------------------------------------------------------


@pytest.fixture
def committed(own_database: str) -> str:
    """A task handed over and split, in a database that commits."""
    with access.everywhere():
        incident = make_incident()
        cast = make_cast(incident)
        say = sayer(incident.id)
        tasks = [open_case(say)["case.full_investigation"] for _number in range(3)]
        receive_tasks([task.id for task in tasks], by=cast.cdc)
        split_task(tasks[0].id, [cast.street.office_id], by=cast.cdc)
        offer_tasks([tasks[1].id], to=cast.hospital.office_id, by=cast.cdc)
        accept_tasks([tasks[1].id], by=cast.hospital)
        withdrawn = tasks[2]
        record([say("fact.voided", withdrawn.subject, 301, corrects=withdrawn.opened_by)])
    return own_database


def test_verify_refolds_what_was_handled(committed: str) -> None:
    result = verify()
    assert result.sound, result.different
    assert result.handled == 4


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE ledger_handling SET received_at = NULL WHERE parent IS NULL AND state = 'open' AND parts = 1",
        "UPDATE ledger_handling SET office_id = owner_id WHERE office_id <> owner_id",
        "UPDATE ledger_handling SET done_at = given_at WHERE parent IS NOT NULL",
        "DELETE FROM ledger_handling WHERE parent IS NOT NULL",
        "DELETE FROM ledger_handling WHERE parts = 1",
        "UPDATE ledger_handling SET state = 'open' WHERE state = 'withdrawn'",
    ],
)
def test_a_row_changed_by_hand_is_found(committed: str, change: str) -> None:
    with psycopg.connect(committed) as owner:
        assert owner.execute(change).rowcount == 1
    assert len(verify().different) == 1


def test_a_row_that_no_fact_calls_for_is_found(committed: str) -> None:
    with psycopg.connect(committed) as owner:
        owner.execute(
            "INSERT INTO ledger_handling "
            "SELECT (json_populate_record(h, json_build_object('node', t.id, 'root', t.id))).* "
            "FROM ledger_handling h, ledger_task t WHERE h.parts = 1 AND t.clause = 'case.core_facts' LIMIT 1"
        )
    assert len(verify().different) == 1


def test_a_fact_about_a_node_nobody_knows_is_kept_until_the_task_is_there(task: TaskRow, cast: Cast) -> None:
    node = uuid4()
    entry = Entry(
        kind="task.received", subject=f"task:{node}", at=task.opened_at, area=task.area, incident=task.incident_id
    )
    record([entry])
    assert not HandlingRow.objects.exists()


def test_an_acceptance_and_a_withdrawal_at_the_same_moment_leave_one_holder_and_one_story(own_database: str) -> None:
    from concurrent.futures import ThreadPoolExecutor
    from threading import Barrier

    from django.db import connections

    with access.everywhere():
        incident = make_incident()
        cast = make_cast(incident)
        tasks = [open_case(sayer(incident.id))["case.full_investigation"] for _number in range(6)]
    ids = [task.id for task in tasks]
    started = Barrier(2)

    def at_once(command: Callable[[], object]) -> object:
        try:
            with access.everywhere():
                started.wait()
                return command()
        finally:
            connections.close_all()

    with access.everywhere():
        offer_tasks(ids, to=cast.hospital.office_id, by=cast.cdc)
    with ThreadPoolExecutor(2) as both:
        accepted = both.submit(at_once, lambda: accept_tasks(ids, by=cast.hospital))
        withdrawn = both.submit(at_once, lambda: take_back(ids, "offer", by=cast.cdc))
        done: list[Any] = [accepted.result(), withdrawn.result()]
    with access.everywhere():
        for task in tasks:
            took, kept = (task.id in outcome.done for outcome in done)
            assert took != kept
            assert office_of(task) == (cast.hospital if took else cast.cdc).office_id
            assert held(task).offered_to is None
    assert verify().sound
