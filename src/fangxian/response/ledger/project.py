"""Tasks as a projection: what the facts of a subject call for, written where it differs from what stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import LiteralString
from uuid import UUID

from django.db import connection

from fangxian.protocol.bulk import evaluate_alike, evaluate_many
from fangxian.protocol.fact import Fact
from fangxian.protocol.rulebook import PackTimeline
from fangxian.protocol.task import Task
from fangxian.response.jurisdiction import owners
from fangxian.response.ledger import handled, lines, packs, store
from fangxian.response.ledger.handling import fold, offices_in, subject_of
from fangxian.response.ledger.lines import Line
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


def bring_up_to_date(
    subjects: Collection[Subject],
    now: datetime,
    belonging: Mapping[str, str] | None = None,
    unheard: Mapping[Subject, Sequence[Stored]] | None = None,
) -> Change:
    """Evaluate subjects anew and write the difference to the task table.

    Must run inside the transaction that holds the subjects' locks.

    Parameters
    ----------
    belonging : mapping or None
        What :func:`fangxian.response.ledger.merges.members` says of them, for whoever has asked already.
    unheard : mapping or None
        All facts of those of whom nothing had been recorded before: they are not read back, and no task of theirs
        stands or was ever acted on.
    """
    if not subjects:
        return Change(0, 0, 0)
    new = unheard or {}
    names, incidents = {subject for _incident, subject in subjects}, {incident for incident, _subject in subjects}
    heard = names - {subject for _incident, subject in new}
    # Every subject in every one of the incidents: what stands and is not called for is withdrawn by the same two.
    facts = {**(group(store.of_subjects(heard, incidents, belonging)) if heard else {}), **new}
    wanted, area_of = owed_lines(facts, now), areas(facts)
    rows = with_offices(wanted, (area_of[line.incident, line.subject] for line in wanted))
    change = _write(rows, heard, incidents, now)
    return replace(change, changed=change.changed + _hand_over(names, now))


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
    area_of = areas(groups)
    found: list[tuple[Task, UUID, str]] = []
    for incident, timeline, facts in _by_incident(groups):
        for subject, tasks in evaluate_many(timeline, facts, now=now).items():
            found.extend((task, incident, area_of[incident, subject]) for task in tasks)
    offices = owners.resolve_many({(t.owner.level, t.owner.role, area) for t, _incident, area in found})
    return [
        Owed(task, incident, area, offices.get((task.owner.level, task.owner.role, area)))
        for task, incident, area in found
    ]


def owed_lines(groups: Mapping[Subject, Sequence[Stored]], now: datetime) -> list[Line]:
    """The same tasks as :func:`owed`, as lines of text."""
    return [
        line
        for incident, timeline, facts in _by_incident(groups)
        for line in lines.of_alike(incident, evaluate_alike(timeline, facts, now=now))
    ]


def with_offices(wanted: Sequence[Line], areas: Iterable[str]) -> Iterator[str]:
    """Lines of all of :data:`COLUMNS`: each with the office that answers in its area, and the area."""
    places = [(line.owner, area) for line, area in zip(wanted, areas, strict=True)]
    keys = {(owner, area): (owner.level, owner.role, area) for owner, area in set(places)}
    offices = owners.resolve_many(keys.values())
    tails = {place: lines.tail(offices.get(key), key[2]) for place, key in keys.items()}
    return (line.text + tails[place] for line, place in zip(wanted, places, strict=True))


def _by_incident(
    groups: Mapping[Subject, Sequence[Stored]],
) -> Iterator[tuple[UUID, PackTimeline, dict[str, list[Fact]]]]:
    by_incident: dict[UUID, dict[str, list[Fact]]] = defaultdict(dict)
    for (incident, subject), stored in groups.items():
        by_incident[incident][subject] = [one.fact for one in stored]
    for incident, facts in by_incident.items():
        timeline = packs.timeline(incident)
        if timeline is not None:
            yield incident, timeline, facts


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


def areas(groups: Mapping[Subject, Sequence[Stored]]) -> dict[Subject, str]:
    """Where each subject lies by what was learned last."""
    return {pair: max(stored, key=_recency).area for pair, stored in groups.items()}


def _recency(stored: Stored) -> tuple[datetime, int]:
    # By number where the clock stood still: of two facts recorded at one moment the later one knows better.
    return stored.fact.recorded_at, stored.seq


# -- writing the difference --------------------------------------------------------------------------------

COLUMNS: LiteralString = f"{lines.FIELDS}, office_id, area"
TYPES: LiteralString = (
    "id uuid, incident_id uuid, subject text, pack text, clause text, occasion int, step text, level text, "
    "role text, basis text, severity text, state text, opened_at timestamptz, opened_by uuid, "
    "anchor_at timestamptz, window_from timestamptz, due_at timestamptz, discharged_at timestamptz, "
    "discharged_by uuid, late boolean, lapsed_at timestamptz, lapsed_by uuid, reason text, why jsonb, "
    "office_id bigint, area text"
)
_NAMES = [name.strip() for name in COLUMNS.split(",")]
_MUTABLE = _NAMES[1:]

_STAGING = f"CREATE TEMP TABLE IF NOT EXISTS incoming_task ({TYPES}) ON COMMIT DELETE ROWS"
KEPT: LiteralString = (
    "incident_id, subject, pack, clause, step, level, role, office_id, area, basis, severity, state, opened_at, "
    "anchor_at, window_from, due_at, discharged_at, discharged_by, lapsed_at, reason"
)
"""Columns that the history keeps of every version of a task."""

_DIFFERENT: LiteralString = (
    "(" + ", ".join(f"held.{name}" for name in _MUTABLE) + ") IS DISTINCT FROM ("
    + ", ".join(f"wanted.{name}" for name in _MUTABLE) + ")"
)  # fmt: skip
# A version that did not outlive its own moment was never what anybody knew.
_KEEP: LiteralString = (
    f"INSERT INTO ledger_task_history (task, {KEPT}, known_from, known_to) "
    f"SELECT id, {KEPT}, known_from, %(now)s FROM gone WHERE known_from < %(now)s"
)
_HELD = (
    f"SELECT {lines.row_as_line(COLUMNS)} FROM ledger_task WHERE subject = ANY(%s::text[]) AND incident_id = ANY(%s)"
)
_WITHDRAW = (
    "WITH gone AS (DELETE FROM ledger_task WHERE id = ANY(%(ids)s::uuid[]) RETURNING *), "
    f"kept AS ({_KEEP}) SELECT FROM gone"
)
# The ids are given, not joined for: PostgreSQL knows nothing of a table that was filled a moment ago.
_REPLACE = (
    "WITH gone AS MATERIALIZED (SELECT held.* FROM ledger_task AS held JOIN incoming_task AS wanted USING (id) "
    f"WHERE held.id = ANY(%(ids)s::uuid[]) AND {_DIFFERENT}), kept AS ({_KEEP}) "
    "UPDATE ledger_task AS held SET known_from = %(now)s, "
    + ", ".join(f"{name} = wanted.{name}" for name in _MUTABLE)
    + " FROM incoming_task AS wanted JOIN gone USING (id) WHERE held.id = ANY(%(ids)s::uuid[]) AND held.id = wanted.id"
)
# In the order of most of the indexes: thousands of entries beside each other cost a quarter less than scattered ones.
_ADD = (
    f"INSERT INTO ledger_task ({COLUMNS}, known_from) "
    f"SELECT {COLUMNS}, %(now)s FROM incoming_task WHERE id <> ALL(%(held)s::uuid[]) ORDER BY state, due_at, id"
)


def _write(rows: Iterable[str], subjects: Collection[str], incidents: Collection[UUID], now: datetime) -> Change:
    """Put these lines in place of those that stand; a task that stands as its line says is not written at all.

    `subjects` are those of whom tasks may stand.
    """
    wanted = {row[: lines.ID]: row for row in rows}
    held = _held(subjects, incidents) if subjects else {}
    differing = [id_ for id_, row in wanted.items() if held.get(id_) != row]
    changing = [id_ for id_ in differing if id_ in held]
    withdrawn = [id_ for id_ in held if id_ not in wanted]
    changed = 0
    with connection.cursor() as cursor:
        if withdrawn:
            cursor.execute(_WITHDRAW, {"ids": lines.array(withdrawn), "now": now})
            handled.withdraw(withdrawn)
        if differing:
            _stage(wanted[id_] for id_ in differing)
            if subjects:
                _keep_holders(differing)
        if changing:
            cursor.execute(_REPLACE, {"ids": lines.array(changing), "now": now})
            changed = cursor.rowcount
        if len(changing) < len(differing):
            cursor.execute(_ADD, {"held": lines.array(changing), "now": now})
    return Change(len(differing) - len(changing), changed, len(withdrawn))


def _held(subjects: Collection[str], incidents: Collection[UUID]) -> dict[str, str]:
    """How the tasks of these subjects stand: lines of :data:`COLUMNS` by the tasks' ids."""
    with connection.cursor() as cursor:
        cursor.execute(_HELD, [lines.array(subjects), list(incidents)])
        return {row[: lines.ID]: row for (row,) in cursor.fetchall()}


