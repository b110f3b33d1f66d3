"""Handling as a projection: the rows of ``ledger_handling``, refolded from the facts about tasks and their parts.

A task and the parts it was split into are one tree and are always written together, inside the transaction that
holds the locks of the task and of its subject. Most tasks are never acted on and have no row here; whatever has
none costs one indexed look-up.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, LiteralString
from uuid import UUID

from django.db import connections

from fangxian.protocol.fact import Fact
from fangxian.response.jurisdiction import owners
from fangxian.response.jurisdiction.codes import within
from fangxian.response.ledger.handling import Handling, Part, fold, offices_in, subject_of

PREFIX: Final = "task:"
WITHDRAWN: Final = "withdrawn"
"""State of the handling of a task that is no longer called for at all: a fact was voided."""


@dataclass(frozen=True, slots=True)
class Root:
    """A task, as far as its handling depends on it; `owner` is the office that its clause names."""

    id: str
    incident: UUID
    subject: str
    area: str
    owner: int | None
    pack: str
    clause: str
    step: str
    severity: str
    state: str
    window_from: datetime
    due_at: datetime


Row = dict[str, Any]
"""A row of the table, by column."""


# -- which tasks ------------------------------------------------------------------------------------------------


def subjects_behind(subjects: Iterable[str]) -> set[str]:
    """Subjects of the tasks that some of `subjects` name: whoever writes about a task must hold those locks too."""
    nodes = _nodes(subjects)
    if not nodes:
        return set()
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT subject, id FROM ledger_task WHERE id = ANY(%s::uuid[]) "
            "UNION SELECT subject, root FROM ledger_handling WHERE node = ANY(%s::uuid[])",
            [nodes, nodes],
        )
        rows = cursor.fetchall()
    return {subject for subject, _root in rows} | {subject_of(root) for _subject, root in rows}


def touch(subjects: Iterable[str]) -> list[UUID]:
    """Refold the tasks that facts about these subjects are about; returns those tasks."""
    nodes = _nodes(subjects)
    if not nodes:
        return []
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT root FROM ledger_handling WHERE node = ANY(%s::uuid[]) "
            "UNION SELECT id FROM ledger_task WHERE id = ANY(%s::uuid[])",
            [nodes, nodes],
        )
        wanted = [root for (root,) in cursor.fetchall()]
    refresh(roots(wanted))
    return wanted


def roots(tasks: Collection[UUID | str], using: str = "default", table: LiteralString = "ledger_task") -> list[Root]:
    """These tasks as they stand in a table, each with the office that its clause names now."""
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT id::text, incident_id, subject, area, level, role, pack, clause, step, severity, state, "
            f"window_from, due_at FROM {table} WHERE id = ANY(%s::uuid[])",
            [list(tasks)],
        )
        rows = cursor.fetchall()
    offices = owners.resolve_many({(level or None, role, area) for _i, _n, _s, area, level, role, *_rest in rows})
    return [
        Root(id_, incident, subject, area, offices.get((level or None, role, area)), *rest)
        for id_, incident, subject, area, level, role, *rest in rows
    ]


def _nodes(subjects: Iterable[str]) -> list[str]:
    return [subject.removeprefix(PREFIX) for subject in subjects if subject.startswith(PREFIX)]


# -- refolding them -----------------------------------------------------------------------------------------------


def refresh(tasks: Sequence[Root]) -> None:
    """Write the rows of these tasks and their parts anew where they differ."""
    _write(expected(tasks), [task.id for task in tasks])


def expected(tasks: Sequence[Root], using: str = "default") -> list[Row]:
    """The rows that the facts call for. A task without any fact about it has none."""
    facts, areas = _facts_and_areas(tasks, using)
    found: list[Row] = []
    for task in tasks:
        if facts.get((task.incident, task.id)):
            _grow(task, Part(task.id, 0, task.window_from), None, task.area, facts, areas, found)
    return found


Facts = Mapping[tuple[UUID, str], Sequence[Fact]]
"""Facts by incident and node."""


def _grow(
    task: Root, part: Part, parent: str | None, area: str, facts: Facts, areas: Mapping[int, str], into: list[Row]
) -> Handling:
    """Add the row of a node and, after it, those of its parts."""
    owner = task.owner if parent is None else part.office
    held = fold(facts.get((task.incident, part.id), ()), owner, part.id, blind(area, areas))
    row = _row(task, part, parent, owner, area, held)
    into.append(row)
    children = [
        _grow(task, child, part.id, _narrower(area, areas.get(child.office, area)), facts, areas, into)
        for child in held.parts
    ]
    row["parts"] = len(children)
    row["parts_done"] = sum(child.done is not None for child in children)
    return held


def _narrower(area: str, office: str) -> str:
    """Where a part belongs: in the task's own area if its office sees that, else in the office's."""
    return area if within(area, office) else office


def _row(task: Root, part: Part, parent: str | None, owner: int | None, area: str, held: Handling) -> Row:
    offer, declined, returned, excuse, done = held.offer, held.declined, held.returned, held.excuse, held.done
    return {
        "node": part.id, "root": task.id, "parent": parent, "incident_id": task.incident, "area": area,
        "owner_id": owner, "office_id": held.holder, "came_from": held.trail[-1] if held.trail else None,
        "note": part.note, "given_at": part.at if parent else None,
        "received_at": held.received_at, "received_by": held.received_by, "assignee": held.assignee,
        "offer": offer.fact if offer else None, "offered_to": offer.to if offer else None,
        "offered_at": offer.at if offer else None, "offer_reason": offer.reason if offer else "",
        "declined_at": declined.at if declined else None, "declined_by": declined.by if declined else None,
        "declined_reason": declined.reason if declined else "",
        "returned_at": returned.at if returned else None, "returned_by": returned.by if returned else None,
        "returned_reason": returned.reason if returned else "",
        "excuse": excuse.fact if excuse else None, "excused_at": excuse.at if excuse else None,
        "excused_reason": excuse.reason if excuse else "", "excused_by": excuse.signer if excuse else "",
        "done": done.fact if done else None, "done_at": done.at if done else None, "parts": 0, "parts_done": 0,
        "subject": task.subject, "pack": task.pack, "clause": task.clause, "step": task.step,
        "severity": task.severity, "state": task.state, "window_from": task.window_from,
        "due_at": min(part.due_at, task.due_at) if part.due_at else task.due_at,
    }  # fmt: skip


def blind(area: str, areas: Mapping[int, str]) -> set[int]:
    """Those of these offices that do not see what lies in an area."""
    return {office for office, own in areas.items() if not within(area, own)}


def areas_of(offices: Collection[int], using: str = "default") -> dict[int, str]:
    """Areas of offices."""
    if not offices:
        return {}
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT id, area FROM jurisdiction_office WHERE id = ANY(%s)", [list(offices)])
        return dict(cursor.fetchall())


def _facts_and_areas(tasks: Sequence[Root], using: str) -> tuple[Facts, dict[int, str]]:
    """Facts about these tasks and all their parts, read level by level, and the areas of the offices in them."""
    facts: dict[tuple[UUID, str], list[Fact]] = defaultdict(list)
    offices: set[int] = set()
    level = {(task.incident, task.id) for task in tasks}
    while level:
        for incident, fact in _read(level, using):
            facts[incident, fact.subject.removeprefix(PREFIX)].append(fact)
            offices |= offices_in(fact)
        found = {
            (incident, part.id)
            for incident, node in level
            for part in fold(facts.get((incident, node), ()), None, node).parts
        }
        level = found - facts.keys()
    return facts, areas_of(offices, using)


def _read(nodes: Collection[tuple[UUID, str]], using: str) -> Iterator[tuple[UUID, Fact]]:
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT id::text, kind, subject, at, recorded_at, attributes, corrects::text, incident_id "
            "FROM ledger_fact WHERE subject = ANY(%s)",
            [[subject_of(node) for _incident, node in nodes]],
        )
        rows = cursor.fetchall()
    for id_, kind, subject, at, recorded_at, attributes, corrects, incident in rows:
        if (incident, subject.removeprefix(PREFIX)) in nodes:
            read = json.loads(attributes) if isinstance(attributes, str) else attributes
            yield incident, Fact(id_, kind, subject, at, recorded_at, read, corrects)


# -- writing the difference ---------------------------------------------------------------------------------------

_TYPES: Final[Mapping[str, LiteralString]] = {
    "node": "uuid", "root": "uuid", "parent": "uuid", "incident_id": "uuid", "area": "text", "owner_id": "bigint",
    "office_id": "bigint", "came_from": "bigint", "note": "text", "given_at": "timestamptz",
    "received_at": "timestamptz", "received_by": "text", "assignee": "bigint", "offer": "uuid",
    "offered_to": "bigint", "offered_at": "timestamptz", "offer_reason": "text", "declined_at": "timestamptz",
    "declined_by": "bigint", "declined_reason": "text", "returned_at": "timestamptz", "returned_by": "bigint",
    "returned_reason": "text", "excuse": "uuid", "excused_at": "timestamptz", "excused_reason": "text",
    "excused_by": "text", "done": "uuid", "done_at": "timestamptz", "parts": "int", "parts_done": "int",
    "subject": "text", "pack": "text", "clause": "text", "step": "text", "severity": "text", "state": "text",
    "window_from": "timestamptz", "due_at": "timestamptz",
}  # fmt: skip
COLUMNS: Final = tuple(_TYPES)
_LIST: LiteralString = ", ".join(_TYPES)
_MUTABLE: Final = [name for name in COLUMNS if name != "node"]
_UPSERT = (
    f"INSERT INTO ledger_handling AS held ({_LIST}) SELECT {_LIST} FROM jsonb_to_recordset(%s::jsonb) AS wanted ("
    + ", ".join(f"{name} {type_}" for name, type_ in _TYPES.items())
    + ") ON CONFLICT (node) DO UPDATE SET " + ", ".join(f"{name} = EXCLUDED.{name}" for name in _MUTABLE)
    + " WHERE (" + ", ".join(f"held.{name}" for name in _MUTABLE) + ") IS DISTINCT FROM ("
    + ", ".join(f"EXCLUDED.{name}" for name in _MUTABLE) + ")"
)  # fmt: skip


def _write(rows: Sequence[Row], tasks: Sequence[str]) -> None:
    if not tasks:
        return
    with connections["default"].cursor() as cursor:
        if rows:
            cursor.execute(_UPSERT, [json.dumps(rows, default=_json)])
        cursor.execute(
            "DELETE FROM ledger_handling WHERE root = ANY(%s::uuid[]) AND node <> ALL(%s::uuid[])",
            [list(tasks), [row["node"] for row in rows]],
        )


def withdraw(tasks: Collection[str]) -> None:
    """These tasks are no longer called for; how they were handled stays, should they be owed again."""
    with connections["default"].cursor() as cursor:
        cursor.execute("UPDATE ledger_handling SET state = %s WHERE root = ANY(%s::uuid[])", [WITHDRAWN, list(tasks)])


def _json(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
