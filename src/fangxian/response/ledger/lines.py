"""Tasks as lines of text, in the form in which PostgreSQL's COPY reads and writes a row.

A line is written in bulk without a driver looking at each value, and two lines are compared without parsing
either; a record of a million facts calls for millions of tasks.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from operator import attrgetter
from typing import Any, Final, LiteralString
from uuid import UUID

import msgspec

from fangxian.protocol.bulk import Alike
from fangxian.protocol.task import Owner, Task, Why

FIELDS: Final[LiteralString] = (
    "id, incident_id, subject, pack, clause, occasion, step, level, role, basis, severity, state, opened_at, "
    "opened_by, anchor_at, window_from, due_at, discharged_at, discharged_by, late, lapsed_at, lapsed_by, reason, why"
)
"""Columns of the task table that follow from the facts and the pack alone, in the order of a line."""

ID: Final = 36
"""Characters of a task's id, with which every line begins."""

NULL: Final = "\\N"
"""No value, as COPY writes it."""
_OWN: Final = attrgetter("id", "subject", "opened_by")
_VALUES: Final = attrgetter(*Task.__struct_fields__)


class Line(msgspec.Struct, frozen=True, gc=False):
    """A task as a line of :data:`FIELDS`, without the line's end."""

    incident: UUID
    subject: str
    owner: Owner
    text: str


def of_tasks(incident: UUID, tasks: Iterable[Task]) -> Iterator[Line]:
    """Lines of tasks."""
    return of_alike(incident, ((*_OWN(task), _VALUES(task)) for task in tasks))


def of_alike(incident: UUID, tasks: Iterable[Alike]) -> Iterator[Line]:
    """Lines of tasks as :func:`fangxian.protocol.bulk.evaluate_alike` gives them; what is alike is written once."""
    named, texts, pattern_of = str(incident), Texts(), _Patterns()
    for id_, subject, opened_by, values in tasks:
        owner, before, after = pattern_of[values]
        text = f"{id_}\t{named}\t{texts[subject]}{before}{opened_by}{opened_by.join(after)}"
        yield Line(incident, subject, owner, text)


class _Patterns:
    """What lines of tasks that are alike share: the owner, what stands before the opening fact, what after it.

    The latter in pieces, where reasons name that fact again.
    """

    def __init__(self) -> None:
        self.times, self.texts = Times(), Texts()
        self.known: dict[int, tuple[tuple[Any, ...], tuple[Owner, str, list[str]]]] = {}

    def __getitem__(self, values: tuple[Any, ...]) -> tuple[Owner, str, list[str]]:
        # By identity, and held, so that no other values ever bear its number.
        known = self.known.get(id(values))
        if known is None:
            known = self.known[id(values)] = (values, self._written(values))
        return known[1]

    def _written(self, values: tuple[Any, ...]) -> tuple[Owner, str, list[str]]:
        times, texts = self.times, self.texts
        (
            _id, clause, _subject, occasion, step, owner, basis, opened_at, opened_by, anchor_at, window_from, due_at,
            state, discharged_at, discharged_by, late, lapsed_at, lapsed_by, reason, pack, severity, why,
        ) = values  # fmt: skip
        before = (
            f"\t{texts[pack]}\t{texts[clause]}\t{occasion}\t{step}\t{owner.level or ''}\t{texts[owner.role]}\t{basis}"
            f"\t{severity}\t{state}\t{times[opened_at]}\t"
        )
        after = (
            f"\t{times[anchor_at]}\t{times[window_from]}\t{times[due_at]}\t{times[discharged_at]}\t"
            f"{discharged_by or NULL}\t{'true' if late else 'false'}\t{times[lapsed_at]}\t{lapsed_by or NULL}\t"
            f"{texts[reason or '']}\t{_reasons(why) if why else '[]'}"
        )
        return owner, before, after.split(opened_by)


def row_as_line(columns: LiteralString) -> LiteralString:
    """SQL for a row of the task table as a line of these columns."""
    escaped = {"subject", "pack", "clause", "role", "reason", "why", "area"}
    texts: list[LiteralString] = []
    for name in columns.split(", "):
        text: LiteralString = f"{name}::text"
        texts.append(rf"replace({text}, '\', '\\')" if name in escaped else rf"coalesce({text}, '\N')")
    return "concat_ws(E'\t', " + ", ".join(texts) + ")"


def tail(office: int | None, area: str) -> str:
    """What follows a line for the columns ``office_id, area``."""
    return f"\t{NULL if office is None else office}\t{escape(area)}"


def quoted(value: object) -> str:
    """Any value but a time as COPY writes it."""
    return NULL if value is None else escape(str(value))


def escape(value: str) -> str:
    """Text as COPY writes it."""
    if "\\" in value or "\t" in value or "\n" in value or "\r" in value:
        return value.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
    return value


def array(values: Iterable[object]) -> str:
    """Values as PostgreSQL reads an array of texts or ids: one parameter, where a driver would look at each."""
    return "{" + ",".join([v.hex if type(v) is UUID else _element(str(v)) for v in values]) + "}"


def _element(value: str) -> str:
    if '"' in value or "\\" in value:
        value = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{value}"'


class Texts(dict[Any, str]):
    """Any values but times as COPY writes them, each looked at once."""

    def __missing__(self, value: Any) -> str:
        self[value] = found = quoted(value)
        return found


class Times(dict[datetime | None, str]):
    """Times as PostgreSQL writes them in UTC, each formatted once."""

    def __missing__(self, time: datetime | None) -> str:
        self[time] = found = stamp(time)
        return found


def stamp(time: datetime | None) -> str:
    """A time as PostgreSQL writes a ``timestamptz`` of a session in UTC, which ours are."""
    if time is None:
        return NULL
    time = time.astimezone(UTC)
    text = f"{time:%Y-%m-%d %H:%M:%S}"
    if time.microsecond:
        text += f".{time.microsecond:06}".rstrip("0")
    return text + "+00"


def _reasons(why: Iterable[Why]) -> str:
    """The machine's reasons, as PostgreSQL writes them as ``jsonb``: shorter names first."""
    found = [[one.code, dict(sorted(one.params.items(), key=lambda pair: (len(pair[0]), pair[0])))] for one in why]
    return escape(json.dumps(found, ensure_ascii=False))
