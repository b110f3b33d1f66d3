"""An empty database gets what the models say, and later changes find every table that a change concerns."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models
from django.db.migrations import AddField, AddIndex, AlterField, CreateModel, Migration
from django.db.migrations.state import ProjectState

from fangxian.site.migrating import State


def _to(model: str, on_delete: Any, **said: Any) -> models.ForeignKey[Any, Any]:
    return models.ForeignKey(model, on_delete, **said)


def _migration() -> Migration:
    """A table, one that points to it, and what is changed of the first when both are there."""
    made = Migration("first", "house")
    made.operations = [
        CreateModel("Door", [("id", models.CharField(max_length=8, primary_key=True))]),
        CreateModel("Key", [("id", models.AutoField(primary_key=True)), ("door", _to("Door", models.CASCADE))]),
        AddIndex("key", models.Index(fields=["door"], name="keys_of_a_door")),
        AlterField("door", "id", models.CharField(max_length=9, primary_key=True)),
        AddField("door", "opens", _to("Key", models.CASCADE, null=True)),
        AlterField("key", "door", _to("Door", models.PROTECT)),
    ]  # fmt: skip
    return made


@pytest.mark.parametrize("until", range(1, 7))
def test_after_each_operation_the_classes_are_those_of_django_s_own_way(until: int) -> None:
    seen = []
    for kind in (ProjectState, State):
        state = kind()
        assert state.apps is not None  # classes are kept from the beginning, as while migrating
        for operation in _migration().operations[:until]:
            operation.state_forwards("house", state)
        seen.append((state.models, {model.__name__: _described(model) for model in state.apps.get_models()}))
    assert seen[0] == seen[1]


def _described(model: type[models.Model]) -> tuple[object, ...]:
    """What operations ask a class: its columns, what it points to, what points to it, its indexes."""
    meta = model._meta
    fields = [(one.name, one.deconstruct()[1:]) for one in meta.local_fields]
    return fields, [one.related_model is meta.apps.get_model("house", one.related_model.__name__)
                    for one in meta.get_fields(include_hidden=True) if one.is_relation], \
        sorted((one.related_model.__name__, one.field.name) for one in meta.related_objects), \
        [one.deconstruct() for one in meta.indexes]  # fmt: skip


@pytest.mark.django_db
def test_an_empty_database_has_every_column_index_and_constraint_of_the_models() -> None:
    missing = []
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            meta, table = model._meta, model._meta.db_table
            if not meta.managed or meta.proxy:
                continue
            columns = {one.name for one in connection.introspection.get_table_description(cursor, table)}
            there = connection.introspection.get_constraints(cursor, table)
            keys = {tuple(one["columns"]) for one in there.values() if one["foreign_key"]}
            missing += [one.name for one in (*meta.indexes, *meta.constraints) if one.name not in there]
            for one in meta.local_concrete_fields:
                refers = one.remote_field is not None and getattr(one, "db_constraint", False)
                if one.column not in columns or (refers and (one.column,) not in keys):
                    missing.append(f"{table}.{one.column}")
    assert missing == []
