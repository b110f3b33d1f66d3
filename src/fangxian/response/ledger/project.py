"""Tasks as a projection: what the facts of a subject call for, written where it differs from what stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, LiteralString
from uuid import UUID

import msgspec
from django.db import connection

from fangxian.protocol.bulk import evaluate_many
from fangxian.protocol.fact import Fact
from fangxian.protocol.task import Task
from fangxian.response.jurisdiction import owners
from fangxian.response.ledger import handled, packs, store
from fangxian.response.ledger.handling import fold, offices_in, subject_of
from fangxian.response.ledger.store import Stored

Subject = tuple[UUID, str]
"""An incident and a subject in it: the unit that is evaluated."""


@dataclass(frozen=True, slots=True)
class Change:
    """How many tasks an evaluation wrote."""

    opened: int
    changed: int
    withdrawn: int


@dataclass(frozen=True, slots=True)
class Owed:
    """A task with the incident, area and office it belongs to: one row of the projection."""

    task: Task
    incident: UUID
    area: str
    office: int | None


def bring_up_to_date(subjects: Collection[Subject], now: datetime) -> Change:
    """Evaluate subjects anew and write the difference to the task table.

    Must run inside the transaction that holds the subjects' locks.
    """
    if not subjects:
        return Change(0, 0, 0)
    facts = group(store.of_subjects({s for _i, s in subjects}, {i for i, _s in subjects}))
    wanted = owed({pair: facts[pair] for pair in subjects if pair in facts}, now)
    names = {subject for _incident, subject in subjects}
    change = _write(wanted, names, {incident for incident, _subject in subjects}, now)
    return replace(change, changed=change.changed + _hand_over(names, now))


def _root(one: Owed) -> handled.Root:
    task = one.task
    return handled.Root(
        task.id, one.incident, task.subject, one.area, one.office, task.pack, task.clause, task.step,
        task.severity, task.state, task.window_from, task.due_at,
    )  # fmt: skip


def group(stored: Iterable[Stored]) -> dict[Subject, list[Stored]]:
    """Facts by incident and subject; facts outside any incident call for nothing."""
    groups: dict[Subject, list[Stored]] = defaultdict(list)
    for one in stored:
        if one.incident is not None:
            groups[one.incident, one.fact.subject].append(one)
    return groups


def owed(groups: Mapping[Subject, Sequence[Stored]], now: datetime) -> list[Owed]:
    """What the facts of these subjects call for under their incidents' packs, with the offices that answer.

    The office is the one that the clause names; :func:`as_held` follows what was handed over since.
    """
    by_incident: dict[UUID, dict[str, list[Fact]]] = defaultdict(dict)
    area_of: dict[Subject, str] = {}
    for (incident, subject), stored in groups.items():
        by_incident[incident][subject] = [one.fact for one in stored]
        area_of[incident, subject] = max(stored, key=_recency).area
    found: list[tuple[Task, UUID, str]] = []
    for incident, facts in by_incident.items():
        timeline = packs.timeline(incident)
        if timeline is None:
            continue
        for subject, tasks in evaluate_many(timeline, facts, now=now).items():
            found.extend((task, incident, area_of[incident, subject]) for task in tasks)
    offices = owners.resolve_many({(t.owner.level, t.owner.role, area) for t, _incident, area in found})
    return [
        Owed(task, incident, area, offices.get((task.owner.level, task.owner.role, area)))
        for task, incident, area in found
    ]


def as_held(tasks: Sequence[Owed], groups: Mapping[Subject, Sequence[Stored]]) -> Sequence[Owed]:
    """The same tasks, each with the office that the facts about it, among `groups`, hand it to."""
    about = {
        pair: [one.fact for one in stored] for pair, stored in groups.items() if pair[1].startswith(handled.PREFIX)
    }
    if not about:
        return tasks
    areas = handled.areas_of({office for facts in about.values() for fact in facts for office in offices_in(fact)})
    held = {
        one.task.id: fold(facts, one.office, one.task.id, handled.blind(one.area, areas)).holder
        for one in tasks
        if (facts := about.get((one.incident, subject_of(one.task.id))))
    }
    return [replace(one, office=held.get(one.task.id, one.office)) for one in tasks]


def _recency(stored: Stored) -> tuple[datetime, int]:
    # By number where the clock stood still: of two facts recorded at one moment the later one knows better.
    return stored.fact.recorded_at, stored.seq


# -- writing the difference --------------------------------------------------------------------------------

COLUMNS: LiteralString = (
    "id, incident_id, subject, pack, clause, occasion, step, level, role, office_id, area, basis, severity, "
    "state, opened_at, opened_by, anchor_at, window_from, due_at, discharged_at, discharged_by, late, "
    "lapsed_at, lapsed_by, reason, why"
)
_TYPES: LiteralString = (
    "id uuid, incident_id uuid, subject text, pack text, clause text, occasion int, step text, level text, "
    "role text, office_id bigint, area text, basis text, severity text, state text, opened_at timestamptz, "
    "opened_by uuid, anchor_at timestamptz, window_from timestamptz, due_at timestamptz, "
    "discharged_at timestamptz, discharged_by uuid, late boolean, lapsed_at timestamptz, lapsed_by uuid, "
    "reason text, why jsonb"
)
_NAMES = [name.strip() for name in COLUMNS.split(",")]
_MUTABLE = _NAMES[1:]

_STAGING = f"CREATE TEMP TABLE IF NOT EXISTS incoming_task ({_TYPES}) ON COMMIT DELETE ROWS"
KEPT: LiteralString = (
    "incident_id, subject, pack, clause, step, level, role, office_id, area, basis, severity, state, opened_at, "
    "anchor_at, window_from, due_at, discharged_at, discharged_by, lapsed_at, reason"
)
"""Columns that the history keeps of every version of a task."""

_UPSERT = (
    f"WITH written AS (INSERT INTO ledger_task AS held ({COLUMNS}) SELECT {COLUMNS} FROM incoming_task "
    "ON CONFLICT (id) DO UPDATE SET " + ", ".join(f"{name} = EXCLUDED.{name}" for name in _MUTABLE) + " "
    "WHERE (" + ", ".join(f"held.{name}" for name in _MUTABLE) + ") IS DISTINCT FROM ("
    + ", ".join(f"EXCLUDED.{name}" for name in _MUTABLE) + f") RETURNING id, {KEPT}, (xmax = 0) AS fresh), "
    # A version that did not outlive its own moment was never what anybody knew.
    "fleeting AS (DELETE FROM ledger_task_history AS h USING written AS w "
    "WHERE h.task = w.id AND h.known_to IS NULL AND h.known_from >= %(now)s), "
    "ended AS (UPDATE ledger_task_history AS h SET known_to = %(now)s FROM written AS w "
    "WHERE h.task = w.id AND h.known_to IS NULL AND h.known_from < %(now)s AND NOT w.fresh), "
    f"begun AS (INSERT INTO ledger_task_history (task, {KEPT}, known_from) SELECT id, {KEPT}, %(now)s FROM written) "
    "SELECT fresh FROM written"
)  # fmt: skip
_FORGET = "UPDATE ledger_task_history SET known_to = greatest(%s, known_from) WHERE task = ANY(%s) AND known_to IS NULL"
_WITHDRAW = (
    "DELETE FROM ledger_task AS held WHERE subject = ANY(%s) AND incident_id = ANY(%s) "
    "AND NOT EXISTS (SELECT FROM incoming_task AS wanted WHERE wanted.id = held.id) RETURNING id"
)


def _write(wanted: Sequence[Owed], subjects: Collection[str], incidents: Collection[UUID], now: datetime) -> Change:
    with connection.cursor() as cursor:
        cursor.execute(_STAGING)
        with cursor.copy(f"COPY incoming_task ({COLUMNS}) FROM STDIN") as copy:
            for one in wanted:
                copy.write_row(row(one))
        _keep_holders(wanted)
        cursor.execute(_WITHDRAW, [list(subjects), list(incidents)])
        withdrawn = [id_ for (id_,) in cursor.fetchall()]
        if withdrawn:
            cursor.execute(_FORGET, [now, withdrawn])
        cursor.execute(_UPSERT, {"now": now})
        written = [fresh for (fresh,) in cursor.fetchall()]
        cursor.execute("TRUNCATE incoming_task")
    if withdrawn:
        handled.withdraw(withdrawn)
    opened = sum(written)
    return Change(opened, len(written) - opened, len(withdrawn))


def _keep_holders(wanted: Sequence[Owed]) -> None:
    """Incoming tasks that somebody has acted on stay with their holder; their handling follows how they stand now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id::text FROM incoming_task JOIN ledger_handling ON node = id")
        acted_on = {id_ for (id_,) in cursor.fetchall()}
        if acted_on:
            handled.refresh([_root(one) for one in wanted if one.task.id in acted_on])
            cursor.execute(
                "UPDATE incoming_task AS task SET office_id = held.office_id "
                "FROM ledger_handling AS held WHERE held.node = task.id"
            )


