"""What every command on tasks begins with: locks, the nodes as they stand, one fact about each, the outcome."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Self
from uuid import UUID, uuid4, uuid5

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict, FangxianError, NotFound
from fangxian.protocol.fact import plain
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.models import Office, Post
from fangxian.response.ledger import clock, context, handled, store
from fangxian.response.ledger.entry import Entry, encode
from fangxian.response.ledger.handling import subject_of
from fangxian.response.ledger.models import FactRow, HandlingRow, TaskRow
from fangxian.response.ledger.record import record

Attributes = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Node:
    """A task or a part of one, as a command finds it under its locks."""

    id: UUID
    row: HandlingRow
    holder: Office | None

    @property
    def is_part(self) -> bool:
        """Whether another office gave it to this one as a part of its task."""
        return self.row.parent is not None


@dataclass(frozen=True, slots=True)
class Refused:
    """A node that a command could not act on, and why."""

    node: UUID
    error: FangxianError


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a command on many nodes: each is judged by itself, so that one does not hold up the rest.

    Attributes
    ----------
    done : tuple of UUID
        Acted on.
    already : tuple of UUID
        Stood so already, or the very request had come before.
    refused : tuple of Refused
        Not acted on, each with its reason.
    """

    done: tuple[UUID, ...] = ()
    already: tuple[UUID, ...] = ()
    refused: tuple[Refused, ...] = ()

    def or_raise(self) -> Self:
        """Itself, or the first refusal raised: for commands on one node.

        Raises
        ------
        FangxianError
            Whatever refused it.
        """
        for refusal in self.refused:
            raise refusal.error
        return self


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One command on many nodes.

    Attributes
    ----------
    kind : str
        The fact that it records about each.
    check : callable
        Raises where the command may not act on a node; None where there is nothing left to say; else what its
        fact says besides `says`.
    says : Mapping
        What the client said; with `request` it makes the fact's id, so that the same request sent again does
        nothing twice.
    by : Post or None
        Who acts; None for the system.
    at : datetime or None
        When it was done; None for now.
    request : UUID or None
        Minted by the client.
    corrects : callable
        The fact about a node that this one voids.
    """

    kind: str
    check: Callable[[Node], Attributes | None]
    says: Attributes = field(default_factory=dict)
    by: Post | None = None
    at: datetime | None = None
    request: UUID | None = None
    corrects: Callable[[Node], UUID | None] = lambda _node: None


@transaction.atomic
def carry_out(command: Command, nodes: Collection[UUID]) -> Outcome:
    """Check each node, then record one fact about each in one call of the ledger."""
    ids = list(dict.fromkeys(nodes))
    found = lock_and_load(ids)
    facts = _fact_ids(command, ids)
    sent = _recorded(facts.values())
    moments = {} if command.at else _moments(ids)
    entries: list[Entry] = []
    already: list[UUID] = []
    refused: list[Refused] = []
    for id_ in ids:
        if facts[id_] in sent:
            already.append(id_)
            continue
        try:
            node = found.get(id_) or _missing(id_)
            said = command.check(node)
        except FangxianError as refusal:
            refused.append(Refused(id_, refusal))
            continue
        if said is None:
            already.append(id_)
            continue
        entries.append(
            Entry(
                kind=command.kind,
                subject=subject_of(id_),
                at=command.at or moments[id_],
                area=node.row.area,
                attributes={**command.says, **said, "actor": actor(command.by)},
                incident=node.row.incident_id,
                corrects=command.corrects(node),
                id=facts[id_],
            )
        )
    record(entries)
    done = tuple(UUID(entry.subject.removeprefix(handled.PREFIX)) for entry in entries)
    return Outcome(done, tuple(already), tuple(refused))


def lock_and_load(ids: Collection[UUID]) -> dict[UUID, Node]:
    """Lock nodes with their tasks' subjects, then read them; what lies outside the area in scope is left out."""
    subjects = {subject_of(id_) for id_ in ids}
    with access.everywhere():
        behind = handled.subjects_behind(subjects)
    store.lock_subjects(subjects | behind)
    rows = {row.node: row for row in HandlingRow.objects.filter(node__in=ids)}
    for task in TaskRow.objects.filter(id__in=set(ids) - rows.keys()):
        rows[task.id] = unhandled(task)
    offices = Office.objects.in_bulk({row.office_id for row in rows.values() if row.office_id is not None})
    return {id_: Node(id_, row, offices.get(row.office_id or 0)) for id_, row in rows.items()}


def unhandled(task: TaskRow) -> HandlingRow:
    """How a task stands that nobody has acted on (the row is not stored)."""
    return HandlingRow(
        node=task.id, root=task.id, incident_id=task.incident_id, area=task.area, owner_id=task.office_id,
        office_id=task.office_id, subject=task.subject, pack=task.pack, clause=task.clause, step=task.step,
        severity=task.severity, state=task.state, window_from=task.window_from, due_at=task.due_at,
    )  # fmt: skip


def actor(by: Post | None) -> str:
    """Who acts, for the fact: the post, or whoever the context names."""
    return context.actor() if by is None else by.subject


def still_owed(node: Node) -> None:
    """Raise unless the node's task is owed.

    Raises
    ------
    Conflict
        ``task.closed``.
    """
    if node.row.state != "open":
        raise Conflict(
            "task.closed",
            _("This task is no longer owed."),
            remedy=_("Its evidence is on the task's page; a wrong fact is amended there."),
            node=node.id,
        )


def _missing(id_: UUID) -> Node:
    raise NotFound("task.unknown", _("There is no task %(id)s in your area."), id=id_)


def _fact_ids(command: Command, ids: Iterable[UUID]) -> dict[UUID, UUID]:
    request = command.request or uuid4()
    said = encode(plain(command.says))
    return {id_: uuid5(request, f"{command.kind} {id_} {said}") for id_ in ids}


def _recorded(ids: Iterable[UUID]) -> set[UUID]:
    with access.everywhere():
        return set(FactRow.objects.filter(id__in=list(ids)).values_list("id", flat=True))


def _moments(ids: Iterable[UUID]) -> dict[UUID, datetime]:
    """Now, for each node; a microsecond after its last fact where the workspace's clock stands still.

    So the acts on one node always follow each other in time, as they did when they were recorded.
    """
    now = clock.now()
    subjects = {subject_of(id_): id_ for id_ in ids}
    moments = dict.fromkeys(subjects.values(), now)
    with access.everywhere(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT subject, max(at) FROM ledger_fact WHERE subject = ANY(%s) GROUP BY subject", [list(subjects)]
        )
        for subject, last in cursor.fetchall():
            moments[subjects[subject]] = max(now, last + timedelta(microseconds=1))
    return moments
