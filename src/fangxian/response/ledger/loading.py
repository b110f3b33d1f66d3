"""Rows of any table, thousands in one statement: by COPY into a table of the session's own, then set by set.

The object mapper writes a value at a time into the text of a statement; of a file with a hundred thousand people
that is where the time goes. Few rows still go its way, which takes fewer round trips. Rules of the database
(row-level security, constraints, triggers) hold either way: PostgreSQL copies into no table under row-level
security, so the rows come in by an ``INSERT … SELECT``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from functools import lru_cache
from operator import itemgetter
from typing import Any, Final, TypeVar
from uuid import UUID

import msgspec
from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import Field, Model
from django.db.models.base import ModelState

from fangxian.response.ledger.lines import NULL, Texts, Times, escape, quoted
from fangxian.response.ledger.store import empty

FEW: Final = 20
"""Up to so many rows are written by the object mapper."""

Written = Callable[[Any], str]
M = TypeVar("M", bound=Model)


def unsaved(model: type[M], **values: Any) -> M:
    """A row that is still to be written, as ``model(**values)`` makes it, in a fraction of the time.

    Nobody is told of it: there must be no receiver of Django's signals of new objects.

    Raises
    ------
    TypeError
        The model has no field of that name.
    """
    plain, made, relations = _unsaid(model)
    row = model.__new__(model)
    row._state = state = ModelState()
    held = row.__dict__
    held |= plain
    for name, make in made:
        held[name] = values[name] if name in values else make()
    for name, value in values.items():
        if name in relations:
            held[relations[name]] = None if value is None else value.pk
            state.fields_cache[name] = value
        elif name in held:
            held[name] = value
        else:
            raise TypeError(f"{model.__name__} has no field {name}")
    return row


@lru_cache(maxsize=64)
def _unsaid(model: type[Model]) -> tuple[dict[str, Any], list[tuple[str, Callable[[], Any]]], dict[str, str]]:
    """What fields hold of which nothing is said: a value, or what makes one; and the relations with their columns."""
    fields = [field for field in model._meta.concrete_fields if not field.generated]
    made = [(field.attname, field.default) for field in fields if field.has_default() and callable(field.default)]
    names = dict(made)
    plain = {field.attname: field.get_default() for field in fields if field.attname not in names}
    return plain, made, {field.name: field.attname for field in fields if field.is_relation}


def insert(rows: Sequence[Model]) -> None:
    """Write new rows of one model."""
    if len(rows) <= FEW:
        for model in {type(row) for row in rows}:
            model._default_manager.bulk_create(rows)
        return
    _insert(type(rows[0]), rows, "")
    for row in rows:  # saving one of them later changes it, and enters no second one
        row._state.adding, row._state.db = False, connection.alias


def insert_new(rows: Sequence[Model]) -> set[Any]:
    """Write rows, leaving alone what is there already under the same key.

    Returns
    -------
    set
        Primary keys of rows that are known to be new; of few rows nothing is known.
    """
    if not rows:
        return set()
    model = type(rows[0])
    if len(rows) <= FEW:
        model._default_manager.bulk_create(rows, ignore_conflicts=True)
        return set()
    return {key for (key,) in _insert(model, rows, f"ON CONFLICT DO NOTHING RETURNING {_key(model)}")}


def upsert(rows: Sequence[Model], by: Sequence[str], fields: Sequence[str]) -> None:
    """Write rows, or of those that are there already (the same in `by`) these fields."""
    if not rows:
        return
    model = type(rows[0])
    if len(rows) <= FEW:
        model._default_manager.bulk_create(rows, update_conflicts=True, unique_fields=by, update_fields=fields)
        return
    _insert(model, rows, _over(model, by, fields))


def upsert_values(
    model: type[Model], names: Sequence[str], values: Sequence[tuple[Any, ...]], by: Sequence[str]
) -> None:
    """:func:`upsert` of rows that nobody needs as objects: the values of these fields, of relations the keys."""
    fields = [name for name in names if name not in by]
    columns = _columns(model, names)
    if len(values) <= FEW:
        keys = [field.attname for field in columns.values()]
        upsert([model(**dict(zip(keys, row, strict=True))) for row in values], by, fields)
        return
    with _copied(model, columns, zip(*values, strict=True)) as (cursor, staging):
        _merge(cursor, model, columns, staging, _over(model, by, fields))


def _insert(model: type[Model], rows: Sequence[Model], ending: str) -> list[tuple[Any, ...]]:
    columns = _columns(model)
    with _staged(model, columns, rows) as (cursor, staging):
        _merge(cursor, model, columns, staging, ending)
        return cursor.fetchall() if cursor.description else []


def _merge(cursor: CursorWrapper, model: type[Model], columns: Iterable[str], staging: str, ending: str) -> None:
    names = ", ".join(columns)
    cursor.execute(f"INSERT INTO {model._meta.db_table} ({names}) SELECT {names} FROM {staging} {ending}")


def _over(model: type[Model], by: Sequence[str], fields: Sequence[str]) -> str:
    """What puts these fields in place of those of a row that is the same in `by`."""
    key = ", ".join(_columns(model, by))
    return f"ON CONFLICT ({key}) DO UPDATE SET " + ", ".join(
        f"{name} = EXCLUDED.{name}" for name in _columns(model, fields)
    )


def update(rows: Sequence[Model], fields: Sequence[str]) -> None:
    """Write these fields of rows that are there."""
    if not rows:
        return
    model = type(rows[0])
    if len(rows) <= FEW:
        model._default_manager.bulk_update(rows, fields)
        return
    key, changed = _key(model), _columns(model, fields)
    with _staged(model, _columns(model, [model._meta.pk.name]) | changed, rows) as (cursor, staging):
        cursor.execute(
            f"UPDATE {model._meta.db_table} AS held SET "
            + ", ".join(f"{name} = wanted.{name}" for name in changed)
            + f" FROM {staging} AS wanted WHERE held.{key} = wanted.{key}"
        )


@contextmanager
def _staged(
    model: type[Model], columns: Mapping[str, Field[Any, Any]], rows: Sequence[Model]
) -> Iterator[tuple[CursorWrapper, str]]:
    """The rows in a temporary table of these columns, with a cursor to take them from there."""
    held = [row.__dict__ for row in rows]
    values = (map(itemgetter(field.attname), held) for field in columns.values())
    with _copied(model, columns, values) as found:
        yield found


@contextmanager
def _copied(
    model: type[Model], columns: Mapping[str, Field[Any, Any]], values: Iterable[Iterable[Any]]
) -> Iterator[tuple[CursorWrapper, str]]:
    """The same of values by column."""
    table = model._meta.db_table
    whole = len(columns) == len(_columns(model))
    staging = f"incoming_{table}" if whole else f"incoming_{table}_{'_'.join(columns)}"[:63]
    names, times = ", ".join(columns), Times()
    texts = [map(_writer(field, times), some) for field, some in zip(columns.values(), values, strict=True)]
    with connection.cursor() as cursor:
        empty(
            cursor,
            staging,
            f"CREATE TEMP TABLE IF NOT EXISTS {staging} ON COMMIT DELETE ROWS AS SELECT {names} FROM {table} "
            "WITH NO DATA",
        )
        # A value that does not fit is reported while the copy ends, past the cursor's own translation of errors.
        with connection.wrap_database_errors, cursor.copy(f"COPY {staging} ({names}) FROM STDIN") as copy:
            copy.write("\n".join(map("\t".join, zip(*texts, strict=True))) + "\n")
        yield cursor, staging


def _writer(field: Any, times: Times) -> Written:
    while field.is_relation:
        field = field.target_field
    kind = field.get_internal_type()
    if kind == "DateTimeField":
        return times.__getitem__
    if kind in ("CharField", "TextField"):
        return Texts().__getitem__
    return _WRITERS.get(kind, quoted)


def _id(value: Any) -> str:
    return value.hex if type(value) is UUID else quoted(value)


def _json(value: Any) -> str:
    return NULL if value is None else escape(msgspec.json.encode(value).decode())


def _bytes(value: Any) -> str:
    return NULL if value is None else f"\\\\x{value.hex()}"


def _day(value: date | None) -> str:
    return NULL if value is None else value.isoformat()


_WRITERS: Final[Mapping[str, Written]] = {
    "JSONField": _json,
    "BinaryField": _bytes,
    "DateField": _day,
    "UUIDField": _id,
}


def _key(model: type[Model]) -> str:
    return str(model._meta.pk.column)


@lru_cache(maxsize=64)
def _every(model: type[Model]) -> dict[str, Field[Any, Any]]:
    given = {model._meta.auto_field, *(field for field in model._meta.concrete_fields if field.generated)}
    return {str(field.column): field for field in model._meta.concrete_fields if field not in given}


def _columns(model: type[Model], names: Sequence[str] | None = None) -> dict[str, Field[Any, Any]]:
    """The columns that are written, or those of the fields named."""
    if names is None:
        return _every(model)
    fields = {field.name: field for field in model._meta.concrete_fields}
    return {str(fields[name].column): fields[name] for name in names}
