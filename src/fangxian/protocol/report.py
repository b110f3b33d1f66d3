"""Evaluate a file of facts without a database: JSON lines in, rows of a report out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid5

import msgspec

from fangxian.protocol.errors import Problem, ProtocolError
from fangxian.protocol.evaluate import evaluate
from fangxian.protocol.fact import Fact
from fangxian.protocol.pack import Pack
from fangxian.protocol.rulebook import PackTimeline
from fangxian.protocol.status import Status, status
from fangxian.protocol.task import Task
from fangxian.protocol.vocabulary import check_fact

_LINES: Final = UUID("0a5d3b0e-2f4c-5c1b-8f57-b1b3b2c9f6de")
FIELDS: Final = ("id", "kind", "subject", "at", "recorded_at", "attributes", "corrects")
"""Fields of a line. `id`, `recorded_at`, `attributes` and `corrects` may be left out."""


@dataclass(frozen=True, slots=True)
class Row:
    """A task and how it stands at the time asked for; `evidence` is the kind of fact that discharged it."""

    task: Task
    status: Status
    evidence: str | None = None

    def plain(self) -> dict[str, Any]:
        """Return the row as JSON values; times are UTC."""
        values: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(self.task))
        return {**values, "status": self.status, "evidence": self.evidence}


def evaluate_jsonl(
    source: Pack | PackTimeline,
    lines: Iterable[str],
    now: datetime,
    *,
    known_at: datetime | None = None,
    file: str = "facts.jsonl",
) -> list[Row]:
    """Return every task that the facts of a file give rise to, as it stood at `now`.

    Parameters
    ----------
    source : Pack or PackTimeline
        The rulebook.
    lines : iterable of str
        One fact a line, see :func:`read_facts`.
    now : datetime
        The moment asked about: what happened after it is left out, and each task's status is as of then.
    known_at : datetime, optional
        Leave out what the system learned after this moment too.
    file : str
        Name for errors.

    Raises
    ------
    ProtocolError
        Every problem of every line, with file, line and field.
    """
    facts = [
        fact
        for fact in read_facts(lines, file)
        if fact.at <= now and (known_at is None or fact.recorded_at <= known_at)
    ]
    kinds = {fact.id: fact.kind for fact in facts}
    return [
        Row(task, status(task, now), kinds.get(task.discharged_by or "")) for task in evaluate(source, facts, now=now)
    ]


def read_facts(lines: Iterable[str], file: str = "facts.jsonl") -> list[Fact]:
    """Read facts from JSON lines; blank lines and lines that begin with ``#`` are passed over.

    Raises
    ------
    ProtocolError
        Every problem of every line, with file, line and field.
    """
    facts: list[Fact] = []
    problems: list[Problem] = []
    for number, line in enumerate(lines, start=1):
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        try:
            fact = _read(text)
            found = tuple(check_fact(fact, named=True))
        except ProtocolError as error:
            found = error.problems
        else:
            facts.append(fact)
        problems.extend(problem.at(file, number) for problem in found)
    if problems:
        raise ProtocolError(problems)
    return facts


def _read(text: str) -> Fact:
    try:
        data = json.loads(text)
    except ValueError as error:
        raise ProtocolError(Problem("fact.malformed", "", {"reason": str(error)})) from error
    if not isinstance(data, dict):
        raise ProtocolError(Problem("fact.malformed", "", {"reason": type(data).__name__}))
    problems = list(_shape(data))
    if problems:
        raise ProtocolError(problems)
    return Fact(
        id=data.get("id") or str(uuid5(_LINES, json.dumps(data, sort_keys=True))),
        kind=data["kind"],
        subject=data["subject"],
        at=_time(data, "at"),
        recorded_at=_time(data, "recorded_at") if "recorded_at" in data else _time(data, "at"),
        attributes=data.get("attributes", {}),
        corrects=data.get("corrects"),
    )


_TYPES: Final[dict[str, tuple[type, str]]] = {
    "id": (str, "text"),
    "kind": (str, "text"),
    "subject": (str, "text"),
    "at": (str, "text"),
    "recorded_at": (str, "text"),
    "attributes": (dict, "object"),
    "corrects": (str, "text"),
}


def _shape(data: dict[str, Any]) -> Iterator[Problem]:
    for name in ("kind", "subject", "at"):
        if name not in data:
            yield Problem("fact.field_missing", name, {"name": name})
    for name, value in data.items():
        if name not in FIELDS:
            yield Problem("fact.field_unknown", name, {"name": name, "known": ", ".join(FIELDS)})
        elif not isinstance(value, _TYPES[name][0]):
            yield Problem("fact.field_type", name, {"name": name, "type": _TYPES[name][1]})


def _time(data: dict[str, Any], name: str) -> datetime:
    try:
        time = datetime.fromisoformat(data[name])
    except ValueError as error:
        raise ProtocolError(Problem("fact.time_malformed", name, {"value": data[name]})) from error
    if time.utcoffset() is None:
        raise ProtocolError(Problem("fact.time_naive", name, {"value": data[name]}))
    return time