def _hand_over(subjects: Collection[str], now: datetime) -> int:
    """Give tasks that facts among these subjects are about to their holders; returns how many changed hands."""
    tasks = handled.touch(subjects)
    if not tasks:
        return 0
    columns = ", ".join("held.office_id" if name == "office_id" else f"task.{name}" for name in _NAMES)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO incoming_task ({COLUMNS}) SELECT {columns} FROM ledger_task AS task "
            "JOIN ledger_handling AS held ON held.node = task.id "
            "WHERE task.id = ANY(%s) AND task.office_id IS DISTINCT FROM held.office_id",
            [tasks],
        )
        cursor.execute(_UPSERT, {"now": now})
        moved = len(cursor.fetchall())
        cursor.execute("TRUNCATE incoming_task")
    return moved


_encoder = msgspec.json.Encoder(order="deterministic")
_NO_REASONS = "[]"


def row(one: Owed) -> tuple[Any, ...]:
    """The table row of an owed task, in the order of :data:`COLUMNS`."""
    task = one.task
    return (
        task.id, one.incident, task.subject, task.pack, task.clause, task.occasion, task.step,
        task.owner.level or "", task.owner.role, one.office, one.area, task.basis, task.severity, task.state,
        task.opened_at, task.opened_by, task.anchor_at, task.window_from, task.due_at, task.discharged_at,
        task.discharged_by, task.late, task.lapsed_at, task.lapsed_by, task.reason or "", why(task),
    )  # fmt: skip


def why(task: Task) -> str:
    """The machine's reasons as JSON text."""
    if not task.why:
        return _NO_REASONS
    return _encoder.encode([[reason.code, dict(reason.params)] for reason in task.why]).decode()
