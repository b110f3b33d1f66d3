"""Rows of one person given to another, whatever table they stand in, and given back exactly.

Which tables point at a person is asked of Django, so that no table is forgotten, present or future. Where the
surviving person has such a row already (a contact of the same incident, say), the two are one: what points at the
one given up is given to the other in the same way, then the row is taken out and kept in the log, whole. The log is
a list of steps; reading it backwards gives every row its old value, byte for byte, as long as nobody changed that row
since; what somebody did change stays as they left it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, models
from django.db.models import Q, UniqueConstraint
from psycopg import sql

from fangxian.response.registry.models import Person

Step = dict[str, Any]
"""``set`` a column, ``take`` a row out, or ``change`` a row: with all that undoing it needs."""

Join = Callable[[models.Model, models.Model], None]
"""Bring what a row says into the row that takes its place."""


@dataclass(slots=True)
class Log:
    """What was done, in order."""

    steps: list[Step] = field(default_factory=list)
    watched: list[Step] = field(default_factory=list)

    def watch(self, rows: Iterable[models.Model]) -> None:
        """Keep how these rows stand: whatever changes of them belongs to the merge."""
        seen = {(step["table"], step["pk"]) for step in self.watched}
        for row in rows:
            table = row._meta.db_table
            if (table, str(row.pk)) not in seen:
                before = _read(type(row), row.pk)
                self.watched.append({"step": "change", "table": table, "pk": str(row.pk), "before": before})

    def close(self) -> list[Step]:
        """The whole log; rows that were watched and did change come last."""
        changed = []
        for step in self.watched:
            after = _read(_model(step["table"]), step["pk"])
            if after is not None and after != step["before"]:
                changed.append({**step, "after": after})
        return self.steps + changed


def give(merged: Person, kept: Person, log: Log, join: Join) -> None:
    """Give everything that points at one person to the other; the register's own tables stay as they are.

    `join` brings what a row says into its twin before the row is taken out.
    """
    for model, name in _pointing_at(Person):
        if model._meta.app_label != Person._meta.app_label:
            _give_rows(model, name, merged.pk, kept.pk, log, join)


def take_back(steps: list[Step]) -> bool:
    """Undo a log, last step first; returns whether every row stands as it did before."""
    whole = True
    for step in reversed(steps):
        match step["step"]:
            case "change":
                whole &= _restore(step)
            case "set":
                _update(step["table"], step["pk_column"], step["pk"], step["column"], step["to"], step["from"])
            case _:
                _insert(step)
    return whole


# -- how ----------------------------------------------------------------------------------------------------------


def _pointing_at(target: type[models.Model]) -> Iterator[tuple[type[models.Model], str]]:
    fields: list[Any] = list(target._meta.get_fields(include_hidden=True))
    for relation in fields:
        if relation.auto_created and relation.is_relation and not relation.concrete and relation.field.concrete:
            model: type[models.Model] = relation.related_model
            if model._meta.managed and not model._meta.proxy:
                yield model, relation.field.name


def _give_rows(model: type[models.Model], name: str, old: Any, new: Any, log: Log, join: Join) -> None:
    column = _column(model, name)
    key = _key(model)
    for row in model._default_manager.filter(**{name: old}).order_by("pk"):
        twin = _twin(row, name, new)
        if twin is None:
            _update(model._meta.db_table, key, row.pk, column, old, new)
            log.steps.append(
                {
                    "step": "set",
                    "table": model._meta.db_table,
                    "pk_column": key,
                    "pk": str(row.pk),
                    "column": column,
                    "from": str(old),
                    "to": str(new),
                }
            )
            continue
        log.watch([twin])
        join(row, twin)
        for other, pointer in _pointing_at(model):
            _give_rows(other, pointer, row.pk, twin.pk, log, join)
        take(row, log)


def take(row: models.Model, log: Log) -> None:
    """Take a row out, keeping it whole in the log."""
    model = type(row)
    log.steps.append({"step": "take", "table": model._meta.db_table, "row": _read(model, row.pk)})
    model._default_manager.filter(pk=row.pk).delete()


def _twin(row: models.Model, name: str, new: Any) -> models.Model | None:
    """The row that this one would collide with if it pointed at `new`."""
    manager = type(row)._default_manager
    for fields, condition in _unique_together(type(row)):
        if name not in fields or any(getattr(row, other) is None for other in fields):
            continue
        if condition is not None and not manager.filter(condition, pk=row.pk).exists():
            continue
        values = {other: getattr(row, other) for other in fields if other != name}
        found = manager.filter(condition or Q(), **values, **{name: new}).exclude(pk=row.pk).first()
        if found is not None:
            return found
    return None


def _unique_together(model: type[models.Model]) -> Iterator[tuple[tuple[str, ...], Q | None]]:
    for constraint in model._meta.constraints:
        if isinstance(constraint, UniqueConstraint) and constraint.fields:
            yield tuple(constraint.fields), constraint.condition
    for together in model._meta.unique_together:
        yield tuple(together), None
    for one in model._meta.concrete_fields:
        if one.unique:
            yield (one.name,), None


def _column(model: type[models.Model], name: str) -> str:
    one: Any = model._meta.get_field(name)
    return str(one.column)


def _key(model: type[models.Model]) -> str:
    """The column of the primary key."""
    return _column(model, model._meta.pk.name)


def _model(table: str) -> type[models.Model]:
    from django.apps import apps

    return next(model for model in apps.get_models() if model._meta.db_table == table)


def _read(model: type[models.Model], pk: Any) -> dict[str, Any] | None:
    """A row as PostgreSQL writes it in JSON."""
    query = sql.SQL("SELECT to_jsonb(held)::text FROM {} AS held WHERE {}::text = %s").format(
        sql.Identifier(model._meta.db_table), sql.Identifier(_key(model))
    )
    rows = _run(query, [str(pk)])
    return json.loads(rows[0][0]) if rows else None


def _update(table: str, pk_column: str, pk: Any, column: str, old: Any, new: Any) -> None:
    query = sql.SQL("UPDATE {} SET {} = {} WHERE {}::text = %s AND {}::text = %s")
    named = [sql.Identifier(name) for name in (table, column)]
    value = sql.Literal(str(new))
    _run(query.format(*named, value, sql.Identifier(pk_column), sql.Identifier(column)), [str(pk), str(old)])


def _restore(step: Step) -> bool:
    """Put a row's values back, unless somebody has changed it since; whether it was done."""
    model = _model(step["table"])
    if _read(model, step["pk"]) != step["after"]:
        return False
    changed = [name for name, value in step["before"].items() if step["after"].get(name) != value]
    table = sql.Identifier(step["table"])
    query = sql.SQL(
        "UPDATE {} AS held SET {} FROM jsonb_populate_record(null::{}, %s::jsonb) AS was WHERE held.{}::text = %s"
    )
    sets = sql.SQL(", ").join(
        sql.SQL("{} = was.{}").format(sql.Identifier(name), sql.Identifier(name)) for name in changed
    )
    pk = sql.Identifier(_key(model))
    _run(query.format(table, sets, table, pk), [json.dumps(step["before"]), step["pk"]])
    return True


def _insert(step: Step) -> None:
    table = sql.Identifier(step["table"])
    query = sql.SQL("INSERT INTO {} OVERRIDING SYSTEM VALUE SELECT * FROM jsonb_populate_record(null::{}, %s::jsonb)")
    _run(query.format(table, table), [json.dumps(step["row"])])


def _run(query: sql.Composed, params: list[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(query, params)
        return cursor.fetchall() if cursor.description else []
