"""Many rows in one statement say the same as few rows one by one."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DataError, IntegrityError, transaction

from fangxian.response.casework.models import ImportedRow, LineListImport
from fangxian.response.jurisdiction import access
from fangxian.response.ledger.loading import FEW, insert, insert_new, unsaved, update, upsert, upsert_values
from fangxian.response.registry.models import Identity, Person
from tests import factories
from tests.factories import NOON, PIDU

HARD = ("", "张三", "\\N", "a\tb", "a\nb\r", "\\", "“quoted”, 'text'", "\\x41", "🦠")
"""Texts that a line of COPY has to escape."""


@pytest.fixture(autouse=True)
def _everywhere(db):
    with access.everywhere():
        yield


def people(count: int) -> list[Person]:
    return [
        Person(
            label=HARD[n % len(HARD)] or f"P{n}",
            area=PIDU,
            age=n % 3 or None,
            reconstructed=bool(n % 2),
            created_at=NOON + timedelta(microseconds=n),
        )
        for n in range(count)
    ]


def held(model) -> list[dict[str, object]]:
    return list(model._default_manager.order_by("pk").values())


def as_said(rows) -> list[dict[str, object]]:
    fields = [field.attname for field in rows[0]._meta.concrete_fields]
    return sorted(({name: getattr(row, name) for name in fields} for row in rows), key=lambda row: row[fields[0]])


def test_an_unsaved_row_is_what_its_model_makes_of_the_same_words():
    said = {"id": uuid4(), "label": "P1", "area": PIDU, "created_at": NOON}
    made, usual = unsaved(Person, **said), Person(**said)
    assert {field.attname: getattr(made, field.attname) for field in Person._meta.concrete_fields} == {
        field.attname: getattr(usual, field.attname) for field in Person._meta.concrete_fields
    }
    made.save()
    assert Person.objects.get() == made
    assert unsaved(Identity, person=made).person is made
    assert unsaved(Identity, person=made).person_id == made.pk
    assert unsaved(Person).id != unsaved(Person).id


def test_an_unsaved_row_has_no_fields_but_those_of_its_model():
    with pytest.raises(TypeError, match="lable"):
        unsaved(Person, lable="P1")


@pytest.mark.parametrize("count", [1, FEW, FEW + 1, 100])
def test_what_was_written_stands_there(count):
    rows = people(count)
    insert(rows)
    assert held(Person) == as_said(rows)


@pytest.mark.parametrize("count", [FEW, 100])
def test_what_was_written_is_changed_by_saving_it(count):
    rows = people(count)
    insert(rows)
    rows[0].label = "changed"
    rows[0].save(update_fields=["label"])
    assert held(Person) == as_said(rows)


@pytest.mark.parametrize("count", [FEW, 100])
def test_of_those_there_already_none_is_changed(count):
    before, more = people(count), people(count)
    insert(before)
    again = [Person(id=one.id, label="other", area=PIDU, created_at=NOON) for one in before]
    assert insert_new([*again, *more]) == {one.pk for one in more}
    assert held(Person) == as_said([*before, *more])


@pytest.mark.parametrize("count", [FEW, 100])
def test_fields_that_are_named_are_changed_and_no_others(count):
    rows = people(count)
    insert(rows)
    for n, row in enumerate(rows):
        row.label, row.sex, row.age = f"{HARD[n % len(HARD)]}!", "F", None
    update(rows, ["label", "age"])
    for row in rows:
        row.sex = ""
    assert held(Person) == as_said(rows)


@pytest.mark.parametrize("count", [FEW, 100])
def test_bytes_and_keys_of_other_tables_come_in_and_are_replaced(count):
    rows = people(count)
    insert(rows)
    for tail in (b"\x00\\", b"\xff\n"):
        cards = [Identity(person=row, area=PIDU, sealed=row.id.bytes + tail, id_index=row.id.bytes) for row in rows]
        upsert(cards, by=["person"], fields=["sealed"])
        said = [(one.person_id, bytes(one.sealed), bytes(one.id_index)) for one in Identity.objects.order_by("pk")]
        assert said == sorted((row.id, row.id.bytes + tail, row.id.bytes) for row in rows)


@pytest.mark.parametrize("count", [FEW, 100])
def test_documents_come_in_under_keys_that_the_database_gives(count):
    batch = LineListImport.objects.create(
        incident=factories.incident(), area=PIDU, digest="", mapping={}, imported_at=NOON
    )
    for turn in (1, 2):
        rows = [
            ImportedRow(incident=batch.incident, number=str(n), area=PIDU, batch=batch,
                        values={"note": HARD[n % len(HARD)], "turn": turn, "none": None, "many": ["a", 1.5]})
            for n in range(count)
        ]  # fmt: skip
        upsert(rows, by=["incident", "kind", "number"], fields=["values"])
        assert {one.number: one.values for one in ImportedRow.objects.all()} == {one.number: one.values for one in rows}


@pytest.mark.parametrize("label", ["x" * 61, "nul \x00"])
def test_a_value_that_does_not_fit_is_refused_as_the_database_does(label):
    rows = people(FEW + 1)
    rows[3].label = label
    with pytest.raises((DataError, ValueError)), transaction.atomic():
        insert(rows)
    assert not Person.objects.exists()


def test_a_key_given_twice_is_refused():
    rows = people(FEW + 1)
    rows[3].id = rows[4].id
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(rows)


def test_nothing_is_nothing():
    insert([])
    update([], ["label"])
    upsert([], by=["person"], fields=["sealed"])
    assert insert_new([]) == set()


@pytest.mark.parametrize("count", [1, FEW, 100])
def test_bare_values_say_the_same_as_objects(count):
    batch = LineListImport.objects.create(
        incident=factories.incident(), area=PIDU, digest="", mapping={}, imported_at=NOON
    )
    names = ["incident", "kind", "number", "area", "values", "batch", "made", "line"]

    def values(shift):
        return [
            (batch.incident_id, "contacts", f"{n}{HARD[n % len(HARD)]}", PIDU, {"said": HARD[n % len(HARD)]}, batch.pk,
             None if n % 2 else batch.pk, n + shift)
            for n in range(count)
        ]  # fmt: skip

    upsert_values(ImportedRow, names, values(0), by=names[:3])
    upsert_values(ImportedRow, names, values(7), by=names[:3])
    kept = ImportedRow.objects.order_by("line").values_list("incident", *names[1:5], "batch", "made", "line")
    assert list(kept) == values(7)


def test_nothing_is_written_for_nothing():
    upsert_values(ImportedRow, ["incident", "number"], [], by=["incident"])
    assert not ImportedRow.objects.exists()
