"""Proof of the record: every digest, the chain of seals, and all tasks rebuilt from the facts and compared."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, LiteralString
from uuid import UUID

from django.db import connections, transaction
from django.utils.translation import gettext as _

from fangxian.protocol.fact import Fact
from fangxian.response.ledger import clock, handled, project
from fangxian.response.ledger.entry import digest
from fangxian.response.ledger.models import Seal
from fangxian.response.ledger.seal import GENESIS, Chain
from fangxian.response.ledger.store import Stored

Progress = Callable[[str, int, int], None]
_BATCH = 20_000
_SHOWN = 20

_COMPARED = [name for name in project.COLUMNS.split(", ") if name not in {"office_id", "area"}]


@dataclass
class Verification:
    """What `verify` found.

    Attributes
    ----------
    facts, seals, unsealed, tasks, handled : int
        How many were checked; facts under no seal yet are checked by digest only. `handled` counts the tasks
        and parts that somebody has acted on.
    altered : list of str
        Facts whose content no longer matches their digest.
    broken : list of str
        Seals whose hash, count or predecessor does not match.
    different : list of str
        Tasks, or their handling, that the facts call for otherwise than they stand, or that stand without a call.
    """

    facts: int = 0
    seals: int = 0
    unsealed: int = 0
    tasks: int = 0
    handled: int = 0
    altered: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    different: list[str] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        """Whether nothing was found."""
        return not (self.altered or self.broken or self.different)

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {**vars(self), "sound": self.sound}

    def lines(self) -> Iterator[str]:
        """For people."""
        yield _("%(facts)s facts match their digests; %(seals)s seals hold; %(unsealed)s facts await a seal.") % {
            "facts": f"{self.facts - len(self.altered):,}",
            "seals": f"{self.seals - len(self.broken):,}",
            "unsealed": f"{self.unsealed:,}",
        }
        yield _("%(tasks)s tasks rebuilt from the facts and compared.") % {"tasks": f"{self.tasks:,}"}
        yield _("%(handled)s received, split or handed over: refolded and compared.") % {"handled": f"{self.handled:,}"}
        for title, found in (
            (_("Altered facts:"), self.altered),
            (_("Broken seals:"), self.broken),
            (_("Tasks that differ:"), self.different),
        ):
            if found:
                yield title
                yield from (f"  {item}" for item in found[:_SHOWN])
                if len(found) > _SHOWN:
                    yield f"  … +{len(found) - _SHOWN:,}"
        yield _("The record is sound.") if self.sound else _("THE RECORD IS NOT SOUND.")


def verify(on_progress: Progress = lambda *_args: None) -> Verification:
    """Check the whole ledger of this workspace.

    Reads as the owner, in one snapshot, so that recording may go on meanwhile. Tasks of clauses that repeat
    without end are compared as of the workspace's present moment.
    """
    result = Verification()
    with transaction.atomic(using="owner"):
        with connections["owner"].cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        _check_facts(result, on_progress)
        _check_tasks(result, on_progress)
        _check_handling(result, on_progress)
    return result


_FACTS: LiteralString = (
    "SELECT id::text, kind, subject, at, recorded_at, attributes, corrects::text, incident_id, area, seq, digest, "
    "actor FROM ledger_fact "
)


def _check_facts(result: Verification, on_progress: Progress) -> None:
    seals = iter(Seal.objects.using("owner").order_by("first_seq"))
    walk = _ChainWalk(result, seals)
    total = _count("ledger_fact")
    for row in _rows(_FACTS + "ORDER BY seq"):
        stored, held, actor = _stored(row), bytes(row[10]), row[11]
        if digest(stored.fact, stored.incident, stored.area) != held:
            result.altered.append(f"{stored.seq} {stored.fact.id} {stored.fact.kind}")
        walk.add(stored.seq, held, stored.fact.recorded_at, actor)
        result.facts += 1
        if result.facts % _BATCH == 0:
            on_progress(_("facts"), result.facts, total)
    walk.finish()
    on_progress(_("facts"), result.facts, total)


class _ChainWalk:
    """Walks the facts and the seals side by side."""

    def __init__(self, result: Verification, seals: Iterator[Seal]) -> None:
        self.result = result
        self.seals = seals
        self.previous = GENESIS
        self.seal: Seal | None = None
        self._next()

    def _next(self) -> None:
        self.seal = next(self.seals, None)
        self.seen = 0
        if self.seal is not None:
            if bytes(self.seal.previous) != self.previous:
                self._broken("previous")
            self.chain = Chain(bytes(self.seal.previous), self.seal.count)

    def add(self, seq: int, held: bytes, recorded_at: object, actor: str) -> None:
        while self.seal is not None and seq > self.seal.last_seq:
            self._close()
        if self.seal is None:
            self.result.unsealed += 1
            return
        self.seen += 1
        self.chain.add(held, recorded_at, actor)

    def finish(self) -> None:
        while self.seal is not None:
            self._close()

    def _close(self) -> None:
        assert self.seal is not None
        self.result.seals += 1
        if self.seen != self.seal.count:
            self._broken(f"{self.seen} ≠ {self.seal.count}")
        elif self.chain.hash() != bytes(self.seal.hash):
            self._broken("hash")
        self.previous = bytes(self.seal.hash)
        self._next()

    def _broken(self, why: str) -> None:
        assert self.seal is not None
        self.result.broken.append(f"{self.seal.id} [{self.seal.first_seq} … {self.seal.last_seq}] {why}")


def _check_tasks(result: Verification, on_progress: Progress) -> None:
    now = clock.now()
    total = _count("ledger_task")
    group: list[Stored] = []
    subjects = 0
    last: tuple[UUID, str] | None = None
    for row in _rows(_FACTS + "WHERE incident_id IS NOT NULL ORDER BY subject, incident_id"):
        stored = _stored(row)
        assert stored.incident is not None
        pair = (stored.incident, stored.fact.subject)
        if pair != last:
            subjects += 1
            last = pair
            if len(group) >= _BATCH:
                _compare(result, group, now)
                on_progress(_("tasks"), min(result.tasks, total), total)
                group = []
        group.append(stored)
    _compare(result, group, now)
    _find_orphans(result)
    on_progress(_("tasks"), total, total)


def _compare(result: Verification, facts: list[Stored], now: Any) -> None:
    groups = project.group(facts)
    wanted = {one.task.id: project.row(one) for one in project.owed(groups, now)}
    names = project.COLUMNS.split(", ")
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT id::text, incident_id, subject, pack, clause, occasion, step, level, role, office_id, area, basis, "
            "severity, state, opened_at, opened_by::text, anchor_at, window_from, due_at, discharged_at, "
            "discharged_by::text, late, lapsed_at, lapsed_by::text, reason, why FROM ledger_task "
            "WHERE subject = ANY(%s)",
            [sorted({subject for _incident, subject in groups})],
        )
        held = {row[0]: dict(zip(names, row, strict=True)) for row in cursor.fetchall()}
    for task, row in wanted.items():
        result.tasks += 1
        expected = dict(zip(names, row, strict=True))
        found = held.pop(task, None)
        if found is None:
            result.different.append(f"{expected['clause']} {expected['subject']} {expected['step']}: –")
            continue
        for name in _COMPARED:
            if _plain(expected[name]) != _plain(found[name]):
                result.different.append(
                    f"{expected['clause']} {expected['subject']} {expected['step']}: "
                    f"{name} {found[name]} ≠ {expected[name]}"
                )
                break
    for task, found in held.items():
        result.tasks += 1
        result.different.append(f"{found['clause']} {found['subject']} {found['step']}: {task}")


def _find_orphans(result: Verification) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT clause || ' ' || subject || ' ' || step FROM ledger_task AS task WHERE NOT EXISTS "
            "(SELECT FROM ledger_fact WHERE subject = task.subject AND incident_id = task.incident_id)"
        )
        orphans = [name for (name,) in cursor.fetchall()]
    result.tasks += len(orphans)
    result.different.extend(orphans)


def _check_handling(result: Verification, on_progress: Progress) -> None:
    """Refold every task that there is a fact about, or that is said to have been acted on."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT task.id::text FROM ledger_fact AS fact JOIN ledger_task AS task "
            "ON fact.subject = 'task:' || task.id::text AND fact.incident_id = task.incident_id "
            "UNION SELECT DISTINCT root::text FROM ledger_handling ORDER BY 1"
        )
        tasks = [task for (task,) in cursor.fetchall()]
    for start in range(0, len(tasks), _BATCH):
        part = tasks[start : start + _BATCH]
        _compare_handling(result, part)
        on_progress(_("handling"), start + len(part), len(tasks))