def _stage(rows: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        store.empty(cursor, "incoming_task", _STAGING)
        with cursor.copy(f"COPY incoming_task ({COLUMNS}) FROM STDIN") as copy:
            copy.write("".join(f"{row}\n" for row in rows))


def _keep_holders(tasks: Collection[str]) -> None:
    """Incoming tasks that somebody has acted on stay with their holder; their handling follows how they stand now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT node FROM ledger_handling WHERE node = ANY(%s::uuid[])", [lines.array(tasks)])
        acted_on = [id_ for (id_,) in cursor.fetchall()]
        if acted_on:
            handled.refresh(handled.roots(acted_on, table="incoming_task"))
            cursor.execute(
                "UPDATE incoming_task AS task SET office_id = held.office_id "
                "FROM ledger_handling AS held WHERE held.node = task.id AND held.node = ANY(%s)",
                [acted_on],
            )


def _hand_over(subjects: Collection[str], now: datetime) -> int:
    """Give tasks that facts among these subjects are about to their holders; returns how many changed hands."""
    tasks = handled.touch(subjects)
    if not tasks:
        return 0
    columns = ", ".join("held.office_id" if name == "office_id" else f"task.{name}" for name in _NAMES)
    with connection.cursor() as cursor:
        store.empty(cursor, "incoming_task", _STAGING)
        cursor.execute(
            f"INSERT INTO incoming_task ({COLUMNS}) SELECT {columns} FROM ledger_task AS task "
            "JOIN ledger_handling AS held ON held.node = task.id "
            "WHERE task.id = ANY(%s) AND task.office_id IS DISTINCT FROM held.office_id",
            [tasks],
        )
        cursor.execute(_REPLACE, {"ids": tasks, "now": now})
        return int(cursor.rowcount)
