"""Taking a whole import back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fangxian.errors import NotAllowed
from fangxian.response.casework.actions import control_contact, record_sample
from fangxian.response.casework.actions.import_linelist import import_delivery
from fangxian.response.casework.actions.undo_import import undo_import
from fangxian.response.casework.models import Case, Contact, FollowUp, LineListImport, Relationship, Visit
from fangxian.response.ledger import clock
from fangxian.response.ledger.models import FactRow, TaskRow
from fangxian.response.registry.models import Identity, Person
from tests import factories
from tests.casework.test_import_contacts import case, contact, delivery
from tests.factories import NOON, PIDU

pytestmark = pytest.mark.usefixtures("outbreak")

WHOLE = {
    "cases": [case("A1")],
    "contacts": [contact("K1", name="张某", controlled_at="2020-12-07 09:00"), contact("K2", "K1")],
    "visits": [{"number": "A1", "place": "菜市场", "place_area": PIDU, "began_at": "2020-12-06 08:00"}],
    "follow_ups": [{"number": "K1", "day": "2020-12-07", "status": "正常"}],
    "samples": [{"number": "K1", "sample": "S1", "taken_at": "2020-12-07 10:00", "result": "阴性"}],
}
TABLES = (Case, Contact, Person, Identity, Relationship, Visit, FollowUp)


def brought(outbreak, **sheets) -> LineListImport:
    result = import_delivery(outbreak, delivery(**(sheets or WHOLE)))
    assert not result.problems
    return LineListImport.objects.get(id=result.batch)


def standing() -> int:
    voided = FactRow.objects.filter(kind="fact.voided").values("corrects")
    return FactRow.objects.exclude(kind="fact.voided").exclude(id__in=voided).count()


def test_nothing_is_left_but_the_facts_and_that_they_were_voided(outbreak):
    batch = brought(outbreak)
    facts = FactRow.objects.count()
    assert TaskRow.objects.exists()
    undone = undo_import(batch)
    assert (undone.undone, undone.kept) == (6, [])
    assert [model.__name__ for model in TABLES if model.objects.exists()] == []
    assert standing() == 0
    assert FactRow.objects.count() == 2 * facts
    assert not TaskRow.objects.filter(state="open").exists()
    assert LineListImport.objects.get().undone_at == NOON


def test_doing_it_again_changes_nothing(outbreak):
    batch = brought(outbreak)
    first = undo_import(batch)
    facts = FactRow.objects.count()
    again = undo_import(LineListImport.objects.get())
    assert (again.undone, again.kept, FactRow.objects.count()) == (first.undone, [], facts)


def test_the_same_file_can_come_in_again_afterwards(outbreak):
    undo_import(brought(outbreak))
    batch = brought(outbreak)
    assert batch.undone_at is None
    assert [model.objects.count() for model in TABLES] == [1, 2, 3, 1, 2, 1, 1]
    undo_import(batch)
    assert standing() == 0
    assert not Person.objects.exists()


def test_what_somebody_has_built_on_stays_with_all_that_leads_to_it(outbreak):
    batch = brought(outbreak, cases=[case("A1"), case("A2")], contacts=[contact("K1"), contact("K2", "A2")])
    control_contact(Contact.objects.get(number="K1"), at=NOON)
    undone = undo_import(batch)
    assert [(one["kind"], one["number"], one["code"]) for one in undone.kept] == [
        ("cases", "A1", "undo.built_on"), ("contacts", "K1 > A1", "undo.built_on"),
    ]  # fmt: skip
    assert undone.undone == 2
    assert set(Case.objects.values_list("number", flat=True)) == {"A1"}
    assert set(Contact.objects.values_list("number", flat=True)) == {"K1"}


def test_a_contact_whom_somebody_has_named_of_an_imported_case_keeps_the_case(outbreak):
    batch = brought(outbreak, cases=[case("A1")])
    factories.contact(outbreak, source=Case.objects.get().person)
    assert [one["number"] for one in undo_import(batch).kept] == ["A1"]


def test_what_was_on_record_before_stays_as_it_was(outbreak):
    held = factories.contact(outbreak, number="K1", source=factories.case(outbreak, number="A1").person)
    record_sample(outbreak, person=held.person, at=NOON - timedelta(days=1))
    batch = brought(outbreak, follow_ups=[{"number": "K1", "day": "2020-12-07", "status": "正常"}])
    assert undo_import(batch).undone == 1
    assert (Contact.objects.count(), FollowUp.objects.count(), standing()) == (1, 0, 1)


def test_a_value_that_the_import_changed_is_left_and_listed(outbreak):
    brought(outbreak, cases=[case("A1")])
    second = brought(outbreak, cases=[case("A1") | {"onset_on": "2020-12-04"}])
    assert [one["code"] for one in undo_import(second).kept] == ["undo.corrected"]
    assert Case.objects.get().onset_on is not None


def test_what_a_later_list_says_otherwise_stays(outbreak):
    first = brought(outbreak, cases=[case("A1")])
    brought(outbreak, cases=[case("A1") | {"onset_on": "2020-12-04"}])
    assert [one["code"] for one in undo_import(first).kept] == ["undo.later"]
    assert Case.objects.exists()


def test_whoever_may_not_import_may_not_take_it_back(outbreak):
    batch = brought(outbreak)
    with pytest.raises(NotAllowed):
        undo_import(batch, by=factories.post(PIDU, "street_officer"))
    with pytest.raises(NotAllowed):
        undo_import(batch, by=factories.post("510108", "epidemiologist"))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15)
@given(
    links=st.lists(st.tuples(st.integers(1, 5), st.integers(0, 5)), min_size=1, max_size=8, unique=True),
    touched=st.sets(st.integers(1, 5)),
)
def test_every_row_is_undone_or_kept_and_nobody_who_stays_loses_a_source(outbreak, links, touched):
    from django.db import transaction

    with transaction.atomic():
        rows = [contact(f"K{n}", f"K{m}" if m else "A1") for n, m in links if n != m]
        result = import_delivery(outbreak, delivery(cases=[case("A1")], contacts=rows))
        clock.advance(NOON + timedelta(minutes=1))
        for one in Contact.objects.filter(number__in=[f"K{n}" for n in touched]):
            control_contact(one, at=NOON)
        before = {(r.source_id, r.person_id) for r in Relationship.objects.all()}
        kept_before = set(Contact.objects.exclude(controlled_at=None).values_list("person", flat=True))
        undone = undo_import(LineListImport.objects.get())
        assert undone.undone + len(undone.kept) == result.created
        left = {(r.source_id, r.person_id) for r in Relationship.objects.all()}
        people = set(Person.objects.values_list("id", flat=True))
        assert left == {(source, person) for source, person in before if person in people}
        assert {source for source, _person in left} <= people
        assert kept_before <= people
        transaction.set_rollback(True)