def _compare_handling(result: Verification, tasks: list[str]) -> None:
    roots = handled.roots(tasks, using="owner")
    wanted = {row["node"]: row for row in handled.expected(roots, using="owner")}
    standing = {root.id for root in roots}
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(handled.COLUMNS)} FROM ledger_handling WHERE root = ANY(%s::uuid[])", [tasks]
        )
        held = {str(row[0]): dict(zip(handled.COLUMNS, row, strict=True)) for row in cursor.fetchall()}
    for node in sorted(wanted.keys() | held.keys()):
        result.handled += 1
        found, expected = held.get(node), wanted.get(node)
        row = expected or found or {}
        label = f"{row['clause']} {row['subject']} {row['step']}"
        if expected is None:
            # Of a task that is no longer called for the handling is kept, should it be owed again.
            if str(row["root"]) in standing or row["state"] != handled.WITHDRAWN:
                result.different.append(f"{label}: {node}")
        elif found is None:
            result.different.append(f"{label}: –")
        else:
            name = next((name for name in handled.COLUMNS if not _same(expected[name], found[name])), None)
            if name is not None:
                result.different.append(f"{label}: {name} {found[name]} ≠ {expected[name]}")


def _same(expected: Any, found: Any) -> bool:
    shown = str(found) if isinstance(found, UUID) and not isinstance(expected, UUID) else found
    return bool(expected == shown)


def _plain(value: Any) -> Any:
    if isinstance(value, (list, tuple, dict)):
        return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    if isinstance(value, str) and value.startswith(("[", "{")):
        return json.dumps(json.loads(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return value


def _stored(row: tuple[Any, ...]) -> Stored:
    attributes = json.loads(row[5]) if isinstance(row[5], str) else row[5]
    return Stored(Fact(row[0], row[1], row[2], row[3], row[4], attributes, row[6]), row[7], row[8], row[9])


def _rows(query: LiteralString) -> Iterator[tuple[Any, ...]]:
    """Rows by a cursor on the server: memory stays bounded however long the record is."""
    owner = connections["owner"]
    owner.ensure_connection()
    with owner.connection.cursor(name="verify") as cursor:
        cursor.itersize = _BATCH
        yield from cursor.execute(query)


def _count(table: LiteralString) -> int:
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return int(cursor.fetchone()[0])
